"""A runtime to test against: Monado, started for each test and reached by a child process.

The child is needed because the OpenXR loader reads its environment when it is loaded.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.openxr.monado import Monado
from tests.openxr.remote import Remote
from tests.openxr.validation import Validation

REQUIRED = "VRAPP_REQUIRE_OPENXR"
"""Environment variable under which a missing runtime is a failure; `.ci/monado` sets it."""


def need(program: str) -> None:
    """The test goes on only where the program is; it fails where that is asked for."""
    if shutil.which(program):
        return
    reason = f"{program} is not on this system (as root, .ci/monado runs these tests)"
    if os.environ.get(REQUIRED):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def runtime() -> None:
    need("monado-service")


@pytest.fixture
def hello_xr() -> None:
    """Khronos' own example, which we are measured against."""
    need("hello_xr")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Monado]:
    """The null compositor with a head that hardly moves."""
    folder = tmp_path / "monado"
    folder.mkdir()
    with Monado(folder) as monado:
        yield monado


@pytest.fixture
def screen_service(tmp_path: Path) -> Iterator[Monado]:
    """The main compositor on a virtual screen."""
    need("Xvfb")
    folder = tmp_path / "monado"
    folder.mkdir()
    with Monado(folder, screen=True) as monado:
        yield monado


@pytest.fixture
def scripted_service(tmp_path: Path) -> Iterator[Monado]:
    """The null compositor with a head and hands that the `remote` fixture moves."""
    folder = tmp_path / "monado"
    folder.mkdir()
    with Monado(folder, remote=True) as monado:
        yield monado


@pytest.fixture
def remote(scripted_service: Monado) -> Iterator[Remote]:
    """The hand that moves head and hands of `scripted_service`."""
    with Remote(scripted_service.port) as remote:
        yield remote


@pytest.fixture
def validation(tmp_path: Path) -> Validation:
    """A validation layer for a child: `service.run(..., **validation.env)`."""
    return Validation(tmp_path / "validation.txt")

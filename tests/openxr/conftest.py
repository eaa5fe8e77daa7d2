"""A runtime to test against: Monado, started for each test and reached by a child process.

The child is needed because the OpenXR loader reads its environment when it is loaded.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.openxr.monado import Monado, installed
from tests.openxr.remote import Remote
from tests.openxr.validation import Validation

REQUIRED = "VRAPP_REQUIRE_OPENXR"
"""Environment variable under which a missing runtime is a failure; `.ci/monado` sets it."""


@pytest.fixture(scope="session", autouse=True)
def runtime() -> None:
    """Monado is on this system; otherwise the test is skipped, or fails where that is asked for."""
    if installed():
        return
    reason = "monado-service is not on this system (as root, .ci/monado runs these tests)"
    if os.environ.get(REQUIRED):
        pytest.fail(reason)
    pytest.skip(reason)


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

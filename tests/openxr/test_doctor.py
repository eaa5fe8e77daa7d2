"""`vrapp doctor` asks a real runtime."""

from __future__ import annotations

import sys

import pytest

from tests.openxr.monado import Monado
from tests.openxr.validation import Validation

pytestmark = pytest.mark.openxr


def doctor(service: Monado, **env: str) -> str:
    done = service.run(sys.executable, "-m", "vrapp", "doctor", **{"COLUMNS": "400"} | env)
    assert done.stderr == ""
    return done.stdout


def test_a_headset_is_found(service: Monado, validation: Validation) -> None:
    said = doctor(service, **validation.env)
    assert "Monado(XRT)" in said
    assert "active_runtime.json" in said
    assert "headset: Monado: Simulated HMD; recommended pictures 320×240 and 320×240; 20 Hz" in said
    assert "through EGL" in said
    assert "without XR_EXT_user_presence" in said
    assert validation.complaints() == []


def test_a_runtime_without_its_service_is_told(service: Monado) -> None:
    service.kill()
    said = doctor(service)
    assert "is there and does not work: RuntimeFailureError" in said
    assert "monado-service" in said


def test_a_runtime_that_is_not_where_it_is_said_to_be(service: Monado) -> None:
    said = doctor(service, XR_RUNTIME_JSON="/nowhere/runtime.json")
    assert "cannot be loaded: /nowhere/runtime.json cannot be read" in said


def test_without_a_runtime_directory_nothing_is_said_about_it(screen_service: Monado) -> None:
    """SDL writes to the terminal when XDG_RUNTIME_DIR is unset or not to its liking."""
    for place in ("", "/nowhere"):
        said = doctor(screen_service, XDG_RUNTIME_DIR=place)
        assert "a window with OpenGL opened" in said

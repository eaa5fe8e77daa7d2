"""What the main compositor shows on its screen: the person's own picture."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tests.openxr.conftest import need
from tests.openxr.monado import Monado
from tests.openxr.remote import Remote
from tests.openxr.screen import EYE, eyes, read_screen
from tests.openxr.test_session import wait_for
from tests.openxr.validation import Validation

pytestmark = pytest.mark.openxr


def shown(service: Monado, how: str, **env: str) -> np.ndarray:
    program = service.spawn(sys.executable, "-u", "-m", "tests.openxr.plates", how, **env)
    wait_for(program, "hangs")
    time.sleep(1.0)
    picture = read_screen(service.framebuffer)
    program.kill()
    program.communicate()
    return picture


def test_a_plate_looks_the_same_as_a_layer_and_drawn(tmp_path: Path) -> None:
    need("Xvfb")
    stereo = str(Path(__file__).parents[1] / "stereo")
    with (
        Monado(tmp_path, remote=True, screen=True) as service,  # the simulated head would sway
        Remote(service.port) as remote,
    ):
        remote.head((0.3, 1.6, -0.2))
        drawn = shown(service, "drawn", VRAPP_SCENES=stereo).astype(int)
        layer = shown(service, "layers", VRAPP_SCENES=stereo).astype(int)
    light, dark = (drawn.min(axis=2) > 150), (drawn.max(axis=2) < 90) & (drawn[..., 0] > 30)
    assert light.sum() > 400  # a square in either eye
    assert dark.sum() > 2000  # and the ground around it
    for part, most in ((light, 4.0), (dark, 20.0)):  # blending light leaves a darker ground
        assert np.median(np.abs(drawn - layer)[part]) < most
    assert (np.abs(drawn - layer).max(axis=2) > 40).mean() < 0.001  # nothing is elsewhere


def test_the_demo_is_seen_by_both_eyes(
    screen_service: Monado, validation: Validation, tmp_path: Path
) -> None:
    del screen_service.env["DISPLAY"]  # the runtime has its screen; the program goes without
    folder = tmp_path / "demo"
    program = screen_service.spawn(
        sys.executable, "-u", "-m", "vrapp", "demo", "--quick", "--display", "headset",
        "--out", str(folder), **validation.env,
    )  # fmt: skip
    wait_for(program, "Headset:")
    time.sleep(12.0)
    left, right = (eye.mean(axis=2) for eye in eyes(read_screen(screen_service.framebuffer)))
    _, errors = program.communicate(timeout=120)
    assert program.returncode == 0, errors
    assert min(left.mean(), right.mean()) > 30.0  # the fade-in is over
    assert left[: left.shape[0] // 3].mean() > left[-left.shape[0] // 3 :].mean()  # sky is above
    alike = np.corrcoef(left.ravel(), right.ravel())[0, 1]
    assert 0.9 < alike < 0.9999  # the same place, from two eyes
    assert {"summary.md", "session.png", "features.csv"} <= {f.name for f in folder.iterdir()}
    assert validation.complaints() == []


def test_the_window_beside_shows_the_same_and_the_desk(
    screen_service: Monado, validation: Validation, tmp_path: Path
) -> None:
    """Over GLX, with the headset's own window on the same screen."""
    program = screen_service.spawn(
        sys.executable, "-u", "-m", "vrapp", "run", "--source", "patient", "--display", "headset",
        "--duration", "14", "--out", str(tmp_path / "s"), **validation.env,
    )  # fmt: skip
    wait_for(program, "Headset:")
    time.sleep(9.0)
    screen = read_screen(screen_service.framebuffer).astype(int)
    _, errors = program.communicate(timeout=120)
    assert program.returncode == 0, errors
    height, width = EYE[1], 2 * EYE[0]
    mirror = screen[height : height + 200, :width]  # below the headset's window
    assert mirror.mean() > 20.0
    stop = (screen[..., 0] > 150) & (screen[..., 1] < 80)
    assert stop[:, width:].sum() > 3000, "no red STOP beside the picture"
    assert validation.complaints() == []

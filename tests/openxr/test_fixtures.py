"""The fixtures themselves, with a small OpenXR program that knows nothing of `vrapp`."""

from __future__ import annotations

import json
import math
import sys
import time
from typing import Any

import numpy as np
import pytest

from tests.openxr.monado import Monado
from tests.openxr.remote import Remote
from tests.openxr.screenshot import read
from tests.openxr.validation import Validation

pytestmark = pytest.mark.openxr


def raw(service: Monado, *arguments: str, **env: str) -> dict[str, Any]:
    done = service.run(sys.executable, "-m", "tests.openxr.raw", *arguments, **env)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_a_session_runs_and_linear_grey_is_stored_as_srgb(
    service: Monado, validation: Validation
) -> None:
    seen = raw(service, "5", **validation.env)
    assert seen["states"] == ["IDLE", "READY", "SYNCHRONIZED", "VISIBLE", "FOCUSED"]
    linear = 0.5
    stored = round(255 * (1.055 * linear ** (1 / 2.4) - 0.055))  # IEC 61966-2-1
    assert seen["colour"] == [stored] * 3 == [188] * 3
    assert validation.complaints() == []


def test_a_structure_of_the_wrong_type_is_reported(service: Monado, validation: Validation) -> None:
    seen = raw(service, "5", "misuse", **validation.env)
    assert seen["misuse"] == "ValidationFailureError"
    assert any("xrWaitFrame" in line for line in validation.complaints())


def test_the_main_compositor_shows_the_colour_as_it_was_meant(screen_service: Monado) -> None:
    program = screen_service.spawn(sys.executable, "-m", "tests.openxr.raw", "400")  # at 90 Hz
    assert program.stdout is not None
    assert program.stdout.readline() == "focused\n"
    time.sleep(1.0)
    picture = read(screen_service.framebuffer)
    shown = [
        int((np.abs(picture.astype(int) - grey).max(axis=2) <= 2).sum()) for grey in (188, 128)
    ]
    assert shown[0] > 20_000, "linear 0.5 is not on the screen as sRGB 188"
    assert shown[1] == 0
    said, errors = program.communicate(timeout=60)
    assert program.returncode == 0, errors
    assert json.loads(said.splitlines()[-1])["colour"] == [188] * 3


def test_the_scripted_head_arrives(scripted_service: Monado, remote: Remote) -> None:
    half = math.radians(30.0) / 2.0
    remote.head((0.25, 1.5, -0.5), turned=(0.0, math.sin(half), 0.0, math.cos(half)))
    seen = raw(scripted_service, "5")
    assert seen["turned"] == pytest.approx([0.0, math.sin(half), 0.0, math.cos(half)], abs=1e-3)
    left, right = seen["eyes"]
    between = [b - a for a, b in zip(left, right, strict=True)]
    # Turned to the left by 30°, the right eye lies ahead of the left one.
    assert math.atan2(-between[2], between[0]) == pytest.approx(math.radians(30.0), abs=1e-3)
    assert 0.05 < math.hypot(*between) < 0.08


def test_scripted_hands_arrive_are_lost_and_come_back(
    scripted_service: Monado, remote: Remote
) -> None:
    remote.head()
    program = scripted_service.spawn(sys.executable, "-m", "tests.openxr.raw", "60")
    assert program.stdout is not None
    assert program.stdout.readline() == "focused\n"
    steps: list[dict[str, Any]] = [
        {"position": (0.2, 1.1, -0.3), "trigger": 0.25, "active": True},
        {"active": False},
        {"position": (0.2, 1.2, -0.3), "trigger": 1.0, "active": True},
    ]
    for step in steps:
        remote.hand("right", **step)
        time.sleep(0.4)
    said, errors = program.communicate(timeout=30)
    assert program.returncode == 0, errors
    seen = json.loads(said.splitlines()[-1])["right hand"]
    around = [(active, trigger) for active, trigger, _ in seen]
    assert [True, 0.25] in [list(each) for each in around], seen
    first = next(place for active, trigger, place in seen if (active, trigger) == (True, 0.25))
    last = next(place for active, trigger, place in seen if (active, trigger) == (True, 1.0))
    assert last[1] - first[1] == pytest.approx(0.1, abs=0.01)
    lost = [i for i, (active, _) in enumerate(around) if not active]
    assert any(around.index((True, 0.25)) < i < around.index((True, 1.0)) for i in lost), seen


def test_a_second_program_takes_the_focus(service: Monado) -> None:
    first = service.spawn(sys.executable, "-m", "tests.openxr.raw", "80")
    assert first.stdout is not None
    assert first.stdout.readline() == "focused\n"
    raw(service, "20")
    said, errors = first.communicate(timeout=30)
    assert first.returncode == 0, errors
    states = json.loads(said.splitlines()[-1])["states"]
    lost = states.index("FOCUSED") + 1
    assert "VISIBLE" in states[lost:], states
    assert states[-1] == "FOCUSED", states  # given back when the second one has gone


def test_the_service_can_be_killed_and_started_again(service: Monado) -> None:
    raw(service, "2")
    service.kill()
    done = service.run(sys.executable, "-m", "tests.openxr.raw", "2")
    assert "RuntimeFailureError" in done.stderr
    service.start()
    assert raw(service, "5")["states"][-1] == "FOCUSED"

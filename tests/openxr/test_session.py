"""A session in the headset as a patient has it, from the command line, beside a real runtime."""

from __future__ import annotations

import csv
import json
import math
import signal
import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.openxr.monado import Monado
from tests.openxr.remote import Remote
from tests.openxr.validation import Validation
from tests.vrapp.app.whole import HURTS_DEG, towards
from tests.vrapp.record.test_xdf import by_name
from vrapp.prompt.below import MANNER

pytestmark = pytest.mark.openxr

LONGEST_HOLE_S = 1.0


def start(service: Monado, folder: Path, *options: str, **env: str) -> subprocess.Popen[str]:
    command = ("run", "--source", "patient", "--display", "headset", "--out", str(folder))
    return service.spawn(sys.executable, "-u", "-m", "vrapp", *command, *options, **env)


def wait_for(program: subprocess.Popen[str], words: str, timeout: float = 60.0) -> float:
    """Read on until a line holds the words; when that was."""
    assert program.stdout is not None
    give_up = threading.Timer(timeout, program.kill)
    give_up.start()
    try:
        for line in program.stdout:
            if words in line:
                return time.monotonic()
    finally:
        give_up.cancel()
    program.kill()
    _, errors = program.communicate()
    raise AssertionError(f"it ended, or was ended after {timeout} s, without {words!r}: {errors}")


def events(folder: Path) -> list[str]:
    file = folder / "events.txt"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [line.split(" s ", 1)[1].strip() for line in lines]


def wait_for_event(folder: Path, words: str, timeout: float = 15.0) -> None:
    give_up = time.monotonic() + timeout
    while not any(words in event for event in events(folder)):
        assert time.monotonic() < give_up, f"no {words!r} in {events(folder)}"
        time.sleep(0.1)


def longest_hole_s(folder: Path) -> float:
    with (folder / "features.csv").open(encoding="utf-8", newline="") as file:
        times = [float(row["t_s"]) for row in csv.DictReader(file)]
    return max(b - a for a, b in pairwise(times))


def test_a_session_outlives_its_runtime_and_goes_back_into_the_headset(
    service: Monado, validation: Validation, tmp_path: Path
) -> None:
    folder = tmp_path / "session"
    program = start(service, folder, "--duration", "22", **validation.env)
    wait_for(program, "Headset:")
    time.sleep(5.0)
    service.kill()
    wait_for(program, "The headset is gone")
    time.sleep(2.0)
    service.start()
    returned = time.monotonic()
    assert wait_for(program, "Headset:") - returned < 2.0
    _, errors = program.communicate(timeout=60)
    assert program.returncode == 0, errors
    happened = events(folder)
    assert [e for e in happened if e.startswith(("paused", "resumed"))] == [
        "paused: the headset is not worn",
        "resumed",
    ]
    assert longest_hole_s(folder) < LONGEST_HOLE_S
    assert validation.complaints(instances=2) == []


def test_a_runtime_lost_under_plates_takes_them_with_it_and_they_hang_in_the_next(
    service: Monado, validation: Validation
) -> None:
    stereo = str(Path(__file__).parents[1] / "stereo")
    program = service.spawn(
        sys.executable, "-u", "-m", "tests.openxr.plates", "layers",
        VRAPP_SCENES=stereo, **validation.env,
    )  # fmt: skip
    for wait_s in (0.0, 0.011, 0.029):  # wherever in a frame that is
        wait_for(program, "hangs")
        time.sleep(wait_s)
        service.kill()
        service.start()
    wait_for(program, "hangs")
    program.send_signal(signal.SIGINT)
    _, errors = program.communicate(timeout=30)
    assert errors.splitlines()[-1:] == ["KeyboardInterrupt"], errors  # and no other error
    assert validation.complaints(instances=4) == []


def test_a_scene_changes_in_the_headset_in_the_dark_and_holds_no_frame_back(
    service: Monado, validation: Validation, tmp_path: Path
) -> None:
    folder = tmp_path / "scenes"
    folder.mkdir()
    done = service.run(sys.executable, "-m", "tests.openxr.switch", str(folder), **validation.env)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    before, after = (np.array(told[name], dtype=float) for name in ("before", "after"))
    assert told["scene"] == "meshes_20"
    assert min(before.mean(), after.mean()) > 30.0
    assert (np.abs(after - before).max(axis=2) > 20.0).mean() > 0.02  # there are meshes now
    assert told["darkest"] < 3.0
    assert told["frames"] > 20 * 8
    assert told["late_by_us"] == 0, told
    assert told["collections"] == 0
    assert validation.complaints() == []


def test_a_runtime_that_stands_still_leaves_no_hole_in_the_record(
    service: Monado, tmp_path: Path
) -> None:
    folder = tmp_path / "session"
    program = start(service, folder, "--duration", "12")
    wait_for(program, "Headset:")
    time.sleep(3.0)
    with service.standing_still():
        time.sleep(3.0)
    _, errors = program.communicate(timeout=60)
    assert program.returncode == 0, errors
    assert longest_hole_s(folder) < LONGEST_HOLE_S
    indices = by_name(folder / "session.xdf")["vrapp indices"]["time_stamps"]
    assert np.diff(indices).max() < LONGEST_HOLE_S


def test_a_session_can_be_stopped_while_the_runtime_hangs(service: Monado, tmp_path: Path) -> None:
    folder = tmp_path / "session"
    program = start(service, folder)
    wait_for(program, "Headset:")
    time.sleep(3.0)
    with service.standing_still():
        time.sleep(1.0)
        program.terminate()
        program.communicate(timeout=30)
    assert program.returncode == 143
    assert "while the display stood still" in (folder / "summary.md").read_text(encoding="utf-8")


def test_without_a_runtime_it_says_so_and_moves_over_when_there_is_one(
    service: Monado, tmp_path: Path
) -> None:
    service.kill()
    program = start(service, tmp_path / "session", "--duration", "8")
    wait_for(program, "Meanwhile it goes on in the headless")
    service.start()
    wait_for(program, "Headset:")
    _, errors = program.communicate(timeout=60)
    assert program.returncode == 0, errors


def test_another_program_in_front_pauses_until_it_has_gone(service: Monado, tmp_path: Path) -> None:
    folder = tmp_path / "session"
    program = start(service, folder, "--duration", "20")
    wait_for(program, "Headset:")
    time.sleep(2.0)
    other = service.spawn(sys.executable, "-m", "tests.openxr.raw", "60")
    assert other.stdout is not None
    assert other.stdout.readline() == "focused\n"
    wait_for_event(folder, "paused: the headset is not worn")
    other.communicate(timeout=60)
    wait_for_event(folder, "resumed")
    program.terminate()
    program.communicate(timeout=30)
    assert program.returncode == 143


def test_a_held_gaze_ends_the_immersion(
    scripted_service: Monado, remote: Remote, tmp_path: Path
) -> None:
    folder = tmp_path / "session"
    program = start(scripted_service, folder, "--duration", "60")
    wait_for(program, "Headset:")
    time.sleep(3.0)
    half = math.radians(-42.0) / 2.0
    remote.head((0.0, 1.6, 0.0), (math.sin(half), 0.0, 0.0, math.cos(half)))
    _, errors = program.communicate(timeout=30)
    assert program.returncode == 0, errors
    assert "stopped by patient (gaze)" in events(folder)


def test_a_gaze_held_beside_the_stop_asks_for_the_pain(
    scripted_service: Monado, remote: Remote, tmp_path: Path
) -> None:
    folder = tmp_path / "session"
    program = start(scripted_service, folder, "--duration", "60")
    wait_for(program, "Headset:")
    time.sleep(3.0)
    yaw, pitch = (0.5 * angle for angle in towards(MANNER.below_rad, *HURTS_DEG))
    turned = (
        math.cos(yaw) * math.sin(pitch), math.sin(yaw) * math.cos(pitch),
        -math.sin(yaw) * math.sin(pitch), math.cos(yaw) * math.cos(pitch),
    )  # fmt: skip
    remote.head((0.0, 1.6, 0.0), turned)
    wait_for_event(folder, "asked: pain")
    assert "hurts more: patient (gaze)" in events(folder)
    assert not any(event.startswith("stopped") for event in events(folder))
    program.terminate()
    program.communicate(timeout=30)


def test_recentring_the_system_is_done_in_the_dark(service: Monado, tmp_path: Path) -> None:
    folder = tmp_path / "session"
    program = start(service, folder)
    wait_for_event(folder, "phase", timeout=60.0)  # the session has begun, however busy it is here
    wait_for(program, "Headset:")
    # nobody answers a program that does not take events yet: asked again until it has heard
    give_up = time.monotonic() + 60.0
    while not any("recentred" in event for event in events(folder)):
        assert time.monotonic() < give_up, events(folder)
        service.control("-c")
        time.sleep(1.0)
    program.terminate()
    _, errors = program.communicate(timeout=40)
    assert program.returncode == 143, errors


def test_both_eyes_see_a_metre_at_two_metres_as_it_is(
    scripted_service: Monado, remote: Remote, validation: Validation
) -> None:
    remote.head((0.3, 1.6, -0.2))
    stereo = Path(__file__).parents[1] / "stereo"
    done = scripted_service.run(
        sys.executable, "-m", "tests.openxr.eyes", VRAPP_SCENES=str(stereo), **validation.env
    )
    assert done.returncode == 0, done.stderr
    assert "checked" in done.stdout
    assert validation.complaints() == []

"""Every wrong environment has a message of its own, and nothing hangs or crashes us."""

from __future__ import annotations

import os
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from vrapp.doctor.finding import Finding
from vrapp.doctor.openxr import findings
from vrapp.doctor.probe import EGL, OPENGL, Probe, probe
from vrapp.doctor.runtime import ActiveRuntime

ACTIVE = ActiveRuntime("/etc/xdg/openxr/1/active_runtime.json", Path("monado.json"), "Monado")
OFFERED = {OPENGL: 10, EGL: 2, "XR_EXT_local_floor": 1}
KNOWN = {"extensions": OFFERED, "runtime": "Monado", "version": "25.0.0"}

WRONG = {
    "no loader": (
        ACTIVE, Probe(step="loading the loader", error="OSError", said="no such file"),
        "loader does not load", "pip install",
    ),
    "no runtime": (
        None, Probe(step="loading the runtime", error="RuntimeUnavailableError"),
        "none is active", "set it as the active",
    ),
    "runtime's file is missing": (
        ActiveRuntime("XR_RUNTIME_JSON", Path("x.json"), fault="x.json cannot be read"),
        Probe(step="loading the runtime", error="RuntimeUnavailableError"),
        "cannot be loaded: x.json cannot be read", "set it as the active",
    ),
    "no OpenGL": (
        ACTIVE, Probe(extensions={"XR_KHR_D3D11_enable": 9}, runtime="WMR"),
        "offers no OpenGL", "SteamVR",
    ),
    "service is not running": (
        ACTIVE, Probe(step="making an instance", error="RuntimeFailureError", extensions=OFFERED),
        "does not work: RuntimeFailureError", "start the runtime's",
    ),
    "headset asleep": (
        ACTIVE, Probe(step="finding the headset", error="FormFactorUnavailableError", **KNOWN),
        "asleep or away", "wake it",
    ),
    "no headset": (
        ACTIVE, Probe(step="finding the headset", error="FormFactorUnsupportedError", **KNOWN),
        "has none", "check its cable",
    ),
    "silent": (
        ACTIVE, Probe("silent", step="making an instance", extensions=OFFERED),
        "gave no answer in time while making an instance", "start it by itself",
    ),
    "crashed": (
        ACTIVE, Probe("crashed", step="loading the runtime"),
        "ended with a crash while loading the runtime", "start it by itself",
    ),
}  # fmt: skip


def said(found: list[Finding]) -> str:
    return " | ".join(f"{each.what}: {each.detail}" for each in found)


@pytest.mark.parametrize("system", ["linux", "win32"])
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_environment_is_told_apart(name: str, system: str) -> None:
    active, told, detail, remedy = WRONG[name]
    found = list(findings(active, told, system))
    notes = [each for each in found if each.verdict != "good"]
    assert len(notes) == 1, said(found)
    assert detail in notes[0].detail
    assert remedy in notes[0].remedy
    others = [d for other, (_, _, d, _) in WRONG.items() if other != name]
    assert not any(other in said(found) for other in others)


def test_the_errors_names_are_pyopenxrs() -> None:
    xr = pytest.importorskip("xr")
    for _, told, _, _ in WRONG.values():
        if told.error and told.error != "OSError":
            assert hasattr(xr.exception, told.error)


@pytest.mark.parametrize(
    ("system", "offered", "binding"),
    [("linux", OFFERED, "EGL"), ("linux", {OPENGL: 1}, "GLX"), ("win32", OFFERED, "WGL")],
)
def test_a_good_environment_is_described(
    system: str, offered: dict[str, int], binding: str
) -> None:
    told = Probe(
        extensions=offered, runtime="Monado", version="25.0.0", system="A headset",
        sizes=[(320, 240)] * 2, rates=[72.0, 90.0],
    )  # fmt: skip
    found = list(findings(ACTIVE, told, system))
    assert [each.verdict for each in found] == ["good"] * 3
    for part in ("Monado, version 25.0.0", ACTIVE.place, "A headset", "320×240", "72, 90 Hz",
                 f"through {binding}", "without", "XR_EXT_user_presence"):  # fmt: skip
        assert part in said(found)


def hang(answer: Connection) -> None:
    answer.send(("step", "waiting for ever"))
    time.sleep(600.0)


def crash(answer: Connection) -> None:
    answer.send(("step", "falling"))
    os._exit(3)


def test_a_runtime_that_hangs_is_left_behind() -> None:
    told = probe(2.0, hang)
    assert (told.outcome, told.step) == ("silent", "waiting for ever")


def test_a_runtime_that_crashes_takes_nothing_with_it() -> None:
    told = probe(20.0, crash)
    assert (told.outcome, told.step) == ("crashed", "falling")

"""What the OpenXR runtime's answers mean, and how to mend what is wrong.

Nothing here is `bad`: without a headset everything else works in the window.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from vrapp.doctor.finding import Finding
from vrapp.doctor.probe import EGL, OPENGL, Probe, probe
from vrapp.doctor.runtime import ActiveRuntime, active_runtime

RUNTIME, HEADSET, EXTENSIONS = "OpenXR runtime", "headset", "OpenXR extensions"

CHOOSE = {
    "win32": "start SteamVR or Meta Quest Link and, in its settings (SteamVR: OpenXR; Link: "
    "General), set it as the active OpenXR runtime",
    "linux": "install and start SteamVR, WiVRn or Monado (Debian 13, Ubuntu 24.04: apt install "
    "monado-service libopenxr1-monado) and set it as the active OpenXR runtime: a link from "
    "~/.config/openxr/1/active_runtime.json to its manifest",
}
START = {
    "win32": "start the runtime's own program (SteamVR, Meta Quest Link, Windows Mixed Reality)",
    "linux": "start the runtime's service (monado-service, wivrn-server, SteamVR) in this session "
    "(the same XDG_RUNTIME_DIR)",
}
WAKE = {
    "win32": "put the headset on or wake it, check its cable or Link, then ask again",
    "linux": "put the headset on or wake it, check its cable or WiVRn's connection (Monado without "
    "hardware: SIMULATED_ENABLE=1), then ask again",
}
NO_OPENGL = {
    "win32": "OpenGL is offered by SteamVR and Meta Quest Link, not by Windows Mixed Reality's own "
    "runtime: set SteamVR as the active OpenXR runtime",
    "linux": "SteamVR, WiVRn and Monado offer OpenGL: set one of them as the active OpenXR runtime",
}

USED = {
    "XR_EXT_local_floor": "the floor where it is",
    "XR_FB_display_refresh_rate": "choosing the refresh rate",
    "XR_KHR_visibility_mask": "not drawing what the lenses hide",
    "XR_KHR_composition_layer_depth": "steadier pictures when a frame is late",
    "XR_EXT_user_presence": "a pause when the headset is taken off",
    "XR_EXT_hand_interaction": "bare hands",
}
"""Extensions that are used where they are offered, and what for."""
CLOCK = {
    "win32": "XR_KHR_win32_convert_performance_counter_time",
    "linux": "XR_KHR_convert_timespec_time",
}


def look() -> Iterator[Finding]:
    """Ask the active runtime in a process of its own, and tell what was found."""
    return findings(active_runtime(), probe())


def findings(
    active: ActiveRuntime | None, told: Probe, system: str = sys.platform
) -> Iterator[Finding]:
    """What is good, wrong and to be done, from what the files say and the runtime told."""
    system = "win32" if system == "win32" else "linux"
    if told.step == "loading the loader" and told.error:
        yield _note(
            RUNTIME, f"the OpenXR loader does not load: {told.said}",
            f"{sys.executable} -m pip install --force-reinstall pyopenxr"
            + ("; install Microsoft's Visual C++ runtime" if system == "win32" else ""),
        )  # fmt: skip
        return
    if active is None and not told.extensions:
        yield _note(RUNTIME, "none is active", CHOOSE[system])
        return
    named = f"{active.name or active.manifest} (set in {active.place})" if active else "the runtime"
    if told.outcome != "answered":
        how = "gave no answer in time" if told.outcome == "silent" else "ended with a crash"
        step = f" while {told.step}" if told.step else ""
        remedy = f"start it by itself first and see whether it works; otherwise {CHOOSE[system]}"
        yield _note(RUNTIME, f"{named} {how}{step}", remedy)
        return
    if not told.extensions:
        fault = active.fault if active and active.fault else f"{told.error}: {told.said}"
        yield _note(RUNTIME, f"{named} cannot be loaded: {fault}", CHOOSE[system])
        return
    if OPENGL not in told.extensions:
        yield _note(RUNTIME, f"{named} offers no OpenGL", NO_OPENGL[system])
        return
    if told.error and not told.runtime:
        yield _note(RUNTIME, f"{named} is there and does not work: {told.error}", START[system])
        return
    place = f", set in {active.place}" if active else ""
    yield Finding(RUNTIME, "good", f"{told.runtime}, version {told.version}{place}")
    yield _headset(told, system)
    yield _extensions(told, system)


def _headset(told: Probe, system: str) -> Finding:
    if told.error == "FormFactorUnavailableError":
        return _note(HEADSET, "the runtime knows one, but it is asleep or away", WAKE[system])
    if told.error == "FormFactorUnsupportedError":
        return _note(HEADSET, "the runtime has none", WAKE[system])
    if told.error:
        return _note(HEADSET, f"{told.error} while {told.step}: {told.said}", START[system])
    pictures = " and ".join(f"{width}×{height}" for width, height in told.sizes)
    rates = ", ".join(f"{rate:g}" for rate in told.rates)
    detail = f"{told.system}; recommended pictures {pictures}"
    return Finding(HEADSET, "good", f"{detail}; {rates} Hz" if rates else detail)


def _extensions(told: Probe, system: str) -> Finding:
    binding = "WGL" if system == "win32" else "EGL" if EGL in told.extensions else "GLX"
    wanted = {CLOCK[system]: "the headset's clock as ours", **USED}
    have = [name for name in wanted if name in told.extensions]
    lack = [f"{name} ({use})" for name, use in wanted.items() if name not in told.extensions]
    detail = f"OpenGL through {binding}; of {len(wanted)} that are used, {len(have)} are offered"
    if lack:
        detail += f"; without {', '.join(lack)}"
    return Finding(EXTENSIONS, "good", detail)


def _note(what: str, detail: str, remedy: str) -> Finding:
    return Finding(what, "note", detail, remedy)

"""Ask the OpenXR runtime about itself, in a process of its own and with a limit on time.

A runtime is a foreign library that may start a whole program, wait for a headset without end or
take the process with it. So a child asks, and tells each step before it takes it: whatever
happens, the parent knows how far it came.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, Literal

LIMIT_S = 20.0
"""SteamVR takes ten seconds to begin on a slow machine."""

Outcome = Literal["answered", "crashed", "silent"]
OPENGL, EGL, RATES, HEADLESS = (
    "XR_KHR_opengl_enable", "XR_MNDX_egl_enable", "XR_FB_display_refresh_rate", "XR_MND_headless",
)  # fmt: skip


@dataclass(slots=True)
class Probe:
    """What a runtime told, as far as it came. Empty where it told nothing."""

    outcome: Outcome = "answered"
    step: str = ""
    """What was asked last."""
    error: str = ""
    """The name of what the last step raised; what it said is in `said`."""
    said: str = ""
    extensions: dict[str, int] = field(default_factory=dict)
    """Offered extensions and their versions."""
    runtime: str = ""
    version: str = ""
    system: str = ""
    sizes: list[tuple[int, int]] = field(default_factory=list)
    """Recommended pixels of each view."""
    rates: list[float] = field(default_factory=list)
    """Refresh rates in hertz; empty as well where only a drawing session may ask."""


def probe(limit_s: float = LIMIT_S, ask: Callable[[Connection], None] | None = None) -> Probe:
    """Ask the active runtime. Returns within `limit_s` and a little, and raises nothing of its.

    Parameters
    ----------
    limit_s
        Seconds until the child is ended.
    ask
        What the child runs instead of asking; for tests.
    """
    context = multiprocessing.get_context("spawn")
    reader, writer = context.Pipe(duplex=False)
    child = context.Process(target=ask or _ask, args=(writer,), name="openxr-probe", daemon=True)
    child.start()
    writer.close()
    child.join(limit_s)
    outcome: Outcome = "answered"
    if child.is_alive():
        outcome = "silent"
        child.kill()
        child.join()
    elif child.exitcode:
        outcome = "crashed"
    found = Probe(outcome)
    try:
        while reader.poll():
            name, value = reader.recv()
            setattr(found, name, value)
    except EOFError:  # all that it had to tell
        pass
    reader.close()
    return found


def _ask(answer: Connection) -> None:
    """Child process: tell what the runtime says, step by step."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # loaders and runtimes talk to the terminal
    tell: Callable[[str, Any], None] = lambda name, value: answer.send((name, value))  # noqa: E731
    try:
        _steps(tell)
    except Exception as error:
        tell("error", type(error).__name__)
        tell("said", str(error))
    answer.close()
    os._exit(0)  # what a runtime left running shall not hold the process


def _steps(tell: Callable[[str, Any], None]) -> None:
    tell("step", "loading the loader")
    import xr

    tell("step", "loading the runtime")
    offered = {
        bytes(each.extension_name).rstrip(b"\0").decode(): int(each.extension_version)
        for each in xr.enumerate_instance_extension_properties()
    }
    tell("extensions", offered)
    tell("step", "making an instance")
    enabled = [name for name in (OPENGL, EGL, RATES, HEADLESS) if name in offered]
    if sys.platform == "win32" and EGL in enabled:
        enabled.remove(EGL)
    application = xr.ApplicationInfo("vrapp doctor", 1, "vrapp", 1, xr.Version(1, 0, 0))
    instance = xr.create_instance(
        xr.InstanceCreateInfo(application_info=application, enabled_extension_names=enabled)
    )
    about = xr.get_instance_properties(instance)
    tell("runtime", bytes(about.runtime_name).rstrip(b"\0").decode())
    tell("version", str(xr.Version(about.runtime_version)))
    tell("step", "finding the headset")
    system = xr.get_system(instance, xr.SystemGetInfo(xr.FormFactor.HEAD_MOUNTED_DISPLAY))
    properties = xr.get_system_properties(instance, system)
    tell("system", bytes(properties.system_name).rstrip(b"\0").decode())
    tell("step", "asking for its views")
    views = xr.enumerate_view_configuration_views(
        instance, system, xr.ViewConfigurationType.PRIMARY_STEREO
    )
    tell(
        "sizes", [(v.recommended_image_rect_width, v.recommended_image_rect_height) for v in views]
    )
    if RATES in enabled and HEADLESS in enabled:  # a session that draws belongs to the display
        tell("step", "asking for its refresh rates")
        session = xr.create_session(instance, xr.SessionCreateInfo(system_id=system))
        tell("rates", [float(rate) for rate in xr.enumerate_display_refresh_rates_fb(session)])
        xr.destroy_session(session)
    tell("step", "")
    xr.destroy_instance(instance)

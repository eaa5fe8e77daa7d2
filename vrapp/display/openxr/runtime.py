"""An OpenXR instance and the headset it offers, or why there is none."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from ctypes import c_int64, cast
from functools import partial
from typing import Any, NoReturn

import xr
from xr.raw_functions import openxr_loader_library as loader

from vrapp.display.base import DisplayError

LINUX = sys.platform.startswith("linux")
OPENGL, EGL = "XR_KHR_opengl_enable", "XR_MNDX_egl_enable"
CLOCK = "XR_KHR_convert_timespec_time" if LINUX else "XR_KHR_win32_convert_performance_counter_time"
PRESENCE = "XR_EXT_user_presence"
HAND_INTERACTION = "XR_EXT_hand_interaction"
VISIBILITY_MASK = "XR_KHR_visibility_mask"
REFRESH_RATE = "XR_FB_display_refresh_rate"
DEPTH_LAYER = "XR_KHR_composition_layer_depth"
OPTIONAL = (
    CLOCK, EGL, PRESENCE, HAND_INTERACTION, VISIBILITY_MASK, REFRESH_RATE, DEPTH_LAYER,
)  # fmt: skip

DOCTOR = "`vrapp doctor` tells what to do"


class Lost(Exception):
    """The runtime, its instance or the session is gone; everything of it must be given back."""


class Absent(DisplayError):
    """There is no headset now; there may be one later."""


_GONE = frozenset(
    (
        xr.Result.ERROR_INSTANCE_LOST,
        xr.Result.ERROR_SESSION_LOST,
        xr.Result.ERROR_RUNTIME_FAILURE,
        xr.Result.ERROR_RUNTIME_UNAVAILABLE,
        xr.Result.ERROR_SESSION_NOT_RUNNING,
        xr.Result.SESSION_LOSS_PENDING,
    )
)


def fail(code: int, call: str) -> NoReturn:
    """Raise what a result that is no success means."""
    result = xr.Result(code)
    if result in _GONE:
        raise Lost(f"{call}: {result.name}")
    raise DisplayError(f"the OpenXR runtime refused {call} ({result.name}); {DOCTOR}")


def prepared(name: str, *arguments: Any) -> Callable[[], int]:
    """A function of the loader with its arguments, for the frame loop: called, it makes nothing.

    Pointers are made once, by whoever prepares; results are the bare numbers, below 0 for errors.
    """
    function = loader[name]  # taken by index it is a new one, without pyopenxr's conversions
    return partial(function, *arguments)


class Runtime:
    """The active OpenXR runtime with a headset, until `close`.

    Raises
    ------
    Absent
        No runtime is set or running, or no headset is there (asleep, unplugged).
    DisplayError
        The runtime cannot be used: no loader, no OpenGL.
    """

    def __init__(self) -> None:
        try:
            offered = {
                e.extension_name.decode() for e in xr.enumerate_instance_extension_properties()
            }
        except xr.exception.XrException as error:
            raise Absent(f"no OpenXR runtime answers ({error}); {DOCTOR}") from error
        if OPENGL not in offered:
            raise DisplayError(f"this OpenXR runtime does not draw with OpenGL; {DOCTOR}")
        self.extensions = frozenset(name for name in OPTIONAL if name in offered) | {OPENGL}
        application = xr.ApplicationInfo("vrapp", 1, "vrapp", 1, xr.Version(1, 0, 0))
        info = xr.InstanceCreateInfo(
            application_info=application, enabled_extension_names=sorted(self.extensions)
        )
        try:
            self.instance = xr.create_instance(info)
        except xr.exception.XrException as error:
            raise Absent(f"the OpenXR runtime does not start ({error}); {DOCTOR}") from error
        try:
            wanted = xr.SystemGetInfo(xr.FormFactor.HEAD_MOUNTED_DISPLAY)
            self.system = xr.get_system(self.instance, wanted)
            properties = xr.get_system_properties(self.instance, self.system)
            self.headset = properties.system_name.decode(errors="replace")
            told = xr.get_instance_properties(self.instance)
            self.name = told.runtime_name.decode(errors="replace")
        except xr.exception.XrException as error:
            self.close()
            raise Absent(f"no headset is there, or it sleeps ({error}); {DOCTOR}") from error

    def function(self, name: str, kind: Any) -> Callable[..., int]:
        """A function of an extension, or of the core, by its name."""
        found: Callable[..., int] = cast(xr.get_instance_proc_addr(self.instance, name), kind)
        return found

    def to_seconds(self) -> Callable[[int], float]:
        """What turns an `XrTime` into seconds of the system's steady clock.

        Without the extension for it the caller cannot know when a frame is seen; all runtimes
        that matter have it, so it is required.
        """
        if CLOCK not in self.extensions:
            raise DisplayError(f"this OpenXR runtime does not tell its time ({CLOCK}); {DOCTOR}")
        if LINUX:
            from ctypes import byref

            from xr.platform import linux

            asked, moment = c_int64(), linux.timespec()
            function = self.function(
                "xrConvertTimeToTimespecTimeKHR", linux.PFN_xrConvertTimeToTimespecTimeKHR
            )
            convert = partial(function, self.instance, asked, byref(moment))

            def seconds(time: int) -> float:
                asked.value = time
                result = convert()
                if result < 0:
                    fail(result, "xrConvertTimeToTimespecTimeKHR")
                return float(moment.tv_sec + 1e-9 * moment.tv_nsec)

            return seconds
        return self._windows_seconds()

    def _windows_seconds(self) -> Callable[[int], float]:
        import ctypes
        from ctypes import byref

        ticks, per_second = c_int64(), c_int64()
        kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 (absent on other systems)
        kernel.QueryPerformanceFrequency(byref(per_second))
        kind = ctypes.CFUNCTYPE(ctypes.c_int, xr.Instance, c_int64, ctypes.POINTER(c_int64))
        convert = self.function("xrConvertTimeToWin32PerformanceCounterKHR", kind)

        def seconds(time: int) -> float:
            result = convert(self.instance, time, byref(ticks))
            if result < 0:
                fail(result, "xrConvertTimeToWin32PerformanceCounterKHR")
            return ticks.value / per_second.value

        return seconds

    def close(self) -> None:
        """Give the instance back; a lost one too, or no other can be made."""
        with suppress(xr.exception.XrException):  # it is gone all the same
            xr.destroy_instance(self.instance)

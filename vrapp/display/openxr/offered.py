"""What some runtimes offer beyond the necessary: hidden corners, and a choice of refresh rates."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import CFUNCTYPE, POINTER, byref, c_float, c_int, c_uint32
from typing import Any

import numpy as np
import xr

from vrapp.display.openxr.runtime import REFRESH_RATE, VISIBILITY_MASK, Runtime
from vrapp.render.view import HiddenArea

WANTED_HZ = 90.0
"""Smooth for everyone and within reach of most graphics cards; a rate that is missed is worse
than a lower one that is kept."""

_HIDDEN = 1  # XR_VISIBILITY_MASK_TYPE_HIDDEN_TRIANGLE_MESH_KHR


def hidden_area(runtime: Runtime, session: Any, eye: int) -> HiddenArea | None:
    """What the lens of one eye does not show; None where the runtime does not tell."""
    if VISIBILITY_MASK not in runtime.extensions:
        return None
    kind = CFUNCTYPE(c_int, xr.Session, c_int, c_uint32, c_int, POINTER(xr.VisibilityMaskKHR))
    ask = runtime.function("xrGetVisibilityMaskKHR", kind)
    stereo = xr.ViewConfigurationType.PRIMARY_STEREO.value
    mask = xr.VisibilityMaskKHR()
    if ask(session, stereo, eye, _HIDDEN, byref(mask)) < 0 or not mask.index_count_output:
        return None
    vertices = (xr.Vector2f * mask.vertex_count_output)()
    indices = (c_uint32 * mask.index_count_output)()
    mask.vertex_capacity_input, mask.index_capacity_input = len(vertices), len(indices)
    mask.vertices, mask.indices = vertices, indices
    if ask(session, stereo, eye, _HIDDEN, byref(mask)) < 0:
        return None
    places = np.frombuffer(vertices, np.float32).reshape(-1, 2).copy()
    return HiddenArea(places, np.frombuffer(indices, np.uint32).copy())


def best_rate(offered: Sequence[float], wanted_hz: float = WANTED_HZ) -> float | None:
    """The fastest rate up to the wanted one, else the slowest there is; None without any."""
    slower = [rate for rate in offered if rate <= wanted_hz + 0.5]
    return max(slower, default=min(offered, default=None))


def choose_rate(runtime: Runtime, session: Any) -> float | None:
    """Ask for the best refresh rate; None where there is nothing to choose."""
    if REFRESH_RATE not in runtime.extensions:
        return None
    kind = CFUNCTYPE(c_int, xr.Session, c_uint32, POINTER(c_uint32), POINTER(c_float))
    ask = runtime.function("xrEnumerateDisplayRefreshRatesFB", kind)
    count = c_uint32()
    if ask(session, 0, byref(count), None) < 0 or not count.value:
        return None
    rates = (c_float * count.value)()
    if ask(session, count.value, byref(count), rates) < 0:
        return None
    rate = best_rate(list(rates))
    request = runtime.function(
        "xrRequestDisplayRefreshRateFB", CFUNCTYPE(c_int, xr.Session, c_float)
    )
    return rate if rate is not None and request(session, rate) >= 0 else None

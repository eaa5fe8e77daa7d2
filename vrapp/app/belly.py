"""A controller that rests on the belly, as a respiration stream like any other."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np

from biofeedback.choice import Chooser
from biofeedback.lsl.outlet import SignalOutlet, own_source_id
from biofeedback.signals.belly import BellyBreath
from biofeedback.types import BodyState, Channel, FloatArray, StreamInfo
from vrapp.display.base import Frame, HasHands
from vrapp.session.session import Session

LEAST_QUALITY = 0.2
"""Below it is no breath: a controller on a table, or in a hand that does other things."""


class Outlet(Protocol):
    """Where the breath goes: stamps (n,) and rows (n, 2) of volume and quality."""

    def push(self, t: FloatArray, x: FloatArray) -> None: ...

    def close(self) -> None: ...


class BellySensor:
    """An observer of the frame loop: the better of the hands' breaths goes out, a sample a frame.

    A sample is (volume in metres, quality 0..1), the volume NaN where there is no breath. Its
    stamp is the frame's display time, some 20 to 50 ms ahead of the present: that is the time for
    which the runtime tells the pose, and readers of LSL hold a sample back until its time has come.
    """

    def __init__(self, display: HasHands, outlet: Outlet) -> None:
        self._display, self._outlet = display, outlet
        self._breaths: dict[str, BellyBreath] = {}
        self._better = Chooser[str]()
        self._last_t = -math.inf

    def see(self, frame: Frame, session: Session, body: BodyState) -> None:
        """Take where the hands are in this frame."""
        if frame.time <= self._last_t:
            return
        self._last_t = frame.time
        t = np.array([frame.time])
        found: dict[str, tuple[float, float]] = {}
        for hand in self._display.hands:
            breath = self._breaths.setdefault(hand.side, BellyBreath())
            place = np.array([hand.local_from_grip[1]])
            volume, quality = breath.step(t, place, np.array([hand.tracked]))
            found[hand.side] = float(volume[0]), float(quality[0])
        trusts = {side: (quality, 0.0) for side, (_, quality) in found.items()}
        side = self._better.choose(trusts, frame.time)
        volume_m, good = found[side] if side is not None else (math.nan, 0.0)
        if good < LEAST_QUALITY:
            volume_m = math.nan
        self._outlet.push(t, np.array([[volume_m, good]]))

    def close(self) -> None:
        self._outlet.close()


def belly_outlet(instance: str = "") -> SignalOutlet:
    """An outlet that `LslSource` reads as respiration, where it is asked for `belly_source_id`."""
    source_id = belly_source_id(instance)
    channels = Channel("volume", "m", "RESP"), Channel("quality", "normalized", "Quality")
    stream = StreamInfo(
        source_id, "respiration", "vrapp belly", channels, source_id=source_id, declared_type="RESP"
    )
    return SignalOutlet(stream, network=True)  # a person's own, as far as the session is set up


def belly_source_id(instance: str = "") -> str:
    """Other programs' sessions leave the stream alone unless they ask for it: by this name."""
    return own_source_id("belly", instance)

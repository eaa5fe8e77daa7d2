"""Interval and rate streams of straps, watches and phones: beats rebuilt, none invented.

An RR stream carries the lengths of heartbeats, several to a packet, stamped when the packet
arrived (Bluetooth 0x2A37 batches 2–4 s). Beat times are the running sum of the intervals; the sum
is pinned to the clock by the *least* delay between sum and stamp over the last beats, because a
packet can be late but never early. The delay that remains is measured and offered as a feature.

A rate stream (HR) carries no beats: it gives a rate and nothing else.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Sequence
from statistics import fmean

import numpy as np

from biofeedback.signals.base import signal
from biofeedback.types import Beat, Chunk, Event, Feature, StreamInfo

SHORTEST_S, LONGEST_S = 0.27, 2.2  # 27–220 /min, as in beat hygiene
MS_ABOVE = 10.0  # no heartbeat lasts 10 s and none lasts 10 ms: larger numbers are milliseconds
PIN_BEATS = 16  # the least delay is taken over so many beats
LOST_S = 5.0  # later than any batch: packets were lost, pin anew
SETTLED_BEATS = 12  # until then the batch's delay is hardly known
YOUNG_TRUST, TRUST = 0.5, 0.9  # of a plausible interval; a device's own beats cannot be verified
STALE_S = 6.0  # a batch every 4 s, and some grace


def _column(stream: StreamInfo, words: Sequence[str]) -> int:
    """The channel that names what is meant, else the first."""
    for i, channel in enumerate(stream.channels):
        name = f"{channel.label} {channel.kind}".lower()
        if any(word in name for word in words):
            return i
    return 0


def _unit_s(unit: str) -> float | None:
    """Seconds per unit, None when the metadata do not say."""
    name = unit.strip().lower()
    if name in ("ms", "msec", "millisecond", "milliseconds"):
        return 1e-3
    if name in ("s", "sec", "second", "seconds"):
        return 1.0
    if name in ("1/1024 s", "1/1024s"):
        return 1.0 / 1024.0
    return None


@signal("rr")
class Rr:
    """Beats from a stream of RR intervals (s, ms or 1/1024 s); see the module's text.

    Every value gives one beat. A value that no heart produces (not finite, negative, overflow)
    gives a beat at the packet's own time with trust 0 and artifact ``"implausible"``.
    """

    def __init__(self, stream: StreamInfo) -> None:
        self._column = _column(stream, ("rr", "ibi", "interval"))
        channels = stream.channels
        self._unit_s = _unit_s(channels[self._column].unit) if channels else None
        self._early: deque[float] = deque(maxlen=9)
        self._sum = math.nan  # running sum of intervals, seconds
        self._lags: deque[float] = deque(maxlen=PIN_BEATS)  # stamp − sum
        self._last_t = -math.inf
        self._newest = -math.inf
        self._typical = 0.8
        self._trusts: deque[float] = deque(maxlen=16)
        self._delays: deque[float] = deque(maxlen=PIN_BEATS)

    def step(self, chunk: Chunk) -> Sequence[Event]:
        if self._column >= chunk.x.shape[1]:
            return []
        events: list[Event] = []
        for stamp, value in zip(chunk.t.tolist(), chunk.x[:, self._column].tolist(), strict=True):
            if math.isfinite(stamp):
                self._newest = max(self._newest, stamp)
                events.append(self._beat(stamp, self._seconds(float(value))))
        return events

    def _seconds(self, value: float) -> float:
        if self._unit_s is not None:
            return value * self._unit_s
        if 0.0 < value < 1e5:
            self._early.append(value)
        usual = float(np.median(self._early)) if self._early else value
        return value * 1e-3 if usual > MS_ABOVE else value

    def _beat(self, stamp: float, interval: float) -> Beat:
        plausible = SHORTEST_S <= interval <= LONGEST_S
        step = interval if plausible else self._typical
        self._sum += step
        if self._strayed(stamp):
            self._pin(stamp)
        self._lags.append(stamp - self._sum)
        t = self._sum + min(self._lags)
        t = max(t, self._last_t + 1e-3)  # pinned back: times still run forward
        self._last_t = t
        self._delays.append(stamp - t)
        if not plausible:
            self._trusts.append(0.0)
            return Beat(t, max(stamp, t), 0.0, "rr", artifact="implausible")
        self._typical += 0.2 * (interval - self._typical)
        trust = TRUST if len(self._lags) >= SETTLED_BEATS else YOUNG_TRUST
        self._trusts.append(trust)
        return Beat(t, max(stamp, t), trust, "rr", interval_s=interval)

    def _strayed(self, stamp: float) -> bool:
        """Whether the sum does not belong to the stamps: first beat, lost packets, other clock."""
        if not self._lags:
            return True
        return not abs(stamp - (self._sum + min(self._lags))) <= LOST_S

    def _pin(self, stamp: float) -> None:
        self._sum = stamp
        self._lags.clear()
        if stamp < self._last_t:  # the clock was set back: times may start again
            self._last_t = -math.inf

    def quality(self, now: float) -> tuple[float, str]:
        if now - self._newest > STALE_S:
            return 0.0, "no RR intervals"
        trust = fmean(self._trusts) if self._trusts else 0.0
        return trust, "" if trust >= 0.5 else "implausible RR intervals"

    def features(self, now: float) -> Iterable[Feature]:
        """`rr_delay`: how long after the beat its interval arrives (mean of the last beats)."""
        if not self._delays or now - self._newest > STALE_S:
            return
        trust, reason = self.quality(now)
        yield Feature("rr_delay", now, fmean(self._delays), "s", trust, reason)


@signal("hr")
class HeartRateStream:
    """A device's own heart rate in 1/min: passed on as `device_heart_rate`, no beats made of it."""

    TRUST = 0.7  # devices average over unknown windows

    def __init__(self, stream: StreamInfo) -> None:
        self._column = _column(stream, ("hr", "heart", "bpm"))
        self._t, self._value = -math.inf, math.nan

    def step(self, chunk: Chunk) -> Sequence[Event]:
        if self._column < chunk.x.shape[1]:
            good = np.flatnonzero(np.isfinite(chunk.t))
            if good.size:
                self._t = float(chunk.t[good[-1]])
                self._value = float(chunk.x[good[-1], self._column])
        return ()

    def quality(self, now: float) -> tuple[float, str]:
        if now - self._t > STALE_S:
            return 0.0, "no heart rate samples"
        if not 60.0 / LONGEST_S <= self._value <= 60.0 / SHORTEST_S:
            return 0.0, "implausible heart rate"
        return self.TRUST, ""

    def features(self, now: float) -> Iterable[Feature]:
        trust, reason = self.quality(now)
        value = self._value if trust else math.nan
        yield Feature("device_heart_rate", now, value, "1/min", trust, reason)

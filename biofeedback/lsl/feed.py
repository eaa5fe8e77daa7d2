"""One session's samples on their way to the engine: taken, corrected, in our time."""

from __future__ import annotations

import math
from collections import deque
from typing import Any

import numpy as np
import numpy.typing as npt

from biofeedback.lsl.inlet import Inlet, InletState
from biofeedback.lsl.metadata import Description
from biofeedback.lsl.tap import Tap
from biofeedback.lsl.timing import ClockCorrection, Dejitter
from biofeedback.types import FloatArray

Part = tuple[FloatArray, npt.NDArray[Any]]

_OFFSET_PATIENCE_S = 2.5  # liblsl's first estimate takes 0.7 s
_SAME_CLOCK_S = 1.0


class Feed:
    """The reader's side of one inlet. Nothing here waits.

    Samples are kept until the first clock offset is known: a stamp once given is never revised.
    """

    def __init__(self, inlet: Inlet, now: float) -> None:
        assert inlet.description is not None
        self.inlet = inlet
        self.session: Description = inlet.description
        self.opened_at = now
        self.clock_unknown = False  # set when the host answers no question about its clock
        self.jumps = 0  # of the clock, since the last look
        self.bad_stamps = 0  # samples without a finite stamp, since the last look
        self._waiting: deque[tuple[float, Part]] = deque()
        self._texts: deque[tuple[float, float, str]] = deque()
        self._correction: ClockCorrection | None = None
        rate = self.session.rate_hz
        self._dejitter = Dejitter(rate) if rate > 0 and not self.session.text else None

    @property
    def over(self) -> bool:
        """The connection ended. Ask before `collect`, then nothing can be missed."""
        return self.inlet.state is not InletState.RECEIVING

    def collect(self, now: float) -> bool:
        """Move what arrived from the inlet to here; whether there was anything."""
        parts = self.inlet.take()
        texts = self.inlet.take_texts()
        for part in parts:
            self._waiting.append((now, part))
        for stamp, text in texts:
            self._texts.append((now, stamp, text))
        return bool(parts or texts)

    @property
    def empty(self) -> bool:
        return not (self._waiting or self._texts)

    def forget(self, before: float) -> None:
        """Drop what arrived before (of a second outlet that nobody listens to yet)."""
        while self._waiting and self._waiting[0][0] < before:
            self._waiting.popleft()
        while self._texts and self._texts[0][0] < before:
            self._texts.popleft()

    def release(
        self, now: float, tap: Tap | None
    ) -> tuple[list[tuple[FloatArray, FloatArray]], list[tuple[float, str]]]:
        """Everything collected, in our time: parts (t (n,), x (n, channel)) and marker strings."""
        self._measure(now, tap)
        if self._correction is None:
            return [], []
        parts: list[tuple[FloatArray, FloatArray]] = []
        while self._waiting:
            stamps, values = self._waiting.popleft()[1]
            if tap is not None:
                tap.samples(self.session, stamps, values)
            # A list, because a part holds a handful of samples: numpy would cost thrice as much.
            if not all(map(math.isfinite, stamps.tolist())):
                finite = np.isfinite(stamps)
                self.bad_stamps += int(np.count_nonzero(~finite))
                stamps, values = stamps[finite], values[finite]
            if self._dejitter is not None:
                stamps = self._dejitter.apply(stamps)
            if stamps.size:
                parts.append((self._correction.apply(stamps), values.astype(np.float64)))
        texts = []
        while self._texts:
            _, stamp, text = self._texts.popleft()
            if tap is not None:
                tap.text(self.session, stamp, text)
            if math.isfinite(stamp):
                texts.append((float(self._correction.apply(np.array([stamp]))[0]), text))
            else:
                self.bad_stamps += 1
        return parts, texts

    def _measure(self, now: float, tap: Tap | None) -> None:
        offsets = self.inlet.offsets
        for _ in range(len(offsets)):
            measured_at, offset = offsets.popleft()
            if tap is not None:
                tap.offset(self.session, measured_at, offset)
            if self._correction is None:
                self._correction = ClockCorrection(offset)
            elif self._correction.measure(offset):
                self.jumps += 1
        if self._correction is None and (self.over or now - self.opened_at > _OFFSET_PATIENCE_S):
            # The host answers no clock question (UDP may be blocked). Either its stamps look like
            # our time, or nothing is known of its clock and the time of arrival is all there is.
            self._correction = ClockCorrection(self._offset_of_arrival())
            self.clock_unknown = not self.over

    def _offset_of_arrival(self) -> float:
        ages = [at - float(np.nanmax(part[0])) for at, part in self._waiting if part[0].size]
        ages += [at - stamp for at, stamp, _ in self._texts]
        finite = [age for age in ages if math.isfinite(age)]
        offset = min(finite, default=0.0)
        return offset if abs(offset) > _SAME_CLOCK_S else 0.0

"""ECG → R peaks: each beat once it is sure, placed at its own extremum, with its trust.

Delay: the decision falls about 100 ms after the R peak (filter 19 ms, envelope 30 ms, 50 ms in
which a larger maximum could follow), plus what the chunk adds; a doubtful or small beat waits for
what may follow it, 0.35 s in all. 2.4 s after it a doubtful one is looked at again: it may then be
taken back, or said late. `qrs_detector` decides, this file places the peak on the raw signal and
says what the signal as a whole is worth.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import ClassVar

import numpy as np

from biofeedback.signals.base import signal
from biofeedback.signals.filters import Tail
from biofeedback.signals.intake import Intake, Piece
from biofeedback.signals.qrs_candidate import Verdict
from biofeedback.signals.qrs_detector import QrsDetector
from biofeedback.signals.trust import SignalTrust
from biofeedback.types import Beat, Chunk, Event, Feature, FloatArray, Retraction, StreamInfo

BEFORE_S, AFTER_S = 0.10, 0.08  # where the R peak can lie around the envelope's own time
BASE_S = 0.4  # before that time: its median is the base line
NEAR_S = 0.08  # standard deviation of a Gaussian that favours what is near that time
CREST_S = 0.012  # the raw extremum is sought this near the one off the base line
POLARITY_RATE, POLARITY = 0.1, 0.25  # of a beat's say in the running polarity; its most
SAME_S = 0.1  # a beat said late is another one than those that stand
SAID = 64  # beats remembered: more than can lie in the 3 s until one is taken back
SLOWEST_HZ = 50.0  # half of the slowest ECG we promise (100 Hz): no band of a QRS is left below
KEEP_S = 10.0  # pieces are at most 4 s, the longest look back is 3 s


@signal("ecg")
class Ecg:
    """R peaks of the first channel of an ECG stream; see `biofeedback.signals.base.Signal`.

    Any amplitude, offset and polarity; 100–2000 Hz. Beats come in order of time, save that within
    3 s one may be taken back (`Retraction`), and one be said late between others.
    """

    detector: ClassVar[type[QrsDetector]] = QrsDetector

    def __init__(self, stream: StreamInfo) -> None:
        self._intake = Intake(stream.rate_hz)
        self._rate_hz = 0.0
        self._detector: QrsDetector | None = None
        self._raw = Tail(1, 3)
        self._origin = 0  # index in `_raw` of the detector's first sample
        self._polarity = 0.0
        self._too_slow = False  # no R peak can be told from so few samples
        self._said: dict[int, Beat] = {}  # that stand, by the detector's working sample
        self._trust = SignalTrust("ECG")

    def step(self, chunk: Chunk) -> Sequence[Event]:
        events: list[Event] = []
        pieces = self._intake.take(chunk)
        reported = float(pieces[-1].t[-1]) if pieces else 0.0
        for piece in pieces:
            self._piece(piece, reported, events)
        return events

    def _piece(self, piece: Piece, reported: float, events: list[Event]) -> None:
        if self._intake.rate_hz < SLOWEST_HZ:
            self._detector = None
            self._too_slow = True
            return
        self._too_slow = False
        if self._detector is None or piece.fresh:
            self._start(piece)
        detector = self._detector
        assert detector is not None
        self._raw.append_columns(piece.t, piece.x, piece.bad)
        self._trust.add(piece, self._rate_hz)
        for verdict in detector.step(piece.x):
            if verdict.retracted:
                self._retract(verdict, reported, events)
            else:
                self._report(verdict, reported, events)

    def _start(self, piece: Piece) -> None:
        rate = self._intake.rate_hz
        if rate != self._rate_hz:
            self._raw = Tail(math.ceil(KEEP_S * rate), 3)
            self._rate_hz = rate
        self._detector = self.detector(rate)
        self._origin = self._raw.stop
        self._said.clear()

    def _retract(self, verdict: Verdict, reported: float, events: list[Event]) -> None:
        beat = self._said.pop(verdict.at, None)
        if beat is not None:
            events.append(Retraction(beat.t, reported, "ecg"))
            self._trust.retract(beat)

    def _report(self, verdict: Verdict, reported: float, events: list[Event]) -> None:
        place = self._place(verdict)
        if place is None:
            return
        t, bad = place
        assert self._detector is not None
        others = self._said.values()
        if any(abs(b.t - t) < SAME_S if verdict.late else b.t >= t for b in others):
            return  # the same extremum seen twice
        seen = verdict.at + self._detector.alone if verdict.late else verdict.decided
        stop = self._origin + (seen + 1) * self._detector.factor
        trust = verdict.trust * (1.0 - bad) * self._trust.beat_factor(stop)
        beat = Beat(t, max(reported, t), trust, "ecg")
        self._said[verdict.at] = beat
        if len(self._said) > SAID:
            del self._said[next(iter(self._said))]
        self._trust.beat(beat)
        events.append(beat)

    def _place(self, verdict: Verdict) -> tuple[float, float] | None:
        """Time of the R peak, and the share of made-up samples around it."""
        detector = self._detector
        assert detector is not None
        centre = self._origin + (verdict.at - detector.delay) * detector.factor
        end = centre + round(AFTER_S * self._rate_hz) + 1
        start = max(centre - round(BEFORE_S * self._rate_hz), self._origin)
        rows = self._raw.view(start, end)
        if rows.shape[0] < 5:
            return None
        start = max(start, self._raw.start)
        base = self._raw.view(max(centre - round(BASE_S * self._rate_hz), self._origin), end)
        away = (np.arange(start, start + rows.shape[0]) - centre) / (NEAR_S * self._rate_hz)
        above = (rows[:, 1] - np.median(base[:, 1])) * np.exp(-0.5 * away * away)
        up, down = float(above.max()), -float(above.min())
        leaning = math.log(max(up, 1e-300) / max(down, 1e-300))
        sign = 1.0 if min(max(leaning, -2.0), 2.0) + self._polarity > 0 else -1.0
        if not verdict.late:
            leaning = min(max(leaning, -POLARITY), POLARITY)
            self._polarity += POLARITY_RATE * (leaning - self._polarity)
        at = int(np.argmax(sign * above))
        return self._crest(rows, at, sign), float(rows[:, 2].mean())

    def _crest(self, rows: FloatArray, at: int, sign: float) -> float:
        """Time of the raw extremum near row `at`: a parabola's top, or the middle of a plateau."""
        reach = max(1, round(CREST_S * self._rate_hz))
        low, high = max(at - reach, 0), min(at + reach + 1, rows.shape[0])
        x = sign * rows[:, 1]
        top = low + int(np.argmax(x[low:high]))
        end = top
        while end + 1 < x.size and x[end + 1] == x[top]:
            end += 1  # clipped
        position = (top + end) / 2.0
        if end == top and 0 < top < x.size - 1:
            bend = x[top - 1] - 2.0 * x[top] + x[top + 1]
            if bend < 0.0:
                shift = 0.5 * (x[top - 1] - x[top + 1]) / bend
                position += min(max(float(shift), -0.5), 0.5)
        whole = min(int(position), x.size - 2)
        part = position - whole
        return float((1.0 - part) * rows[whole, 0] + part * rows[whole + 1, 0])

    def quality(self, now: float) -> tuple[float, str]:
        if self._too_slow:
            need = f"R peaks need {SLOWEST_HZ:.0f} Hz"
            return 0.0, f"the ECG has {self._intake.rate_hz:.0f} samples a second; {need}"
        return self._trust.quality(now)

    def features(self, now: float) -> Iterable[Feature]:
        return ()

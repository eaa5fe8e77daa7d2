"""PPG → systolic peaks: each pulse once it is sure, with its trust.

The same detector as for the ECG (`pulse_detector`), set to the upstroke of the pulse wave, its
steepest part and the one least like motion (slope sum function: Zong 2003, Comput Cardiol
30:259); the systolic peak is the first maximum after it (band and peak as in Elgendi 2013, PLOS
ONE 8:e76585). Delay about 0.2 s after the peak; the pulse itself comes 0.2–0.45 s after the R peak.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from biofeedback.signals.base import signal
from biofeedback.signals.belief import PPG_WEIGHTS
from biofeedback.signals.filters import Tail
from biofeedback.signals.intake import Intake, Piece
from biofeedback.signals.pulse_detector import PulseDetector, Settings, Verdict
from biofeedback.signals.trust import SignalTrust
from biofeedback.types import Beat, Chunk, Event, Feature, FloatArray, Retraction, StreamInfo

PULSE = Settings(
    band_hz=(1.5, 6.0), work_hz=60.0, smooth_s=0.1, alone_s=0.18, refractory_s=0.3, stretch=3.0,
    weights=PPG_WEIGHTS, sure=0.6, begin_size=0.75,
)  # fmt: skip
BEFORE_S = 0.05  # the peak lies after the steepest point of the upstroke
POLARITY_RATE = 0.1
KEEP_S = 10.0  # pieces are at most 4 s, the longest look back is 3 s


@signal("ppg")
class Ppg:
    """Systolic peaks of the first channel of a PPG; any amplitude and polarity, 25–500 Hz."""

    def __init__(self, stream: StreamInfo) -> None:
        self._intake = Intake(stream.rate_hz)
        self._rate_hz = 0.0
        self._detector: PulseDetector | None = None
        self._times = Tail(1, 2)  # time and whether made up, of every raw sample
        self._origin = 0
        self._upright = 0.0  # running skewness of the slope: the upstroke is the steep side
        self._last: Beat | None = None
        self._trust = SignalTrust("PPG", roughest=1.0)

    def step(self, chunk: Chunk) -> Sequence[Event]:
        events: list[Event] = []
        pieces = self._intake.take(chunk)
        reported = float(pieces[-1].t[-1]) if pieces else 0.0
        for piece in pieces:
            self._piece(piece, reported, events)
        return events

    def _piece(self, piece: Piece, reported: float, events: list[Event]) -> None:
        if self._detector is None or piece.fresh:
            rate = self._intake.rate_hz
            if rate != self._rate_hz:
                self._times = Tail(math.ceil(KEEP_S * rate), 2)
                self._rate_hz = rate
            self._detector = PulseDetector(rate, PULSE)
            self._origin = self._times.stop
        detector = self._detector
        self._times.append_columns(piece.t, piece.bad)
        self._trust.add(piece, self._rate_hz)
        for verdict in detector.step(piece.x):
            if verdict.retracted:
                if self._last is not None:
                    events.append(Retraction(self._last.t, reported, "ppg"))
                    self._trust.retract(self._last)
                    self._last = None
            else:
                self._report(detector, verdict, reported, events)

    def _report(
        self, detector: PulseDetector, verdict: Verdict, reported: float, events: list[Event]
    ) -> None:
        fs = detector.rate_hz
        steepest = verdict.at - detector.delay
        start = max(steepest - round(BEFORE_S * fs), detector.raw.start)
        x = detector.raw.view(start, verdict.at + round(PULSE.alone_s * fs))
        if x.size < 5:
            return
        position = start + self._peak(x, steepest - start)
        raw = self._origin + position * detector.factor + (detector.factor - 1) / 2.0
        whole = int(raw)
        rows = self._times.view(whole, whole + 2)
        if rows.shape[0] < 2:
            return
        t = float(rows[0, 0] + (raw - whole) * (rows[1, 0] - rows[0, 0]))
        if self._last is not None and t <= self._last.t:
            return
        decided = self._origin + (verdict.decided + 1) * detector.factor
        belief = verdict.belief * self._trust.beat_factor(decided)
        self._last = Beat(t, max(reported, t), belief * (1.0 - float(rows[:, 1].mean())), "ppg")
        self._trust.beat(self._last)
        events.append(self._last)

    def _peak(self, x: FloatArray, steepest: int) -> float:
        """Position in `x` of the first maximum after the upstroke, between samples."""
        slope = np.diff(x)
        scale = float(np.abs(slope).max())
        lean = float(np.sum((slope / scale) ** 3)) if scale > 0 else 0.0
        self._upright += POLARITY_RATE * (min(max(lean, -1.0), 1.0) - self._upright)
        sign = 1.0 if lean / (abs(lean) + 0.5) + 2.0 * self._upright >= 0 else -1.0
        y = sign * x
        at = int(np.argmax(y[max(steepest, 0) :])) + max(steepest, 0)
        if not 0 < at < y.size - 1:
            return float(at)
        bend = float(y[at - 1] - 2.0 * y[at] + y[at + 1])
        return at + (0.5 * float(y[at - 1] - y[at + 1]) / bend if bend < 0 else 0.0)

    def quality(self, now: float) -> tuple[float, str]:
        return self._trust.quality(now)

    def features(self, now: float) -> Iterable[Feature]:
        return ()

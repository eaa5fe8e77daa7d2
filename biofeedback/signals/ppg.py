"""PPG → systolic peaks: each pulse once it is sure, with its trust.

`ppg_peaks` finds them, `ppg_belief` says how far each is to be believed. Delay about 0.2 s after
the peak; the pulse itself comes 0.2–0.45 s after the R peak. Where an arm moves so much that
single pulses are lost, `pulse_rate` still knows the rate, best where acceleration comes along.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from biofeedback.kinds import kind_of_word
from biofeedback.signals.base import signal
from biofeedback.signals.filters import Tail
from biofeedback.signals.intake import Intake, Piece
from biofeedback.signals.ppg_peaks import PulseFinder, Verdict
from biofeedback.signals.pulse_rate import PulseRate
from biofeedback.signals.trust import SignalTrust, calibrated
from biofeedback.types import Beat, Chunk, Event, Feature, FloatArray, Retraction, StreamInfo

KEEP_S = 10.0  # pieces are at most 4 s, the longest look back is 3 s
LEAP_S, LEAP_SHARE, LEAPS, LEAP_HZ = 2.0, 0.5, 3, 50.0
LEAPING = 0.1  # what these leave of a beat's trust, and hum
HUM_S, ALIKE = (0.08, 0.27), 0.8  # no heart repeats itself so soon with such a correlation
RATE_STALE_S = 4.0
RATE_NEEDS = (0.25, 0.4)  # trust in the pulse below which the rate is no heart's, and above is


@signal("ppg")
class Ppg:
    """Systolic peaks of the first channel of a PPG; any amplitude and polarity, 25–500 Hz.

    Further channels help `pulse_rate`, and so does the acceleration of the same device (`beside`).
    """

    def __init__(self, stream: StreamInfo) -> None:
        self._intake = Intake(stream.rate_hz)
        self._rate_hz = 0.0
        self._finder: PulseFinder | None = None
        self._times = Tail(1, 3)  # time, whether made up, and value of every raw sample
        self._origin = 0
        self._last: Beat | None = None
        self._trust = SignalTrust("PPG", roughest=1.0)
        kinds = [kind_of_word(c.kind) or kind_of_word(c.label) for c in stream.channels]
        self._pulses = [0, *(k for k, kind in enumerate(kinds) if k and kind == "ppg")]
        self._rate = PulseRate(len(self._pulses))

    def step(self, chunk: Chunk) -> Sequence[Event]:
        """Take samples; return the pulses that became sure, and what is taken back."""
        events: list[Event] = []
        pieces = self._intake.take(chunk)
        reported = float(pieces[-1].t[-1]) if pieces else 0.0
        for piece in pieces:
            self._piece(piece, reported, events)
        width = chunk.x.shape[1]
        self._rate.step(chunk.t, chunk.x[:, [k for k in self._pulses if k < width]])
        return events

    def beside(self, chunk: Chunk) -> None:
        """Take the acceleration (its first three channels) of a sensor worn where this one is."""
        if chunk.x.shape[1] >= 3:
            self._rate.move(chunk.t, chunk.x[:, :3])

    def _piece(self, piece: Piece, reported: float, events: list[Event]) -> None:
        if self._finder is None or piece.fresh:
            rate = self._intake.rate_hz
            if rate != self._rate_hz:
                self._times = Tail(math.ceil(KEEP_S * rate), 3)
                self._rate_hz = rate
            self._finder = PulseFinder(rate)
            self._origin = self._times.stop
        finder = self._finder
        self._times.append_columns(piece.t, piece.bad, piece.x)
        self._trust.add(piece, self._rate_hz)
        for verdict in finder.step(piece.x):
            if verdict.retracted:
                if self._last is not None:
                    events.append(Retraction(self._last.t, reported, "ppg"))
                    self._trust.retract(self._last)
                    self._last = None
            else:
                self._report(finder, verdict, reported, events)

    def _report(
        self, finder: PulseFinder, verdict: Verdict, reported: float, events: list[Event]
    ) -> None:
        raw = self._origin + finder.peak(verdict.at) * finder.factor + (finder.factor - 1) / 2.0
        whole = int(raw)
        rows = self._times.view(whole, whole + 2)
        if rows.shape[0] < 2:
            return
        t = float(rows[0, 0] + (raw - whole) * (rows[1, 0] - rows[0, 0]))
        if self._last is not None and t <= self._last.t:
            return
        decided = self._origin + (verdict.decided + finder.half + 1) * finder.factor
        belief = calibrated("ppg", verdict.belief) * self._trust.beat_factor(decided)
        if self._leaps(decided) or _hums(finder.wave_before(verdict.decided), finder.rate_hz):
            belief *= LEAPING
        self._last = Beat(t, max(reported, t), belief * (1.0 - float(rows[:, 1].mean())), "ppg")
        self._trust.beat(self._last)
        events.append(self._last)

    def _leaps(self, stop: int) -> bool:
        """Whether the samples before number `stop` leap like no body's, again and again.

        A systolic upstroke takes 60 ms and more. Half of the range from one sample to the next,
        three times in `LEAP_S`, is a number that overflows, a spike or a switch. Of few samples a
        second an upstroke may be one, but what falls like that as well is no pulse.
        """
        x = self._times.view(stop - round(LEAP_S * self._rate_hz), stop)[:, 2]
        if x.size < 3:
            return False
        steps, large = np.diff(x), LEAP_SHARE * float(np.ptp(x))
        up, down = int(np.count_nonzero(steps > large)), int(np.count_nonzero(steps < -large))
        if self._rate_hz < LEAP_HZ:
            return min(up, down) > 0
        return up + down >= LEAPS

    def quality(self, now: float) -> tuple[float, str]:
        """Trust 0..1 in the signal right now, and the reason where it is low."""
        return self._trust.quality(now)

    def features(self, now: float) -> Iterable[Feature]:
        """`pulse_rate` (1/min over 8 s; trust: within ±5 /min)."""
        rate = self._rate
        if not now - rate.t <= RATE_STALE_S:
            yield Feature("pulse_rate", now, math.nan, "1/min", 0.0, "no pulse wave for 8 s yet")
            return
        # What no beats can be found in may have a rate, but no heart's: spikes, a square wave.
        heart, why = self.quality(now)
        low, high = RATE_NEEDS
        trust = rate.trust * min(max((heart - low) / (high - low), 0.0), 1.0)
        reason = "" if trust >= 0.5 else why or "the arm moves"
        yield Feature("pulse_rate", rate.t, rate.rate, "1/min", trust, reason)


def _hums(y: FloatArray, rate_hz: float) -> bool:
    """Whether the wave `y` repeats itself faster than any heart: mains that sampling folded down.

    A local maximum of its autocorrelation at a lag within `HUM_S` that is `ALIKE` or more.
    """
    first, last = math.floor(HUM_S[0] * rate_hz), math.ceil(HUM_S[1] * rate_hz)
    n = y.size - last - 1
    if n < last:
        return False
    y = y - y.mean()
    c = np.array([float(np.dot(y[:n], y[k : k + n])) for k in range(first, last + 2)])
    power = float(np.dot(y, y)) * n / y.size
    inner = c[1:-1]
    return bool(np.any((inner > c[:-2]) & (inner >= c[2:]) & (inner > ALIKE * power)))

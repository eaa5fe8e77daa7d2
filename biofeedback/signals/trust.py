"""What a beat signal as a whole is worth right now: its samples' evidence and its beats'."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from itertools import pairwise
from statistics import median
from types import MappingProxyType

import numpy as np

from biofeedback.signals.filters import Tail
from biofeedback.signals.intake import Piece
from biofeedback.types import Beat

STALE_S = 1.0  # no newer sample for so long: nothing is known
SILENT_S = 3.0  # 20 /min: a heart that beats has beaten in this time
VIEW_S = 3.0  # the signal's trust is that of its beats over so long
KEEP_S = 17.0  # `LOOK_S` and `LEAP_BLOCKS` before it are 9 s, a piece 4 s, a late beat 3 s
LOOK_S = 1.5  # samples that are looked at for flatness and clipping
FLAT = 1e-9  # range in units of the largest value
CLIPPED_SHARE = 0.35  # of samples at one end of the range: no heartbeat stays there so long
STUCK_SHARE = 0.9  # of neighbouring samples that are equal: quantised noise changes, a wire not
TWO_LEVEL_SHARE = 0.9  # of samples within 5 % of either end of the range: a square wave
EDGE, SILENT_SHARE = 0.8, 0.9  # steps up and down by so much of the range between two samples, and
# so many samples within 5 % of it of the median: spikes on nothing. (At 125 Hz and more no heart
# of ours steps by more than 0.6; a pacemaker's spike is followed by a wave.)
LEAP = 50.0  # times the usual range: a gain or an electrode changed, not the body
LEAP_BLOCKS = 5  # of LOOK_S before the last one, whose median range is the usual one
IRREGULAR = (0.25, 0.32)  # median change between intervals in units of the median interval, fine
# and too much; in atrial fibrillation it stays near 0.2 (coefficient of variation 0.2–0.25), at
# random times it is 0.4 and more
IRREGULAR_BEATS = 6
METRONOME = (0.0025, 0.0015)  # range of the last intervals in units of their median, fine and too
# little: the most regular heart among our recordings, on a ventilator, has 0.0031 (others 0.0075)
METRONOME_BEATS = 10  # so that 60 /min is seen through within 15 s
PROOF_BEATS = 5
PROOF_S, RHYTHM_S = 9.0, 14.0  # looked back on for the two
ODD = 0.25  # what a rhythm that is no heart's leaves of trust
AGAIN_S = 0.25  # the samples are looked at anew this often

SAID = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
RIGHT: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "ppg": (0.0, 0.2, 0.52, 0.615, 0.745, 0.99),
        "respiration_rate": (0.0, 0.2, 0.85, 0.87, 0.99, 0.99),
    }
)
"""How often a value was right (`TOLERANCE`) that was said with the trust of `SAID`, straight in
between. Least squares on every value over the development recordings, rising; up to 0.2
left as it was, as what no heart made is to stay below. PPG: a finger and six wrists, two sensors
each. Breath: five belts. `tests.bench.reliability` shows what the mapped trust is worth. The ECG
has no map: what would raise its 0.4 to the 0.7 that was right lifts flat noise above 0.3."""


def calibrated(signal: str, trust: float) -> float:
    """Probability 0..1 that a value of `signal` is right whose evidence alone says `trust`."""
    return float(np.interp(trust, SAID, RIGHT[signal]))


class SignalTrust:
    """Collects pieces and beats of one signal; answers `quality` as a signal must.

    Parameters
    ----------
    name
        What a person calls the signal.
    roughest
        Variance of the steps between samples in units of the signal's own, above which there is no
        body in it: 2 is white noise, 4 hum near half the sampling rate, which later averages would
        fold down to a fine slow wave. A pulse wave has 0.3 at 25 Hz; an R peak may have anything.
    """

    def __init__(self, name: str, roughest: float = math.inf) -> None:
        self._name = name
        self._roughest = roughest
        self._rows = Tail(1, 2)
        self._rate_hz = 0.0
        self._newest = -math.inf
        self._begun = -math.inf
        self._beats: deque[Beat] = deque(maxlen=32)
        self._looked_at = -math.inf
        self._looked = (1.0, "")

    def add(self, piece: Piece, rate_hz: float) -> None:
        """Take finite samples at `rate_hz`."""
        if rate_hz != self._rate_hz:
            self._rows = Tail(math.ceil(KEEP_S * rate_hz), 2)
            self._rate_hz = rate_hz
        if piece.fresh:
            self._begun = float(piece.t[0])
        self._rows.append_columns(piece.x, piece.bad)
        self._newest = float(piece.t[-1])

    def beat(self, beat: Beat) -> None:
        """Take a beat that was reported, in order of time or late between others."""
        if self._beats and beat.t < self._beats[-1].t:
            self._beats = deque(sorted((*self._beats, beat), key=lambda b: b.t), self._beats.maxlen)
        else:
            self._beats.append(beat)

    def retract(self, beat: Beat) -> None:
        """Forget a beat that was taken back."""
        if beat in self._beats:
            self._beats.remove(beat)

    def quality(self, now: float) -> tuple[float, str]:
        """Trust 0..1 and the reason where it is low."""
        if not now - self._newest <= STALE_S:
            return 0.0, f"no {self._name} samples"
        if not self._newest - AGAIN_S < self._looked_at <= self._newest:
            self._looked, self._looked_at = self._samples(self._rows.stop), self._newest
        cap, reason = self._looked
        if cap == 0.0:
            return cap, reason
        seen = [b for b in self._beats if self._newest - VIEW_S <= b.t <= now]
        if not seen or self._newest - seen[-1].t > SILENT_S:
            young = self._newest - self._begun < SILENT_S + 1.0
            word = "learning the heartbeat" if young else f"no heartbeat found in the {self._name}"
            return 0.0, word
        if cap == 1.0:
            cap, reason = self._rhythm()
        # One believed beat among noise proves little: the last five must be believed as well.
        last = [b.trust for b in self._beats if self._newest - PROOF_S <= b.t <= now][-PROOF_BEATS:]
        proof = sum(last) / PROOF_BEATS
        trust = min(cap, proof, sum(b.trust for b in seen) / len(seen))
        return trust, "" if trust >= 0.5 else reason or f"the {self._name} is noisy"

    def beat_factor(self, stop: int) -> float:
        """What the samples before number `stop` leave of a beat's trust (1: nothing is odd)."""
        return self._samples(stop)[0]

    def _rhythm(self) -> tuple[float, str]:
        """Whether the last beats could be a heart's, bigeminy and fibrillation included."""
        # Plain lists: a dozen numbers, for which numpy would cost five times as much.
        t = [b.t for b in self._beats if b.t > self._newest - RHYTHM_S]
        rr = [b - a for a, b in pairwise(t)]
        last = rr[-METRONOME_BEATS:]
        if len(last) == METRONOME_BEATS:
            even = _ramp((max(last) - min(last)) / median(last), *METRONOME)
            if even < 1.0:
                return ODD + (1.0 - ODD) * even, f"the {self._name} beats like a metronome"
        if len(rr) < IRREGULAR_BEATS:
            return 1.0, ""
        change = min(median(abs(b - a) for a, b in zip(rr, rr[k:], strict=False)) for k in (1, 2))
        even = _ramp(change / median(rr), *IRREGULAR)
        if even < 1.0:
            why = f"what the {self._name} shows is too irregular for a heart"
            return ODD + (1.0 - ODD) * even, why
        return 1.0, ""

    def _samples(self, stop: int) -> tuple[float, str]:
        look = round(LOOK_S * self._rate_hz)
        rows = self._rows.view(stop - look, stop)
        if rows.shape[0] < 3:
            return 1.0, ""
        x = rows[:, 0]
        if _share(rows[:, 1]) > 0.5:
            return 0.0, f"the {self._name} has no finite values"
        low, high = float(x.min()), float(x.max())
        span = high - low
        if not span > FLAT * max(abs(low), abs(high)):
            return 0.0, f"the {self._name} is flat: check the sensor"
        if _share(x[1:] == x[:-1]) > STUCK_SHARE:
            return 0.1, f"the {self._name} hardly changes: check the sensor"
        if self._roughest < math.inf and np.var(np.diff(x)) > self._roughest * np.var(x):
            return 0.1, f"noise or hum hides the {self._name}"
        if max(_share(x == low), _share(x == high)) > CLIPPED_SHARE:
            return 0.1, f"the {self._name} is clipped: check the sensor"
        top, bottom = _share(x > high - 0.05 * span), _share(x < low + 0.05 * span)
        if top + bottom > TWO_LEVEL_SHARE and min(top, bottom) > 0.05:
            return 0.1, f"the {self._name} jumps between two levels: not a body"
        steps = np.diff(x)
        if min(float(steps.max()), -float(steps.min())) > EDGE * span:
            off = np.abs(x - np.median(x))
            if _share(off < 0.05 * span) > SILENT_SHARE:
                return 0.1, f"the {self._name} is spikes with nothing between them: not a body"
        before = self._rows.view(stop - (1 + LEAP_BLOCKS) * look, stop - look)[:, 0]
        blocks = [span]
        if before.size:
            starts = np.arange(0, before.size, look)
            ranges = np.maximum.reduceat(before, starts) - np.minimum.reduceat(before, starts)
            blocks = ranges.tolist()
        if span > LEAP * median(blocks) > 0.0:
            return 0.1, f"the {self._name} leapt in size: check gain and sensor"
        return 1.0, ""


def _ramp(value: float, good: float, bad: float) -> float:
    """1 at `good`, 0 at `bad`, straight in between and clipped."""
    return min(max((bad - value) / (bad - good), 0.0), 1.0)


def _share(which: np.ndarray) -> float:
    """Of true values among `which` (n,)."""
    return int(np.count_nonzero(which)) / which.size

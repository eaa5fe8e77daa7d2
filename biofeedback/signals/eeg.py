"""EEG band powers, 1 to 64 channels. *Experimental*: nothing of them drives a scene by itself.

Two-second windows, half overlapping, Hann-tapered; of the last eight the clean ones are averaged
(Welch 1967, IEEE Trans Audio Electroacoust 15:70). Every channel of every window is judged:

- *Blink or movement*: a range over 150 µV, or, what a blink at the forehead leaves at the crown, a
  slow deflection that stands 4.5 spreads out of the channel's own. When a quarter of the channels
  tells so, the window is spoilt for all; a channel that tells so all the time is a bad electrode
  and has no say.
- *Muscle*: power of 20 to 45 Hz over that of 2 to 20 Hz above a half, or well above what the same
  channel usually has. Muscle power rises towards 50 Hz and beyond, a brain's falls
  (Muthukumaraswamy 2013, Front Hum Neurosci 7:138). The limits are ours.
- *Flat* or *missing values*: a channel of its own; the others go on.

Bands as in EEG work on pain: theta 4-8, alpha 9-12, beta 20-30 Hz, over the sites around C3 and C4
where the stream names such, else over all.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Collection, Iterable, Sequence

import numpy as np

from biofeedback.signals.base import signal
from biofeedback.types import Chunk, Event, Feature, FloatArray, StreamInfo

BANDS_HZ = {"theta": (4.0, 8.0), "alpha": (9.0, 12.0), "beta": (20.0, 30.0)}
WHOLE_HZ, BRAIN_HZ, MUSCLE_HZ = (2.0, 30.0), (2.0, 20.0), (20.0, 45.0)
SITES = frozenset(("c1", "c2", "c3", "c4", "cz"))
MOST_CHANNELS = 64
STEP_S, WINDOWS = 1.0, 8  # a window is two steps
LARGEST_UV = 150.0
BLINK_SPREADS, BLINK_UV = 4.5, 25.0
"""A slow deflection that is at least so many of the channel's own spreads, and so large."""
SLOW_S = 0.08
"""Means over so long leave a blink (0.2 to 0.4 s) and take most of alpha away."""
BLINK_SHARE = 0.25
BAD_WINDOWS = 6
"""Of the last eight with a 'blink' of its own: a bad electrode."""
MUSCLE_ABOVE, MUSCLE_TIMES, MUSCLE_LEAST = 0.5, 3.0, 0.15
USUAL_WINDOWS = 60
"""A channel's usual share of muscle is the lower quartile of so many windows: a minute."""
FLAT_UV = 0.05
STALE_S = 1.0
GAP_S = 0.25
SLOWEST_HZ = 64.0
"""Below twice the highest band's end there is nothing to see."""

UNKNOWN = dict.fromkeys(BANDS_HZ, math.nan)
EXPERIMENTAL = "experimental"
CLEAN, BLINK, MUSCLE, FLAT, MISSING = range(5)
FAULTS = (
    "",
    "blink or movement",
    "muscle in the EEG",
    "the EEG is flat",
    "EEG with missing values",
)
_SCALES = {"v": 1e6, "volt": 1e6, "volts": 1e6, "mv": 1e3, "millivolts": 1e3, "nv": 1e-3}


@signal("eeg")
class Eeg:
    """Relative band powers over chosen sites (µV where no unit is said).

    Parameters
    ----------
    stream
        Channels beyond the 64th are not looked at.
    sites
        Labels, in lower case, to average over; all channels where the stream has none of them.
    """

    def __init__(self, stream: StreamInfo, sites: Collection[str] = SITES) -> None:
        channels = stream.channels[:MOST_CHANNELS]
        unit = channels[0].unit.strip().lower() if channels else ""
        self._scale = _SCALES.get(unit, 1.0)
        self._rate_hz = stream.rate_hz
        chosen = [i for i, c in enumerate(channels) if c.label.strip().lower() in sites]
        self._chosen = chosen or list(range(MOST_CHANNELS))
        self._hop = max(round(STEP_S * stream.rate_hz), 4)
        self._taper: FloatArray = np.hanning(2 * self._hop)[:, None]
        self._back = np.linspace(-1.0, 1.0, 2 * self._hop)[:, None]
        self._f = np.fft.rfftfreq(2 * self._hop, 1.0 / max(stream.rate_hz, 1.0))
        self._slow = max(round(0.5 * SLOW_S * stream.rate_hz), 1)
        self._last_t = -math.inf
        self._restart(0)

    def _restart(self, channels: int) -> None:
        self._clean = 0.0, "EEG has just begun"
        self._rows: FloatArray = np.zeros((2 * self._hop, channels))
        self._filled = 0
        self._faults: deque[np.ndarray] = deque(maxlen=WINDOWS)  # (channel,) of FAULTS
        self._powers: deque[FloatArray] = deque(maxlen=WINDOWS)  # (band, channel) of the whole
        self._blinked: deque[np.ndarray] = deque(maxlen=WINDOWS)  # (channel,) by itself
        self._muscle: deque[FloatArray] = deque(maxlen=USUAL_WINDOWS)
        self._shares = dict(UNKNOWN)

    def step(self, chunk: Chunk) -> Sequence[Event]:
        """Take samples; band powers are features, there are no events."""
        if not chunk.t.size or self._rate_hz < SLOWEST_HZ:
            return ()
        t, x = chunk.t, chunk.x[:, :MOST_CHANNELS]
        if self._rows.shape[1] != x.shape[1]:
            self._restart(x.shape[1])
        with np.errstate(invalid="ignore", over="ignore"):
            after = np.diff(t, prepend=self._last_t)
        if after.min() > 0.0 and after.max() <= GAP_S:  # False for NaN
            self._add(x)
            self._last_t = float(t[-1])
            return ()
        finite = np.where(np.isfinite(t), t, -np.inf)
        newest = np.maximum.accumulate(np.concatenate(([self._last_t], finite)))
        rising = finite > newest[:-1]
        t, x = t[rising], x[rising]
        start = 0
        with np.errstate(over="ignore"):
            after = np.diff(t, prepend=self._last_t)
        for cut in (*np.flatnonzero(after > GAP_S).tolist(), t.size):
            if cut > start:
                self._add(x[start:cut])
            if cut < t.size:  # what follows has no continuity with what came before
                self._restart(x.shape[1])
            start = cut
        self._last_t = float(newest[-1])
        return ()

    def _add(self, x: FloatArray) -> None:
        hop, start = self._hop, 0
        while start < x.shape[0]:
            stop = min(start + 2 * hop - self._filled, x.shape[0])
            part = np.clip(x[start:stop] * self._scale, -1e9, 1e9)
            self._rows[self._filled : self._filled + stop - start] = part
            self._filled += stop - start
            start = stop
            if self._filled == 2 * hop:
                self._judge(self._rows)
                self._rows[:hop] = self._rows[hop:]
                self._filled = hop

    def quality(self, now: float) -> tuple[float, str]:
        """Share of the last windows that are clean, and what spoils the others."""
        if self._rate_hz < SLOWEST_HZ:
            return 0.0, f"EEG of {self._rate_hz:g} Hz; band powers need {SLOWEST_HZ:g} Hz"
        if not now - self._last_t <= STALE_S:
            return 0.0, "no EEG"
        return self._clean

    def features(self, now: float) -> Iterable[Feature]:
        """`eeg_theta`, `eeg_alpha`, `eeg_beta`: shares 0..1 of the power between 2 and 30 Hz.

        And `eeg_alpha_theta`, the first two's ratio. Each channel counts alike.
        """
        trust, reason = self.quality(now)
        shares = self._shares
        if math.isnan(shares["alpha"]):
            trust = 0.0
        for name, share in shares.items():
            yield Feature(f"eeg_{name}", now, share, "1", trust, reason or EXPERIMENTAL)
        ratio = shares["alpha"] / shares["theta"] if shares["theta"] > 0.0 else math.nan
        yield Feature("eeg_alpha_theta", now, ratio, "1", trust, reason or EXPERIMENTAL)

    def _sum_up(self) -> None:
        """Trust and shares of the last windows; between windows nothing changes."""
        sites = [i for i in self._chosen if i < self._rows.shape[1]]
        faults = np.array(self._faults)[:, sites]
        count = np.bincount(faults.ravel(), minlength=len(FAULTS))
        trust = float(count[CLEAN] / max(faults.size, 1)) * min(len(self._faults) / 4.0, 1.0)
        worst = 1 + int(count[1:].argmax())
        self._clean = trust, FAULTS[worst] if trust < 0.9 and count[worst] else ""
        clean = (faults == CLEAN)[:, None, :]  # (window, 1, channel)
        windows = clean.sum(axis=0)[0]
        seen = windows > 0
        self._shares = dict(UNKNOWN)
        if seen.any():
            powers = np.array(self._powers)[:, :, sites]
            means = (powers * clean).sum(axis=0)[:, seen] / windows[seen]
            self._shares = dict(zip(BANDS_HZ, means.mean(axis=1).tolist(), strict=True))

    # -- one window (n, channel) ---------------------------------------------------------------

    def _judge(self, rows: FloatArray) -> None:
        """What spoils each channel of a window, if anything, and its relative band powers."""
        missing = ~np.isfinite(rows).all(axis=0)
        x = np.where(missing, 0.0, rows)
        x = x - x.mean(axis=0)
        x -= self._back * ((self._back * x).sum(axis=0) / np.square(self._back).sum())  # drift
        span = x.max(axis=0) - x.min(axis=0)
        flat = span <= FLAT_UV
        power = np.square(np.abs(np.fft.rfft(x * self._taper, axis=0)))
        whole = np.maximum(self._band(power, WHOLE_HZ), 1e-30)
        brain = np.maximum(self._band(power, BRAIN_HZ), 1e-30)
        muscle = self._band(power, MUSCLE_HZ) / brain
        fault = np.full(rows.shape[1], CLEAN)
        self._muscle.append(muscle)
        usual = np.sort(np.array(self._muscle), axis=0)[len(self._muscle) // 4]
        fault[
            (muscle > MUSCLE_ABOVE) | ((muscle > MUSCLE_TIMES * usual) & (muscle > MUSCLE_LEAST))
        ] = MUSCLE
        blink = (span > LARGEST_UV) | self._blinks(x)
        fault[blink] = BLINK
        self._blinked.append(blink)
        votes = ~(flat | missing) & (np.array(self._blinked).sum(axis=0) < BAD_WINDOWS)
        if (blink & votes).sum() >= max(BLINK_SHARE * votes.sum(), 1):
            fault[:] = BLINK
        fault[flat] = FLAT
        fault[missing] = MISSING
        self._faults.append(fault)
        self._powers.append(
            np.array([self._band(power, band) for band in BANDS_HZ.values()]) / whole
        )
        self._sum_up()

    def _blinks(self, x: FloatArray) -> np.ndarray:
        """Whether a slow deflection stands out of each channel (channel,)."""
        n = x.shape[0] // self._slow
        blocks = x[: n * self._slow].reshape(n, self._slow, -1).mean(axis=1)
        slow = 0.5 * (blocks[1:] + blocks[:-1])
        slow = np.abs(slow - np.median(slow, axis=0))
        spread = 1.4826 * np.median(slow, axis=0)
        largest = slow.max(axis=0)
        stands: np.ndarray = (largest > BLINK_SPREADS * spread) & (largest > BLINK_UV)
        return stands

    def _band(self, power: FloatArray, band_hz: tuple[float, float]) -> FloatArray:
        low, high = band_hz
        which: FloatArray = power[(self._f >= low) & (self._f < high)].sum(axis=0)
        return which

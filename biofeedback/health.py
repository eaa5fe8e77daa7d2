"""How a stream arrives: stamps, gaps, rates, silence. Pure, one `StreamMonitor` a stream.

Between the source and the signals stands this one gate. What passes it has stamps that strictly
rise and lie near the present, so that no sample is counted twice and no signal has to think about
clocks; what does not pass is counted and named. The opinion it forms is the *transport trust*: it
falls at once and comes back over `RECOVER_S` of clean data.
"""

from __future__ import annotations

import math
import operator
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median

import numpy as np

from biofeedback.types import (
    Chunk,
    FloatArray,
    Notice,
    NoticeKind,
    SignalKind,
    StreamHealth,
    StreamInfo,
    StreamStateName,
)

RECOVER_S = 2.5
"""Seconds of clean data until a fault is forgiven."""
SILENT_S = 0.5
"""A regular stream without a sample for longer is silent."""
IRREGULAR_SILENT_S = 3.0
"""The same for intervals and rates, which come once a heartbeat: 20 /min is the slowest heart."""
SILENT_AT_MOST_S = 5.0
"""Batched transports (Bluetooth sends 1–4 s at once) are granted more, never more than this."""
GAP_SAMPLES, GAP_MIN_S = 3.0, 0.05
"""A step in the stamps of more than 3 sample periods, and of at least 50 ms, is a gap."""
EARLY_S = 0.5
"""Stamps further in the future are wrong; clock correction errs by milliseconds."""
LATE_S = 10.0
"""A stream whose very first stamp is older was stamped with another clock."""
RESET_AFTER_S = 0.5
"""Stamps that are wrong for so long are the new truth of that clock, no stray sample."""
RATE_TOLERANCE = 0.05
"""Measured over nominal rate may differ by this share (crystals differ by less than 0.1 %)."""
RATE_AFTER_S = 5.0
"""Seconds of data before a rate is judged."""
MISMATCH_TRUST = 0.6
"""Transport trust at most while a stream runs at another rate than it declares."""

TITLES: dict[SignalKind, str] = {
    "ecg": "ECG", "ppg": "PPG", "rr": "RR intervals", "hr": "Heart rate",
    "respiration": "Respiration", "eda": "EDA", "eeg": "EEG", "motion": "Motion",
    "markers": "Markers", "other": "Stream",
}  # fmt: skip
"""What a person at the desk calls each kind of stream."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What passed the gate, and what there is to say about it."""

    chunks: Sequence[Chunk]
    notices: Sequence[Notice]


NOTHING = Checked((), ())


class StreamMonitor:
    """The gate of one stream.

    Parameters
    ----------
    stream : what the stream says of itself.
    now : LSL seconds at which it came into sight.
    after : only later stamps are new (what was taken of the same device before).
    """

    def __init__(self, stream: StreamInfo, now: float, after: float = -math.inf) -> None:
        self.stream = stream
        self.samples = 0
        self.counts: Counter[NoticeKind] = Counter()
        """Samples (or occurrences) of each oddity so far, also where no new notice was given."""
        self.title = TITLES[stream.kind]
        rate = stream.rate_hz
        self._period = 1.0 / rate if rate > 0 else 0.0
        if rate > 0:
            self._gap_s = max(GAP_SAMPLES / rate, GAP_MIN_S)
            self._patience = max(SILENT_S, GAP_SAMPLES / rate)
        else:
            self._patience = self._gap_s = (
                math.inf if stream.kind in ("markers", "other") else IRREGULAR_SILENT_S
            )
        # Markers come when something happens: none is no silence.
        self._state: StreamStateName = "live" if stream.kind == "markers" else "silent"
        self.last_t = after
        """Stamp of the newest sample passed."""
        self._offset = 0.0  # added to the stamps of a clock that is not ours
        self._misfit_since = math.inf
        self._arrival = now
        self._arrivals: deque[float] = deque(maxlen=16)  # seconds between arrivals
        self._present_s = 0.0  # seconds of data, gaps left out
        self._marks: deque[tuple[int, float]] = deque(maxlen=11)  # (samples, present) each second
        self._mismatch = ""
        self._severity, self._fault_t, self._fault = 0.0, -math.inf, ""
        self._said: dict[NoticeKind, float] = {}
        self._notices: list[Notice] = []

    # -- one step ---------------------------------------------------------------------------------

    def step(self, chunks: Sequence[Chunk], now: float, notices: Sequence[Notice] = ()) -> Checked:
        """Pass what is sound of `chunks`; `notices` are those the source gave of this stream."""
        if not (chunks or notices) and now - self._arrival <= self._patience:
            return NOTHING
        for notice in notices:
            self._hear(notice)
        clean: list[Chunk] = []
        for chunk in chunks:
            passed = self._check(chunk, now)
            if passed is not None:
                clean.append(passed)
        if clean:
            self._arrivals.append(now - self._arrival)
            self._arrival = now
            if self._state != "lost":  # the last words of a stream do not bring it back
                self._state = "live"
        elif self._state == "live" and now - self._arrival > self._allowed_silence():
            self._state = "silent"
            self._tell("silent", now, f"no data for {now - self._arrival:.1f} s")
        said = self._notices
        if said:
            self._notices = []
        return Checked(clean, said)

    def mark(self, t: float) -> None:
        """Count a marker string at `t`; its text is no business of this gate."""
        self.samples += 1
        self.last_t = max(self.last_t, t)
        self._state = "live"

    def health(self, now: float) -> StreamHealth:
        """The stream's state at `now`, with the transport trust and its reason."""
        trust, reason = self.trust(now)
        return StreamHealth(
            self.stream, self._state, self.last_t, self.rate_hz, trust, reason, self.samples
        )

    def trust(self, now: float) -> tuple[float, str]:
        """Transport trust 0..1 at `now` and, where it is below 1, why."""
        if self._state == "lost":
            return 0.0, f"{self.title}: stream lost"
        if self._state == "silent":
            if not self.samples:
                return 0.0, f"{self.title}: no data yet"
            return 0.0, f"{self.title}: no data for {now - self._arrival:.0f} s"
        trust, reason = 1.0, ""
        if self._severity:
            clean = (self.last_t - self._fault_t) / RECOVER_S
            if clean >= 1.0:
                self._severity = 0.0
            else:
                trust, reason = 1.0 - self._severity * (1.0 - max(clean, 0.0)), self._fault
        if self._mismatch and trust > MISMATCH_TRUST:
            trust, reason = MISMATCH_TRUST, self._mismatch
        return trust, reason and f"{self.title}: {reason}"

    @property
    def rate_hz(self) -> float:
        """Rate measured over the last 10 s of data; NaN before the first second."""
        if not self._marks:
            return math.nan
        samples, present = self._marks[0]
        span = self._present_s - present
        return (self.samples - samples) / span if span > 0 else math.nan

    # -- inside -----------------------------------------------------------------------------------

    def _hear(self, notice: Notice) -> None:
        """What the source knows better than stamps can tell: lost and found again."""
        self.counts[notice.kind] += 1
        if notice.kind == "lost":
            self._state = "lost"
        elif notice.kind in ("connected", "restarted"):
            if self._state == "lost":
                self._state = "live" if self.stream.kind == "markers" else "silent"
            if notice.kind == "restarted":
                self._blame(1.0, "stream restarted", max(self.last_t, notice.t))

    def _allowed_silence(self) -> float:
        usual = 2.0 * median(self._arrivals) if self._arrivals else 0.0
        return max(self._patience, min(usual, SILENT_AT_MOST_S))

    def _check(self, chunk: Chunk, now: float) -> Chunk | None:
        t, x = chunk.t, chunk.x
        if not t.size:
            return None
        if x.shape[1] != len(self.stream.channels):
            self._tell(
                "rejected", now,
                f"{t.size} samples of {x.shape[1]} channels left out: the stream declares "
                f"{len(self.stream.channels)}", t.size,
            )  # fmt: skip
            self._blame(1.0, "wrong number of channels", now)
            return None
        if self._offset:
            t = t + self._offset
            chunk = Chunk(chunk.stream, t, x)
        # Lists, because a chunk holds a handful of samples: numpy would cost five times as much.
        times = t.tolist()
        oldest = self.last_t if self.samples else max(self.last_t, now - LATE_S)
        if not (times[0] > oldest and times[-1] <= now + EARLY_S and _rises(times)):
            sorted_out = self._sort_out(chunk, now)
            if sorted_out is None:
                return None
            chunk, t, x = sorted_out, sorted_out.t, sorted_out.x
            times = t.tolist()
        self._misfit_since = math.inf
        last = times[-1]
        missing = self._find_gaps(times)
        self._present_s += last - (self.last_t if self.samples else times[0]) - missing
        self.samples += len(times)
        self.last_t = last
        self._look_at_values(x, last)
        if not self._marks or self._present_s - self._marks[-1][1] >= 1.0:
            self._marks.append((self.samples, self._present_s))
            self._judge_rate(last)
        return chunk

    def _find_gaps(self, times: list[float]) -> float:
        """Name gaps before and inside a clean chunk; seconds missing in all."""
        before = [self.last_t if self.samples else times[0], *times[:-1]]
        if max(map(operator.sub, times, before)) <= self._gap_s:
            return 0.0
        steps = [(t, t - earlier) for t, earlier in zip(times, before, strict=True)]
        wide = [(t, step) for t, step in steps if step > self._gap_s]
        missing = sum(step - self._period for _, step in wide)
        end = wide[-1][0]
        self._tell("gap", end, f"{missing:.2f} s missing", len(wide))
        self._blame(min(1.0, 0.2 + missing / SILENT_S), f"{missing:.1f} s of data missing", end)
        return missing

    def _look_at_values(self, x: FloatArray, last: float) -> None:
        if x.size <= 64 and all(map(math.isfinite, x.ravel().tolist())):
            return
        bad = x.size - int(np.count_nonzero(np.isfinite(x)))
        if bad:
            words = f"{bad / x.size:.0%} of the values are no numbers"
            self._tell("not finite", last, words, bad)
            self._blame(bad / x.size, words, last)

    def _judge_rate(self, last: float) -> None:
        nominal = self.stream.rate_hz
        if nominal <= 0 or self._present_s - self._marks[0][1] < RATE_AFTER_S - 1e-6:
            return
        off = abs(self.rate_hz / nominal - 1.0)
        if off > RATE_TOLERANCE:
            self._mismatch = f"runs at {self.rate_hz:.1f} Hz, declares {nominal:g} Hz"
            self._tell("rate mismatch", last, self._mismatch)
        elif off < 0.8 * RATE_TOLERANCE:
            self._mismatch = ""

    def _sort_out(self, chunk: Chunk, now: float) -> Chunk | None:
        """Leave out what is late, doubled, in the future or without a time; or move the clock."""
        t = chunk.t
        finite = np.isfinite(t)
        early = finite & (t > now + EARLY_S)
        usable = np.where(finite & ~early, t, -np.inf)
        oldest = self.last_t if self.samples else max(self.last_t, now - LATE_S)
        newest_before = np.maximum.accumulate(np.concatenate([[oldest], usable[:-1]]))
        good = usable > newest_before
        if not good.any() and finite.any():
            if self._misfit_since == math.inf:
                self._misfit_since = now
            if now - self._misfit_since >= RESET_AFTER_S:
                return self._move_clock(chunk, now)
        doubled = int((usable == newest_before)[finite].sum())
        ahead = int(early.sum())
        untimed = int(t.size - finite.sum())
        late = int(t.size - good.sum()) - doubled - ahead - untimed
        at = max(self.last_t, now - LATE_S)
        if doubled:
            self._tell("duplicate", at, f"{doubled} samples came twice", doubled)
            self._blame(0.2, "samples came twice", at)
        if late:
            self._tell("backwards", at, f"{late} samples came late and were left out", late)
            self._blame(0.5, "stamps run backwards", at)
        if ahead:
            self._tell("clock jump", at, f"{ahead} samples from the future were left out", ahead)
            self._blame(0.7, "stamps from the future", at)
        if untimed:
            self._tell("rejected", at, f"{untimed} samples without a time were left out", untimed)
            self._blame(0.5, "samples without a time", at)
        return Chunk(chunk.stream, t[good], chunk.x[good]) if good.any() else None

    def _move_clock(self, chunk: Chunk, now: float) -> Chunk | None:
        """Take a persistently foreign clock for what it is and place its samples at arrival."""
        t = chunk.t[np.isfinite(chunk.t)]
        newest = float(t.max())
        raw_newest, raw_oldest = newest - self._offset, float(t.min()) - self._offset
        ours_again = raw_oldest > max(self.last_t, now - LATE_S) and raw_newest <= now + EARLY_S
        # Never onto stamps that were given already, should they lie ahead of now.
        shift = -self._offset if ours_again else max(now, self.last_t + self._period) - newest
        self._offset += shift
        self._misfit_since = math.inf
        back = shift > 0
        self._tell(
            "clock reset" if back else "clock jump", now,
            f"stamps are {abs(shift):.1f} s {'behind' if back else 'ahead'}; "
            + ("our clock again" if ours_again else "placed by their arrival"),
        )  # fmt: skip
        self._blame(1.0, "clock jumped", now)
        return self._sort_out(Chunk(chunk.stream, chunk.t + shift, chunk.x), now)

    def _blame(self, severity: float, reason: str, t: float) -> None:
        clean = max((t - self._fault_t) / RECOVER_S, 0.0) if self._severity else 1.0
        if severity >= self._severity * (1.0 - min(clean, 1.0)):
            self._severity, self._fault, self._fault_t = severity, reason, t

    def _tell(self, kind: NoticeKind, t: float, detail: str, count: int = 1) -> None:
        """Say it once an episode; count it always."""
        self.counts[kind] += count
        if t - self._said.get(kind, -math.inf) > RECOVER_S:
            self._notices.append(Notice(self.stream.key, kind, t, f"{self.title}: {detail}"))
        self._said[kind] = t


def _rises(times: list[float]) -> bool:
    """Whether each is later than the one before; NaN never is."""
    return all(map(operator.lt, times, islice(times, 1, None)))

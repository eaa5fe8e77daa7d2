"""Anything through the engine: `python -m tests.bench.fuzz [CHUNKS] [--seed N]`.

Random chunks for every kind of signal: sizes 0 to 10 000, NaN, infinities, denormals, huge numbers,
wrong channel counts, stamps that jump, stand still, run backwards or are no numbers. Three things
must hold: nothing raises, every odd thing is counted and named, and memory stays bounded.
Resident memory creeps up to a plateau as long-lived buffers are written for the first time and the
heap is cut up; what is really held (`--held`, four times slower) is flat from the start.
"""

from __future__ import annotations

import argparse
import math
import mmap
import sys
import tracemalloc
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

import numpy as np

from biofeedback.engine import Engine
from biofeedback.types import (
    TICK_S,
    BodyState,
    Channel,
    Chunk,
    FloatArray,
    Notice,
    SignalKind,
    StreamInfo,
)

KINDS: tuple[SignalKind, ...] = get_args(SignalKind)
RATES_HZ: dict[str, float] = {
    "ecg": 250.0, "ppg": 64.0, "rr": 0.0, "hr": 0.0, "respiration": 32.0, "eda": 16.0,
    "eeg": 128.0, "motion": 50.0, "markers": 0.0, "other": 20.0,
}  # fmt: skip
LARGEST = 10_000
LARGE_SHARE, WIDE_SHARE = 0.002, 0.02  # of chunks that are large, and of the wrong width
FAULTS = ("", "", "", "nan", "inf", "-inf", "denormal", "huge", "negative huge", "constant")
TIMES = ("steady",) * 12 + ("backwards", "same", "jump", "future", "nan", "shuffled")


@dataclass
class Account:
    """What went in and what was said of it."""

    chunks: int = 0
    samples: int = 0
    made: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)

    def missing(self) -> list[str]:
        """Oddities that went in and were never named."""
        wanted = {
            "wide": "rejected", "nan": "not finite", "inf": "not finite", "-inf": "not finite",
            "time backwards": "backwards", "time same": "duplicate", "time future": "clock jump",
            "time nan": "rejected", "time jump": "gap",
        }  # fmt: skip
        return [made for made, name in wanted.items() if self.made[made] and not self.named[name]]


class Fuzzer:
    """Makes chunks of ten streams and steps an engine with them in virtual time."""

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self.engine = Engine()
        self.account = Account()
        self._now = 0.0
        self._sent: dict[str, float] = {}
        self._streams = [
            StreamInfo(kind, kind, kind, tuple(Channel(f"{i}") for i in range(1 + (n % 3))),
                       RATES_HZ[kind])
            for n, kind in enumerate(KINDS)
        ]  # fmt: skip

    def step(self) -> BodyState:
        """One tick: a random few of the streams send a chunk each."""
        self._now += TICK_S * (1.0 if self._rng.random() < 0.99 else self._rng.integers(0, 400))
        count = int(self._rng.integers(1, len(self._streams) + 1))
        chosen = self._rng.choice(len(self._streams), count)
        chunks = [self._chunk(self._streams[i]) for i in chosen]
        body = self.engine.step(chunks, self._now, streams=self._streams)
        self.account.chunks += len(chunks)
        for notice in self.engine.notices:
            self._name(notice)
        check(body)
        return body

    def _name(self, notice: Notice) -> None:
        assert notice.detail
        self.account.named[notice.kind] += 1

    def _chunk(self, stream: StreamInfo) -> Chunk:
        rng, made = self._rng, self.account.made
        n = int(rng.integers(0, 12))
        if rng.random() < LARGE_SHARE:
            n = int(rng.integers(0, LARGEST + 1))
            made["large"] += 1
        width = len(stream.channels)
        if rng.random() < WIDE_SHARE:
            width = int(rng.integers(0, 6))
            made["wide"] += n > 0 and width != len(stream.channels)
        self.account.samples += n
        return Chunk(stream, self._times(stream, n), self._values(n, width))

    def _times(self, stream: StreamInfo, n: int) -> FloatArray:
        rng = self._rng
        start = self._sent.get(stream.key, self._now - TICK_S)
        t = start + (self._now - start) * (np.arange(n) + 1.0) / max(n, 1)
        way = str(rng.choice(TIMES))
        if n == 0 or way == "steady":
            if n:
                self._sent[stream.key] = self._now
            return t
        self.account.made[f"time {way}"] += 1
        match way:
            case "backwards":
                return t[::-1] - rng.exponential(5.0)
            case "same":
                return np.full(n, start)
            case "jump":
                return t - 0.5 * (self._now - start) if rng.random() < 0.5 else t + 0.4
            case "future":
                return t + rng.exponential(1e4) + 1.0
            case "nan":
                t[rng.random(n) < 0.5] = rng.choice([math.nan, math.inf, -math.inf])
                t[0] = math.nan
                return t
            case _:
                return rng.permutation(t)

    def _values(self, n: int, width: int) -> FloatArray:
        rng = self._rng
        x = rng.normal(size=(n, width)) * 10.0 ** rng.integers(-3, 4)
        fault = str(rng.choice(FAULTS))
        if not fault or not x.size:
            return x
        self.account.made[fault] += 1
        value = {
            "nan": math.nan, "inf": math.inf, "-inf": -math.inf, "denormal": 5e-324,
            "huge": 1e308, "negative huge": -1.7e308, "constant": 1.0,
        }[fault]  # fmt: skip
        hit = rng.random(x.shape) < rng.choice([0.1, 1.0])
        hit.flat[0] = True
        x[hit] = value
        return x


def check(body: BodyState) -> None:
    """Trust is a probability, an index lies in 0..1, a feature that is not finite has no trust."""
    for index in body.indices.values():
        assert 0.0 <= index.value <= 1.0, index
        assert 0.0 <= index.trust <= 1.0, index
    for feature in body.features.values():
        assert 0.0 <= feature.trust <= 1.0, feature
        assert math.isfinite(feature.value) or feature.trust == 0.0, feature
    assert 0.0 <= body.respiration.trust <= 1.0
    assert math.isfinite(body.respiration.phase)


def memory_mib() -> float:
    """Resident memory of this process; NaN where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return math.nan
    return pages * mmap.PAGESIZE / 2**20


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("chunks", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held", action="store_true", help="trace what is allocated, too")
    options = parser.parse_args()
    if options.held:
        tracemalloc.start(1)
    fuzzer = Fuzzer(options.seed)
    next_word = options.chunks // 20
    account = fuzzer.account
    while account.chunks < options.chunks:
        fuzzer.step()
        if account.chunks >= next_word:
            next_word += options.chunks // 20
            words = f"{account.chunks} chunks, {memory_mib():.1f} MiB resident"
            if options.held:
                words += f", {tracemalloc.get_traced_memory()[0] / 2**20:.1f} held"
            print(words, file=sys.stderr, flush=True)
    print(f"{account.chunks} chunks, {account.samples} samples, virtual {fuzzer._now:.0f} s")
    print("made ", dict(account.made))
    print("named", dict(account.named))
    if account.missing():
        print("never named:", account.missing())
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

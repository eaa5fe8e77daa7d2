"""How well the breath is read without a belt: phase and rate by each method, live.

    python tests/bench/breath_derived.py FOLDER [FOLDER ...]

The folders hold `.npz` recordings as `tests/bench/breath.py` reads them, with an `ecg` or a `ppg`
beside the breath. Beats are those that our own detectors found, chunks are of 1/32 s. The size of
the QRS complex alone tells no phase (it depends on the electrodes); its error is given around its
own mean, as if that were known.
"""

from __future__ import annotations

import argparse
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from biofeedback.signals.base import find_signal
from biofeedback.signals.beats import BeatHygiene
from biofeedback.signals.respiration_derived import BreathFromHeart
from biofeedback.types import (
    TICK_S,
    Beat,
    Channel,
    Chunk,
    FloatArray,
    Retraction,
    SignalKind,
    StreamInfo,
)
from tests.bench.breath import Recording, load, wrapped_deg

METHODS: dict[SignalKind, tuple[str, ...]] = {
    "ecg": ("heart rate", "QRS size"),
    "ppg": ("heart rate", "pulse size", "pulse foot"),
}
FROM_S = 30.0
RATE_WINDOW_S = (25.0, 5.0)
"""The true rate is that of the median breath from so long before to so long after."""


class Only(BreathFromHeart):
    """Hears one of the numbers that a beat brings; `method` -1 hears them all."""

    def __init__(self, stream: StreamInfo, method: int) -> None:
        super().__init__(stream)
        self._method = method
        if method >= 0:
            self._offsets = tuple(0.0 if math.isnan(o) else o for o in self._offsets)

    def _listen(self) -> None:
        if self._method >= 0:
            t, trust, *numbers = self._beats.pop()
            kept = [n if k == self._method else math.nan for k, n in enumerate(numbers)]
            self._beats.append((t, trust, *kept))
        super()._listen()


def listen(kind: SignalKind, x: FloatArray, rate_hz: float, method: int) -> FloatArray:
    """Rows of time, phase, its trust, rate (1/min) and its trust (n, 5), as said live."""
    stream = StreamInfo(kind, kind, kind, (Channel(kind),), rate_hz)
    cls = find_signal(kind)
    assert cls is not None
    signal, hygiene, breath = cls(stream), BeatHygiene(), Only(stream, method)
    t = np.arange(x.size) / rate_hz
    rows = []
    for a, b in pairwise(np.searchsorted(t, np.arange(0.0, t[-1], TICK_S))):
        if a == b:
            continue
        chunk = Chunk(stream, t[a:b], x[a:b, None])
        beats = [e for e in signal.step(chunk) if isinstance(e, Beat | Retraction)]
        breath.step([chunk], hygiene.step(beats) if beats else ())
        now = float(t[b - 1])
        said, rate = breath.respiration(now), breath.rate(now)
        rows.append((now, said.phase, said.trust, rate.value, rate.trust))
    return np.array(rows)


def true_rate(r: Recording, t: FloatArray) -> FloatArray:
    """1/min (n,), NaN where fewer than three breaths are near."""
    before, after = RATE_WINDOW_S
    near = [r.peaks_s[(r.peaks_s > now - before) & (r.peaks_s < now + after)] for now in t]
    return np.array([60.0 / np.median(np.diff(p)) if p.size > 2 else np.nan for p in near])


def describe(r: Recording, name: str, said: FloatArray) -> str:
    """One line of the table."""
    t, phase, trust, rate, rate_trust = said.T
    true = r.phase(t)
    ok = np.isfinite(true) & r.scored(t) & (t > FROM_S) & np.isfinite(rate)
    if not ok.any():
        return f"{r.name:16s} {name:14s} nothing said"
    off = (phase - true)[ok]
    if name == "QRS size":
        off -= np.angle(np.exp(2j * np.pi * off).mean()) / (2 * np.pi)
    error = np.abs(wrapped_deg(off))
    wrong = ((true[ok] + off) % 1.0 < 0.5) != (true[ok] % 1.0 < 0.5)
    miss = np.abs(rate - true_rate(r, t))[ok]
    return (
        f"{r.name:16s} {name:14s} "
        f"{np.median(error):6.0f}° {error.mean():4.0f}° {wrong.mean():5.0%} "
        f"{(error <= 30.0).mean():5.0%} {trust[ok].mean():6.2f}   {np.nanmedian(miss):5.1f} "
        f"{np.nanmean(miss <= 1.0):5.0%} {rate_trust[ok].mean():6.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    args = parser.parse_args()
    print(f"{'':31s} phase: median mean wrong  ±30°  trust   rate: off  ±1/min trust")
    for path in (f for folder in args.folders for f in sorted(folder.glob("*.npz"))):
        data: Any = np.load(path)
        if "rsp_peaks_s" not in data.files:
            continue
        r = load(path)
        for kind, methods in METHODS.items():
            if kind not in data.files:
                continue
            x = data[kind].astype(float).reshape(data[kind].shape[0], -1)[:, 0]
            for method, name in (*enumerate(methods), (-1, f"{kind.upper()}: all")):
                print(describe(r, name, listen(kind, x, float(data[f"{kind}_fs"]), method)))


if __name__ == "__main__":
    main()

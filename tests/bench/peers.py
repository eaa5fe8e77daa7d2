"""Our R peaks beside those of other libraries: `python -m tests.bench.peers FOLDER`.

On the same records, scored the same way (ANSI/AAMI EC57, one to one, ±150 and ±75 ms, after the
first 5 s and outside of what the record excludes). Ours are causal: once as first reported, where a
beat taken back is the false alarm that it was, and once as they stood in the end. The peers see the
whole record at once (*offline*); with `--live SECONDS` also as one has to use them on a stream: the
last 10 s are run anew every 0.2 s, and a beat is said when it is first seen (of the first SECONDS
of each record, for it takes long). Latency is from the found peak to its report; CPU is per second
of recording.

The peers are no part of the project, each is optional:
`pip install neurokit2 biosppy peakutils wfdb sleepecg`.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from biofeedback.signals.ecg import Ecg
from biofeedback.types import TICK_S, Beat, Channel, Chunk, FloatArray, StreamInfo
from vrapp.bench.scoring import f1, matched, outside

WINDOW_S, EVERY_S = 10.0, 0.2
APART_S = 0.2  # a peak of a later window so near to one that was said is that one
FROM_S, END_S = 5.0, 0.5
Detector = Callable[[FloatArray, float], FloatArray]
"""R peaks (s) of samples (n,) at a rate (Hz)."""


def _neurokit() -> Detector:
    nk: Any = import_module("neurokit2")

    def detect(x: FloatArray, rate: float) -> FloatArray:
        clean = nk.ecg_clean(x, sampling_rate=rate)
        return np.asarray(nk.ecg_peaks(clean, sampling_rate=rate)[1]["ECG_R_Peaks"]) / rate

    return detect


def _hamilton() -> Detector:
    ecg: Any = import_module("biosppy.signals.ecg")
    tools: Any = import_module("biosppy.signals.tools")

    def detect(x: FloatArray, rate: float) -> FloatArray:
        band = tools.filter_signal(
            signal=x, ftype="FIR", band="bandpass", order=int(0.3 * rate), frequency=[3, 45],
            sampling_rate=rate,
        )[0]  # fmt: skip
        peaks = ecg.hamilton_segmenter(signal=band, sampling_rate=rate)[0]
        return np.asarray(ecg.correct_rpeaks(band, peaks, rate, 0.05)[0]) / rate

    return detect


def _xqrs() -> Detector:
    processing: Any = import_module("wfdb.processing")
    return lambda x, rate: np.asarray(processing.xqrs_detect(x, fs=rate, verbose=False)) / rate


def _sleepecg() -> Detector:
    sleepecg: Any = import_module("sleepecg")
    return lambda x, rate: np.asarray(sleepecg.detect_heartbeats(x, rate)) / rate


PEERS: dict[str, Callable[[], Detector]] = {
    "NeuroKit2": _neurokit,
    "BioSPPy Hamilton": _hamilton,
    "wfdb XQRS": _xqrs,
    "sleepecg": _sleepecg,
}


def installed() -> dict[str, Detector]:
    """The peers that can be loaded; the others are named."""
    here = {}
    for name, load in PEERS.items():
        try:
            here[name] = load()
        except ImportError as error:
            print(f"not installed, so not shown: {name} ({error})")
    return here


@dataclass(frozen=True)
class Record:
    """One annotated ECG."""

    name: str
    group: str
    x: FloatArray
    rate: float
    beats: FloatArray
    spans: FloatArray  # not to be scored

    @property
    def seconds(self) -> float:
        return self.x.size / self.rate


@dataclass(frozen=True)
class Found:
    """What one detector found in one record, in order of time."""

    t: FloatArray
    latency_s: FloatArray  # empty where the whole record was seen at once
    cpu_s: float


def records(folder: Path, seconds: float) -> list[Record]:
    found = []
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as data:
            if not {"ecg", "r_peaks_s"} <= set(data):
                continue
            rate = float(data["ecg_fs"])
            x = data["ecg"][: int(seconds * rate)].astype(float)
            spans = data["exclude_s"] if "exclude_s" in data else np.empty((0, 2))
            group = "ambulatory" if path.stem.startswith("ecg_") else "rest, ward, treadmill"
            found.append(Record(path.stem, group, x, rate, data["r_peaks_s"], spans))
    return found


def ours(record: Record) -> tuple[Found, Found]:
    """As first reported in steps of 1/32 s, and what stood in the end."""
    info = StreamInfo("ecg", "ecg", "ecg", (Channel("ecg"),), record.rate)
    signal, t = Ecg(info), np.arange(record.x.size) / record.rate
    cuts = [0, *np.searchsorted(t, np.arange(TICK_S, t[-1], TICK_S)).tolist(), t.size]
    first: list[Beat] = []
    stands: dict[float, Beat] = {}
    begun = process_time()
    for start, stop in pairwise(cuts):
        for event in signal.step(Chunk(info, t[start:stop], record.x[start:stop, None])):
            if isinstance(event, Beat):
                first.append(event)
                stands[event.t] = event
            else:
                stands.pop(getattr(event, "t", np.nan), None)
    cpu = process_time() - begun

    def found(beats: list[Beat]) -> Found:
        beats = sorted(beats, key=lambda b: b.t)
        at, reported = (np.array([getattr(b, k) for b in beats]) for k in ("t", "reported"))
        return Found(at, reported - at, cpu)

    return found(first), found(list(stands.values()))


def offline(record: Record, detector: Detector) -> Found:
    begun = process_time()
    t = detector(record.x, record.rate)
    return Found(np.sort(t), np.empty(0), process_time() - begun)


def live(record: Record, detector: Detector) -> Found:
    """The last `WINDOW_S` run anew every `EVERY_S`; a window that fails says nothing."""
    said: list[tuple[float, float]] = []
    begun = process_time()
    for now in np.arange(3.0, record.seconds, EVERY_S):
        start = max(round((now - WINDOW_S) * record.rate), 0)
        try:
            t = detector(record.x[start : round(now * record.rate)], record.rate)
        except (ValueError, IndexError, ZeroDivisionError):
            continue
        newest = said[-1][0] + APART_S if said else 0.0
        said += [(float(at), float(now - at)) for at in np.sort(t) + start / record.rate
                 if at > newest]  # fmt: skip
    t, latency = np.array(said).reshape(-1, 2).T
    return Found(t, latency, process_time() - begun)


def counts(record: Record, found: FloatArray, tolerance_s: float) -> tuple[int, int, int]:
    """Hits, misses and false alarms."""
    end = record.seconds - END_S
    beats, found = record.beats[record.beats < end], found[found < end]
    match = matched(beats, found, tolerance_s)
    wanted, kept = (outside(t, record.spans, FROM_S, 0.15) for t in (beats, found))
    hit = np.isin(np.arange(beats.size), match)
    return int((hit & wanted).sum()), int((~hit & wanted).sum()), int(((match < 0) & kept).sum())


def row(name: str, scored: list[Record], found: list[Found]) -> str:
    pairs = list(zip(scored, found, strict=True))
    wide, close = ([counts(r, f.t, k) for r, f in pairs] for k in (0.15, 0.075))
    worst, where = min((f1(*c), r.name) for c, r in zip(wide, scored, strict=True))
    late = np.concatenate([f.latency_s[f.t > FROM_S] for f in found if f.latency_s.size] or [[]])
    said = (
        f"{1e3 * np.median(late):5.0f} /{1e3 * np.percentile(late, 95):5.0f} ms"
        if late.size else "      –      "
    )  # fmt: skip
    cpu = 100.0 * sum(f.cpu_s for f in found) / sum(r.seconds for r in scored)
    return (
        f"  {name:28s} {f1(*np.sum(wide, axis=0)):6.2f} {f1(*np.sum(close, axis=0)):6.2f}  "
        f"{where[-17:]:17s} {worst:6.2f}  {said}  {cpu:6.2f} %"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=1e9, help="of each recording")
    parser.add_argument("--live", type=float, default=0.0, help="seconds of each to run peers on")
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # of the peers, which warn at every short window
    everything = records(options.folder, options.seconds)
    if not everything:
        print(f"no annotated ECG in {options.folder}", file=sys.stderr)
        return 2
    here = installed()
    for group in dict.fromkeys(r.group for r in everything):
        part = [r for r in everything if r.group == group]
        print(f"{group}, {len(part)} records")
        print(f"  {'':28s} F1±150  F1±75  worst record              latency p50/p95    CPU")
        both = [ours(r) for r in part]
        print(row("ours, first reported", part, [b[0] for b in both]), flush=True)
        print(row("ours, in the end", part, [b[1] for b in both]), flush=True)
        for name, peer in here.items():
            print(row(f"{name}, offline", part, [offline(r, peer) for r in part]), flush=True)
        if options.live:
            short = records(options.folder, options.live)
            short = [r for r in short if r.group == group]
            print(f"  of the first {options.live:g} s of each")
            print(row("ours, first reported", short, [ours(r)[0] for r in short]), flush=True)
            for name, peer in here.items():
                print(row(f"{name}, live", short, [live(r, peer) for r in short]), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Fits the models of the ECG to annotated recordings: `python -m tests.bench.fit_qrs FOLDER`.

All three are logistic regressions (ridge 1, Newton's steps). *Belief*: every candidate that the
detector weighs, in all annotated records and in some of them with electrode motion at 6 and 0 dB.
What the detector weighs depends on what it believed before, so it is run with the weights of each
round and the next round is fitted to all that was weighed so far (dataset aggregation, Ross 2011).
*Trust*: every beat as it was reported by a detector that had not learnt from its record, and what
is reported of noise without a heart. (What the samples around a beat cut off its trust is set by
hand, from what hum, spikes and square waves are; see `qrs_belief.possible`.) *Review*, the second
look: whatever such a detector would look at again, if it changed nothing; of a beat that stands
whether it is one, of another whether there is a beat that was missed. It sees the trust that
`qrs_belief` says now: where the weights of trust change, fit again. Half of all that is doubtful
lies in the records with added motion: they count for little, else the rest would be read like them.

It prints the weights for `qrs_belief` and `qrs_review`; then the errors of a detector that learnt
from all records (in sample) beside those of one that had not learnt from the record it reads (held
out: the records are left out in `FOLDS` parts, a record and its noisy copies always together).
Everything random has a fixed seed.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from biofeedback.signals.ecg import Ecg
from biofeedback.signals.qrs_belief import CLEARNESS, EVIDENCE
from biofeedback.signals.qrs_candidate import Candidate, Verdict
from biofeedback.signals.qrs_detector import QrsDetector
from biofeedback.signals.qrs_review import REVIEW, Review
from biofeedback.types import Channel, Chunk, Event, FloatArray, StreamInfo
from tests.bench.heart import with_motion
from vrapp.bench.scoring import calibration, f1, matched, outside

NOISY, NOISY_S = ("101", "106", "115", "122", "205", "223"), 600.0
NEAR_S = 0.1  # a candidate so near to an annotated beat is that beat
FROM_S, END_S, MARGIN_S = 5.0, 0.5, 0.15  # as `tests/bench/heart.py` scores
ROUNDS, FOLDS, RIDGE = 2, 6, 1.0
NOISY_WEIGHT = 0.1  # of a doubt in added motion, when the second look is fitted
HEARTLESS_S = 200.0
INFO = StreamInfo("ecg", "ecg", "ecg", (Channel("ecg"),), 250.0)
Counts = tuple[int, int, int]


@dataclass(frozen=True)
class Record:
    """One annotated recording; `person` is what must not be on both sides of a fold."""

    name: str
    person: str
    x: FloatArray
    rate: float
    beats: FloatArray
    spans: FloatArray  # not to be scored

    def scored(self, t: FloatArray) -> np.ndarray:
        end = t < self.x.size / self.rate - END_S
        return end & outside(t, self.spans, FROM_S, MARGIN_S)


@dataclass
class Read:
    """What a detector made of a record: all it weighed, and what it reported the first time."""

    record: Record
    weighed_s: list[float] = field(default_factory=list)
    evidence: list[FloatArray] = field(default_factory=list)
    reported_s: list[float] = field(default_factory=list)
    clear: list[FloatArray] = field(default_factory=list)
    stands_s: list[float] = field(default_factory=list)  # in the end
    reviewed: list[tuple[float, bool, FloatArray]] = field(default_factory=list)

    def candidates(self) -> tuple[FloatArray, FloatArray]:
        """Evidence (candidate, entry) and whether each was a beat."""
        t, beats = np.array(self.weighed_s), self.record.beats
        evidence = np.array(self.evidence).reshape(t.size, len(EVIDENCE))
        at = np.searchsorted(beats, t)
        near = np.full(t.size, np.inf)
        for k in (at - 1, at):
            inside = (k >= 0) & (k < beats.size)
            near[inside] = np.minimum(near[inside], np.abs(beats[k[inside]] - t[inside]))
        keep = self.record.scored(t)
        return evidence[keep], (near <= NEAR_S)[keep].astype(float)

    def reports(self) -> tuple[FloatArray, FloatArray]:
        """Clearness (beat, entry) and whether each lay within ±75 ms of an annotated beat."""
        order = np.argsort(self.reported_s, kind="stable")
        t = np.array(self.reported_s)[order]
        clear = np.array(self.clear).reshape(t.size, len(CLEARNESS))[order]
        keep = self.record.scored(t)
        return clear[keep], (matched(self.record.beats, t, 0.075) >= 0)[keep].astype(float)

    def reviews(self) -> tuple[FloatArray, FloatArray]:
        """Evidence (candidate, entry) of second looks and whether each should stand."""
        found, beats = np.sort(self.stands_s), self.record.beats
        match = matched(beats, found, 0.15)
        right = set(found[match >= 0].tolist())
        missed = np.setdiff1d(np.arange(beats.size), match)
        looks = [
            (t, e, t in right if stands else _near(beats[missed], t) < 0.13)
            for t, stands, e in self.reviewed
        ]
        evidence = np.array([e for _, e, _ in looks]).reshape(-1, len(REVIEW))
        keep = self.record.scored(np.array([t for t, _, _ in looks]))
        return evidence[keep], np.array([y for _, _, y in looks], dtype=float)[keep]

    def counts(self, tolerance_s: float, final: bool = False) -> Counts:
        """Hits, misses and false alarms of what was reported at once, or stood in the end."""
        found, beats = np.sort(self.stands_s if final else self.reported_s), self.record.beats
        match = matched(beats, found, tolerance_s)
        wanted, kept = self.record.scored(beats), self.record.scored(found)
        hit = np.isin(np.arange(beats.size), match)
        return (
            int((hit & wanted).sum()), int((~hit & wanted).sum()), int(((match < 0) & kept).sum())
        )  # fmt: skip


def _near(beats: FloatArray, t: float) -> float:
    return float(np.abs(beats - t).min()) if beats.size else np.inf


def read(record: Record, weights: FloatArray, review: FloatArray | None = None) -> Read:
    """Run the ECG of `biofeedback` with these weights of belief, and write down what it weighs.

    Without weights for its second look it looks, but leaves all as it was.
    """
    out = Read(record)

    class Watched(Review):
        detector: QrsDetector

        def _judge(self, candidate: Candidate, seen: FloatArray) -> float:
            stands = self._index(candidate.at) is not None
            out.reviewed.append((ecg.time(self.detector, candidate.at), stands, seen))
            return super()._judge(candidate, seen) if review is not None else float(stands)

    class Detector(QrsDetector):
        def __init__(self, rate_hz: float) -> None:
            super().__init__(rate_hz, weights)
            self._review = Watched(self.rate_hz, np.zeros(0) if review is None else review)
            self._review.detector = self
            self.clear: dict[int, FloatArray] = {}

        def _candidate(self, at: int, last: Candidate | None) -> Candidate:
            candidate = super()._candidate(at, last)
            out.weighed_s.append((at - self.delay) / self.rate_hz)
            out.evidence.append(candidate.evidence)
            return candidate

        def _clearness(self, candidate: Candidate) -> FloatArray:
            self.clear[candidate.at] = super()._clearness(candidate)
            return self.clear[candidate.at]

    class Reader(Ecg):
        detector = Detector

        def time(self, detector: QrsDetector, at: int) -> float:
            """Of the beat that stands at `at`, or of a candidate."""
            said = self._said.get(at)
            return said.t if said is not None else (at - detector.delay) / detector.rate_hz

        def _report(self, verdict: Verdict, reported: float, events: list[Event]) -> None:
            before = len(events)
            super()._report(verdict, reported, events)
            for event in events[before:]:
                out.stands_s.append(event.t)  # type: ignore[union-attr]
                if not verdict.late:
                    assert isinstance(self._detector, Detector)
                    out.reported_s.append(event.t)  # type: ignore[union-attr]
                    out.clear.append(self._detector.clear[verdict.at])

        def _retract(self, verdict: Verdict, reported: float, events: list[Event]) -> None:
            before = len(events)
            super()._retract(verdict, reported, events)
            for event in events[before:]:
                out.stands_s.remove(event.t)  # type: ignore[union-attr]

    ecg = Reader(INFO)
    t, n = np.arange(record.x.size) / record.rate, round(2.0 * record.rate)
    for k in range(0, t.size, n):
        ecg.step(Chunk(INFO, t[k : k + n], record.x[k : k + n, None]))
    return out


def records(folder: Path) -> list[Record]:
    found = []
    noise = np.load(folder / "noise_em.npz")
    em, em_rate = noise["noise"].astype(float), float(noise["noise_fs"])
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as data:
            if not {"ecg", "r_peaks_s"} <= set(data):
                continue
            x, rate, beats = data["ecg"].astype(float), float(data["ecg_fs"]), data["r_peaks_s"]
            spans = data["exclude_s"] if "exclude_s" in data else np.empty((0, 2))
        found.append(Record(path.stem, path.stem, x, rate, beats, spans))
        if path.stem.startswith("ecg_mitdb") and path.stem[-3:] in NOISY:
            x = x[: round(NOISY_S * rate)]
            beats = beats[beats < NOISY_S - 0.5]
            found += [
                Record(f"{path.stem} {db:.0f} dB", path.stem,
                       with_motion(x, rate, beats, em, em_rate, db), rate, beats, spans)
                for db in (6.0, 0.0)
            ]  # fmt: skip
    return [*found, *heartless(em, em_rate)]


def heartless(em: FloatArray, em_rate: float) -> list[Record]:
    """Noise without a heart at the rates of straps, wards and laboratories."""
    nobody = np.empty(0), np.empty((0, 2))
    made = [Record("electrode motion alone", "nobody", em, em_rate, *nobody)]
    for seed, rate in enumerate((130.0, 250.0, 500.0, 1000.0)):
        rng = np.random.default_rng(100 + seed)
        n = round(HEARTLESS_S * rate)
        made.append(Record("white noise", "nobody", rng.standard_normal(n), rate, *nobody))
    return made


def fit(x: FloatArray, y: FloatArray, counts: FloatArray | None = None) -> FloatArray:
    """Weights (entry,) of a logistic regression of `y` (row,) on `x` (row, entry).

    `counts` (row,) is what each row counts for (1 if left out).
    """
    counts = np.ones(y.size) if counts is None else counts
    w = np.zeros(x.shape[1])
    for _ in range(15):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ w, -30.0, 30.0)))
        slope = x.T @ (counts * (y - p)) - RIDGE * w
        bend = (x.T * (counts * np.maximum(p * (1.0 - p), 1e-9))) @ x + RIDGE * np.eye(w.size)
        w += np.linalg.solve(bend, slope)
    return w.round(2)


def fit_belief(
    sets: Iterable[tuple[str, FloatArray, FloatArray]], without: Sequence[str] = ()
) -> FloatArray:
    used = [(e, b) for person, e, b in sets if person not in without]
    evidence, beat = (np.concatenate(part) for part in zip(*used, strict=True))
    return fit(evidence, beat)


def fit_trust(reads: Sequence[Read]) -> FloatArray:
    return fit(*(np.concatenate(part) for part in zip(*(r.reports() for r in reads), strict=True)))


def fit_review(reads: Sequence[Read], without: Sequence[str] = ()) -> FloatArray:
    used = [
        (e, y, np.full(y.size, 1.0 if r.record.name == r.record.person else NOISY_WEIGHT))
        for r in reads if r.record.person not in without and r.reviewed for e, y in [r.reviews()]
    ]  # fmt: skip
    return fit(*(np.concatenate(part) for part in zip(*used, strict=True)))


def summary(title: str, reads: Sequence[Read], final: bool = False) -> str:
    lines = []
    groups = {
        "ambulatory": lambda r: r.name.startswith("ecg_") and r.name == r.person,
        "rest, ward, treadmill": lambda r: not r.name.startswith("ecg_"),
        "with electrode motion": lambda r: r.name != r.person,
    }
    for group, belongs in groups.items():
        part = [r for r in reads if belongs(r.record)]
        wide, close = ([r.counts(s, final) for r in part] for s in (0.15, 0.075))
        totals = [tuple(int(n) for n in np.sum(c, axis=0)) for c in (wide, close)]
        worst, name = min((f1(*c), r.record.name) for c, r in zip(wide, part, strict=True))
        lines.append(
            f"{title:24s} {group:22s} F1 {f1(*totals[0]):6.2f} / {f1(*totals[1]):6.2f}"
            f"  misses, alarms {totals[0][1:]} / {totals[1][1:]}  worst {name} {worst:.2f}"
        )
    return "\n".join(lines)


def written(weights: FloatArray, names: Sequence[str]) -> str:
    return "\n".join(f"    {w:8.2f},  # {name}" for w, name in zip(weights, names, strict=True))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    all_records = records(parser.parse_args().folder)
    hearts = [r for r in all_records if r.beats.size]
    # The start must not depend on what was fitted before: a beat stands out, that is all.
    weights = np.zeros(len(EVIDENCE))
    for name, weight in (("one", -7.0), ("rank", 4.0), ("over quiet", 2.0)):
        weights[EVIDENCE.index(name)] = weight
    sets: list[tuple[str, FloatArray, FloatArray]] = []
    for _ in range(ROUNDS):
        sets += [(r.person, *read(r, weights).candidates()) for r in hearts]
        weights = fit_belief(sets)
    print(written(weights, EVIDENCE), flush=True)
    people = sorted({r.person for r in hearts})
    parts = [people[k::FOLDS] for k in range(FOLDS)]
    others = {person: fit_belief(sets, part) for part in parts for person in part}
    held_out = [read(r, others[r.person]) for r in hearts]
    nobody = [read(r, weights) for r in all_records if not r.beats.size]
    trust = fit_trust([*held_out, *nobody])
    print(written(trust, CLEARNESS))
    review = fit_review(held_out)
    print(written(review, REVIEW), flush=True)
    in_sample = [read(r, weights, review) for r in hearts]
    print(summary("in sample, first said", in_sample))
    print(summary("in sample, in the end", in_sample, final=True))
    reviews = {person: fit_review(held_out, part) for part in parts for person in part}
    again = [read(r, others[r.person], reviews[r.person]) for r in hearts]
    print(summary("held out, first said", held_out))
    print(summary("held out, in the end", again, final=True))
    clear, right = (np.concatenate(p) for p in zip(*(r.reports() for r in held_out), strict=True))
    said = 1.0 / (1.0 + np.exp(-clear @ trust))
    for low, mean, share, count in calibration(said, right > 0.5):
        print(f"trust {low:.1f} to {low + 0.1:.1f}: said {mean:.2f}, right {share:.2f} of {count}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

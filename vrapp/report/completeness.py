"""How much of a session is there: what the sensors sent, and for how long it could be believed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from biofeedback.types import SignalKind
from vrapp.record.received import Received, received
from vrapp.record.recorder import FILE as RECORD
from vrapp.report.findings import (
    IN_ENGLISH,
    NOT_KNOWN,
    SIGNALS,
    TRUSTED,
    blinded,
    median,
    told,
)
from vrapp.report.kept import FloatArray, KeptSession
from vrapp.session.veil import SAFE
from vrapp.words.catalogue import Words

HEART: tuple[SignalKind, ...] = ("ecg", "ppg", "rr", "hr")
SENSORS: dict[str, tuple[SignalKind, ...]] = {
    "heart_rate": HEART,
    "respiration_rate": ("respiration",),
    "eda_tonic": ("eda",),
    "eeg_alpha": ("eeg",),
}
"""Whose samples a number is made of; numbers that look back a minute or more are left out."""
HELD_S = 1.0
"""A row of the table stands until the next one, and for so long at most."""


@dataclass(frozen=True, slots=True)
class Number:
    """How far a number could be relied on.

    `trusted` is the share of the session, 0..1; `disturbed` the share of the time in which its
    sensor's samples came and it could not be trusted all the same, as a text.
    """

    title: str
    trusted: float
    disturbed: str
    typical: str


@dataclass(frozen=True, slots=True)
class Sensor:
    """A sensor's stream in the record: the share of the session in which samples came, 0..1, and
    the longest time in which none did, seconds.
    """

    name: str
    share: float
    longest_gap_s: float


@dataclass(frozen=True, slots=True)
class Part:
    """A session, or one of two that were joined: where its record lies, when it was."""

    record: Path
    start_lsl_s: float
    at_s: float
    length_s: float


def parts(kept: KeptSession) -> list[Part]:
    """The session's parts; one, where it was not cut short and gone on with."""
    made = kept.manifest.get("parts")
    if made:
        return [
            Part(Path(p["folder"]) / RECORD, p["start_lsl_s"], p["at_s"], p["length_s"])
            for p in made
        ]
    start = float(kept.manifest.get("start_lsl_s") or 0.0)
    return [Part(kept.folder / RECORD, start, 0.0, kept.duration_s)]


def recorded_s(kept: KeptSession) -> float:
    """Seconds of the session, without what lies between its parts."""
    return sum(part.length_s for part in parts(kept))


def arrived(kept: KeptSession) -> list[Received]:
    """What the sensors sent, by the session's time; none where there is no record."""
    found: dict[tuple[str, tuple[SignalKind, ...]], Received] = {}
    for part in parts(kept):
        try:
            streams = received(part.record, part.start_lsl_s)
        except (OSError, ValueError):  # none was kept, or one that `vrapp close` tells about
            continue
        for each in streams:
            spans = tuple(
                (max(a, 0.0) + part.at_s, min(b, part.length_s) + part.at_s)
                for a, b in each.spans
                if b > 0.0 and a < part.length_s
            )
            key = each.name, each.kinds
            before = found.get(key)
            samples = each.samples + (before.samples if before else 0)
            spans = (before.spans if before else ()) + spans
            found[key] = Received(each.name, each.kinds, each.rate_hz, samples, spans)
    return list(found.values())


def sensors(kept: KeptSession, streams: Sequence[Received]) -> Iterator[Sensor]:
    """The streams as the report tells them."""
    for each in streams:
        came = sum(b - a for a, b in each.spans)
        gaps = (
            after - before
            for part in parts(kept)
            for before, after in _between(each.spans, part.at_s, part.at_s + part.length_s)
        )
        share = came / recorded_s(kept) if recorded_s(kept) > 0 else 0.0
        yield Sensor(each.name, min(share, 1.0), max(gaps, default=0.0))


def numbers(
    kept: KeptSession, streams: Sequence[Received], words: Words = IN_ENGLISH
) -> Iterator[Number]:
    """Numbers that were there at all, and how far they could be relied on."""
    whole_s = recorded_s(kept)
    for name, title, form in SIGNALS:
        t, y, trust = kept.series(name)
        if not np.isfinite(y).any() or whole_s <= 0:
            continue
        stood_s = np.minimum(np.diff(t, append=max(kept.duration_s, float(t[-1]))), HELD_S)
        good = np.isfinite(y) & (trust >= TRUSTED)
        share = min(float(stood_s[good].sum()) / whole_s, 1.0)
        hidden = name not in SAFE and blinded(kept.manifest)
        typical = NOT_KNOWN if hidden else told(median(kept.series(name)), words(form))
        disturbed = _disturbed(name, streams, t, good, stood_s)
        yield Number(words(title), share, disturbed, typical)


def _disturbed(
    name: str, streams: Sequence[Received], t: FloatArray, good: np.ndarray, stood_s: FloatArray
) -> str:
    kinds = SENSORS.get(name, ())
    if name == "respiration_rate" and not any("respiration" in s.kinds for s in streams):
        kinds = HEART  # of which it is guessed then
    came = np.zeros(t.size, dtype=bool)
    for stream in streams:
        if set(kinds) & set(stream.kinds):
            for a, b in stream.spans:
                came |= (t >= a) & (t <= b)
    whole_s = float(stood_s[came].sum())
    return f"{stood_s[came & ~good].sum() / whole_s:.0%}" if whole_s > 0 else NOT_KNOWN


def _between(
    spans: Sequence[tuple[float, float]], start_s: float, end_s: float
) -> Iterator[tuple[float, float]]:
    """What the spans leave out of a time."""
    at = start_s
    for a, b in sorted(spans):
        if b > start_s and a < end_s:
            yield at, max(a, at)
            at = max(at, b)
    yield at, max(end_s, at)

"""What a kept session says, as rows of a page: numbers with how far they can be trusted."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from vrapp.report.kept import KeptSession, Series

Manifest = Mapping[str, Any]

TRUSTED = 0.5
NOT_KNOWN = "—"


@dataclass(frozen=True, slots=True)
class Change:
    """A rating before and after, and what may honestly be said of it."""

    title: str
    before: str
    after: str
    change: str
    words: str


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """One phase, its medians over the trusted values; texts, a dash where not known."""

    title: str
    start_s: float
    minutes: str
    pace: str
    heart_rate: str
    breathing: str
    rmssd: str
    coherence: str
    success: str


@dataclass(frozen=True, slots=True)
class SignalRow:
    """How whole a signal's numbers are: `trusted` is the share of the session, 0..1."""

    title: str
    trusted: float
    typical: str


SIGNALS = (
    ("heart_rate", "Heart rate", "{:.0f} beats a minute"),
    ("respiration_rate", "Breathing rate", "{:.1f} breaths a minute"),
    ("rmssd", "RMSSD (beat-to-beat variability)", "{:.0f} ms"),
    ("coherence", "Coherence of the heart rhythm", "{:.2f} of 1"),
    ("eda_tonic", "Skin conductance level", "{:.1f} µS"),
    ("eeg_alpha", "Alpha share of the EEG (experimental)", "{:.2f} of 1"),
)


def length(seconds: float) -> str:
    """`12 min 05 s`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s"


def median(series: Series, start_s: float = -math.inf, end_s: float = math.inf) -> float:
    """Median of the trusted values within a span; NaN without any."""
    t, y, trust = series
    good = (t >= start_s) & (t < end_s) & np.isfinite(y) & (trust >= TRUSTED)
    return float(np.median(y[good])) if good.any() else math.nan


def told(value: float, form: str) -> str:
    """The value in words, a dash where it is not known."""
    return form.format(value) if math.isfinite(value) else NOT_KNOWN


def signals(kept: KeptSession) -> Iterator[SignalRow]:
    """Signals that were there at all, and for how much of the session they could be trusted."""
    for name, title, form in SIGNALS:
        _, y, trust = kept.series(name)
        if not np.isfinite(y).any():
            continue
        good = np.isfinite(y) & (trust >= TRUSTED)
        yield SignalRow(title, float(good.mean()), told(median(kept.series(name)), form))


def phases(kept: KeptSession) -> Iterator[PhaseRow]:
    """The session's phases, in order; those without a moment are left out."""
    for phase, start_s, end_s in _spans(kept):
        pace, reward = phase.get("pace_per_min"), phase.get("reward") or {}
        success = reward.get("success")

        def middle(name: str, form: str, span: tuple[float, float] = (start_s, end_s)) -> str:
            return told(median(kept.series(name), *span), form)

        yield PhaseRow(
            phase["title"],
            start_s,
            f"{(end_s - start_s) / 60.0:.1f}",
            f"{pace:g}" if pace is not None else "free",
            middle("heart_rate", "{:.0f}"),
            middle("respiration_rate", "{:.1f}"),
            middle("rmssd", "{:.0f}"),
            middle("coherence", "{:.2f}"),
            f"{success:.0%}" if success is not None else NOT_KNOWN,
        )


def _spans(kept: KeptSession) -> list[tuple[dict[str, Any], float, float]]:
    """Phases with their beginning and end; questions asked in a row are one."""
    found: list[tuple[dict[str, Any], float, float]] = []
    for phase in kept.manifest.get("phases", ()):
        start_s = float(phase["start_s"])
        end_s = kept.duration_s if phase["end_s"] is None else float(phase["end_s"])
        if found and found[-1][0]["title"] == phase["title"]:
            found[-1] = (phase, found[-1][1], end_s)
        elif end_s - start_s >= 1.0:
            found.append((phase, start_s, end_s))
    return found


def values(manifest: Manifest, id: str) -> list[float]:  # noqa: A002
    """The numbers given to one question, oldest first."""
    found = []
    for rating in manifest.get("ratings", ()):
        if rating["id"] == id:
            try:
                found.append(float(rating["value"]))
            except ValueError:  # declined
                continue
    return found


def pain(kept: KeptSession) -> Change:
    """Pain before and after.

    What people with chronic pain call slightly and much better between visits: Salaffi et al. 2004,
    Eur J Pain 8:283, n = 825. A change within a session is another thing, and is called so.
    """
    first, last = values(kept.manifest, "pain_before")[:1], values(kept.manifest, "pain_after")[-1:]
    if not first or not last:
        missing = "before" if not first else "after"
        words = f"No rating {missing} the session: nothing can be said of a change."
        return Change("Pain, 0 to 10", _one(first), _one(last), NOT_KNOWN, words)
    before, after = first[0], last[0]
    change = after - before
    words = "This is a change within one session, which says nothing of the days after it."
    if change < 0:
        share = -change / before if before else 0.0
        much, slight = change <= -2 or share >= 0.33, change <= -1 or share >= 0.15
        size = "much better" if much else "slightly better" if slight else "no real difference"
        words += (
            f" Between two visits people with chronic pain would call a change of this size {size}."
        )
    elif change >= 2:
        words += " It is a rise that should be talked about."
    return Change("Pain, 0 to 10", _one(first), _one(last), f"{change:+g}", words)


def sickness(kept: KeptSession) -> Change | None:
    """The first and the highest sickness; None when nobody asked."""
    given = values(kept.manifest, "sickness")
    if not given:
        return None
    worst = max(given)
    words = "First and highest value. " + (
        "The immersion ends at 15, or at a rise of 8."
        if worst < 15
        else "At 15 or more the immersion ends."
    )
    return Change(
        "Sickness, 0 to 20", f"{given[0]:g}", f"{worst:g}", f"{worst - given[0]:+g}", words
    )


def peg(kept: KeptSession) -> float:
    """The PEG score, mean of its three items (Krebs et al. 2009); NaN unless all were answered."""
    items = [
        values(kept.manifest, f"peg_{item}")[-1:] for item in ("pain", "enjoyment", "activity")
    ]
    return float(np.mean(items)) if all(items) else math.nan


def arm(manifest: Manifest) -> str:
    """The study arm in words; sealed where the session was blinded."""
    study = manifest.get("study") or {}
    if study.get("blinded"):
        return "sealed (blinded)"
    names = {
        "live": "live feedback",
        "yoked": "yoked: another session's feedback",
        "pacing": "pacing only",
        "scene": "scene only",
    }
    return names.get(study.get("arm", "live"), str(study.get("arm")))


def _one(given: list[float]) -> str:
    return f"{given[0]:g}" if given else NOT_KNOWN

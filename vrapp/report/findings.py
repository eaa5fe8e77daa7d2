"""What a kept session says, as rows of a page: numbers with how far they can be trusted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vrapp.report.kept import KeptSession, Series
from vrapp.session.screening import Screening
from vrapp.words.catalogue import Words

Manifest = Mapping[str, Any]

TRUSTED = 0.5
NOT_KNOWN = "—"
IN_ENGLISH = Words()


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


SIGNALS = (
    ("heart_rate", "Heart rate", "{:.0f} beats a minute"),
    ("respiration_rate", "Breathing rate", "{:.1f} breaths a minute"),
    ("rmssd", "RMSSD (beat-to-beat variability)", "{:.0f} ms"),
    ("coherence", "Coherence of the heart rhythm", "{:.2f} of 1"),
    ("eda_tonic", "Skin conductance level", "{:.1f} µS"),
    ("eeg_alpha", "Alpha share of the EEG (experimental)", "{:.2f} of 1"),
)

ARMS = {
    "live": "live feedback",
    "yoked": "another session’s feedback (yoked)",
    "pacing": "pacing only",
    "scene": "scene only",
}
IN_BETWEEN = "Rated in between: {values}."
NO_RATING_BEFORE = "No rating before the session: nothing can be said of a change."
NO_RATING_AFTER = "No rating after the session: nothing can be said of a change."
MUCH = "Between two visits people with chronic pain would call a change of this size much better."
SLIGHT = (
    "Between two visits people with chronic pain would call a change of this size slightly better."
)
NO_DIFFERENCE = (
    "Between two visits people with chronic pain would call a change of this size no real "
    "difference."
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


def blinded(manifest: Manifest) -> bool:
    """Whether the session was blinded: safety and trust are told of it, and nothing else."""
    return bool((manifest.get("study") or {}).get("blinded"))


def phases(kept: KeptSession, words: Words = IN_ENGLISH) -> Iterator[PhaseRow]:
    """The session's phases, in order; those without a moment are left out."""
    for phase, start_s, end_s in _spans(kept):
        success = (phase.get("reward") or {}).get("success")

        def middle(name: str, form: str, span: tuple[float, float] = (start_s, end_s)) -> str:
            return told(median(kept.series(name), *span), form)

        yield PhaseRow(
            words.told(phase["title"]),
            start_s,
            f"{(end_s - start_s) / 60.0:.1f}",
            _paces(phase) or words("free"),
            middle("heart_rate", "{:.0f}"),
            middle("respiration_rate", "{:.1f}"),
            middle("rmssd", "{:.0f}"),
            middle("coherence", "{:.2f}"),
            f"{success:.0%}" if success is not None else NOT_KNOWN,
        )


def too_slow(manifest: Manifest) -> bool:
    """Whether the pace is slower than the person should breathe by what the screening found."""
    pace, screening = manifest.get("pace_per_min"), manifest.get("screening") or {}
    return bool(pace and pace < Screening(tuple(screening.get("yes", ()))).slowest_per_min)


def guided(manifest: Manifest) -> bool:
    """Whether the breath was led in any phase."""
    return any(_paces(phase) for phase in manifest.get("phases", ()))


def _paces(phase: Manifest) -> str:
    """The pace shown, or its first and last where it moved; empty for none."""
    ends = [phase.get(f"pace_{end}_per_min") for end in ("start", "end")]
    shown = dict.fromkeys(f"{round(pace, 1):g}" for pace in ends if pace is not None)
    return " → ".join(shown)


def _spans(kept: KeptSession) -> list[tuple[dict[str, Any], float, float]]:
    """Phases with their beginning and end; questions asked in a row are one."""
    found: list[tuple[dict[str, Any], float, float]] = []
    for phase in kept.manifest.get("phases", ()):
        start_s = float(phase["start_s"])
        end_s = kept.duration_s if phase["end_s"] is None else float(phase["end_s"])
        again = bool(found) and found[-1][0]["title"] == phase["title"]
        if again and start_s - found[-1][2] < 1.0:  # not after a crash, in another part
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


def pain(kept: KeptSession, words: Words = IN_ENGLISH) -> Change:
    """Pain before and after.

    What people with chronic pain call slightly and much better between visits: Salaffi et al. 2004,
    Eur J Pain 8:283, n = 825. A change within a session is another thing, and is called so.
    """
    first, last = values(kept.manifest, "pain_before")[:1], values(kept.manifest, "pain_after")[-1:]
    if not first or not last:
        missing = words(NO_RATING_BEFORE if not first else NO_RATING_AFTER)
        return Change(words("Pain, 0 to 10"), _one(first), _one(last), NOT_KNOWN, missing)
    before, after = first[0], last[0]
    change = after - before
    between = values(kept.manifest, "pain")
    said = words(IN_BETWEEN, values=", ".join(f"{v:g}" for v in between)) + " " if between else ""
    said += words("This is a change within one session, which says nothing of the days after it.")
    if change < 0:
        share = -change / before if before else 0.0
        much, slight = change <= -2 or share >= 0.33, change <= -1 or share >= 0.15
        said += " " + words(MUCH if much else SLIGHT if slight else NO_DIFFERENCE)
    elif change >= 2:
        said += " " + words("It is a rise that should be talked about.")
    return Change(words("Pain, 0 to 10"), _one(first), _one(last), f"{change:+g}", said)


def sickness(kept: KeptSession, words: Words = IN_ENGLISH) -> Change | None:
    """The first and the highest sickness; None when nobody asked."""
    given = values(kept.manifest, "sickness")
    if not given:
        return None
    worst = max(given)
    if worst < 15:
        said = words("First and highest value. The immersion ends at 15, or at a rise of 8.")
    else:
        said = words("First and highest value. At 15 or more the immersion ends.")
    change = f"{worst - given[0]:+g}"
    return Change(words("Sickness, 0 to 20"), f"{given[0]:g}", f"{worst:g}", change, said)


def peg_items(ratings: Iterable[Mapping[str, Any]], key: str = "id") -> tuple[float, ...]:
    """The last answers to PEG's three items, each 0 to 10; empty unless all were answered.

    `key`: what a rating has its question's name under.
    """
    named = {"ratings": [{"id": row[key], "value": row["value"]} for row in ratings]}
    items = [values(named, f"peg_{item}")[-1:] for item in ("pain", "enjoyment", "activity")]
    return tuple(item[0] for item in items) if all(items) else ()


def peg(manifest: Manifest) -> float:
    """The PEG score, mean of its three items (Krebs et al. 2009); NaN unless all were answered."""
    items = peg_items(manifest.get("ratings", ()))
    return float(np.mean(items)) if items else math.nan


@dataclass(frozen=True, slots=True)
class Weekly:
    """The last PEG of a person; when it is an earlier session's, and how it was the first time."""

    value: str
    words: tuple[str, ...] = ()


def peg_so_far(sessions: Sequence[Manifest], words: Words = IN_ENGLISH) -> Weekly:
    """PEG as it stands after the last of a person's sessions, which are in order."""
    rated = [
        (str(each.get("created", ""))[:10], score, each)
        for each in sessions
        if math.isfinite(score := peg(each))
    ]
    if not rated:
        return Weekly(NOT_KNOWN)
    (began, first, _), (last_on, last, of) = rated[0], rated[-1]
    said = [] if of is sessions[-1] else [words("Rated on {date}.", date=last_on)]
    if len(rated) > 1:
        value, change = f"{first:.1f}", f"{last - first:+.1f}"
        said.append(
            words(
                "On {date} it was {value}: a change of {change}.",
                date=began,
                value=value,
                change=change,
            )
        )
    return Weekly(words("{:.1f} of 10").format(last), tuple(said))


def arm(manifest: Manifest, words: Words = IN_ENGLISH) -> str:
    """The study arm in words; sealed where the session was blinded."""
    study = manifest.get("study") or {}
    if study.get("blinded"):
        return words("sealed (blinded)")
    return words(ARMS.get(study.get("arm", "live"), str(study.get("arm"))))


def _one(given: list[float]) -> str:
    return f"{given[0]:g}" if given else NOT_KNOWN

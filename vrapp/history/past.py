"""What earlier sessions tell of a person: what training needs, and what was asked lately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from biofeedback.indices.baseline import Baseline, BaselineError
from vrapp.history import rows
from vrapp.report.findings import peg_items


@dataclass(frozen=True, slots=True)
class Past:
    """The last of each that there is, with its session's date; `sessions`: how many there are.

    `pace_per_min` None, an empty `baseline` and an empty `peg_from` where no session has one;
    `slowest_per_min`: what the last session's screening found, None where none told it.
    """

    pace_per_min: float | None = None
    pace_from: str = ""
    baseline: Baseline = field(default_factory=Baseline)
    baseline_from: str = ""
    slowest_per_min: float | None = None
    peg_from: str = ""
    sessions: int = 0

    def had_peg_in_the_week_of(self, began: str) -> bool:
        """Whether PEG was rated in the same calendar week, Monday to Sunday, as that date lies in.

        PEG asks about the past week. A calendar week, not seven days: who comes on Thursday and
        next on Wednesday is asked both times.
        """
        week = _week(began)
        return week is not None and week == _week(self.peg_from)


@dataclass(frozen=True, slots=True)
class SessionTold:
    """What one session tells, as it was read: numbers and texts are not checked yet."""

    created: str
    pace: Any
    baseline: Mapping[str, Any]
    slowest: Any
    peg: bool


def past_in(manifest: Mapping[str, Any]) -> Past:
    """What one earlier session tells.

    Raises
    ------
    BaselineError
        It has a baseline that cannot be read, as one of another version.
    """
    if manifest.get("baseline"):
        Baseline.from_dict(manifest["baseline"])
    return past_from([told_by(manifest)])


def told_by(manifest: Mapping[str, Any]) -> SessionTold:
    asked = peg_items(manifest.get("ratings", ()))
    return SessionTold(
        str(manifest.get("created", "")),
        manifest.get("pace_per_min"),
        manifest.get("baseline") or {},
        manifest.get("slowest_per_min"),
        # one that left PEG out followed another of that week
        peg=bool(asked) or "peg" in manifest.get("left_out", ()),
    )


def past_from(sessions: Iterable[SessionTold]) -> Past:
    past = Past()
    for told in sorted(sessions, key=lambda each: rows.moment(each.created)):
        past = replace(past, sessions=past.sessions + 1)
        if isinstance(told.pace, int | float):
            past = replace(past, pace_per_min=float(told.pace), pace_from=told.created)
        if isinstance(told.slowest, int | float):
            past = replace(past, slowest_per_min=float(told.slowest))
        if told.peg:
            past = replace(past, peg_from=told.created)
        try:
            read = Baseline.from_dict(told.baseline)
        except BaselineError:  # of another version, or none
            continue
        if read.features:
            past = replace(past, baseline=read, baseline_from=told.created)
    return past


def _week(moment: str) -> tuple[int, int] | None:
    """Year and number of the week by ISO 8601; None for what is no date."""
    try:
        day: date = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return day.isocalendar()[:2]

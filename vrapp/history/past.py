"""What earlier sessions tell of a person: the pace and the rest that training needs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from biofeedback.indices.baseline import Baseline, BaselineError
from vrapp.history import rows
from vrapp.history.audit import By
from vrapp.history.database import Database
from vrapp.history.keep import history_of
from vrapp.history.place import database_place
from vrapp.history.secret import Secret, secret_of_environment
from vrapp.report.kept import manifests_of
from vrapp.report.place import sessions_folder


@dataclass(frozen=True, slots=True)
class Past:
    """The last pace and the last resting baseline that there are, each with its session's date.

    `pace_per_min` None and an empty `baseline` where no session has one.
    """

    pace_per_min: float | None
    pace_from: str
    baseline: Baseline
    baseline_from: str
    sessions: int


def past_of(
    code: str,
    by: By,
    database: str = "",
    secret: Secret | None = None,
    folder: Path | None = None,
) -> Past | None:
    """What is known of the person with that code; None where no session of theirs is found.

    Looks in the database, where there is one, and among the session folders below `folder` (by
    default the user's), so that sessions that never reached the database count too.

    Raises
    ------
    HistoryError
        The database is there and cannot be opened: rather that than an older pace unnoticed.
    """
    found: dict[str, tuple[str, Any, Mapping[str, Any]]] = {}
    opened = Database(database_place(database), secret or secret_of_environment())
    if opened.exists:
        for told in history_of(opened, code, by):
            row = told.session
            found[row["id"]] = (row["created"], told.result("pace"), json.loads(row["baseline"]))
    for _, manifest in manifests_of(code, folder or sessions_folder()):
        created, rest = str(manifest.get("created", "")), manifest.get("baseline") or {}
        found[rows.session_id(manifest)] = (created, manifest.get("pace_per_min"), rest)
    return _past(found.values()) if found else None


def _past(sessions: Iterable[tuple[str, Any, Mapping[str, Any]]]) -> Past:
    pace, pace_from, baseline, baseline_from, count = None, "", Baseline(), "", 0
    for created, its_pace, rest in sorted(sessions, key=lambda each: rows.moment(each[0])):
        count += 1
        if isinstance(its_pace, int | float):
            pace, pace_from = float(its_pace), created
        try:
            read = Baseline.from_dict(rest)
        except BaselineError:  # of another version, or none
            continue
        if read.features:
            baseline, baseline_from = read, created
    return Past(pace, pace_from, baseline, baseline_from, count)

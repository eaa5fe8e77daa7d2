"""The past of a person, from the database and the folders of sessions that never reached it."""

from __future__ import annotations

import json
from pathlib import Path

from vrapp.history import rows
from vrapp.history.audit import By
from vrapp.history.database import Database
from vrapp.history.keep import history_of
from vrapp.history.past import Past, SessionTold, past_from, told_by
from vrapp.history.place import database_place
from vrapp.history.secret import Secret, secret_of_environment
from vrapp.report.findings import peg_items
from vrapp.report.kept import manifests_of
from vrapp.report.place import sessions_folder


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
    found: dict[str, SessionTold] = {}
    opened = Database(database_place(database), secret or secret_of_environment())
    if opened.exists:
        for told in history_of(opened, code, by):
            found[told.session["id"]] = SessionTold(
                told.session["created"],
                told.result("pace"),
                json.loads(told.session["baseline"]),
                told.result("slowest_pace"),
                peg=bool(peg_items(told.ratings, key="question")),
            )
    for _, manifest in manifests_of(code, folder or sessions_folder()):
        found[rows.session_id(manifest)] = told_by(manifest)
    return past_from(found.values()) if found else None

"""The session's numbers as tidy CSV: one row a number, readable by anything, kept as it grows."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from types import TracebackType
from typing import Self

from biofeedback.types import BodyState
from vrapp.session.status import SessionStatus

COLUMNS = ("t_s", "kind", "name", "value", "unit", "trust")


class FeatureTable:
    """Appends what the body said and what was shown, and flushes after every moment shown.

    Columns: `t_s` seconds since the session began; `kind` is `feature`, `index` or `parameter`;
    `value` is empty where there was none yet; `trust` is empty for parameters.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", newline="", encoding="utf-8")
        self._rows = csv.writer(self._file, lineterminator="\n")
        self._rows.writerow(COLUMNS)

    def add(self, body: BodyState, status: SessionStatus) -> None:
        """Write the present moment."""
        t = f"{status.elapsed_s:.3f}"
        self._add_body(t, body)
        reward, index = status.course.reward, body.indices.get("coherence")
        if reward is not None:
            trust = 0.0 if index is None else index.trust
            self._rows.writerow((t, "index", "reward", number(reward.value), "", number(trust)))
            asked = number(reward.difficulty)
            self._rows.writerow((t, "index", "difficulty", asked, "", number(trust)))
        self._rows.writerows(
            (t, "parameter", name, number(value), unit, "")
            for name, (value, unit) in status.shown.items()
        )
        self._file.flush()

    def add_unseen(self, body: BodyState, elapsed_s: float) -> None:
        """Write a moment during which no frame was drawn: nothing new was shown then."""
        self._add_body(f"{elapsed_s:.3f}", body)

    def _add_body(self, t: str, body: BodyState) -> None:
        self._rows.writerows(
            (t, "feature", f.name, number(f.value), f.unit, number(f.trust))
            for _, f in sorted(body.features.items())
        )
        self._rows.writerows(
            (t, "index", i.name, number(i.value), "", number(i.trust))
            for _, i in sorted(body.indices.items())
        )

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()


def number(value: float) -> str:
    """A number for a table: six significant digits, empty for 'not yet'."""
    return f"{value:.6g}" if math.isfinite(value) else ""

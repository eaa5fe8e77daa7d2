"""The folder that a session leaves behind. Everything is on disk while the session runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from biofeedback.types import BodyState
from vrapp.report.pictures import PictureWriter, RgbArray, contact_sheet
from vrapp.report.story import Story
from vrapp.report.summary import summarise
from vrapp.report.table import FeatureTable
from vrapp.session.session import Session

TABLE_PERIOD_S = 0.25


class FolderError(Exception):
    """The session's folder cannot be made or written; the message names the remedy."""


class SessionFolder:
    """Watches a session and keeps it: features.csv, events.txt, pictures, plot and summary.

    Parameters
    ----------
    path
        The folder; made with its parents. It must be new or empty: nothing is overwritten.
    source
        Whose body it is, in words.
    picture_period_s
        Seconds between pictures of the patient's view; None keeps none.
    """

    def __init__(self, path: Path, source: str, picture_period_s: float | None = 10.0) -> None:
        try:
            path.mkdir(parents=True, exist_ok=True)
            if any(path.iterdir()):
                raise FolderError(f"{path} is not empty; give another folder with --out")
            self._events_file = (path / "events.txt").open("w", encoding="utf-8")
        except OSError as error:
            raise FolderError(
                f"cannot write the session to {path}: {error.strerror}; "
                "give another folder with --out"
            ) from error
        self.path = path
        self.story = Story()
        self._source = source
        self._table = FeatureTable(path / "features.csv")
        self._pictures = PictureWriter()
        self._picture_period_s = picture_period_s
        self._next_picture_s = 0.0 if picture_period_s is None else min(2.5, picture_period_s)
        self._next_row_s = 0.0
        self._events: list[str] = []
        self._frames = 0
        self._scene = ""
        self._end_reason = ""

    def observer(self, picture: Callable[[], RgbArray]) -> Callable[..., None]:
        """For the frame loop: called with frame, session and body after each frame."""

        def observe(frame: object, session: Session, body: BodyState) -> None:
            self.see(session, body, picture)

        return observe

    def see(self, session: Session, body: BodyState, picture: Callable[[], RgbArray]) -> None:
        """Take notice of the frame just drawn; `picture` reads it when one is due."""
        status = session.status
        self._frames += 1
        self._scene, self._end_reason = status.scene, status.end_reason
        for event in session.events:
            self._note(status.elapsed_s, event)
        if status.elapsed_s >= self._next_row_s:
            self._next_row_s += TABLE_PERIOD_S
            self._table.add(body, status)
            self.story.add(body, status, session.pacer.phase)
        if self._picture_period_s is not None and status.elapsed_s >= self._next_picture_s:
            self._next_picture_s += self._picture_period_s
            minutes, seconds = divmod(round(status.elapsed_s), 60)
            phase = re.sub(r"[^a-z0-9]+", "-", status.phase.lower()).strip("-")
            name = f"{minutes:02d}m{seconds:02d}s-{phase}.png"
            self._pictures.save(self.path / name, picture())

    def finish(self) -> Sequence[Path]:
        """Write what is made at the end; return the files a person would open first."""
        self._note(self.story.duration_s, f"closed ({self._end_reason or 'window or signal'})")
        self._events_file.close()
        self._table.close()
        self._pictures.close()
        made = []
        if self._pictures.paths:
            made.append(self.path / "contact-sheet.png")
            contact_sheet(sorted(self._pictures.paths), made[-1])
        if self.story.duration_s > 0:
            # matplotlib is imported here, after the session, because it takes half a second
            from vrapp.report.plot import plot_session

            made.append(self.path / "session.png")
            plot_session(self.story, made[-1])
        text = summarise(
            self.story, self._scene, self._source, self._end_reason, self._frames, self._events
        )
        made.append(self.path / "summary.md")
        made[-1].write_text(text, encoding="utf-8")
        return made

    def _note(self, elapsed_s: float, event: str) -> None:
        line = f"{elapsed_s:8.2f} s  {event}"
        self._events.append(line.strip())
        self._events_file.write(line + "\n")
        self._events_file.flush()

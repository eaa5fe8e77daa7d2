"""The folder that a session leaves behind. Everything is on disk while the session runs."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from biofeedback.types import BodyState
from vrapp.report.pictures import PictureWriter, RgbArray, contact_sheet
from vrapp.report.story import Story
from vrapp.report.summary import summarise
from vrapp.report.table import FeatureTable
from vrapp.session.commands import Answer
from vrapp.session.session import Session
from vrapp.session.status import SessionStatus
from vrapp.session.veil import veiled_body, veiled_status

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
                "give another folder with --out, or vrapp run --without-record"
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
        self._answers: Sequence[Answer] = ()
        self._failed: dict[str, str] = {}  # part: why something of it could not be written

    def observer(
        self,
        picture: Callable[[], RgbArray],
        kept: Callable[[float], Sequence[BodyState]] = lambda until: (),
    ) -> Callable[..., None]:
        """For the frame loop: called with frame, session and body after each frame.

        `kept` gives the bodies up to a time that it did not give before, so that a frame that
        had to wait for its display leaves no hole in the record.
        """

        def observe(frame: object, session: Session, body: BodyState) -> None:
            self.catch_up(session.status, kept(session.status.t))
            self.see(session, body, picture)

        return observe

    def see(self, session: Session, body: BodyState, picture: Callable[[], RgbArray]) -> None:
        """Take notice of the frame just drawn; `picture` reads it when one is due."""
        status = session.status
        self._frames += 1
        self._scene, self._end_reason = status.scene, status.end_reason
        self._answers = status.answers
        for event in session.events:
            self._note(status.elapsed_s, event)
        if status.elapsed_s >= self._next_row_s:
            self._next_row_s = _next_after(status.elapsed_s)
            self._write("features.csv", lambda: self._table.add(body, status))
            if status.course.blinded:  # a page to be read; the table beside it has it all
                seen, told = veiled_body(body), veiled_status(status)
                self.story.add(seen, told, session.pacer.phase)
            else:
                self.story.add(body, status, session.pacer.phase)
        if self._picture_period_s is not None and status.elapsed_s >= self._next_picture_s:
            self._next_picture_s += self._picture_period_s
            minutes, seconds = divmod(round(status.elapsed_s), 60)
            phase = re.sub(r"[^a-z0-9]+", "-", status.phase.lower()).strip("-")
            name = f"{minutes:02d}m{seconds:02d}s-{phase}.png"
            self._pictures.save(self.path / name, picture())

    def catch_up(self, status: SessionStatus, bodies: Sequence[BodyState]) -> None:
        """Write the rows that fell due before the frame just drawn."""
        start = status.t - status.elapsed_s
        for body in bodies:
            elapsed_s = body.t - start
            following_s = _next_after(elapsed_s)
            if self._next_row_s <= elapsed_s and following_s <= status.elapsed_s:
                self._next_row_s = following_s
                self._unseen(body, elapsed_s)

    def finish(self, ended_by: str = "") -> Sequence[Path]:
        """Write what is made at the end; return the files a person would open first.

        `ended_by` says why, where the session itself does not know. One part that cannot be
        written takes no other with it.

        Raises
        ------
        FolderError
            Some part could not be written; all others were.
        """
        reason = self._end_reason or ended_by
        made: list[Path] = []
        failed = self._failed

        def keep(name: str, write: Callable[[Path], None]) -> None:
            try:
                write(self.path / name)
            except OSError as error:
                failed[name] = error.strerror or str(error)
            else:
                made.append(self.path / name)

        def text(path: Path) -> None:
            said = summarise(
                self.story,
                self._scene,
                self._source,
                reason,
                self._frames,
                self._events,
                self._answers,
            )
            path.write_text(said, encoding="utf-8")

        self._note(self.story.duration_s, f"closed ({reason or 'the display was closed'})")
        keep("summary.md", text)
        for name, part in (
            ("events.txt", self._events_file),
            ("features.csv", self._table),
            ("pictures", self._pictures),
        ):
            try:
                part.close()
            except OSError as error:
                failed[name] = error.strerror or str(error)
        if self.story.duration_s > 0:
            from vrapp.report.plot import plot_session

            keep("session.png", lambda path: plot_session(self.story, path))
        if self._pictures.paths:
            keep("contact-sheet.png", lambda p: contact_sheet(sorted(self._pictures.paths), p))
        if failed:
            raise FolderError(
                f"not everything could be written to {self.path}: "
                f"{', '.join(f'{name} ({why})' for name, why in failed.items())}; "
                "free some space there, or give another folder with --out"
            )
        return made

    def note(self, event: str) -> None:
        """Write down something that happened beside the session."""
        self._note(self.story.duration_s, event)

    def _note(self, elapsed_s: float, event: str) -> None:
        line = f"{elapsed_s:8.2f} s  {event}"
        self._events.append(line.strip())
        self._write("events.txt", lambda: self._events_file.write(line + "\n"))
        self._write("events.txt", self._events_file.flush)

    def _unseen(self, body: BodyState, elapsed_s: float) -> None:
        self._write("features.csv", lambda: self._table.add_unseen(body, elapsed_s))

    def _write(self, name: str, write: Callable[[], object]) -> None:
        """What the disk does not take is told at the end: the person's session goes on."""
        try:
            write()
        except OSError as error:
            self._failed[name] = error.strerror or str(error)


def _next_after(elapsed_s: float) -> float:
    """When the next row is due: rows keep to whole periods however late one came."""
    return (math.floor(elapsed_s / TABLE_PERIOD_S) + 1) * TABLE_PERIOD_S

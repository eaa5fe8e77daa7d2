"""The end of a session: everything it leaves is written once, whoever ends it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from vrapp.app.feed import Feed
from vrapp.app.record import Record
from vrapp.record.manifest import FILE as MANIFEST_FILE
from vrapp.record.manifest import Manifest
from vrapp.record.recorder import FILE as RECORD_FILE
from vrapp.record.recorder import RecordError
from vrapp.report.folder import FolderError, SessionFolder

Say = Callable[[str], None]


class Leaving:
    """Closes what a session kept, at most once and from any thread: one part that fails takes no
    other with it.

    Parameters
    ----------
    folder, record, manifest
        None each in a session that keeps nothing.
    attended
        A session that a therapist sat beside goes into the history, if the person has a code.
    """

    def __init__(
        self,
        feed: Feed,
        folder: SessionFolder | None,
        record: Record | None,
        manifest: Manifest | None,
        attended: bool,
        say: Say,
    ) -> None:
        self._feed, self._folder = feed, folder
        self._record, self._manifest = record, manifest
        self._attended, self._say = attended, say
        self._once = Lock()

    def __call__(self, ended_by: str, in_a_hurry: bool = False) -> bool:
        """Write everything; False when that has been done already.

        `ended_by` says why, where the session does not know. `in_a_hurry` leaves out the report,
        which can be made at any time: somebody asked the program to end now.

        Raises
        ------
        RecordError, FolderError
            What the session leaves is not whole; the rest was written.
        """
        if not self._once.acquire(blocking=False):
            return False
        lost: Exception | None = None
        try:
            self._feed.close()
        except Exception as error:  # a source that blocks: what it gave is kept all the same
            lost = error
        lost = _closed(self._record) or lost
        if self._manifest is not None:
            lost = _finished(self._manifest, ended_by) or lost
        try:
            self._leave_behind(ended_by, in_a_hurry)
        finally:
            if lost is not None:
                raise lost
        return True

    def _leave_behind(self, ended_by: str, in_a_hurry: bool) -> None:
        """What is made at the end, and said of it."""
        if self._folder is not None:
            self._say(f"Ending. What this session leaves goes to {self._folder.path}:")
            names = [path.name for path in self._folder.finish(ended_by)]
            names += [RECORD_FILE, MANIFEST_FILE]
            for name in names:
                self._say(f"  {name}")
            if self._manifest is not None:
                self._report(self._folder, in_a_hurry)
                if self._attended:
                    self._remember(self._folder)

    def _report(self, folder: SessionFolder, in_a_hurry: bool) -> None:
        command = f'vrapp report "{folder.path}"'
        if in_a_hurry:
            self._say(f"  (its report: {command})")
            return
        # the page's library costs a moment to import, and is needed only here
        from vrapp.record.earlier import EarlierError
        from vrapp.report.page import NAME, write_report

        try:
            write_report(folder.path)
        except (EarlierError, OSError) as error:
            self._say(f"no report could be written ({error}); try again: {command}")
        else:
            self._say(f"  {NAME}")

    def _remember(self, folder: SessionFolder) -> None:
        from vrapp.history.errors import HistoryError
        from vrapp.history.keep import remember
        from vrapp.record.earlier import EarlierError

        try:
            if remember(folder.path) is not None:
                self._say("  (and into the history: vrapp history list)")
        except (EarlierError, HistoryError) as error:
            self._say(f'{error}. Later: vrapp history add "{folder.path}"')


def _closed(record: Record | None) -> RecordError | None:
    """Close the record; what it lacks is told when everything else has been written."""
    try:
        if record is not None:
            record.close()
    except RecordError as error:
        return error
    return None


def _finished(manifest: Manifest, ended_by: str) -> FolderError | None:
    """Close the manifest; what went wrong is told when everything else has been written."""
    try:
        manifest.finish(ended_by)
    except OSError as error:
        return FolderError(f"{manifest.path} is not up to date ({error.strerror or error})")
    return None

"""The end of a session: everything it leaves is written once, whoever ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Lock

from vrapp.app.feed import Feed
from vrapp.app.record import Record
from vrapp.record.manifest import FILE as MANIFEST_FILE
from vrapp.record.manifest import Manifest
from vrapp.record.recorder import FILE as RECORD_FILE
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
        Exception
            A part failed by a fault of this program; every other was written.
        """
        if not self._once.acquire(blocking=False):
            return False
        # one that fails, and be it a source that blocks, takes no other with it
        failed = [_failed(self._feed.close)]
        if self._record is not None:
            failed.append(_failed(self._record.close))
        if self._manifest is not None:
            failed.append(_finished(self._manifest, ended_by))
        failed += [_failed(part) for part in self._parts(ended_by, in_a_hurry)]
        errors = [error for error in failed if error is not None]
        for error in errors[1:]:
            self._say(str(error) or repr(error))
        if errors:
            raise errors[0]
        return True

    def _parts(self, ended_by: str, in_a_hurry: bool) -> Iterator[Callable[[], None]]:
        """What is made at the end, and said of it: each for itself."""
        folder = self._folder
        if folder is None:
            return
        yield lambda: self._finish(folder, ended_by)
        if self._manifest is not None:
            yield lambda: self._report(folder, in_a_hurry)
            if self._attended:
                yield lambda: self._remember(folder)

    def _finish(self, folder: SessionFolder, ended_by: str) -> None:
        self._say(f"Ending. What this session leaves goes to {folder.path}:")
        names = [path.name for path in folder.finish(ended_by)]
        names += [RECORD_FILE, MANIFEST_FILE]
        for name in names:
            self._say(f"  {name}")

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
        except Exception:  # a bug: everything else is kept first, then it is raised
            self._say(f"no report could be written (a fault of this program); later: {command}")
            raise
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


def _failed(part: Callable[[], None]) -> Exception | None:
    """Do one thing of the end; why it failed, which takes no other with it."""
    try:
        part()
    except Exception as error:
        return error
    return None


def _finished(manifest: Manifest, ended_by: str) -> Exception | None:
    """Close the manifest; what went wrong is told when everything else has been written."""
    failed = _failed(lambda: manifest.finish(ended_by))
    if isinstance(failed, OSError):
        why = failed.strerror or failed
        return FolderError(f"{manifest.path} is not up to date ({why}); free some space there")
    return failed

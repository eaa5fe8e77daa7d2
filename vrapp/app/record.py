"""A session's record, put together from its parts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from biofeedback.lsl.source import LslSource
from biofeedback.sources.base import Source
from biofeedback.types import BodyState
from vrapp.app.publish import FEATURES, INDICES
from vrapp.display.base import Frame
from vrapp.record.incoming import Recorded, RecordingTap
from vrapp.record.made import Made
from vrapp.record.recorder import FILE, Recorder
from vrapp.session.session import Session


class Record:
    """Records the body of a session, what was made of it, and what was shown."""

    def __init__(self, folder: Path, session: Session, start: float) -> None:
        units = {p.name: p.unit for s in session.scenes.values() for p in s.parameters}
        self._recorder = Recorder(folder / FILE)
        self._made = Made(self._recorder, FEATURES, INDICES, units, start)
        self.heard = self._made.heard
        self.close = self._recorder.close

    def of(self, source: Source) -> Source:
        """The source, from now on recorded; before its first `read`."""
        if isinstance(source, LslSource):
            source.tap = RecordingTap(self._recorder)
            return source
        return Recorded(source, self._recorder)

    def observer(
        self, tell: Callable[[str], None], gain: Callable[[], float]
    ) -> Callable[[Frame, Session, BodyState], None]:
        """For the frame loop; `tell` is told once when nothing is recorded any more.

        `gain` tells how much of the frame's light the comfort guard let through.
        """
        told = False

        def see(frame: Frame, session: Session, body: BodyState) -> None:
            nonlocal told
            self._made.see(session, gain())
            if self._recorder.error and not told:
                told = True
                tell(f"NOT RECORDED ANY MORE: {self._recorder.error}. The session goes on.")

        return see

"""A session's record, put together from its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from biofeedback.lsl.source import LslSource
from biofeedback.sources.base import Source
from biofeedback.types import BodyState
from vrapp.app.publish import FEATURES, INDICES
from vrapp.display.base import Frame
from vrapp.record.incoming import Recorded, RecordingTap
from vrapp.record.made import Made
from vrapp.record.recorder import FILE, Recorder
from vrapp.record.shown import Shown
from vrapp.session.session import Session


class Record:
    """Records the body of a session, what was made of it, and what was shown."""

    def __init__(self, folder: Path, session: Session, start: float) -> None:
        units = {p.name: p.unit for s in session.scenes.values() for p in s.parameters}
        targets = [s.targets.floats for s in session.scenes.values() if s.targets]
        self._most_targets, self._start = max(targets, default=0), start
        self._recorder = Recorder(folder / FILE)
        self._made = Made(self._recorder, FEATURES, INDICES, units, start)
        self.heard = self._made.heard
        self._shown: Shown | None = None

    def of(self, source: Source) -> Source:
        """The source, from now on recorded; before its first `read`."""
        if isinstance(source, LslSource):
            source.tap = RecordingTap(self._recorder)
            return source
        return Recorded(source, self._recorder)

    def observer(
        self, tell: Callable[[str], None], gain: Callable[[], float]
    ) -> Callable[[Frame, Session, BodyState], None]:
        """For the frame loop; `tell` is told of trouble with the record, and of its end.

        `gain` tells how much of the frame's light the comfort guard let through. Waits until the
        record has begun on the disk: no phase begins before.

        Raises
        ------
        RecordError
            It has not; the message names the remedy.
        """
        self._recorder.wait()
        news = self._recorder.news

        def see(frame: Frame, session: Session, body: BodyState) -> None:
            self._made.see(session, gain())
            if not news.empty():
                tell(news.get())

        return see

    def shown(self, driver: Mapping[str, Any]) -> Shown:
        """Where every frame goes; `driver` tells who draws it."""
        self._shown = Shown(self._recorder, self._most_targets, self._start, driver)
        return self._shown

    def close(self) -> None:
        """Write what is left. Safe to call twice; raises `RecordError` where it cannot."""
        shown, self._shown = self._shown, None
        if shown is not None:
            shown.close()
        self._recorder.close()

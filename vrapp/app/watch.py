"""Tells of streams: what happens to them, and which are missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from biofeedback.sources.base import SourceError
from biofeedback.types import BodyState, Notice, StreamInfo
from vrapp.display.base import Frame
from vrapp.session.session import Session

PATIENCE_S = 5.0
"""Seconds after which a missing stream is worth a word."""

REMEDY = (
    "is the device streaming, and does a firewall let LSL through (UDP and TCP 16571-16604)? "
    "Where multicast fails name its machine with --known-peer; `vrapp doctor` looks at this one"
)


class StreamWatch:
    """An observer of the frame loop; says every notice once, and says it when nothing comes.

    Parameters
    ----------
    tell
        Where the words go: the person at the terminal, and the session's folder.
    wanted
        The streams that were asked for, as they were asked for; empty for any.
    trouble
        Why the body itself is gone, empty while it is there (the demo's own patient).
    own
        Source id of a stream that this program sends itself: it does not count as one that came.
    """

    def __init__(
        self,
        tell: Callable[[str], None],
        wanted: Sequence[str] = (),
        trouble: Callable[[], str] = lambda: "",
        own: str = "",
    ) -> None:
        self._tell = tell
        self._wanted = wanted
        self._trouble, self._own = trouble, own
        self._told: tuple[Notice, ...] = ()
        self._complained = False
        self.seen = False

    def __call__(self, frame: Frame, session: Session, body: BodyState) -> None:
        if trouble := self._trouble():
            raise SourceError(f"the simulated patient ended by itself: {trouble}")
        notices = tuple(body.notices)
        if notices != self._told:
            before = set(map(id, self._told))
            self._told = notices
            names = {health.stream.key: health.stream.name for health in body.streams}
            for notice in notices:
                if id(notice) not in before:
                    name = names.get(notice.stream, notice.stream)
                    detail = f" ({notice.detail})" if notice.detail else ""
                    self._tell(f"{name}: {notice.kind}{detail}")
        self.seen = self.seen or any(h.samples and self._counts(h.stream) for h in body.streams)
        if not self.seen and not self._complained and session.status.elapsed_s > PATIENCE_S:
            self._complained = True
            self._tell(f"{self._missing()}; {REMEDY}")

    def _counts(self, stream: StreamInfo) -> bool:
        return not self._own or stream.source_id != self._own

    def check(self) -> None:
        """At the end: streams that were asked for by name and never came are an error.

        Raises
        ------
        SourceError
            None of the wanted streams was ever seen.
        """
        if self._wanted and not self.seen:
            raise SourceError(f"{self._missing()}; {REMEDY}")

    def _missing(self) -> str:
        if not self._wanted:
            return "no LSL stream with a body's signals was found yet"
        return f"no stream was found for {', '.join(map(repr, self._wanted))}"

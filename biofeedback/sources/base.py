"""The contract of a source: a body on a time axis, read forward once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from biofeedback.types import Pacer, Pull, StreamInfo


class SourceError(Exception):
    """A source cannot be opened or read; the message names the place and the remedy."""


class Source(Protocol):
    """Live inlets, a recording and the simulated patient all read like this."""

    @property
    def streams(self) -> Sequence[StreamInfo]:
        """The streams known so far."""
        ...

    def read(self, until: float) -> Pull:
        """Everything with a time stamp before `until` that was not read yet, in order."""
        ...

    def hear(self, pacer: Pacer) -> None:
        """Take notice of what the program shows; a recording and real sensors do nothing."""
        ...

    def close(self) -> None:
        """Let go of files and sockets; safe to call twice."""
        ...

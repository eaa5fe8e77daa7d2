"""For a recorder: what came in, untouched, beside the engine's corrected copy."""

from __future__ import annotations

from typing import Any, Protocol

import numpy.typing as npt

from biofeedback.lsl.metadata import Description
from biofeedback.types import FloatArray


class Tap(Protocol):
    """Called by `LslSource.read` in the reader's thread, in order; must return quickly.

    `session` is one session of one outlet (`session.uid`); a restarted device is a new session
    and belongs in a stream of its own. A recording made of these is what the engine saw: samples
    of a second outlet with the same identity, which the engine ignores, are not in it.
    """

    def opened(self, session: Description) -> None:
        """A session begins; `session.xml` is its complete description."""
        ...

    def samples(self, session: Description, raw: FloatArray, values: npt.NDArray[Any]) -> None:
        """Raw stamps (n,) in the sender's time and values (n, channel) in the stream's own dtype.

        Read only: the arrays are shared.
        """
        ...

    def text(self, session: Description, raw: float, text: str) -> None:
        """One marker string with its raw stamp."""
        ...

    def offset(self, session: Description, measured_at: float, offset_s: float) -> None:
        """A clock offset (to be added to raw stamps), measured at `measured_at` in our time."""
        ...

    def closed(self, session: Description) -> None:
        """The session ended; nothing of it follows."""
        ...

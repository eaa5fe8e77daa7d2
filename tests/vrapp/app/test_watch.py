"""Which streams count as having come."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from biofeedback.sources.base import SourceError
from biofeedback.types import BodyState, Channel, StreamHealth, StreamInfo
from vrapp.app.watch import StreamWatch


def body(source_id: str) -> BodyState:
    stream = StreamInfo("s", "RESP", "belt", (Channel("volume"),), source_id=source_id)
    return BodyState(t=1.0, streams=(StreamHealth(stream, "live", 1.0, 20.0, 0.9, samples=10),))


def watched(source_id: str, own: str) -> StreamWatch:
    watch = StreamWatch(lambda text: None, ("ecg",), own=own)
    frame: Any = None
    session: Any = SimpleNamespace(status=SimpleNamespace(elapsed_s=1.0))
    watch(frame, session, body(source_id))
    return watch


def test_our_own_stream_is_not_the_one_that_was_asked_for() -> None:
    with pytest.raises(SourceError, match="no stream was found for 'ecg'"):
        watched("mine", own="mine").check()
    watched("theirs", own="mine").check()
    watched("", own="").check()

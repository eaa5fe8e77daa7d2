"""A live feed at its end."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from biofeedback.engine import Engine
from biofeedback.types import Pacer, Pull, StreamInfo
from vrapp.app.feed import LiveFeed


class Standing:
    """A clock that stands still and waits for nothing."""

    def now(self) -> float:
        return 0.0

    def sleep_until(self, time: float) -> None: ...


class Device:
    """A source that counts how often it was closed."""

    def __init__(self) -> None:
        self.streams: Sequence[StreamInfo] = ()
        self.closed = 0

    def read(self, until: float) -> Pull:
        return Pull()

    def hear(self, pacer: Pacer) -> None: ...

    def close(self) -> None:
        self.closed += 1


def test_a_worker_that_does_not_stop_keeps_no_device_open(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Device()
    feed = LiveFeed(source, Engine(traces=False), Standing())
    stop = feed._worker.stop

    def blocks() -> None:
        stop()
        raise TimeoutError("the source blocks")

    monkeypatch.setattr(feed._worker, "stop", blocks)
    with pytest.raises(TimeoutError, match="blocks"):
        feed.close()
    assert source.closed == 1
    feed.close()
    assert source.closed == 1

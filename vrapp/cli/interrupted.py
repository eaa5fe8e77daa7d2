"""Ctrl-C and SIGTERM become a calm end, also where the program stands still inside a driver."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from threading import Event, Thread
from types import FrameType
from typing import Any, Self

HUNG_S = 8.0
"""A session ends within three seconds of being told to; after this it is taken for hung."""


class Interrupted:
    """Asked again and again whether somebody wants the end; never thrown at the first time.

    A second Ctrl-C ends at once. Where the main thread never comes back from a call, of a headset's
    runtime that hangs, no Python code of a signal handler runs either: a thread of its own is woken
    by the signal, and calls `on_hung` after `HUNG_S`.
    """

    def __init__(self) -> None:
        self.exit_code = 0
        self.on_first: Callable[[], None] | None = None
        """Called by the handler, in the main thread."""
        self.on_hung: Callable[[], bool] | None = None
        """Called beside a main thread that hangs: saves what can be, or tells that there is
        no need (False); after it has saved (True) the process is ended."""
        self._before: dict[int, Any] = {}
        self._over = Event()

    def __bool__(self) -> bool:
        return self.exit_code != 0

    def __enter__(self) -> Self:
        self._woken, self._waker = socket.socketpair()  # Windows can wait for nothing else
        self._waker.setblocking(False)
        self._wakes_before = signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        Thread(target=self._watch, name="last resort", daemon=True).start()
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._take)
        return self

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakes_before)
        self._waker.close()  # ends the thread's wait

    def _take(self, number: int, frame: FrameType | None) -> None:
        if self:
            raise KeyboardInterrupt
        self.exit_code = 128 + number
        if self.on_first is not None:
            self.on_first()

    def _watch(self) -> None:
        number = self._woken.recv(1)
        hung = bool(number) and not self._over.wait(HUNG_S)
        if hung and self.on_hung is not None and self.on_hung():
            os._exit(128 + number[0])
        self._woken.close()

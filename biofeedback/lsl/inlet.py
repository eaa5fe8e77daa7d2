"""One session of one outlet, received in a thread of its own.

Everything that may wait for another machine happens in this thread, so a slow or dead host stalls
nobody. Nothing is recovered here: liblsl's own recovery takes 1.4-2.1 s (measured on one machine)
and loses what was sent meanwhile; `biofeedback.lsl.source` opens a new inlet instead.
"""

from __future__ import annotations

import ctypes
import math
import threading
from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import Any

import numpy.typing as npt

from biofeedback.lsl.buffer import Buffer
from biofeedback.lsl.clock import LslClock
from biofeedback.lsl.config import library
from biofeedback.lsl.metadata import Description, describe
from biofeedback.types import FloatArray

_SLICE_S = 0.2  # longest single wait, so that closing is prompt
_FIRST_SLICE_S = 0.03  # while the first clock offset, for which all samples wait, is due
_PATIENCE_S = 4.0  # for a host to answer at all
_BUFFER_S = 2.0  # of samples in one buffer
_BUFFER_MIN, _BUFFER_MAX = 1024, 16384  # samples in one buffer
_BUFFERS = 64  # unread ones before we leave further samples to liblsl's own queue (6 minutes)
_LOST = -2  # liblsl's error code (lsl_lost_error)


class InletState(Enum):
    """Where an inlet is in its life; it only moves forward."""

    CONNECTING = "connecting"
    RECEIVING = "receiving"
    LOST = "lost"  # the outlet is gone; everything that could be had can still be taken
    UNREACHABLE = "unreachable"  # announced, but its host does not answer
    UNWANTED = "unwanted"
    CLOSED = "closed"


class Inlet(threading.Thread):
    """Receives one session of an outlet, from connecting to its end.

    Parameters
    ----------
    info
        As resolved by pylsl.
    choose
        Asked once with the full description for the numbers of the wanted views; none ends the
        inlet before any data is asked for.
    """

    def __init__(
        self, info: Any, uid: str, choose: Callable[[Description], tuple[int, ...]]
    ) -> None:
        super().__init__(name=f"lsl {info.name()[:24]}", daemon=True)
        self.uid = uid
        self.state = InletState.CONNECTING
        self.description: Description | None = None  # set before the state leaves CONNECTING
        self.chosen: tuple[int, ...] = ()  # numbers of the wanted views, see `views`
        self.offsets: deque[tuple[float, float]] = deque()  # (our time, offset_s), reader pops
        self.trouble = ""
        self.opened_at = float("inf")
        self._info = info
        self._choose = choose
        self._halt = threading.Event()
        self._clock = LslClock()
        self._buffers: deque[Buffer] = deque()
        self._texts: deque[tuple[float, str]] = deque()
        self._offset = math.nan  # newest estimate

    # The reader's side: never waits, never calls liblsl.

    def take(self) -> list[tuple[FloatArray, npt.NDArray[Any]]]:
        """Samples not taken yet, in order: raw stamps (n,), values (n, channel)."""
        parts = []
        while self._buffers:
            buffer = self._buffers[0]
            stamps, values = buffer.take()
            if stamps.size:
                parts.append((stamps, values))
            if not buffer.done:
                break
            self._buffers.popleft()
        return parts

    def take_texts(self) -> list[tuple[float, str]]:
        """Marker strings not taken yet, with raw stamps."""
        texts = self._texts
        return [texts.popleft() for _ in range(len(texts))] if texts else []

    def halt(self) -> None:
        """Ask the thread to end; returns at once."""
        self._halt.set()

    # The thread's side.

    def run(self) -> None:
        pylsl = library()
        lost, timeout = pylsl.util.LostError, pylsl.util.TimeoutError
        try:
            # The inlet lives and is destroyed in this frame: destroying may wait as well.
            inlet = pylsl.StreamInlet(self._info, recover=False)
            opened = self._open(inlet, timeout)
            if opened:
                self._receive(inlet, pylsl, timeout)
        except lost:
            reached = self.state is InletState.RECEIVING
            self._end(InletState.LOST if reached else InletState.UNREACHABLE, "connection lost")
        except (RuntimeError, ValueError) as error:  # pylsl's errors; a description we cannot read
            self._end(InletState.UNREACHABLE, str(error))
        finally:
            # Releases every state but a final one (also when a bug ends the thread).
            if self.state in (InletState.CONNECTING, InletState.RECEIVING):
                self._end(InletState.CLOSED, "")

    def _end(self, state: InletState, trouble: str) -> None:
        if self._buffers:
            self._buffers[-1].closed = True
        self.trouble = trouble
        self.state = state

    def _open(self, inlet: Any, timeout: type[Exception]) -> bool:
        """Read the description, decide, subscribe. False when that is the end of it."""
        give_up = self._clock.now() + _PATIENCE_S
        description: Description | None = None
        while not self._halt.is_set():
            try:
                if description is None:
                    description = describe(inlet.info(timeout=_SLICE_S).as_xml())
                    self.chosen = self._choose(description)
                    if not self.chosen:
                        self._end(InletState.UNWANTED, "")
                        return False
                inlet.open_stream(timeout=_SLICE_S)
            except timeout:
                if self._clock.now() > give_up:
                    raise RuntimeError(
                        "its host does not answer; a firewall may be in the way"
                    ) from None
                continue
            self.description = description
            self.opened_at = self._clock.now()
            self.state = InletState.RECEIVING
            return True
        return False

    def _receive(self, inlet: Any, pylsl: Any, timeout: type[Exception]) -> None:
        strings = inlet.channel_format == pylsl.cf_string
        buffer: Buffer | None = None
        while not self._halt.is_set():
            wait = _FIRST_SLICE_S if math.isnan(self._offset) else _SLICE_S
            if strings:
                self._pull_text(inlet, wait)
            elif len(self._buffers) < _BUFFERS:
                if buffer is None or buffer.filled == buffer.capacity:
                    buffer = self._next_buffer(inlet, buffer)
                if self._pull(inlet, buffer, wait) == _LOST:
                    raise pylsl.util.LostError
            else:
                self._halt.wait(_FIRST_SLICE_S)
            self._measure(inlet, timeout)

    def _next_buffer(self, inlet: Any, before: Buffer | None) -> Buffer:
        assert self.description is not None
        wish = int(self.description.rate_hz * _BUFFER_S)
        count = min(max(wish, _BUFFER_MIN), _BUFFER_MAX)
        buffer = Buffer(count, inlet.channel_count, inlet.np_dtype)
        self._buffers.append(buffer)
        if before is not None:
            before.closed = True
        return buffer

    def _pull(self, inlet: Any, buffer: Buffer, wait: float) -> int:
        """Let liblsl fill the buffer for one slice of time; liblsl's error code."""
        values, stamps, room = buffer.addresses()
        code = ctypes.c_int()
        count = inlet.do_pull_chunk(
            inlet.obj,
            ctypes.c_void_p(values),
            ctypes.c_void_p(stamps),
            ctypes.c_size_t(room * inlet.channel_count),
            ctypes.c_size_t(room),
            ctypes.c_double(wait),
            ctypes.byref(code),
        )
        if code.value == _LOST:
            buffer.filled = buffer.written()  # what was pulled before the end counts
        elif code.value < 0:
            raise RuntimeError(f"liblsl could not read the stream (error {code.value})")
        else:
            buffer.filled += int(count) // inlet.channel_count
        return code.value

    def _pull_text(self, inlet: Any, wait: float) -> None:
        while not self._halt.is_set():
            sample, stamp = inlet.pull_sample(timeout=wait)
            if sample is None:
                return
            self._texts.append((stamp, "; ".join(sample)))
            wait = 0.0

    def _measure(self, inlet: Any, timeout: type[Exception]) -> None:
        """Note the clock offset when liblsl has a new estimate (every 2 s; the first in 0.7 s)."""
        try:
            offset = float(inlet.time_correction(timeout=0.0))
        except timeout:
            return  # no estimate yet
        if math.isfinite(offset) and offset != self._offset:
            self._offset = offset
            self.offsets.append((self._clock.now(), offset))

"""Finds wanted streams, now and later, and keeps an inlet open for each of their sessions."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from biofeedback.lsl.clock import LslClock
from biofeedback.lsl.config import library
from biofeedback.lsl.inlet import Inlet, InletState
from biofeedback.lsl.metadata import Description, views
from biofeedback.lsl.wants import Want

_LOOK_S = 0.1
FORGET_S = 1.25
"""A stream that answered none of the questions (liblsl asks twice a second) for so long is out of
sight. Being out of sight alone never ends a stream: multicast over Wi-Fi loses answers."""

_RETRY_S = (0.3, 0.6, 1.2, 2.4, 5.0)
_COMPLAIN_S = 3.0


@dataclass(slots=True)
class _Try:
    """A session in sight and what became of receiving it."""

    inlet: Inlet
    handed_over: bool = False
    since: float = 0.0  # begin of the first of a row of attempts that all failed
    failures: int = 0
    retry_at: float = 0.0  # 0 = no retry is due
    said: bool = False


class Discovery(threading.Thread):
    """Looks for streams in a thread of its own, so that nobody ever waits for the network.

    Attributes
    ----------
    visible
        The uids in sight; replaced, never edited.
    arrived
        Inlets that began to receive; the reader pops them.
    troubles
        (stream name, what is wrong), each said once; the reader pops them.
    """

    def __init__(self, wants: Sequence[Want]) -> None:
        super().__init__(name="lsl discovery", daemon=True)
        self.visible: frozenset[str] = frozenset()
        self.arrived: deque[Inlet] = deque()
        self.troubles: deque[tuple[str, str]] = deque()
        self._wants = tuple(wants)
        self._halt = threading.Event()
        self._clock = LslClock()
        self._tries: dict[str, _Try] = {}

    def close(self, timeout_s: float) -> None:
        """End the thread and all inlets, waiting at most `timeout_s` for them."""
        give_up = self._clock.now() + timeout_s
        self._halt.set()
        for thread in (self, *(attempt.inlet for attempt in tuple(self._tries.values()))):
            if isinstance(thread, Inlet):
                thread.halt()
        self.join(max(give_up - self._clock.now(), 0.0))
        for attempt in tuple(self._tries.values()):
            attempt.inlet.halt()
            attempt.inlet.join(max(give_up - self._clock.now(), 0.0))

    def run(self) -> None:
        pylsl = library()
        # A predicate is answered by the streams themselves: each needs a question of its own.
        predicates = sorted({want.predicate for want in self._wants if want.predicate})
        asked: dict[str, Any] = {
            text: pylsl.ContinuousResolver(pred=text, forget_after=FORGET_S) for text in predicates
        }
        if any(not want.predicate for want in self._wants):
            asked[""] = pylsl.ContinuousResolver(forget_after=FORGET_S)
        while not self._halt.wait(_LOOK_S):
            found: dict[str, tuple[Any, set[str]]] = {}
            for predicate, resolver in asked.items():
                for info in resolver.results():
                    found.setdefault(info.uid(), (info, set()))[1].add(predicate)
            self._look(found)

    def _look(self, found: dict[str, tuple[Any, set[str]]]) -> None:
        self.visible = frozenset(found)
        now = self._clock.now()
        for uid, (info, answered) in found.items():
            attempt = self._tries.get(uid)
            if attempt is None:
                wants = self._fitting(info, answered)
                if wants:
                    self._tries[uid] = _Try(self._start(info, uid, wants), since=now)
            elif not attempt.inlet.is_alive() and now >= attempt.retry_at > 0:
                wants = self._fitting(info, answered)
                attempt.inlet, attempt.handed_over = self._start(info, uid, wants), False
                attempt.retry_at = 0.0
        for uid, attempt in list(self._tries.items()):
            self._follow(uid, attempt, uid in found, now)

    def _fitting(self, info: Any, answered: set[str]) -> tuple[Want, ...]:
        names = info.name(), info.source_id(), info.hostname()
        return tuple(
            want for want in self._wants if want.predicate in answered and want.may_fit(*names)
        )

    @staticmethod
    def _start(info: Any, uid: str, wants: tuple[Want, ...]) -> Inlet:
        inlet = Inlet(info, uid, lambda description: chosen(description, wants))
        inlet.start()
        return inlet

    def _follow(self, uid: str, attempt: _Try, visible: bool, now: float) -> None:
        inlet = attempt.inlet
        if inlet.opened_at < float("inf") and not attempt.handed_over:
            attempt.handed_over, attempt.failures = True, 0
            self.arrived.append(inlet)
        if inlet.is_alive() or attempt.retry_at > 0:
            if not visible and not inlet.is_alive():
                del self._tries[uid]
            return
        if not visible:
            del self._tries[uid]
        elif inlet.state is not InletState.UNWANTED:
            # Still announced: the connection broke, the reader asked for a new one, or it never
            # came about. A stream that has just died is announced for a moment more.
            if not attempt.failures:
                attempt.since = now if attempt.handed_over else attempt.since
            attempt.retry_at = now + _RETRY_S[min(attempt.failures, len(_RETRY_S) - 1)]
            attempt.failures += 1
            if now - attempt.since > _COMPLAIN_S and not attempt.said:
                attempt.said = True
                self.troubles.append((inlet.name.removeprefix("lsl "), inlet.trouble))


def chosen(description: Description, wants: Sequence[Want]) -> tuple[int, ...]:
    """Numbers of the views of a stream (see `views`) that somebody wants."""
    return tuple(
        number
        for number, view in enumerate(views(description, ""))
        if any(want.fits(view.stream) for want in wants)
    )

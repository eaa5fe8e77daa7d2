"""The contract of a signal: one stream's samples in, events and an opinion of itself out.

A signal registers itself for one or more kinds; adding one touches one new file:

    @signal("ecg")
    class Ecg: ...

`find_signal("ecg")` imports every module of this package once and answers with the class.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from biofeedback.types import Chunk, Event, Feature, Respiration, SignalKind, StreamInfo


class Signal(Protocol):
    """Streaming, causal, bounded in memory; chunk boundaries never change what is found."""

    def __init__(self, stream: StreamInfo) -> None: ...

    def step(self, chunk: Chunk) -> Sequence[Event]:
        """Take the chunk (finite or not, any length, gaps allowed); return what became sure."""
        ...

    def quality(self, now: float) -> tuple[float, str]:
        """Trust 0..1 in this signal right now and, where it is low, the reason in plain words."""
        ...

    def features(self, now: float) -> Iterable[Feature]:
        """Continuous values this signal itself offers (a tonic level, a respiration phase)."""
        ...


class BreathingSignal(Signal, Protocol):
    """A signal that also knows where in the breath the person is."""

    def respiration(self, now: float) -> Respiration: ...


_registry: dict[str, type[Signal]] = {}
_imported: set[str] = set()  # modules of this package that `find_signal` has gone through


def signal(*kinds: SignalKind) -> Callable[[type], type]:
    """Class decorator: this class processes streams of these kinds."""

    def register(cls: type) -> type:
        for kind in kinds:
            if kind in _registry and _registry[kind] is not cls:
                raise ValueError(f"two signals for kind {kind!r}: {_registry[kind]} and {cls}")
            _registry[kind] = cls
        return cls

    return register


def prepare() -> None:
    """Import now what signals import when their first samples come.

    In a thread of its own that would hold the interpreter's lock for milliseconds at a time, a
    second in all, while somebody sees frames.
    """
    import scipy.signal  # noqa: F401  for the design of filters

    find_signal("other")


def find_signal(kind: SignalKind) -> type[Signal] | None:
    """The class for a kind of stream, or None when nothing here understands it."""
    import biofeedback.signals as package

    if not _imported:  # not `_registry`: one signal imported by hand must not hide the others
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
            _imported.add(module.name)
    return _registry.get(kind)

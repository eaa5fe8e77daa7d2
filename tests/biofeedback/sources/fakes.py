"""Outlets that remember."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from biofeedback.types import FloatArray, StreamInfo


class RememberingOutlet:
    """Keeps what it is sent, and refuses what a real outlet would."""

    def __init__(self) -> None:
        self.parts: list[tuple[FloatArray, FloatArray]] = []
        self.texts: list[tuple[float, str]] = []

    def push(self, t: FloatArray, x: npt.ArrayLike) -> None:
        values = np.asarray(x)
        assert values.shape[0] == t.size > 0
        self.parts.append((t, values))

    def push_text(self, t: float, text: str) -> None:
        self.texts.append((t, text))

    @property
    def t(self) -> FloatArray:
        return np.concatenate([part[0] for part in self.parts])

    @property
    def x(self) -> FloatArray:
        return np.concatenate([part[1] for part in self.parts])


def outlets_for(streams: Iterable[StreamInfo]) -> dict[str, RememberingOutlet]:
    return {stream.key: RememberingOutlet() for stream in streams}

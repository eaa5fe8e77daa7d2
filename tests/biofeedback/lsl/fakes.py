"""A pretended inlet, so that a stream's whole life can be told in virtual time."""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np

from biofeedback.lsl.inlet import InletState
from biofeedback.lsl.metadata import describe, views


def xml(
    name: str = "dev",
    declared_type: str = "ECG",
    labels: tuple[str, ...] = ("count",),
    *,
    rate_hz: float = 100.0,
    source_id: str = "dev-1",
    uid: str = "u1",
    host: str = "here",
    channel_format: str = "float32",
    units: tuple[str, ...] = (),
    types: tuple[str, ...] = (),
) -> str:
    """A stream's full description, as an outlet sends it."""

    def at(values: tuple[str, ...], i: int) -> str:
        return values[i] if i < len(values) else ""

    channels = "".join(
        f"<channel><label>{label}</label><unit>{at(units, i)}</unit><type>{at(types, i)}</type>"
        "</channel>"
        for i, label in enumerate(labels)
    )
    return (
        f'<?xml version="1.0"?><info><name>{name}</name><type>{declared_type}</type>'
        f"<channel_count>{len(labels)}</channel_count><channel_format>{channel_format}"
        f"</channel_format><source_id>{source_id}</source_id><nominal_srate>{rate_hz}"
        f"</nominal_srate><uid>{uid}</uid><hostname>{host}</hostname>"
        f"<desc><channels>{channels}</channels></desc></info>"
    )


class FakeInlet:
    """What `Track` and `Feed` use of an `Inlet`; the test is the sender."""

    def __init__(self, offset_s: float | None = 0.0, **described: Any) -> None:
        self.description = describe(xml(**described))
        self.uid = self.description.uid
        self.chosen = tuple(range(len(views(self.description, ""))))
        self.state = InletState.RECEIVING
        self.trouble = ""
        self.offsets: deque[tuple[float, float]] = deque()
        if offset_s is not None:
            self.offsets.append((0.0, offset_s))
        self.halted = False
        self._parts: list[tuple[np.ndarray, np.ndarray]] = []
        self._texts: list[tuple[float, str]] = []

    def send(self, t: Any, x: Any) -> None:
        values = np.asarray(x, np.float32)
        self._parts.append((np.asarray(t, float), values.reshape(len(values), -1)))

    def send_text(self, t: float, text: str) -> None:
        self._texts.append((t, text))

    def die(self) -> None:
        self.state, self.trouble = InletState.LOST, "connection lost"

    def take(self) -> list[tuple[np.ndarray, np.ndarray]]:
        parts, self._parts = self._parts, []
        return parts

    def take_texts(self) -> list[tuple[float, str]]:
        texts, self._texts = self._texts, []
        return texts

    def halt(self) -> None:
        self.halted = True
        self.state = InletState.CLOSED

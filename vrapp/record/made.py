"""What the program made of the body and showed, into the record, on the same clock."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from biofeedback.types import BodyState, Channel, Pacer
from vrapp.record.incoming import description
from vrapp.record.recorder import Recorder
from vrapp.session.session import Session


class Made:
    """Four streams: indices with their trust, shown parameters, the pacer, and events.

    Parameters
    ----------
    features, indices
        Name to unit, and names, of what is recorded of a body; NaN with trust 0 while unknown.
    parameters
        Name to unit of every parameter that any scene may show; NaN in a scene without it.
    """

    def __init__(
        self,
        recorder: Recorder,
        features: Mapping[str, str],
        indices: Sequence[str],
        parameters: Mapping[str, str],
        start: float,
    ) -> None:
        self._recorder, self._start = recorder, start
        self._features, self._indices = tuple(features), tuple(indices)
        self._parameters = tuple(parameters)
        values = [*features.items(), *((name, "normalized") for name in indices)]
        self._body = self._open("indices", "Indices", _with_trust(values))
        shown = [Channel(name, unit, "Parameter") for name, unit in parameters.items()]
        shown += [Channel(name, "normalized", "Reward") for name in ("reward", "difficulty")]
        shown.append(Channel("brightness", "normalized", "Parameter"))
        shown.append(Channel("comfort_gain", "normalized", "Parameter"))
        self._shown = self._open("parameters", "SceneParameters", shown)
        pacer = [("phase", "cycles"), ("rate_hz", "hertz"), ("guided", ""), ("presence", "")]
        self._pacer = self._open("pacer", "Pacer", [Channel(n, u, "Pacer") for n, u in pacer])
        self._events = self._open("events", "Markers", [Channel("event", "", "Marker")], text=True)

    def heard(self, body: BodyState) -> None:
        """A state of the body, whatever the frames do. Any thread."""
        if not math.isfinite(body.t):
            return
        row: list[float] = []
        for name in self._features:
            feature = body.features.get(name)
            row += (feature.value, feature.trust) if feature else (math.nan, 0.0)
        for name in self._indices:
            index = body.indices.get(name)
            row += (index.value, index.trust) if index else (math.nan, 0.0)
        self._row(self._body, body.t, row)

    def see(self, session: Session, gain: float) -> None:
        """A frame was shown, `gain` of its light."""
        status, pacer = session.status, session.pacer
        values = [status.shown.get(name, (math.nan, ""))[0] for name in self._parameters]
        reward = status.course.reward  # NaN while there is none
        rewarded = [math.nan] * 2 if reward is None else [reward.value, reward.difficulty]
        self._row(self._shown, status.t, [*values, *rewarded, pacer.presence, gain])
        self._row(self._pacer, pacer.t, _pacer(pacer))
        for event in session.events:
            self.note(status.t, event)

    def note(self, t: float, event: str) -> None:
        """Something happened at `t`."""
        self._recorder.texts(self._events, [t], [event])

    def _open(self, name: str, kind: str, channels: Iterable[Channel], text: bool = False) -> int:
        xml = description(f"vrapp {name}", kind, channels, source_id=f"vrapp.{name}", text=text)
        number = self._recorder.open_stream(xml)
        self._recorder.offset(number, self._start, 0.0)  # it is on our clock
        return number

    def _row(self, number: int, t: float, row: Sequence[float]) -> None:
        self._recorder.samples(number, np.array([t]), np.array([row]))


def _pacer(pacer: Pacer) -> list[float]:
    return [pacer.phase, pacer.rate_hz, float(pacer.guided), pacer.presence]


def _with_trust(values: Iterable[tuple[str, str]]) -> Iterable[Channel]:
    for name, unit in values:
        yield Channel(name, unit, "Value")
        yield Channel(f"{name}_trust", "normalized", "Trust")

"""Streams that we send: a simulated or replayed device, and what the session publishes.

Every outlet carries its channels' labels, units and types and a manufacturer, so that any LSL tool
can record and read it. Its data port listens on all interfaces, whatever the discovery scope.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from biofeedback.lsl.config import LslError, configuration, library
from biofeedback.lsl.wants import OWN_PREFIX
from biofeedback.types import BodyState, Channel, FloatArray, Pacer, StreamInfo

MANUFACTURER = "vrapp"

PACER_TYPE = "Pacer"
PACER_CHANNELS = (
    Channel("phase", "cycles", "Phase"),
    Channel("rate_hz", "hertz", "Rate"),
    Channel("guided", "", "Flag"),
    Channel("presence", "normalized", "Level"),
)

_LINGER_S = 0.1  # for the last samples to leave before the socket is closed


class _Outlet:
    """One pylsl outlet with its description; `close` frees it, twice is fine."""

    def __init__(
        self,
        name: str,
        declared_type: str,
        channels: Sequence[Channel],
        *,
        source_id: str,
        rate_hz: float = 0.0,
        channel_format: str = "double64",
        manufacturer: str = MANUFACTURER,
    ) -> None:
        if not channels:
            raise LslError(f"outlet {name!r} has no channels; give it at least one")
        if not source_id:
            raise LslError(f"outlet {name!r} has no source id; readers need one to find it again")
        pylsl = library()
        info = pylsl.StreamInfo(
            name, declared_type, len(channels), rate_hz, channel_format, source_id
        )
        desc = info.desc()
        desc.append_child_value("manufacturer", manufacturer)
        listed = desc.append_child("channels")
        for channel in channels:
            node = listed.append_child("channel")
            node.append_child_value("label", channel.label)
            node.append_child_value("unit", channel.unit)
            node.append_child_value("type", channel.kind)
        self.name = name
        self._width = len(channels)
        self._pylsl_outlet: Any = pylsl.StreamOutlet(info)

    @property
    def _outlet(self) -> Any:
        if self._pylsl_outlet is None:
            raise LslError(f"outlet {self.name!r} is closed; make a new one to go on sending")
        return self._pylsl_outlet

    def has_readers(self) -> bool:
        """Whether anybody receives this stream now."""
        return bool(self._outlet.have_consumers())

    def close(self) -> None:
        """Stop sending. Waits 0.1 s when somebody reads, so that the last samples get through."""
        outlet, self._pylsl_outlet = self._pylsl_outlet, None
        if outlet is not None and outlet.have_consumers():
            time.sleep(_LINGER_S)
        # The last reference goes here; pylsl destroys the outlet with it.


class SignalOutlet(_Outlet):
    """A device that does not exist: the simulated patient or a replayed recording.

    Parameters
    ----------
    stream
        What it says of itself: name, declared type (the kind, where empty), channels, rate and
        source id (the key, where empty). Kind "markers" sends strings, anything else numbers.
    network
        False (default): it must be announced on this machine only, and that is an error when this
        process is set up wider. True: announce it as the process is set up.
    precise
        Send 64-bit numbers, not the usual 32-bit ones.

    Raises
    ------
    LslError
        The discovery scope is wider than allowed; no channels; no source id.
    """

    def __init__(
        self,
        stream: StreamInfo,
        *,
        network: bool = False,
        precise: bool = False,
        manufacturer: str = MANUFACTURER,
    ) -> None:
        if not network:
            _on_this_machine(stream.name)
        self._strings = stream.kind == "markers"
        numbers = "double64" if precise else "float32"
        super().__init__(
            stream.name,
            stream.declared_type or stream.kind.upper(),
            stream.channels,
            source_id=stream.source_id or stream.key,
            rate_hz=stream.rate_hz,
            channel_format="string" if self._strings else numbers,
            manufacturer=manufacturer,
        )

    def push(self, t: FloatArray, x: npt.ArrayLike) -> None:
        """Send samples at once: stamps `t` (n,) in LSL seconds, values `x` (n, channel)."""
        values = np.asarray(x, dtype=np.float64)
        if self._strings:
            raise LslError(f"outlet {self.name!r} sends markers; use push_text")
        if values.ndim != 2 or values.shape != (len(t), self._width):
            raise LslError(
                f"outlet {self.name!r}: x has shape {values.shape} for {len(t)} stamps; "
                f"it must be ({len(t)}, {self._width})"
            )
        if len(t):
            self._outlet.push_chunk(values, np.asarray(t, dtype=np.float64))

    def push_text(self, t: float, text: str) -> None:
        """Send one marker string stamped `t`."""
        if not self._strings:
            raise LslError(f"outlet {self.name!r} sends numbers; use push")
        self._outlet.push_sample([text] * self._width, t)


class BodyOutlet(_Outlet):
    """Features and indices as the session uses them, each followed by its trust.

    Irregular (one sample a published state), 64-bit; NaN with trust 0 while a value is not known.
    Channels: ``heart_rate``, ``heart_rate_trust``, ...; the features first.

    Parameters
    ----------
    features
        Name to unit of the features to send; those of a `BodyState` or a choice of them.
    indices
        Names of the indices to send (0..1).
    instance
        Tells several programs on one machine apart.
    """

    def __init__(
        self, features: Mapping[str, str], indices: Sequence[str], *, instance: str = ""
    ) -> None:
        self._features = tuple(features)
        self._indices = tuple(indices)
        units = [*features.values(), *("normalized" for _ in indices)]
        channels: list[Channel] = []
        for name, unit in zip((*self._features, *self._indices), units, strict=True):
            channels.append(Channel(name, unit, "Value"))
            channels.append(Channel(f"{name}_trust", "normalized", "Trust"))
        source_id = own_source_id("indices", instance)
        super().__init__("vrapp indices", "Indices", channels, source_id=source_id)

    def push(self, body: BodyState) -> None:
        """Send the state, stamped with its own time."""
        nothing = (float("nan"), 0.0)
        row: list[float] = []
        for name in self._features:
            feature = body.features.get(name)
            row.extend((feature.value, feature.trust) if feature else nothing)
        for name in self._indices:
            index = body.indices.get(name)
            row.extend((index.value, index.trust) if index else nothing)
        self._outlet.push_sample(row, body.t)


class ParametersOutlet(_Outlet):
    """The scene parameters as shown, after comfort; NaN for those the present scene has not.

    Parameters
    ----------
    parameters
        Name to unit of every parameter that may be shown.
    """

    def __init__(self, parameters: Mapping[str, str], *, instance: str = "") -> None:
        self._names = tuple(parameters)
        super().__init__(
            "vrapp parameters",
            "SceneParameters",
            [Channel(name, unit, "Parameter") for name, unit in parameters.items()],
            source_id=own_source_id("parameters", instance),
        )

    def push(self, t: float, shown: Mapping[str, tuple[float, str]]) -> None:
        """Send what is shown at `t`: name to (value, unit)."""
        nothing = (float("nan"), "")
        self._outlet.push_sample([shown.get(name, nothing)[0] for name in self._names], t)


class EventsOutlet(_Outlet):
    """What happens in the session, as marker strings."""

    def __init__(self, *, instance: str = "") -> None:
        super().__init__(
            "vrapp events",
            "Markers",
            [Channel("event", "", "Marker")],
            source_id=own_source_id("events", instance),
            channel_format="string",
        )

    def push(self, t: float, text: str) -> None:
        self._outlet.push_sample([text], t)


class PacerOutlet(_Outlet):
    """What the program asks of the breath and shows; the simulated patient listens to it."""

    def __init__(self, *, instance: str = "") -> None:
        source_id = own_source_id("pacer", instance)
        super().__init__("vrapp pacer", PACER_TYPE, PACER_CHANNELS, source_id=source_id)

    def push(self, pacer: Pacer) -> None:
        """Send the pacer, stamped with its own time."""
        row = [pacer.phase, pacer.rate_hz, float(pacer.guided), pacer.presence]
        self._outlet.push_sample(row, pacer.t)


def own_source_id(what: str, instance: str = "") -> str:
    """The same after a restart, different on each machine and for each instance."""
    return f"{OWN_PREFIX}{what}@{platform.node()}" + (f".{instance}" if instance else "")


def _on_this_machine(name: str) -> None:
    scope = configuration(default="machine").scope
    if scope != "machine":
        raise LslError(
            f"stream {name!r} is simulated or replayed and would be announced in the scope "
            f"{scope!r}; use configure('machine') in this process, or network=True to allow it"
        )

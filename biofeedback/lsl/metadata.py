"""What an LSL stream says of itself, read into our words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from xml.etree import ElementTree

from biofeedback.kinds import kind_of, kind_of_word, kinds_of_channels
from biofeedback.lsl.wants import OWN_PREFIX
from biofeedback.types import Channel, SignalKind, StreamInfo


@dataclass(frozen=True, slots=True)
class Description:
    """One session of an outlet (it gets a new `uid` at each start) as its full XML tells it."""

    uid: str
    name: str
    declared_type: str
    source_id: str
    host: str
    rate_hz: float  # nominal; 0 = irregular
    text: bool  # strings, not numbers
    channels: tuple[Channel, ...]
    xml: str

    @property
    def identity(self) -> tuple[str, str, str]:
        """Stays the same when the device restarts, and across hosts where it has a source id.

        Name and type count as well: many apps give all streams of one device one source id.
        """
        return (self.source_id or f"@{self.host}", self.name, self.declared_type)


def describe(xml: str) -> Description:
    """Read a stream's full XML (`<info>` with `<desc>`, as LSL and XDF have it).

    Labels, units and types come from ``desc/channels/channel/{label,unit,type}``; missing ones are
    empty and a missing label becomes ``ch1``, ``ch2``, ... There are always `channel_count`
    channels, whatever the description lists.

    Raises
    ------
    ValueError
        The XML is not well formed or has no usable channel count.
    """
    try:
        root = ElementTree.fromstring(xml)
    except ElementTree.ParseError as error:
        raise ValueError(f"the stream's description is not well-formed XML ({error})") from error

    def text(path: str) -> str:
        return (root.findtext(path) or "").strip()

    name = text("name")
    try:
        count = int(text("channel_count"))
        rate_hz = float(text("nominal_srate") or 0.0)
    except ValueError as error:
        raise ValueError(
            f"stream {name!r} has no usable channel count or rate ({error})"
        ) from error
    if count < 1 or not math.isfinite(rate_hz) or rate_hz < 0:
        raise ValueError(f"stream {name!r} declares {count} channels at {rate_hz} Hz")
    listed = root.findall("desc/channels/channel")[:count]
    labels = [(node.findtext("label") or "").strip() for node in listed]
    units = [(node.findtext("unit") or "").strip() for node in listed]
    types = [(node.findtext("type") or "").strip() for node in listed]
    missing = count - len(listed)
    channels = tuple(
        Channel(label or f"ch{number}", unit, kind)
        for number, (label, unit, kind) in enumerate(
            zip(
                labels + [""] * missing, units + [""] * missing, types + [""] * missing, strict=True
            ),
            start=1,
        )
    )
    return Description(
        uid=text("uid"),
        name=name,
        declared_type=text("type"),
        source_id=text("source_id"),
        host=text("hostname"),
        rate_hz=rate_hz,
        text=text("channel_format") == "string",
        channels=channels,
        xml=xml,
    )


@dataclass(frozen=True, slots=True)
class View:
    """The channels of one kind in a stream, as a stream of its own."""

    stream: StreamInfo
    columns: tuple[int, ...] | None  # None = all


def views(description: Description, key: str) -> tuple[View, ...]:
    """One view for each kind of signal in the stream; a lone kind keeps all its channels.

    A second kind gets the key ``key/kind``.
    """
    labels = [channel.label for channel in description.channels]
    by_kind: dict[SignalKind, tuple[int, ...]]
    if description.source_id.startswith(OWN_PREFIX) and not description.text:
        # Our own numbers about the body are no sensor, whatever their labels name; the type tells
        # of the one that is: a controller on the belly.
        own = kind_of_word(description.declared_type) or "other"
        by_kind = {own: tuple(range(len(labels)))}
    elif description.text:
        by_kind = {"markers": tuple(range(len(labels)))}
    else:
        types = [channel.kind for channel in description.channels]
        by_kind = kinds_of_channels(description.declared_type, description.name, labels, types)
    main = kind_of(description.declared_type, description.name, labels)
    if main not in by_kind:
        main = next(iter(by_kind))
    made = []
    for kind, columns in by_kind.items():
        lone = len(columns) == len(labels)
        stream = StreamInfo(
            key=key if kind == main else f"{key}/{kind}",
            kind=kind,
            name=description.name,
            channels=tuple(description.channels[column] for column in columns),
            rate_hz=description.rate_hz,
            source_id=description.source_id,
            host=description.host,
            declared_type=description.declared_type,
        )
        made.append(View(stream, None if lone else columns))
    return tuple(made)

"""Which streams somebody wants."""

from __future__ import annotations

from dataclasses import dataclass

from biofeedback.kinds import kind_of_word
from biofeedback.lsl.config import LslError
from biofeedback.types import SignalKind, StreamInfo

OWN_PREFIX = "vrapp.out."
"""Source ids of what we publish ourselves start so; only an explicit want reads them back."""


@dataclass(frozen=True, slots=True)
class Want:
    """A stream must fit every field that is given; `Want()` fits any sensor.

    `kind` as recognised with all its aliases; `name`, `source_id` and `host` exactly;
    `predicate` an XPath 1.0 condition on the stream's own XML, e.g.
    ``starts-with(name,'Polar') and count(desc/channels/channel)=1``.
    """

    kind: SignalKind | None = None
    name: str = ""
    source_id: str = ""
    host: str = ""
    predicate: str = ""

    @classmethod
    def parse(cls, text: str) -> Want:
        """A want as words: ``ecg``, ``kind=EKG``, ``name=...``, ``source_id=...``, ``host=...`` or
        ``xpath=...``.

        Raises
        ------
        LslError
            An unknown kind or field.
        """
        field, separator, value = (part.strip() for part in text.partition("="))
        if not separator:
            field, value = "kind", field
        if not value:
            raise LslError(f"stream {text!r} names nothing; write e.g. ecg or name=Polar H10")
        if field in ("kind", "type"):
            kind = kind_of_word(value)
            if kind is None:
                raise LslError(
                    f"stream kind {value!r} is unknown; use ecg, ppg, rr, hr, respiration, eda, "
                    "eeg, motion or markers, or name the stream with name=..."
                )
            return cls(kind=kind)
        if field == "xpath":
            return cls(predicate=value)
        if field == "name":
            return cls(name=value)
        if field == "source_id":
            return cls(source_id=value)
        if field == "host":
            return cls(host=value)
        raise LslError(
            f"stream field {field!r} is unknown; use kind, name, source_id, host or xpath"
        )

    def may_fit(self, name: str, source_id: str, host: str) -> bool:
        """Whether a stream can be wanted, going by what discovery alone tells of it."""
        if source_id.startswith(OWN_PREFIX) and not (self.name or self.source_id or self.predicate):
            return False
        return all(
            wanted in ("", found)
            for wanted, found in ((self.name, name), (self.source_id, source_id), (self.host, host))
        )

    def fits(self, stream: StreamInfo) -> bool:
        """Whether a stream is wanted; its predicate was answered by the stream itself."""
        return self.kind in (None, stream.kind) and self.may_fit(
            stream.name, stream.source_id, stream.host
        )

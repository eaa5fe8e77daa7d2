"""Which signal is this? Answers from what a stream or a file says of itself.

Devices spell the same signal in many ways ("ECG", "EKG", "RawECG"); the LSL and XDF conventions
leave case and spelling open. Everything here is pure, so live streams and recordings agree.

Spellings: the XDF meta-data wiki (content types), BIDS (`cardiac`, `respiratory`, `trigger`) and
the streams of Excite-O-Meter (`HeartRate`, `RRinterval`, `RawECG`, all of type `ExciteOMeter`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from biofeedback.types import SignalKind

ALIASES: Mapping[SignalKind, tuple[str, ...]] = MappingProxyType(
    {
        "ecg": ("ecg", "ekg", "rawecg", "rawekg", "electrocardiogram", "cardiac"),
        "ppg": ("ppg", "bvp", "pleth", "plethysmogram", "photoplethysmogram", "pulsewave"),
        "rr": ("rr", "rri", "ibi", "rrinterval", "rrintervals", "nn", "interbeatinterval"),
        "hr": ("hr", "heartrate", "heartbeatrate", "pulserate", "bpm"),
        "respiration": ("resp", "rsp", "respiration", "respiratory", "breath", "breathing", "rip"),
        "eda": ("eda", "gsr", "scl", "scr", "electrodermal", "skinconductance", "galvanic"),
        "eeg": ("eeg", "rawbrainwave", "electroencephalogram"),
        "motion": ("acc", "accel", "acceleration", "accelerometer", "accelerometry", "motion",
                   "imu", "gyro", "gyroscope"),
        "markers": ("marker", "markers", "event", "events", "eventmarkers", "trigger", "triggers",
                    "stim", "annotations"),
    }
)  # fmt: skip
"""Spellings of each kind, in lower case and letters and digits only."""

_KIND_OF: Mapping[str, SignalKind] = {
    word: kind for kind, words in ALIASES.items() for word in words
}

# A breathing *rate* (or a heart-rate *variability*) is a number about the signal, not the signal.
_DERIVED = frozenset(
    {"resprate", "respirationrate", "respiratoryrate", "breathrate", "breathingrate", "hrv"}
)

# Electrode names of the 10-20 system and its 10-10 extension.
_ELECTRODE = re.compile(r"(fp|af|f|ft|fc|c|t|tp|cp|p|po|o)(z|10|[1-9])", re.IGNORECASE)
_MIN_ELECTRODES = 2

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SPLIT = re.compile(r"[^A-Za-z0-9]+")


def kind_of_word(text: str) -> SignalKind | None:
    """The kind that a type, name or label spells, whole or in one of its words; None if none."""
    whole = _SPLIT.sub("", text).lower()
    if whole in _DERIVED:
        return None
    if whole in _KIND_OF:
        return _KIND_OF[whole]
    words = [word.lower() for part in _SPLIT.split(text) for word in _CAMEL.split(part) if word]
    pairs = [a + b for a, b in itertools.pairwise(words)]
    if any(pair in _DERIVED for pair in pairs):
        return None
    # Two words together say more than one: "Pulse Rate" before "Rate", "RR interval" before "RR".
    for candidate in (*pairs, *words):
        kind = _KIND_OF.get(candidate) or _KIND_OF.get(candidate.rstrip("0123456789"))
        if kind is not None:
            return kind
    return None


def kind_of(declared_type: str, name: str = "", labels: Sequence[str] = ()) -> SignalKind:
    """The kind of a whole stream: its declared type decides, else its name, else its labels.

    Parameters
    ----------
    declared_type, name
        As the stream spells them; any case.
    labels
        Channel labels, as many as are known.

    Returns
    -------
    SignalKind
        "other" when nothing is recognised.
    """
    kind = kind_of_word(declared_type) or kind_of_word(name)
    if kind is not None:
        return kind
    for label in labels:
        kind = kind_of_word(label)
        if kind is not None:
            return kind
    electrodes = sum(_ELECTRODE.fullmatch(label.strip()) is not None for label in labels)
    return "eeg" if electrodes >= _MIN_ELECTRODES else "other"


def kinds_of_channels(
    declared_type: str, name: str, labels: Sequence[str], types: Sequence[str]
) -> dict[SignalKind, tuple[int, ...]]:
    """Columns of each kind in one stream, in channel order.

    An amplifier may send heart, breath and skin in one stream. A channel's own type decides, else
    the stream's kind, else the channel's label. Channels nothing is known of (counters, battery)
    are left out beside known ones; a stream in which nothing is known is all "other".

    Parameters
    ----------
    declared_type, name
        As the stream spells them; any case.
    labels, types
        One string a channel, empty where unknown; the same length.

    Returns
    -------
    dict
        Kind to column numbers; never empty when there is a channel.
    """
    if len(labels) != len(types):
        raise ValueError(
            f"labels and types: got {len(labels)} labels and {len(types)} types; "
            "give one of each for every channel"
        )
    whole = kind_of_word(declared_type) or kind_of_word(name)
    if whole is None and kind_of(declared_type, name, labels) == "eeg":
        whole = "eeg"
    columns: dict[SignalKind, list[int]] = {}
    for column, (label, kind_text) in enumerate(zip(labels, types, strict=True)):
        kind = kind_of_word(kind_text) or whole or kind_of_word(label)
        columns.setdefault(kind or "other", []).append(column)
    if len(columns) > 1:
        columns.pop("other", None)
    return {kind: tuple(of_kind) for kind, of_kind in columns.items()}

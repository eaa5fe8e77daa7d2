"""What the QRS detector weighs, against what, and what it decides."""

from __future__ import annotations

from dataclasses import dataclass

from biofeedback.types import FloatArray


@dataclass(slots=True)
class Candidate:
    """A maximum of the envelope; indices count working samples."""

    at: int
    size: float  # of the envelope
    height: float  # range of the raw signal around it
    shape: float  # correlation with the learnt beats
    evidence: FloatArray
    belief: float


@dataclass(frozen=True, slots=True)
class Usual:
    """What beats and noise were like of late; see `qrs_belief.measure`."""

    level: float
    noise: float
    height: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """A beat (or its taking back) decided at working sample `decided`.

    `late`: by a second look, once later beats were known (`qrs_review`).
    """

    at: int
    decided: int
    trust: float
    retracted: bool = False
    late: bool = False

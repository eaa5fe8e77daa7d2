"""A simulated patient: seeded physiology on virtual time, with its ground truth.

`Patient` is a `Source`; `Patient.truth` knows what really happened.
"""

from __future__ import annotations

from biofeedback.sources.patient.artifacts import Artifact, ArtifactKind
from biofeedback.sources.patient.patient import STREAMS, Patient
from biofeedback.sources.patient.person import Person, draw_person
from biofeedback.sources.patient.truth import Truth

__all__ = ["STREAMS", "Artifact", "ArtifactKind", "Patient", "Person", "Truth", "draw_person"]

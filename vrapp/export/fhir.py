"""A session as a FHIR R4B bundle: the person by code, and observations with LOINC codes.

Only what the codes mean is sent under them: RMSSD has no LOINC code and is left out (80404-7 is
SDNN). Nothing identifies the person but the code that the clinic gave.
"""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from vrapp.export.signals import ExportError
from vrapp.record.whole import write_whole
from vrapp.report import findings
from vrapp.report.kept import KeptSession

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"

VITAL = (
    ("heart_rate", "8867-4", "Heart rate", "beats/minute", "/min"),
    ("respiration_rate", "9279-1", "Respiratory rate", "breaths/minute", "/min"),
)
SDNN = ("sdnn", "80404-7", "R-R interval.standard deviation (Heart rate variability)", "ms", "ms")
PAIN = ("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported")
NAMESPACE = uuid.UUID("6f0a5d52-6f4e-4f0a-9a63-3e0d6a3f6c11")
"""Of this program: the same session gives the same identifiers."""


def bundle(kept: KeptSession) -> dict[str, Any]:
    """The session as plain JSON: medians of trusted values, and the pain ratings."""
    study = kept.manifest.get("study") or {}
    code, created = study.get("code") or "unknown", str(kept.manifest.get("created", ""))
    patient = str(uuid.uuid5(NAMESPACE, f"patient {code}"))
    subject = {"reference": f"urn:uuid:{patient}"}
    entries: list[dict[str, Any]] = [
        {
            "fullUrl": f"urn:uuid:{patient}",
            "resource": {
                "resourceType": "Patient",
                "id": patient,
                "identifier": [{"system": "urn:vrapp:code", "value": code}],
            },
        }
    ]
    for number, observation in enumerate(_observations(kept, created)):
        name = str(uuid.uuid5(NAMESPACE, f"{code} {created} {number}"))
        entries.append(
            {
                "fullUrl": f"urn:uuid:{name}",
                "resource": {
                    "resourceType": "Observation",
                    "id": name,
                    "status": "final",
                    "subject": subject,
                    **observation,
                },
            }
        )
    return {
        "resourceType": "Bundle",
        "id": str(uuid.uuid5(NAMESPACE, f"{code} {created}")),
        "type": "collection",
        **({"timestamp": created} if _zoned(created) else {}),
        "entry": entries,
    }


def write_fhir(kept: KeptSession, path: Path) -> list[Path]:
    """Write the bundle as JSON. Raises `ExportError` where the file cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(bundle(kept), indent=2, ensure_ascii=False, allow_nan=False)
        write_whole(path, text + "\n")
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror}; give another --out") from error
    return [path]


def _observations(kept: KeptSession, created: str) -> Iterator[dict[str, Any]]:
    period = _period(created, kept.duration_s)
    for name, code, title, unit, ucum in VITAL:
        value = findings.median(kept.series(name))
        if math.isfinite(value):
            yield {
                "category": [_coded(CATEGORY, "vital-signs", "Vital Signs")],
                "code": _coded(LOINC, code, title),
                **period,
                "valueQuantity": _quantity(value, unit, ucum),
            }
    name, code, title, unit, ucum = SDNN
    value = findings.median(kept.series(name))
    if math.isfinite(value):
        yield {
            "category": [_coded(CATEGORY, "procedure", "Procedure")],
            "code": _coded(LOINC, code, title),
            **period,
            "valueQuantity": _quantity(value, unit, ucum),
        }
    for rating in kept.manifest.get("ratings", ()):
        if rating["id"] not in ("pain_before", "pain_after"):
            continue
        try:
            value = float(rating["value"])
        except ValueError:
            continue
        yield {
            "category": [_coded(CATEGORY, "survey", "Survey")],
            "code": _coded(LOINC, *PAIN),
            "effectiveDateTime": _moment(created, float(rating["at_s"])),
            "valueQuantity": _quantity(value, "{score}", "{score}"),
            "note": [{"text": f"{rating['id'].replace('_', ' ')} the session"}],
        }


def _period(created: str, length_s: float) -> dict[str, Any]:
    """When the medians are of: the whole session."""
    if not _zoned(created):
        return {"effectiveDateTime": created[:10]}
    return {"effectivePeriod": {"start": created, "end": _moment(created, length_s)}}


def _moment(created: str, at_s: float) -> str:
    """So many seconds into the session; the day alone where its beginning has no zone."""
    if not _zoned(created):
        return created[:10]
    return (datetime.fromisoformat(created) + timedelta(seconds=at_s)).isoformat(timespec="seconds")


def _coded(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def _quantity(value: float, unit: str, ucum: str) -> dict[str, Any]:
    return {"value": round(value, 2), "unit": unit, "system": UCUM, "code": ucum}


def _zoned(created: str) -> bool:
    """Whether a time says its zone: FHIR wants one with every time of day, else the day alone."""
    return created.endswith("Z") or "+" in created[10:] or "-" in created[10:]

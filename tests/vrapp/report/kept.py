"""A session's folder as a session leaves it, with what a test wants in it."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

MANIFEST: dict[str, Any] = {
    "format": 1,
    "program": {"name": "vrapp", "version": "0.1.0"},
    "created": "2026-11-24T10:30:00",
    "body": "live sensors",
    "study": {
        "code": "P012",
        "blinded": False,
        "arm": "live",
        "seed": None,
        "assigned": "by hand",
        "sealed": None,
    },
    "protocol": {"name": "short", "title": "Short", "file": "short.toml", "sha256": "ab" * 32},
    "formulas": {"coherence": 1},
    "shown": [{"name": "bay", "start_s": 0.0}],
    "phases": [
        {
            "title": "Arrive",
            "kind": "free",
            "part_of": "Arrive",
            "start_s": 0.0,
            "end_s": 120.0,
            "pace_start_per_min": None,
            "pace_end_per_min": None,
        },
        {
            "title": "Training",
            "kind": "training",
            "part_of": "Training",
            "start_s": 120.0,
            "end_s": 300.0,
            "pace_start_per_min": 6.0,
            "pace_end_per_min": 6.0,
            "reward": {"success": 0.71, "difficulty": 0.4},
        },
    ],
    "ratings": [],
    "adverse_events": [],
    "resonance": None,
    "pace_per_min": 6.0,
    "baseline": {},
    "complete": True,
    "end": {"reason": "protocol", "at_s": 300.0},
}


def rating(at_s: float, id: str, value: str) -> dict[str, Any]:  # noqa: A002
    return {"at_s": at_s, "id": id, "value": value, "by": "patient (gaze)", "phase": "Before"}


def keep(folder: Path, trust: float = 0.9, **changes: Any) -> Path:
    """A five-minute session; `changes` replace entries of its manifest."""
    folder.mkdir(parents=True)
    told = {**MANIFEST, **changes}
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    rows = ["t_s,kind,name,value,unit,trust"]
    for n in range(1200):
        t = n / 4
        wave = math.sin(2 * math.pi * 0.1 * t)
        rows += [
            f"{t:.3f},feature,heart_rate,70,1/min,{trust}",
            f"{t:.3f},feature,heart_rate_wave,{6 * wave:.4f},1/min,{trust}",
            f"{t:.3f},feature,respiration_rate,6,1/min,{trust}",
            f"{t:.3f},feature,respiration_phase,{0.1 * t:.4f},cycle,{trust}",
            f"{t:.3f},feature,coherence,{'' if t < 64 else 0.8},,{0 if t < 64 else trust}",
            f"{t:.3f},parameter,swell,0.1,m,",
        ]
    (folder / "features.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "events.txt").write_text(
        "    0.00 s  session started: short\n  130.00 s  ECG was lost\n", encoding="utf-8"
    )
    return folder

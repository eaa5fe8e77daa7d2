"""A controller on the belly, from the runtime to the rate that the engine reads."""

from __future__ import annotations

import csv
import math
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tests.openxr.monado import Monado
from tests.openxr.remote import Remote

pytestmark = [pytest.mark.openxr, pytest.mark.slow]

BREATHING_S, LOST_S = 45.0, 8.0


def feature(folder: Path, name: str) -> np.ndarray:
    """(3, n): t, value, trust."""
    with (folder / "features.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["name"] == name]
    return np.array([[float(row[k] or "nan") for k in ("t_s", "value", "trust")] for row in rows]).T


def test_a_breathing_hand_is_a_respiration_stream_until_it_is_lost(
    scripted_service: Monado, remote: Remote, tmp_path: Path
) -> None:
    remote.head()
    out = tmp_path / "s"
    program = scripted_service.spawn(
        sys.executable, "-m", "vrapp", "run", "--display", "headset", "--belly", "--feel",
        "--guided", "6", "--size", "96x54", "--scope", "machine", "--out", str(out),
        "--duration", str(BREATHING_S + LOST_S + 7.0),
    )  # fmt: skip
    began = time.monotonic()
    lost_at = None
    while program.poll() is None and time.monotonic() - began < 120.0:
        t = time.monotonic() - began
        active = lost_at is None
        up = 0.004 * math.sin(2.0 * math.pi * 0.2 * t)  # 8 mm, 12 a minute
        remote.hand("left", (0.0, 1.0 + up, -0.2), active=active, tracked=active)
        if active and t > BREATHING_S + 4.0:
            lost_at = t
        time.sleep(0.01)
    said, errors = program.communicate(timeout=30)
    assert program.returncode == 0, said + errors
    t, rate, trust = feature(out, "respiration_rate")
    known = trust > 0.5
    assert known.any(), said
    assert t[known][0] < BREATHING_S
    steady = known & (t > t[known][0] + 5.0)
    # a machine that stands still for a second bends the hand's own movement
    assert (np.abs(rate[steady] - 12.0) < 1.0).mean() > 0.9
    assert trust[-1] < 0.1

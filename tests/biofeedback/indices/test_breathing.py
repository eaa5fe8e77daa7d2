from __future__ import annotations

import math

import pytest

from biofeedback.indices.base import History
from biofeedback.indices.breathing import BreathRegularity
from biofeedback.types import Breath, Feature, Index


def breaths(cycles: list[float], quality: float = 1.0) -> History:
    history = History()
    history.quality["respiration"] = (quality, "")
    t = 0.0
    for cycle in cycles:
        history.breaths.append(Breath(t, t + 0.4 * cycle, t + 0.4 * cycle + 0.3, 1.0))
        t += cycle
    return history


def said(history: History, now: float) -> dict[str, Feature | Index]:
    return {v.name: v for v in BreathRegularity().compute(history, now)}


def test_even_and_uneven_breathing() -> None:
    even = said(breaths([5.0] * 10), 50.0)
    assert even["breath_regularity"].value == pytest.approx(1.0)
    assert even["breath_regularity"].trust == pytest.approx(1.0)
    assert even["inhale_share"].value == pytest.approx(0.4)
    assert said(breaths([3.0, 7.0] * 5), 50.0)["breath_regularity"].value < 0.4


def test_a_gap_is_no_long_breath() -> None:
    assert said(breaths([5.0] * 5 + [30.0] + [5.0] * 5), 80.0)[
        "breath_regularity"
    ].value == pytest.approx(1.0)


def test_not_yet_not_believed_not_worn() -> None:
    few = said(breaths([5.0] * 3), 15.0)
    assert math.isnan(few["inhale_share"].value)
    assert few["breath_regularity"].trust == 0.0
    assert "not yet" in few["breath_regularity"].reason
    doubted = said(breaths([5.0] * 10, quality=0.2), 50.0)["breath_regularity"]
    assert doubted.trust == pytest.approx(0.2)
    assert doubted.reason
    assert said(History(), 50.0) == {}
    assert said(breaths([5.0] * 10), 500.0)["breath_regularity"].trust == 0.0  # long ago

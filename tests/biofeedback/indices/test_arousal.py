from __future__ import annotations

import math

from biofeedback.indices.arousal import Arousal
from biofeedback.indices.base import History
from biofeedback.types import Feature, Index, Scr


def run(arousal, history, start, stop, level=5.0, per_min=3.0, trust=1.0):
    """One compute a second; the last values by name."""
    last = {}
    for now in range(start, stop):
        if per_min and now % round(60 / per_min) == 0:
            history.scrs.append(Scr(now - 0.7, now + 0.5, 0.3, now, 0.95))
        history.quality["eda"] = (trust, "the electrode is off" if trust < 0.5 else "")
        history.features["eda_tonic"] = Feature("eda_tonic", now, level, "uS", trust)
        last = {(type(v).__name__, v.name): v for v in arousal.compute(history, float(now))}
    return last


def test_nobody_wearing_it_says_nothing():
    assert list(Arousal().compute(History(), 10.0)) == []


def test_not_yet_then_half_then_up_and_down_with_the_skin():
    arousal, history = Arousal(), History()
    early = run(arousal, history, 0, 15)["Index", "arousal"]
    assert early.trust == 0.0
    assert early.reason.startswith("not yet")
    rest = run(arousal, history, 15, 200)["Index", "arousal"]
    assert abs(rest.value - 0.5) < 0.15
    assert rest.trust == 1.0
    high = run(arousal, history, 200, 300, level=6.0, per_min=12.0)["Index", "arousal"]
    assert high.value > 0.85
    low = run(arousal, history, 300, 400, level=4.4, per_min=0)["Index", "arousal"]
    assert low.value < 0.25


def test_a_lost_electrode_is_not_low_arousal():
    arousal, history = Arousal(), History()
    run(arousal, history, 0, 200)
    lost = run(arousal, history, 200, 210, trust=0.0)
    assert lost["Index", "arousal"] == Index("arousal", 0.5, 0.0, "the electrode is off")
    assert math.isnan(lost["Feature", "scr_rate"].value)

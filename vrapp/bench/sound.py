"""What the sound costs: CPU time of its synthesis, scene by scene, as a share of a core."""

from __future__ import annotations

import time
from collections.abc import Iterable

from vrapp.audio.base import RATE
from vrapp.audio.mix import HOP, Heard, Mix, build
from vrapp.bench import Row
from vrapp.scene.library import load_scene

SETTLE_S = 5.0
"""Seconds of sound before anything counts: the scene has come up."""


def bench_sound(scenes: Iterable[str], seconds: float = 20.0) -> list[Row]:
    """Each scene at full openness while the head turns, and what it takes to make its voices.

    Raises
    ------
    SceneError
        A scene is not sound.
    """
    rows: list[Row] = []
    for name in scenes:
        spec = load_scene(name)
        if spec.sound is None:
            continue
        began = time.thread_time()
        build(spec.sound)
        made = time.thread_time() - began
        high = {p.name: p.range[1] for p in spec.parameters}
        mix = Mix(pacer_tone=True)
        costs = []
        hops = round((SETTLE_S + seconds) * RATE / HOP)
        for hop in range(hops):
            ears = (1.0, 0.0) if hop % 2 else (0.98, 0.199)  # the head never rests
            heard = Heard(spec.sound, high, ears, pacer=hop % 100 / 100, guided=1.0)
            began = time.thread_time()
            mix.render(heard, HOP)
            costs.append(time.thread_time() - began)
        costs = costs[round(SETTLE_S * RATE / HOP) :]
        share = sum(costs) / (len(costs) * HOP / RATE)
        rows.append((f"{name}: share of one core", share * 100.0, "%"))
        rows.append((f"{name}: dearest block of {HOP / RATE * 1e3:.0f} ms", max(costs) * 1e3, "ms"))
        rows.append((f"{name}: to make its voices, once", made * 1e3, "ms"))
    return rows

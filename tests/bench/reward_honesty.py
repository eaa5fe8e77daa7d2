"""What an attack on the sensors earns: attack -> reward, with the gate of trust and without it.

    python -m tests.bench.reward_honesty

A resting person's clean signals are their baseline; then the attack takes the heart's sensor for
longer than coherence's whole window. *Without the gate* is the reward that the index's value alone
would give, whatever its trust; *with the gate* what can move a scene: the reward times how far the
mapping lets an index of its trust take hold. The highest after `GRACE_S` of the attack.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from biofeedback.engine import Engine
from biofeedback.indices.baseline import Baseline, BaselineBuilder
from biofeedback.indices.coherence import Coherence
from biofeedback.sources.patient import Patient
from biofeedback.training.reward import Reward
from biofeedback.types import BodyState, Chunk, Feature, FloatArray, Index
from vrapp.session.mapping import engagement_of

TICK_S = 1 / 8
CLEAN_S, ATTACK_S, GRACE_S = 100.0, 80.0, 5.0
SEED = 4

Attack = Callable[[FloatArray, FloatArray], FloatArray]
"""Of seconds since the attack began (n,) and the clean samples (n,), those that come instead."""


def pulses(t: FloatArray, at: FloatArray, width_s: float = 0.012) -> FloatArray:
    return np.exp(-0.5 * ((t[:, None] - at) / width_s) ** 2).sum(axis=1)


GHOSTS = np.cumsum(np.random.default_rng(9).uniform(0.3, 1.6, 200))
NOISE = np.random.default_rng(3)


def electrode_off(t: FloatArray, clean: FloatArray) -> FloatArray:
    """Mains hum of a lead in the air, drifting to the rail."""
    return 3.0 * np.sin(2 * math.pi * 50.0 * t) + 0.5 * NOISE.normal(size=t.size) + 0.2 * t


ECG: dict[str, Attack] = {
    "nothing (the same person at rest)": lambda t, clean: clean,
    "flat line": lambda t, clean: np.zeros(t.size),
    "spike train, 1 a second": lambda t, clean: 5.0 * pulses(t, np.arange(0.5, 200.0, 1.0)),
    "ghost pulses at odd times": lambda t, clean: pulses(t, GHOSTS),
    "electrode off": electrode_off,
}
RR = ("nothing, RR of the same person", "metronome as RR, 1000 ms", "RR stuck at one value of 0 ms")


@dataclass(frozen=True)
class Row:
    """One attack: the highest reward it earned, 0..1, either way, and the difficulty it moved."""

    name: str
    before: float
    ungated: float
    gated: float
    difficulty_moved: float


class Room:
    """A person at rest with one heart sensor; copied before each attack."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._patient = Patient(SEED, streams=(kind,))
        self._engine = Engine(traces=False, indices=[Coherence()])
        builder = BaselineBuilder()
        self.body = BodyState()
        for k in range(round(CLEAN_S / TICK_S)):
            t = (k + 1) * TICK_S
            self.body = self._engine.step(self._patient.read(t), t)
            builder.add(_resting(self.body))
        self.baseline: Baseline = builder.build()
        count = round(ATTACK_S / TICK_S)
        self._clean = [self._patient.read(CLEAN_S + (k + 1) * TICK_S) for k in range(count)]

    def attack(self, name: str) -> Row:
        shared = {id(m): m for m in (self.body.features, self.body.indices)}
        engine = copy.deepcopy(self._engine, shared)
        gated, ungated = Reward(self.baseline), Reward(self.baseline)
        index = self.body.indices["coherence"]
        for _ in range(30):
            gated.step(1.0, index)
            ungated.step(1.0, Index("coherence", index.value, 1.0))
        before, asked = gated.state.value, gated.state.difficulty
        most = [0.0, 0.0]
        beat = CLEAN_S
        for k, pull in enumerate(self._clean):
            now = CLEAN_S + (k + 1) * TICK_S
            chunks = [self._instead(name, chunk) for chunk in pull.chunks]
            if self.kind == "rr" and not name.startswith("nothing"):
                chunks = []
                while beat + 1.0 <= now:
                    beat += 1.0
                    value = 1000.0 if "metronome" in name else 0.0
                    stream = self._patient.streams[0]
                    chunks.append(Chunk(stream, np.array([beat]), np.array([[value]])))
            body = engine.step(chunks, now)
            index = body.indices["coherence"]
            shown = gated.step(TICK_S, index)
            raw = ungated.step(TICK_S, Index("coherence", index.value, 1.0))
            if now > CLEAN_S + GRACE_S:
                most[0] = max(most[0], raw.value)
                most[1] = max(most[1], shown.value * engagement_of(shown.trust))
        return Row(name, before, most[0], most[1], gated.state.difficulty - asked)

    def _instead(self, name: str, chunk: Chunk) -> Chunk:
        if self.kind != "ecg":
            return chunk
        x = ECG[name](chunk.t - CLEAN_S, chunk.x[:, 0])
        return Chunk(chunk.stream, chunk.t, x[:, None])


def _resting(body: BodyState) -> list[Feature]:
    feature, index = body.features.get("coherence"), body.indices.get("coherence")
    if feature is None or index is None:
        return []
    return [Feature("coherence", feature.t, index.value, "", index.trust)]


def main() -> None:
    print("| attack | reward before | without the gate | with the gate | difficulty moved |")
    print("|---|---|---|---|---|")
    for kind, names in (("ecg", tuple(ECG)), ("rr", RR)):
        room = Room(kind)
        for name in names:
            row = room.attack(name)
            numbers = (row.before, row.ungated, row.gated, row.difficulty_moved)
            print(f"| {row.name} | " + " | ".join(f"{x:.2f}" for x in numbers) + " |")


if __name__ == "__main__":
    main()

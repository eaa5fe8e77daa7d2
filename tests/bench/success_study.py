"""How often simulated patients succeed in training: `python -m tests.bench.success_study [COUNT]`.

Each rests for two and a half minutes, then trains for fifteen as in `practice`, with belt and RR
intervals through engine and session. Told of each: the share of trusted time in which the reward
was met, after the first two minutes; where the sensors fell off for a minute, that nothing moved
meanwhile.
"""

from __future__ import annotations

import statistics
import sys

from biofeedback.sources.patient import Patient
from biofeedback.sources.patient.artifacts import Artifact
from biofeedback.training.reward import SUCCESS
from biofeedback.types import BodyState
from tests.vrapp.session.simulated import TICK_S, EngineBody, walk
from vrapp.session.course import REWARDED, Plan
from vrapp.session.protocol import Phase, Protocol
from vrapp.session.session import Session

REST_S, TRAIN_S, FINDING_S = 150.0, 900.0, 120.0
OFF_S = (REST_S + 480.0, REST_S + 540.0)
PROTOCOL = Protocol(
    "success",
    (
        Phase("Rest", REST_S, kind="baseline", feedback="off"),
        Phase("Train", TRAIN_S, 6.0, kind="training", pacing="lead", feedback="reward"),
    ),
)


class Success:
    """Counts the time, and watches what is frozen while the sensor is off."""

    def __init__(self) -> None:
        self.met_s = self.trusted_s = 0.0
        self.moved = 0.0
        self._kept: tuple[float, float] | None = None

    def see(self, session: Session, body: BodyState) -> None:
        status = session.status
        reward = status.course.reward
        if reward is None:
            return
        if reward.frozen:
            now = reward.value, reward.difficulty
            if self._kept is not None:
                self.moved = max(
                    self.moved, *(abs(a - b) for a, b in zip(now, self._kept, strict=True))
                )
            self._kept = now
            return
        self._kept = None
        index = body.indices.get(REWARDED)
        rewards = session._conduct.course._reward
        if status.course.in_phase_s > FINDING_S and index is not None and rewards is not None:
            self.trusted_s += TICK_S
            self.met_s += TICK_S * (rewards.percentile(index.value) >= SUCCESS)


def study(seed: int, off: bool = False) -> tuple[float, float, float]:
    """Share of success, trusted minutes, and how far anything moved while it was frozen."""
    artifacts = [Artifact("dropout", OFF_S[0], OFF_S[1] - OFF_S[0], "rr")] if off else []
    patient = Patient(seed, streams=("rr", "respiration"), artifacts=artifacts)
    seen = Success()
    walk(PROTOCOL, EngineBody(patient), watch=seen.see, plan=Plan(unattended=True))
    return seen.met_s / max(seen.trusted_s, 1e-9), seen.trusted_s / 60.0, seen.moved


def main(first: int, count: int) -> None:
    shares = []
    for seed in range(first, first + count):
        share, minutes, moved = study(seed, off=seed % 4 == 0)
        shares.append(share)
        print(
            f"{seed:3d}  {share:4.0%} of {minutes:4.1f} trusted min; frozen, moved by {moved:.1g}",
            flush=True,
        )
    within = sum(0.6 <= share <= 0.8 for share in shares)
    print(f"{within} of {count} within 60 to 80 %; median {statistics.median(shares):.0%}")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 101,
        int(sys.argv[2]) if len(sys.argv) > 2 else 20,
    )

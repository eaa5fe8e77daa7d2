"""A plausible body and session for looking at the desk; invented, and only for tests."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from biofeedback.types import (
    Beat,
    BodyState,
    Breath,
    Channel,
    Feature,
    Notice,
    Respiration,
    SignalKind,
    StreamHealth,
    StreamInfo,
    StreamStateName,
    Trace,
)
from vrapp.session.status import SessionStatus


def make_stream(
    kind: SignalKind, name: str, rate_hz: float, state: StreamStateName = "live"
) -> StreamHealth:
    info = StreamInfo(f"{kind}:{name}", kind, name, (Channel("a"),), rate_hz)
    return StreamHealth(info, state, 0.0, rate_hz, 1.0)


def make_body(
    now: float, *, trust: float = 0.95, reason: str = "", beat_s: float = 0.9
) -> BodyState:
    rng = np.random.default_rng(3)
    beat_times = np.arange(math.ceil((now - 60.0) / beat_s), math.floor(now / beat_s) + 1) * beat_s
    beats = [Beat(float(t), float(t), trust, "ecg", beat_s, beat_s) for t in beat_times]
    t_ecg = np.arange(now - 10.0, now, 1 / 250)
    ecg = rng.normal(0.0, 0.02, t_ecg.size)
    for t in beat_times:
        ecg += np.exp(-(((t_ecg - t) / 0.012) ** 2))
    t_belt = np.arange(now - 60.0, now, 1 / 25)
    belt = np.sin(2 * np.pi * 0.1 * t_belt)
    first = math.ceil((now - 50.0) / 10.0)
    breaths = [
        Breath(10.0 * k - 2.5, 10.0 * k + 2.5, 10.0 * k + 3.0, trust)
        for k in range(first, int(now // 10.0))
    ]
    values = {
        "heart_rate": (60.0 / beat_s, "/min"),
        "respiration_rate": (6.0, "/min"),
        "rmssd": (42.0, "ms"),
        "coherence": (0.7, ""),
    }
    return BodyState(
        t=now,
        features={n: Feature(n, now, v, u, trust, reason) for n, (v, u) in values.items()},
        respiration=Respiration(now, now * 0.1, 0.1, 1.0, trust, reason),
        beats=beats,
        breaths=breaths,
        streams=[
            make_stream("ecg", "chest strap", 250.0),
            make_stream("respiration", "belt", 25.0),
        ],
        traces={"ecg": Trace(t_ecg, ecg, "mV"), "respiration": Trace(t_belt, belt)},
        notices=[Notice("respiration:belt", "connected", now - 30.0)],
    )


def make_status(now: float, **changes: Any) -> SessionStatus:
    fields: dict[str, Any] = {
        "t": now,
        "elapsed_s": 90.0,
        "phase": "Breathing",
        "phase_remaining_s": 252.0,
        "next_phase": "Recovery",
        "paused": False,
        "ended": False,
        "end_reason": "",
        "scene": "bay",
        "scenes": ("bay", "forest", "snow"),
        "guidance_per_min": 6.0,
        "breath_source": "pacer",
        "engagement": 0.9,
        "reason": "",
    }
    return SessionStatus(**(fields | changes))

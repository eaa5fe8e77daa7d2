"""Simulated beats for tests: seeded, with known times."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from biofeedback.signals.base import Signal
from biofeedback.types import Beat, Channel, Chunk, Event, FloatArray, SignalKind, StreamInfo

TICK_S = 1 / 32


def stream(kind: SignalKind, rate_hz: float, unit: str = "mV") -> StreamInfo:
    return StreamInfo(kind, kind, kind, (Channel(kind, unit),), rate_hz)


def beat_times(seconds: float, seed: int = 0, rate: float = 66.0, rsa: float = 0.05) -> FloatArray:
    """Beats of a resting heart with respiratory sinus arrhythmia at 0.1 Hz."""
    rng = np.random.default_rng(seed)
    times = [0.4]
    while times[-1] < seconds - 0.5:
        rr = 60.0 / rate * (1.0 + rsa * np.sin(2 * np.pi * 0.1 * times[-1]))
        times.append(times[-1] + rr + 0.008 * rng.standard_normal())
    return np.array(times)


def ecg(
    beats: FloatArray, seconds: float, rate_hz: float, seed: int = 0, noise: float = 0.01
) -> FloatArray:
    """P, Q, R, S and T as Gaussians (amplitude mV, offset s, width s; McSharry 2003), wander."""
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    x = np.zeros(t.size)
    waves = ((0.12, -0.17, 0.025), (-0.1, -0.03, 0.01), (1.0, 0.0, 0.011),
             (-0.2, 0.032, 0.011), (0.25, 0.26, 0.05))  # fmt: skip
    for beat in beats:
        low, high = np.searchsorted(t, (beat - 0.4, beat + 0.6))
        for amplitude, offset, width in waves:
            x[low:high] += amplitude * np.exp(-0.5 * ((t[low:high] - beat - offset) / width) ** 2)
    rng = np.random.default_rng(seed + 1)
    return x + 0.05 * np.sin(2 * np.pi * 0.2 * t) + noise * rng.standard_normal(t.size)


def ppg(beats: FloatArray, seconds: float, rate_hz: float, seed: int = 0) -> FloatArray:
    """Systolic and diastolic wave (systolic peak at the beat's time), wander and noise."""
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    x = np.zeros(t.size)
    for beat in beats:
        low, high = np.searchsorted(t, (beat - 0.5, beat + 0.9))
        s = t[low:high] - beat
        x[low:high] += np.exp(-0.5 * (s / np.where(s < 0, 0.075, 0.12)) ** 2)
        x[low:high] += 0.35 * np.exp(-0.5 * ((s - 0.3) / 0.1) ** 2)
    rng = np.random.default_rng(seed + 2)
    return x + 0.1 * np.sin(2 * np.pi * 0.25 * t) + 0.005 * rng.standard_normal(t.size)


def feed(
    signal: Signal, info: StreamInfo, t: FloatArray, x: FloatArray, cuts: Sequence[int] = ()
) -> list[Event]:
    """All events of `signal`; chunks of 1/32 s, or as cut."""
    if len(cuts) == 0:
        cuts = np.searchsorted(t, np.arange(t[0] + TICK_S, t[-1], TICK_S)).tolist()
    events: list[Event] = []
    for start, stop in zip([0, *cuts], [*cuts, t.size], strict=True):
        events.extend(signal.step(Chunk(info, t[start:stop], x[start:stop, None])))
    return events


def trust_over_time(
    signal: Signal, info: StreamInfo, t: FloatArray, x: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Quality every 0.25 s while `x` is fed; arrays of times and trusts."""
    times, trusts = [], []
    for start in range(0, t.size, max(1, round(info.rate_hz / 4))):
        stop = min(start + max(1, round(info.rate_hz / 4)), t.size)
        signal.step(Chunk(info, t[start:stop], x[start:stop, None]))
        times.append(float(t[stop - 1]))
        trusts.append(signal.quality(float(t[stop - 1]))[0])
    return np.array(times), np.array(trusts)


def standing(events: Sequence[Event]) -> list[Beat]:
    """Beats that were not taken back, in order."""
    beats: dict[float, Beat] = {}
    for event in events:
        if isinstance(event, Beat):
            beats[event.t] = event
        else:
            beats.pop(event.t, None)  # type: ignore[union-attr]
    return [beats[t] for t in sorted(beats)]


def f1(reference: FloatArray, found: FloatArray, tolerance_s: float) -> float:
    """F1 (%) of one-to-one nearest matches, as AAMI EC57 counts beats."""
    taken: set[int] = set()
    for time in found:
        near = int(np.argmin(np.abs(reference - time)))
        if abs(reference[near] - time) <= tolerance_s:
            taken.add(near)
    hits = len(taken)
    return 200.0 * hits / max(reference.size + found.size, 1)

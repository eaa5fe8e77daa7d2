from __future__ import annotations

import numpy as np
import pytest

from biofeedback.signals.eeg import Eeg
from biofeedback.types import Channel, Chunk, StreamInfo

RATE = 250.0


def stream(channels=2, rate_hz=RATE):
    return StreamInfo("eeg", "eeg", "eeg", (Channel("C3", "uV", "EEG"),) * channels, rate_hz)


def brain(seconds=20.0, alpha_uv=20.0, seed=0):
    rng = np.random.default_rng(seed)
    t = np.arange(int(seconds * RATE)) / RATE
    noise = np.cumsum(rng.normal(0, 1.0, (t.size, 2)), axis=0)
    noise -= np.linspace(0, 1, t.size)[:, None] * noise[-1]
    return t, 1.5 * noise + alpha_uv * np.sin(2 * np.pi * 10.3 * t)[:, None]


def run(eeg, t, x, size=8):
    for i in range(0, t.size, size):
        eeg.step(Chunk(stream(), t[i : i + size], x[i : i + size]))
    return {f.name: f for f in eeg.features(t[-1])}


def test_more_alpha_is_seen_as_more_alpha():
    strong, weak = run(Eeg(stream()), *brain()), run(Eeg(stream()), *brain(alpha_uv=2.0))
    assert strong["eeg_alpha"].value > 0.6
    assert weak["eeg_alpha"].value < 0.5 * strong["eeg_alpha"].value
    assert strong["eeg_alpha"].trust == 1.0
    assert strong["eeg_alpha"].reason == "experimental"


def test_how_it_is_cut_changes_nothing():
    t, x = brain()
    results = [run(Eeg(stream()), t, x, size) for size in (1, 77, t.size)]
    for result in results[1:]:
        assert [f.value for f in result.values()] == [f.value for f in results[0].values()]


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda x: x * 0.0, "flat"),
        (lambda x: x * 50.0, "blink"),
        (lambda x: 0.1 * x + np.random.default_rng(1).normal(0, 18.0, x.shape), "muscle"),
        (lambda x: np.where(np.arange(x.shape[0])[:, None] % 100, x, np.nan), "missing"),
    ],
)
def test_what_spoils_it_is_named(spoil, word):
    t, x = brain(alpha_uv=2.0)
    features = run(Eeg(stream()), t, spoil(x))
    assert features["eeg_alpha"].trust == 0.0
    assert word in features["eeg_alpha"].reason


def test_silence_a_gap_and_a_slow_device():
    eeg = Eeg(stream())
    t, x = brain()
    run(eeg, t, x)
    assert eeg.quality(t[-1] + 2.0) == (0.0, "no EEG")
    run(eeg, t[:100] + 60.0, x[:100])
    assert eeg.quality(60.3) == (0.0, "EEG has just begun")
    assert "64 Hz" in Eeg(stream(rate_hz=32.0)).quality(0.0)[1]


def test_eyes_that_open_and_close(recordings):
    """The alpha share of a real channel follows its plain spectrum, and varies."""
    data = np.load(recordings / "eeg_plux_eyes.npz")
    assert float(data["eeg_fs"]) == RATE
    # 16 bits over 3 V and a gain of 41782: biosignalsplux's transfer function.
    x = (data["eeg"][:, :1].astype(float) / 2**16 - 0.5) * 3.0 / 41782.0 * 1e6
    info = StreamInfo("eeg", "eeg", "eeg", (Channel("A", "uV", "EEG"),), RATE)
    eeg, said, plain = Eeg(info), [], []
    for stop in range(250, x.shape[0], 250):
        part = slice(stop - 250, stop)
        eeg.step(Chunk(info, np.arange(x.shape[0])[part] / RATE, x[part]))
        found = {f.name: f for f in eeg.features((stop - 1) / RATE)}["eeg_alpha"]
        window = x[max(stop - 9 * 250, 0) : stop, 0]
        power = np.abs(np.fft.rfft((window - window.mean()) * np.hanning(window.size))) ** 2
        hertz = np.fft.rfftfreq(window.size, 1.0 / RATE)
        alpha = power[(hertz >= 9) & (hertz < 12)].sum()
        if found.trust > 0.5 and stop > 3000:
            said.append(found.value)
            plain.append(alpha / power[(hertz >= 2) & (hertz < 30)].sum())
    assert len(said) > 150
    assert np.corrcoef(said, plain)[0, 1] > 0.8
    assert np.percentile(said, 95) > 1.5 * np.percentile(said, 5)

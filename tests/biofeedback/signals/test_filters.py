from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import sosfilt, sosfilt_zi

from biofeedback.signals.filters import BLOCK, StreamFilter, butterworth
from biofeedback.types import FloatArray

DESIGNS = {
    "QRS band": ("bandpass", 1, (8.0, 25.0), 360.0),
    "pulse band": ("bandpass", 1, (1.5, 6.0), 62.5),
    "slow high-pass": ("highpass", 2, 0.05, 250.0),
    "steep low-pass": ("lowpass", 6, 40.0, 250.0),
    "wide band": ("bandpass", 4, (0.5, 40.0), 130.0),
}


def in_chunks(run: StreamFilter, x: FloatArray, rng: np.random.Generator) -> FloatArray:
    """`x` filtered in chunks of 0 to 3 blocks, now and then of hundreds of samples."""
    parts, at = [], 0
    while at < x.shape[0]:
        n = int(rng.integers(0, 3 * BLOCK)) if rng.random() < 0.9 else int(rng.integers(100, 900))
        parts.append(run(x[at : at + n]))
        at += n
    return np.concatenate(parts)


def scipy_answer(sos: FloatArray, x: FloatArray) -> FloatArray:
    """The same filter, begun in the steady answer to the first sample."""
    settled = np.multiply.outer(sosfilt_zi(sos), x[0])
    return np.asarray(sosfilt(sos.copy(), x, axis=0, zi=settled)[0])  # it wants to be let write


@pytest.mark.parametrize("name", list(DESIGNS))
@pytest.mark.parametrize("shape", [(4000,), (4000, 3)], ids=["one", "three channels"])
def test_it_is_scipys_filter_in_any_chunks(name: str, shape: tuple[int, ...]) -> None:
    sos = butterworth(*DESIGNS[name])  # type: ignore[arg-type]
    rng = np.random.default_rng(7)
    x = 300.0 + np.cumsum(rng.standard_normal(shape), axis=0)
    wanted = scipy_answer(sos, x)
    whole = StreamFilter(sos)(x)
    assert np.allclose(whole, wanted, rtol=0.0, atol=1e-9 * float(np.abs(x).max()))
    for _ in range(5):
        np.testing.assert_array_equal(in_chunks(StreamFilter(sos), x, rng), whole)
    single = StreamFilter(sos)
    np.testing.assert_array_equal(
        np.concatenate([single(x[i : i + 1]) for i in range(500)]), whole[:500]
    )


@pytest.mark.parametrize("used", [1, BLOCK - 1, BLOCK, BLOCK + 1])
def test_a_reset_forgets_everything(used: int) -> None:
    sos = butterworth("highpass", 2, 0.5, 100.0)
    run = StreamFilter(sos)
    x = np.random.default_rng(3).standard_normal(200)
    run(50.0 * x[:used])
    run.reset()
    np.testing.assert_array_equal(run(x), StreamFilter(sos)(x))


def test_a_constant_of_any_size_makes_no_transient() -> None:
    run = StreamFilter(butterworth("bandpass", 1, (8.0, 25.0), 250.0))
    assert float(np.abs(run(np.full(1000, 1e6))).max()) < 1e-6

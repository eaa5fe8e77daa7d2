from __future__ import annotations

import math

import pytest

from vrapp.bench import Row, frames, worker


def values(rows: list[Row]) -> dict[str, float]:
    assert all(isinstance(name, str) and isinstance(unit, str) for name, _, unit in rows)
    assert all(math.isfinite(value) for _, value, _ in rows), rows
    return {name: value for name, value, _ in rows}


@pytest.mark.realtime
def test_six_streams_of_another_process_reach_the_body(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SETTLE_S", 1.5)
    monkeypatch.setattr(worker, "ENGINE_S", 2.0)
    rows = values(worker.bench_worker(seconds=2.0, seed=3))
    # 250 + 125 + 50 + 32 + 250 samples a second and a heartbeat.
    assert rows["samples measured"] == pytest.approx(2 * 708, rel=0.15)
    assert rows["ticks"] + rows["ticks skipped"] == pytest.approx(64, abs=8)
    p50, p99 = (rows[f"sample stamped → body published, {p}"] for p in ("p50", "p99"))
    # Half a tick at least: a stamp lies anywhere between two ticks. The aim is for a quiet machine.
    assert 5.0 < p50 < p99 < 500.0
    assert 0.0 < rows["worker, share of one core"] < 100.0
    assert rows["engine alone, share of one core"] > 0.0
    assert rows["an hour of six streams analysed, CPU"] > 0.0


def test_streams_that_never_come_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from biofeedback.sources.base import SourceError

    class Nobody:
        body = worker.Engine(traces=False).step((), 0.0)

        def check(self) -> None: ...

    monkeypatch.setattr(worker, "FIND_S", 0.05)
    with pytest.raises(SourceError, match=r"of 6 simulated streams only these arrived.*none"):
        worker._wait_for_streams(Nobody(), worker.LslClock(), 6)  # type: ignore[arg-type]


def test_the_frame_loop_is_measured() -> None:
    from vrapp.display.base import DisplayError
    from vrapp.display.context import headless_context

    try:
        headless_context().release()
    except DisplayError as error:
        pytest.skip(f"no OpenGL here: {error}")
    rows = values(frames.bench_frames("bay", (32, 32), 1.0))
    assert rows["frame, CPU of the main thread p50"] <= rows["frame, CPU of the main thread p99"]
    assert 0.0 < rows["frame, wall p50"] <= rows["frame, wall p99"]
    assert 0.0 < rows["of which session step p50"] < rows["frame, wall p99"]

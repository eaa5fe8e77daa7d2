"""Where no runtime is set: what a person is told, and that the companion carries the session.

What a runtime does is tested beside a real one, in `tests/openxr`.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from biofeedback.lsl.clock import LslClock
from vrapp.display.headless import HeadlessDisplay

xr = pytest.importorskip("xr", exc_type=ImportError, reason="no OpenXR loader here")

from vrapp.display.openxr.display import OpenXrDisplay  # noqa: E402
from vrapp.display.openxr.offered import best_rate  # noqa: E402


@pytest.fixture(autouse=True)
def no_runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XR_RUNTIME_JSON", str(tmp_path / "none.json"))


def test_it_says_why_there_is_no_headset_and_goes_on_beside() -> None:
    said: list[str] = []
    clock = LslClock()
    with (
        HeadlessDisplay((64, 48), 60.0, clock) as companion,
        OpenXrDisplay(companion, clock, say=said.append) as display,
    ):
        last = 0.0
        give_up = time.monotonic() + 20.0
        for frame in display.frames():
            assert frame.time > last
            last = frame.time
            assert [view.target for view in frame.views] == [companion.views[0].target]
            display.present()
            if (said and frame.number > 5) or time.monotonic() > give_up:
                display.close()
        assert display.headset is None
        assert [event.kind for event in display.events()] == []
    assert len(said) == 1
    assert "no OpenXR runtime answers" in said[0]
    assert "vrapp doctor" in said[0]
    assert "goes on in the headless" in said[0]


def test_a_copy_is_what_a_companion_without_a_screen_gives_as_its_picture() -> None:
    with HeadlessDisplay((8, 6), 60.0, LslClock()) as companion:
        row = np.arange(4 * 3 * 4, dtype=np.uint8).reshape(3, 4, 4)
        picture = companion.context.texture((4, 3), 4, row.tobytes())
        companion.show_copy(picture)
        assert np.array_equal(companion.read_rgb(), row[::-1, :, :3])
        next(iter(companion.frames()))
        assert companion.read_rgb().shape == (6, 8, 3)


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        ([60.0, 72.0, 90.0, 120.0], 90.0),
        ([72.0, 80.0], 80.0),
        ([89.99, 120.0], 89.99),
        ([144.0, 120.0], 120.0),
        ([], None),
    ],
)
def test_the_fastest_rate_that_most_machines_keep(
    offered: list[float], chosen: float | None
) -> None:
    assert best_rate(offered) == chosen

"""The bay at dusk: whole in every direction, and answering the body where a person looks.

Golden pictures are block means (see `tests.vrapp.render.test_golden`); write them anew, after
looking at them, with VRAPP_GOLDEN=write.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from tests.vrapp.scenes.seat import (
    GOLDEN,
    HORIZON_ROW,
    TOLERANCE,
    Light,
    Seat,
    blocks,
    luminance,
)
from vrapp.render.still import render_still
from vrapp.render.view import eye_from_world
from vrapp.scene.check import check_scene
from vrapp.scene.library import rest_state


@pytest.fixture(scope="module")
def seat() -> Iterator[Seat]:
    made = Seat("bay")
    yield made
    made.release()


def warm(picture: Light) -> npt.NDArray[np.float64]:
    """How much redder than blue, of 255."""
    return np.asarray(picture[..., 0] - picture[..., 2])


def lantern_height(picture: Light, columns: slice) -> float:
    """Row of the brightest warm light in these columns, below the horizon (downwards)."""
    part = picture[HORIZON_ROW:, columns]
    glow = np.clip(warm(part) - 90.0, 0.0, None) * (luminance(part) > 0.25)
    assert glow.sum() > 0, "no lantern in sight"
    rows = np.arange(part.shape[0])[:, None]
    return float((rows * glow).sum() / glow.sum())


def test_nothing_is_wrong_or_unused() -> None:
    assert check_scene("bay") == []


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_it_draws_at_every_level_without_glare(seat: Seat, level: float) -> None:
    index = {"breath": level, "coherence": level, "calm": level, "arousal": 1.0 - level}
    picture = seat.see(**index, heart_wave=level)
    shown = luminance(picture)
    assert 0.05 < shown.mean() < 0.35
    assert (picture.min(2) >= 254).mean() < 0.005  # pure white
    assert (shown < 0.0005).mean() < 0.005  # holes
    red = (picture[..., 0] > 120) & (picture[..., 0] >= 0.8 * picture.sum(2))
    assert not red.any()  # no saturated red anywhere (WCAG 2.3.1)


@pytest.mark.parametrize("yaw", [0, 60, 120, 180, 240, 300])
@pytest.mark.parametrize("pitch", [-40, 0, 40])
def test_no_direction_is_empty_or_broken(seat: Seat, yaw: int, pitch: int) -> None:
    picture = seat.see(yaw, pitch)
    shown = luminance(picture)
    assert 0.008 < shown.mean() < 0.5
    assert blocks(picture).mean(2).std() > 1.5  # there is something to see
    assert (picture.min(2) >= 254).mean() < 0.005
    assert (picture.max(2) < 3).mean() < 0.002


def test_no_hole_at_the_horizon_or_in_the_reeds(seat: Seat) -> None:
    """With four samples a pixel, one whose middle lies outside of a triangle is no black dot: the
    far rim of the water showed a row of them, slivers of reed may."""
    for yaw in (0, 15, 45, 90):
        state, turn = rest_state(seat.spec, 12.0), math.radians(yaw)
        picture = render_still(state, (720, 405), turn, 0.0, math.radians(62), 4, seat.context)
        assert picture.max(2).min() > 8


def test_the_water_follows_the_breath_and_the_horizon_stays(seat: Seat) -> None:
    empty, full = seat.see(breath=0.0), seat.see(breath=1.0)
    water = slice(HORIZON_ROW + 6, HORIZON_ROW + 60)
    change = np.abs(full - empty)[water].mean()
    assert change > 5.0
    middle = seat.see(breath=0.5)
    light = [luminance(p)[water].mean() for p in (empty, middle, full)]
    assert light[0] < light[1] < light[2]  # brightens with the breath in
    assert light[2] < 1.8 * light[0]  # gently
    # The outline of the hills does not move: the strongest edge of each column keeps its row.
    rows = slice(HORIZON_ROW - 25, HORIZON_ROW - 3)
    edges = [np.abs(np.diff(luminance(p)[rows, 10:70], axis=0)).argmax(0) for p in (empty, full)]
    assert np.median(np.abs(edges[0] - edges[1])) == 0


def test_the_boat_lifts_with_the_breath(seat: Seat) -> None:
    """To the right, where no lantern is, the breath is still to be seen."""
    empty, full = seat.see(-80, -10, breath=0.0), seat.see(-80, -10, breath=1.0)
    assert np.abs(full - empty).mean() > 4.0


def test_the_first_lantern_shows_the_heart_now(seat: Seat) -> None:
    low = lantern_height(seat.see(heart_wave=0.1), slice(195, 240))
    high = lantern_height(seat.see(heart_wave=0.9), slice(195, 240))
    assert low - high > 6.0  # pixels upwards


def test_a_wave_travels_outward_along_the_lanterns(seat: Seat) -> None:
    """A pulse in the last two seconds lifts the near lanterns, an old one only far ones."""
    ages = np.linspace(0.0, 24.0, 128)
    calm = seat.shoot(seat.with_wave(np.full(128, 0.5)))
    fresh = seat.shoot(seat.with_wave(np.where(ages < 2.0, 1.0, 0.5)))
    old = seat.shoot(seat.with_wave(np.where(ages > 13.0, 1.0, 0.5)))
    near = slice(120, 150), slice(195, 245)
    far = slice(HORIZON_ROW - 4, HORIZON_ROW + 12), slice(100, 145)

    def moved(picture: Light, where: tuple[slice, slice]) -> float:
        return float(np.abs(picture - calm)[where].mean())

    assert moved(fresh, near) > 3.0 * moved(old, near)
    assert moved(old, far) > 3.0 * moved(fresh, far)


def test_coherence_warms_the_sky_and_clears_the_air(seat: Seat) -> None:
    none, full = seat.see(coherence=0.0), seat.see(coherence=1.0)
    rows = slice(HORIZON_ROW - 30, HORIZON_ROW - 8)
    assert warm(full)[rows].mean() > warm(none)[rows].mean() + 25.0
    # Fewer stars through veiled air: points that stand out from what is round them.
    up = [luminance(seat.see(150, 45, coherence=c)) for c in (0.0, 1.0)]
    peaks = [int((p[1:-1, 1:-1] - p[:-2, :-2] > 0.01).sum()) for p in up]
    assert peaks[1] > 1.3 * peaks[0]


def test_arousal_roughens_the_water(seat: Seat) -> None:
    calm, tense = seat.see(arousal=0.0), seat.see(arousal=1.0)
    water = slice(HORIZON_ROW + 8, HORIZON_ROW + 50)
    grain = [np.abs(np.diff(luminance(p)[water], axis=0)).mean() for p in (calm, tense)]
    assert grain[1] > 1.15 * grain[0]


def test_both_eyes_see_one_world(seat: Seat) -> None:
    """The far sky is the same for both eyes; the posts near by are not."""
    pictures = []
    for x in (-0.0315, 0.0315):
        seat.view.eye_from_world[...] = eye_from_world(0.0, 0.0, x)
        seat.renderer.draw(rest_state(seat.spec, 12.0), (seat.view,))
        pictures.append(seat.target.read_rgb().astype(float))
    apart = np.abs(pictures[0] - pictures[1])
    assert apart[:60].mean() < 0.8
    assert apart[120:].mean() > 4 * apart[:60].mean()


@pytest.mark.parametrize(("name", "yaw"), [("ahead", 0.0), ("right", -90.0), ("shore", 180.0)])
def test_the_picture_is_as_it_was(seat: Seat, name: str, yaw: float) -> None:
    means = blocks(seat.see(yaw))
    file = GOLDEN / f"bay_{name}.png"
    if os.environ.get("VRAPP_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        Image.fromarray(means.round().astype(np.uint8)).save(file)
    kept = np.asarray(Image.open(file)).astype(float)
    worst = np.abs(means - kept).max()
    assert worst <= TOLERANCE, f"{name}: a block is {worst:.1f} of 255 off"


def test_the_comparison_notices_a_small_change(seat: Seat) -> None:
    kept = np.asarray(Image.open(GOLDEN / "bay_ahead.png")).astype(float)
    assert np.abs(blocks(seat.see(coherence=0.2)) - kept).max() > 2 * TOLERANCE

"""A lantern in the dark: little to see, all of it whole, and the breath clear in it.

Golden pictures are block means (see `tests.vrapp.render.test_golden`); write them anew, after
looking at them, with VRAPP_GOLDEN=write.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator

import numpy as np
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
from vrapp.render.renderer import Renderer
from vrapp.render.target import Target
from vrapp.render.view import View, eye_from_world, perspective
from vrapp.scene.check import check_scene
from vrapp.scene.library import rest_state

PAPER = slice(86, 116), slice(146, 178)  # where the lantern is, rows and columns


@pytest.fixture(scope="module")
def seat() -> Iterator[Seat]:
    made = Seat("lantern")
    yield made
    made.release()


def paper(picture: Light) -> Light:
    """Which pixels are lit paper: warm and far brighter than anything else."""
    shown = luminance(picture)
    lit = (shown > 0.3 * shown[PAPER].max()) & (picture[..., 0] > picture[..., 2] + 20)
    lit[PAPER[0].stop + 6 :] = False  # its image in the water
    return np.asarray(lit)


def test_nothing_is_wrong_or_unused() -> None:
    assert check_scene("lantern") == []


def test_it_asks_for_no_dear_pass(seat: Seat) -> None:
    """It is the scene for weak machines: no mirrored pass, no bloom, few vertices."""
    assert seat.spec.reflection is None
    assert seat.spec.bloom == 0.0
    drawn = sum(layer.geometry.vertices * layer.instances for layer in seat.spec.layers)
    assert drawn < 20_000


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_it_draws_at_every_level_without_glare(seat: Seat, level: float) -> None:
    index = {"breath": level, "coherence": level, "calm": level, "arousal": 1.0 - level}
    picture = seat.see(**index, heart_wave=level)
    shown = luminance(picture)
    assert 0.004 < shown.mean() < 0.05  # dark, and not dead
    assert 0.1 < shown.max() < 0.75
    assert (shown < 0.0004).mean() < 0.005  # holes
    red = (picture[..., 0] > 120) & (picture[..., 0] >= 0.8 * picture.sum(2))
    assert not red.any()  # no saturated red anywhere (WCAG 2.3.1)


@pytest.mark.parametrize("yaw", [0, 60, 120, 180, 240, 300])
@pytest.mark.parametrize("pitch", [-40, 0, 40])
def test_no_direction_is_dead_or_broken(seat: Seat, yaw: int, pitch: int) -> None:
    picture = seat.see(yaw, pitch)
    assert 0.0012 < luminance(picture).mean() < 0.05
    assert (picture.max(2) < 3).mean() < 0.002


@pytest.mark.parametrize("yaw", [0, 90, 180, 270])
def test_a_horizon_is_found_in_every_direction(seat: Seat, yaw: int) -> None:
    """The palest row is the horizon's, so nobody hangs in nothing."""
    side = slice(0, 100) if yaw == 0 else slice(0, 320)
    rows = luminance(seat.see(yaw))[:, side].mean(1)
    assert abs(int(rows[60:110].argmax()) + 60 - HORIZON_ROW) < 8
    assert rows[HORIZON_ROW - 8 : HORIZON_ROW + 8].max() > 1.5 * rows[:20].mean()


@pytest.mark.parametrize("yaw", [0, 90, 180, 270])
def test_the_rim_of_the_water_is_no_row_of_dots(seat: Seat, yaw: int) -> None:
    """With four samples a pixel, one whose middle lies beyond the water is no black dot. The
    horizon runs through the middles of the pixels in the middle row.
    """
    size = (481, 271)
    target = Target(seat.context, size)
    clip = perspective(math.radians(62.0), size[0] / size[1])
    view = View(0, eye_from_world(math.radians(yaw)), clip, target.framebuffer, (0, 0, *size))
    try:
        with Renderer(seat.context, 4) as renderer:
            renderer.draw(rest_state(seat.spec, 12.0), (view,))
        shown = luminance(target.read_rgb().astype(float))
    finally:
        target.release()
    horizon = shown[size[1] // 2 - 3 : size[1] // 2 + 4]
    assert horizon.min() > 0.3 * np.median(horizon)


def test_the_lantern_brightens_and_grows_with_the_breath(seat: Seat) -> None:
    pictures = [seat.see(breath=b) for b in (0.0, 0.5, 1.0)]
    light = [luminance(p)[PAPER].mean() for p in pictures]
    assert light[1] > 1.3 * light[0]  # clear without a word
    assert light[2] > 1.2 * light[1]
    assert light[2] < 6.0 * light[0]  # yet no lamp that goes on and off
    tall = [np.flatnonzero(paper(p).any(1)).size for p in pictures]
    assert tall[2] >= tall[0] + 4
    wide = [np.flatnonzero(paper(p).any(0)).size for p in pictures]
    assert wide[2] <= wide[0] + 5  # it lengthens, as bellows do


def test_the_water_tells_the_breath_as_well(seat: Seat) -> None:
    """Its pool and its image: who looks down still sees the breath."""
    low = [luminance(seat.see(0, -35, breath=b))[40:120, 100:220].mean() for b in (0.0, 0.5, 1.0)]
    assert low[1] > 1.3 * low[0]
    assert low[2] > 1.15 * low[1]


def test_the_horizon_and_the_ground_stay(seat: Seat) -> None:
    """Nothing but the lantern moves with the breath."""
    empty, full = (luminance(seat.see(60, breath=b)) for b in (0.0, 1.0))
    rows = slice(HORIZON_ROW - 12, HORIZON_ROW + 12)
    edges = [np.abs(np.diff(p[rows], axis=0)).argmax(0) for p in (empty, full)]
    assert np.median(np.abs(edges[0] - edges[1])) == 0


def test_coherence_widens_the_halo_and_gathers_the_motes(seat: Seat) -> None:
    none, full = (luminance(seat.see(0, 8, coherence=c)) for c in (0.0, 1.0))
    around = np.s_[95:125, 100:140]  # air to the left of the lantern
    assert np.median(full[around]) > 1.1 * np.median(none[around])
    still = [seat.see(0, 0, coherence=c) for c in (0.0, 1.0)]
    beside = np.s_[88:112, 115:142]
    specks = [np.abs(np.diff(luminance(p)[beside], axis=1)).max() for p in still]
    assert specks[1] > specks[0]


def test_calm_turns_rose_to_honey(seat: Seat) -> None:
    rose, honey = (seat.see(calm=c)[PAPER].mean((0, 1)) for c in (0.0, 1.0))
    assert honey[1] / honey[0] > rose[1] / rose[0] + 0.03


def test_the_skin_ripples_the_lanterns_image(seat: Seat) -> None:
    """Rest keeps it whole; arousal breaks its sides up."""

    def unrest(arousal: float) -> float:
        image = luminance(seat.see(0, -30, arousal=arousal))[60:105, 130:190]
        middle = (image * np.arange(60)).sum(1) / image.sum(1)
        return float(np.ptp(middle))

    assert unrest(1.0) > 2.0 * unrest(0.0)


def test_a_wave_of_the_heart_runs_outward_over_the_water(seat: Seat) -> None:
    """What is new shows below the lantern, what is five seconds old further out."""
    ages = np.linspace(0.0, 16.0, 128)
    calm = np.full(128, 0.5)
    fresh = np.where(np.abs(ages - 1.5) < 0.8, 1.0, 0.5)
    old = np.where(np.abs(ages - 4.6) < 0.8, 1.0, 0.5)
    rest, near, far = (luminance(seat.shoot(seat.with_wave(w), 0, -20)) for w in (calm, fresh, old))
    row = slice(66, 86)  # the water right below the lantern, in depth

    def at(picture: Light) -> float:
        moved = np.abs(picture - rest)[row].mean(0)
        return float((moved * np.abs(np.arange(320) - 162)).sum() / moved.sum())

    assert np.abs(near - rest).max() > 0.002
    assert at(far) > 1.4 * at(near)


@pytest.mark.parametrize("pitch", [0.0, -30.0])
def test_at_rest_nothing_blinks(seat: Seat, pitch: float) -> None:
    """Within one second no block of 10 x 10 pixels changes by more than 3 % of white; the scene
    moves all the same."""
    times = (50.0, 50.25, 50.5, 50.75, 51.0, 80.0)
    light = np.stack([blocks(luminance(seat.see(0, pitch, t))[..., None]) for t in times])
    second = light[:5].max(0) - light[:5].min(0)
    assert second.max() < 0.03
    assert np.abs(light[5] - light[0]).max() > 0.005


@pytest.mark.parametrize("pitch", [0.0, -30.0])
def test_even_hammered_signals_make_no_flash(seat: Seat, pitch: float) -> None:
    """A square wave of 1 Hz or faster in breath and heart rate, as far as the slew limits let it
    through, stays under a tenth of white (the general flash of WCAG 2.3.1) in every block."""
    glow, wave = (seat.spec.parameter(name) for name in ("glow", "heart_wave"))
    low, high = (0.8 - glow.slew_per_s / 4, 0.8 + glow.slew_per_s / 4)  # near its brightest
    breath = [seat.shoot(rest_state(seat.spec, 12.0, glow=g), 0.0, pitch) for g in (low, high)]
    heart = [
        seat.shoot(seat.with_wave(np.full(128, 0.5 + s * wave.slew_per_s / 4)), 0.0, pitch)
        for s in (-1.0, 1.0)
    ]
    for a, b in (breath, heart):
        change = np.abs(blocks(luminance(b)[..., None]) - blocks(luminance(a)[..., None]))
        assert 0.0005 < change.max() < 0.10


def test_no_jump_from_frame_to_frame(seat: Seat) -> None:
    for at in (3.0, 300.0, 1800.0):
        a, b = (blocks(seat.see(0, -10, at + dt)) for dt in (0.0, 1.0 / 90.0))
        assert 0.0 < np.abs(a - b).max() < 1.5


def test_both_eyes_see_one_world(seat: Seat) -> None:
    """The sky is the same for both eyes; the lantern is not, and the stones still less."""
    pictures = []
    for x in (-0.0315, 0.0315):
        seat.view.eye_from_world[...] = eye_from_world(0.0, 0.0, x)
        seat.renderer.draw(rest_state(seat.spec, 12.0), (seat.view,))
        pictures.append(seat.target.read_rgb().astype(float))
    apart = np.abs(pictures[0] - pictures[1])
    assert apart[:60].mean() < 0.5
    assert apart[PAPER].mean() > 8 * apart[:60].mean()
    middles = [(paper(p) * np.arange(320)).sum() / paper(p).sum() for p in pictures]
    assert 1.5 < middles[0] - middles[1] < 4.0  # pixels: 63 mm at 3.8 m


@pytest.mark.parametrize(
    ("name", "yaw", "pitch"),
    [("ahead", 0.0, 0.0), ("water", 0.0, -35.0), ("behind", 180.0, 0.0)],
)
def test_the_picture_is_as_it_was(seat: Seat, name: str, yaw: float, pitch: float) -> None:
    means = blocks(seat.see(yaw, pitch))
    file = GOLDEN / f"lantern_{name}.png"
    if os.environ.get("VRAPP_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        Image.fromarray(means.round().astype(np.uint8)).save(file)
    kept = np.asarray(Image.open(file)).astype(float)
    worst = np.abs(means - kept).max()
    assert worst <= TOLERANCE, f"{name}: a block is {worst:.1f} of 255 off"


def test_the_comparison_notices_a_small_change(seat: Seat) -> None:
    kept = np.asarray(Image.open(GOLDEN / "lantern_ahead.png")).astype(float)
    assert np.abs(blocks(seat.see(breath=0.3)) - kept).max() > 2 * TOLERANCE

"""Northern lights over a frozen lake: whole in every direction, and answering the body.

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
    Seat,
    blocks,
    luminance,
)
from vrapp.render.renderer import Renderer
from vrapp.render.still import render_still
from vrapp.render.target import Target
from vrapp.render.view import View, eye_from_world, perspective
from vrapp.scene.check import check_scene
from vrapp.scene.library import rest_state


@pytest.fixture(scope="module")
def seat() -> Iterator[Seat]:
    made = Seat("aurora")
    yield made
    made.release()


def test_nothing_is_wrong_or_unused() -> None:
    assert check_scene("aurora") == []


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_it_draws_at_every_level_without_glare(seat: Seat, level: float) -> None:
    index = {"breath": level, "coherence": level, "calm": level, "arousal": 1.0 - level}
    picture = seat.see(**index, heart_wave=level)
    shown = luminance(picture)
    assert 0.02 < shown.mean() < 0.20  # a night, and not a black one
    assert shown.max() < 0.85
    assert (shown < 0.0005).mean() < 0.005  # holes
    red = (picture[..., 0] > 120) & (picture[..., 0] >= 0.8 * picture.sum(2))
    assert not red.any()  # no saturated red anywhere (WCAG 2.3.1)


@pytest.mark.parametrize("yaw", [0, 60, 120, 180, 240, 300])
@pytest.mark.parametrize("pitch", [-40, 0, 40])
def test_no_direction_is_empty_or_broken(seat: Seat, yaw: int, pitch: int) -> None:
    picture = seat.see(yaw, pitch)
    assert 0.004 < luminance(picture).mean() < 0.3
    assert blocks(picture).mean(2).std() > 1.5  # there is something to see
    assert (picture.max(2) < 3).mean() < 0.002


def test_no_hole_where_triangles_meet(seat: Seat) -> None:
    """With four samples a pixel, one whose middle lies outside of a triangle is no black dot: at
    these bearings the rim of the ice and the folds of the curtains showed some."""
    for yaw in (15, 45, 60, 90):
        state, turn = rest_state(seat.spec, 12.0), math.radians(yaw)
        picture = render_still(
            state, (480, 300), turn, math.radians(8), math.radians(62), 4, seat.context
        )
        assert picture.max(2).min() > 3


def test_the_light_on_sky_and_ice_follows_the_breath(seat: Seat) -> None:
    pictures = [seat.see(breath=b) for b in (0.0, 0.5, 1.0)]
    for rows in (slice(0, HORIZON_ROW - 15), slice(HORIZON_ROW + 6, None)):
        light = [luminance(p)[rows].mean() for p in pictures]
        assert light[1] > 1.15 * light[0]  # clear without a word
        assert light[2] > 1.10 * light[1]
        assert light[2] < 3.5 * light[0]  # yet no lamp that goes on and off
    # On the ice it is a band that comes nearer: the gain near the seat comes late in the breath.
    near = slice(HORIZON_ROW + 45, HORIZON_ROW + 75), slice(135, 185)
    first, then, last = (luminance(p)[near].mean() for p in pictures)
    assert last - then > 1.2 * (then - first)


def test_the_curtains_rise_with_the_breath(seat: Seat) -> None:
    """Looking up, where only the tops are: light reaches higher up when the lungs are full."""
    rise = [luminance(seat.see(0, 55, breath=b))[:70].mean() for b in (0.0, 1.0)]
    assert rise[1] > 1.3 * rise[0]


def test_the_horizon_and_the_land_stay(seat: Seat) -> None:
    """Nothing solid moves with the breath: a head that is still sees a world that is still."""
    rows = slice(HORIZON_ROW - 12, HORIZON_ROW - 1)
    empty, full = (np.diff(luminance(seat.see(breath=b))[rows], axis=0) for b in (0.0, 1.0))
    assert np.median(np.abs(np.abs(empty).argmax(0) - np.abs(full).argmax(0))) == 0


def test_a_wave_of_the_heart_runs_outward_along_the_curtains(seat: Seat) -> None:
    """What the last second and a half held is seen ahead; what is six seconds old, to the side."""
    ages = np.linspace(0.0, 24.0, 128)
    calm = np.full(128, 0.5)
    fresh = np.where(ages < 1.5, 1.0, 0.5)
    old = np.where(np.abs(ages - 7.0) < 1.5, 1.0, 0.5)
    pictures = {
        yaw: [seat.shoot(seat.with_wave(w), yaw, 22.0) for w in (calm, fresh, old)]
        for yaw in (0.0, 40.0)
    }

    def moved(yaw: float, which: int, columns: slice) -> float:
        return float(np.abs(pictures[yaw][which] - pictures[yaw][0])[:, columns].mean())

    middle, edge = slice(130, 200), slice(0, 160)
    assert moved(0.0, 1, middle) > 1.5 * moved(0.0, 2, middle)
    assert moved(40.0, 2, edge) > 1.5 * moved(40.0, 1, edge)


def test_coherence_brings_violet_and_more_curtains(seat: Seat) -> None:
    none, full = (seat.see(0, 25, coherence=c) for c in (0.0, 1.0))
    violet = [(p[..., 0] + p[..., 2] - p[..., 1]).mean() for p in (none, full)]
    assert violet[1] > violet[0] + 4.0
    sky = [luminance(p) for p in (none, full)]
    combed = [np.abs(np.diff(s, axis=1)).mean() for s in sky]
    assert combed[1] > 1.2 * combed[0]


def test_snow_follows_the_skin(seat: Seat) -> None:
    """Against the dark wood behind the seat, flakes are points that stand out."""

    def flakes(arousal: float) -> int:
        shown = luminance(seat.see(150, 12, arousal=arousal, calm=0.5))
        bare = luminance(
            seat.shoot(rest_state(seat.spec, 12.0, snowfall=0.0, clarity=0.675), 150, 12)
        )
        return int((shown - bare > 0.01).sum())

    assert flakes(0.0) > 10  # it never quite stops
    assert flakes(1.0) > 2 * flakes(0.0)


@pytest.mark.parametrize("pitch", [0.0, 35.0])
def test_at_rest_nothing_blinks(seat: Seat, pitch: float) -> None:
    """Within one second no block of 10 x 10 pixels changes by more than 5 % of white; the scene
    moves all the same."""
    light = np.stack(
        [
            blocks(luminance(seat.see(0, pitch, t))[..., None])
            for t in (50.0, 50.25, 50.5, 50.75, 51.0, 80.0)
        ]
    )
    second = light[:5].max(0) - light[:5].min(0)
    assert second.max() < 0.05
    assert np.abs(light[5] - light[0]).max() > 0.02


@pytest.mark.parametrize("at", [12.0, 120.0, 400.0])
@pytest.mark.parametrize("pitch", [0.0, 35.0])
def test_even_hammered_signals_make_no_flash(seat: Seat, pitch: float, at: float) -> None:
    """A square wave of 1 Hz or faster in breath and heart rate, as far as the slew limits let it
    through, stays under a tenth of white (the general flash of WCAG 2.3.1) in every block."""
    glow, wave = (seat.spec.parameter(name) for name in ("glow", "heart_wave"))
    low, high = (glow.rest - glow.slew_per_s / 4, glow.rest + glow.slew_per_s / 4)
    breath = [seat.shoot(rest_state(seat.spec, at, glow=g), 0.0, pitch) for g in (low, high)]
    heart = [
        seat.shoot(seat.with_wave(np.full(128, 0.5 + s * wave.slew_per_s / 4), at), 0.0, pitch)
        for s in (-1.0, 1.0)
    ]
    for a, b in (breath, heart):
        change = np.abs(blocks(luminance(b)[..., None]) - blocks(luminance(a)[..., None]))
        assert 0.01 < change.max() < 0.10


def test_no_jump_from_frame_to_frame(seat: Seat) -> None:
    """At 90 Hz the picture of a still head is nearly that of the frame before, at any hour."""
    for at in (3.0, 300.0, 1800.0):
        a, b = (blocks(seat.see(0, 15, at + dt)) for dt in (0.0, 1.0 / 90.0))
        assert np.abs(a - b).max() < 2.5
        assert np.abs(a - b).max() > 0.0


def test_both_eyes_see_one_world(seat: Seat) -> None:
    """The sky is the same for both eyes; bench, stones and firs near by are not."""
    pictures = []
    for x in (-0.0315, 0.0315):
        seat.view.eye_from_world[...] = eye_from_world(0.0, 0.0, x)
        state = rest_state(seat.spec, 12.0, snowfall=0.0)
        seat.renderer.draw(state, (seat.view,))
        pictures.append(seat.target.read_rgb().astype(float))
    apart = np.abs(pictures[0] - pictures[1])
    assert apart[:60, 40:280].mean() < 0.8
    assert apart[120:].mean() > 2 * apart[:60, 40:280].mean()


def test_one_pass_draws_what_two_draw(seat: Seat) -> None:
    """Both eyes at once, where the driver can, are the same pictures as one after the other."""
    size = (96, 80)
    targets = [Target(seat.context, size) for _ in "lr"]
    views = [
        View(i, eye_from_world(0.5, 0.1, x), perspective(1.3, 1.2), t.framebuffer, (0, 0, *size))
        for i, (x, t) in enumerate(zip((-0.032, 0.032), targets, strict=True))
    ]
    found = []
    for single_pass in (True, False):
        with Renderer(seat.context, 4, single_pass) as renderer:
            renderer.draw(rest_state(seat.spec, 9.0), views)
            found.append([t.read_rgb().astype(int) for t in targets])
            if single_pass and not renderer._scenes[seat.spec].has_both:
                pytest.skip("this driver's vertex shaders cannot choose a layer")
    for target in targets:
        target.release()
    for one, two in zip(*found, strict=True):
        assert np.abs(one - two).max() <= 1
        assert one.std() > 10
    assert np.abs(found[0][0] - found[0][1]).max() > 30  # the eyes see different things


@pytest.mark.parametrize(("name", "yaw"), [("ahead", 0.0), ("left", 60.0), ("behind", 180.0)])
def test_the_picture_is_as_it_was(seat: Seat, name: str, yaw: float) -> None:
    means = blocks(seat.see(yaw))
    file = GOLDEN / f"aurora_{name}.png"
    if os.environ.get("VRAPP_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        Image.fromarray(means.round().astype(np.uint8)).save(file)
    kept = np.asarray(Image.open(file)).astype(float)
    worst = np.abs(means - kept).max()
    assert worst <= TOLERANCE, f"{name}: a block is {worst:.1f} of 255 off"


def test_the_comparison_notices_a_small_change(seat: Seat) -> None:
    kept = np.asarray(Image.open(GOLDEN / "aurora_ahead.png")).astype(float)
    assert np.abs(blocks(seat.see(coherence=0.2)) - kept).max() > 2 * TOLERANCE

"""A forest glade before sunrise: whole in every direction, and answering the body.

Golden pictures are block means (see `tests.vrapp.render.test_golden`); write them anew, after
looking at them, with VRAPP_GOLDEN=write.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from tests.vrapp.scenes.seat import GOLDEN, TOLERANCE, Seat, blocks, luminance
from vrapp.render.renderer import Renderer
from vrapp.render.target import Target
from vrapp.render.view import View, eye_from_world, perspective
from vrapp.scene.check import check_scene
from vrapp.scene.library import rest_state

TRUNK_FEET = slice(95, 135)  # rows of the mist, ahead, below the horizon


@pytest.fixture(scope="module")
def seat() -> Iterator[Seat]:
    made = Seat("glade")
    yield made
    made.release()


def test_nothing_is_wrong_or_unused() -> None:
    assert check_scene("glade") == []


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_it_draws_at_every_level_without_glare(seat: Seat, level: float) -> None:
    index = {"breath": level, "coherence": level, "calm": level, "arousal": 1.0 - level}
    picture = seat.see(**index, heart_wave=level)
    shown = luminance(picture)
    assert 0.04 < shown.mean() < 0.30
    assert shown.max() < 0.85
    assert (shown < 0.0005).mean() < 0.001  # holes
    red = (picture[..., 0] > 120) & (picture[..., 0] >= 0.75 * picture.sum(2))
    assert not red.any()  # no saturated red anywhere (WCAG 2.3.1)


@pytest.mark.parametrize("yaw", [0, 60, 120, 180, 240, 300])
@pytest.mark.parametrize("pitch", [-40, 0, 40])
def test_no_direction_is_empty_or_broken(seat: Seat, yaw: int, pitch: int) -> None:
    picture = seat.see(yaw, pitch)
    assert 0.008 < luminance(picture).mean() < 0.4
    assert blocks(picture).mean(2).std() > 2.0  # there is something to see
    assert (picture.max(2) < 3).mean() < 0.001


def test_first_light_is_dim_and_blue_and_sunrise_gold(seat: Seat) -> None:
    night, day = (seat.shoot(rest_state(seat.spec, 12.0, hour=h)) for h in (0.0, 1.0))
    assert 0.006 < luminance(night).mean() < 0.5 * luminance(day).mean()
    assert night[..., 2].mean() > 1.3 * night[..., 0].mean()
    # The low light comes from one side: gold there, cool shade on the other.
    assert day[:90, :160, 0].mean() > 1.15 * day[:90, :160, 2].mean()
    shade = seat.shoot(rest_state(seat.spec, 12.0, hour=1.0), 180.0)
    assert shade[..., 2].mean() > shade[..., 0].mean()


def contrast(picture: np.ndarray) -> float:
    """How strongly things stand out from the air: mean step to the next pixel, of the mean."""
    shown = luminance(picture)[TRUNK_FEET]
    return float(np.abs(np.diff(shown, axis=1)).mean() / shown.mean())


@pytest.mark.parametrize("yaw", [0.0, 60.0, 180.0, 300.0])
def test_the_mist_rises_and_sinks_with_the_breath(seat: Seat, yaw: float) -> None:
    """Full lungs: feet of trees and ferns are gone in it. Empty: they stand clear."""
    empty, half, full = (seat.see(yaw, breath=b) for b in (0.0, 0.5, 1.0))
    assert contrast(half) < 0.9 * contrast(empty)
    assert contrast(full) < 0.9 * contrast(half)
    assert contrast(full) < 0.65 * contrast(empty)  # clear without a word
    # It is the floor that fills, not the wood: higher up little changes.
    apart = np.abs(luminance(full) - luminance(empty)) / luminance(empty)
    assert np.median(apart[TRUNK_FEET]) > 3 * np.median(apart[:40])


def test_trees_and_ground_stay(seat: Seat) -> None:
    """Nothing solid moves with the breath: a trunk's edges are where they were."""
    empty, full = (luminance(seat.see(60, 8, breath=b))[:60] for b in (0.0, 1.0))
    edges = [np.abs(np.diff(p.mean(0))) for p in (empty, full)]
    strong = np.argsort(edges[0])[-6:]
    for column in strong:
        near = slice(max(column - 2, 0), column + 3)
        assert edges[1][near].argmax() == edges[0][near].argmax()


def test_a_wave_of_the_heart_runs_outward_through_grass_and_ferns(seat: Seat) -> None:
    """What is fresh is seen at the seat's feet; what is some seconds old, farther out."""
    ages = np.linspace(0.0, 12.0, 128)
    pictures = [
        seat.shoot(seat.with_wave(w), 90.0, -14.0)
        for w in (
            np.full(128, 0.5),
            np.where(ages < 1.6, 1.0, 0.5),
            np.where(np.abs(ages - 4.6) < 1.2, 1.0, 0.5),
        )
    ]

    def moved(which: int, rows: slice) -> float:
        return float(np.abs(pictures[which] - pictures[0])[rows].mean())

    near, far = slice(130, 180), slice(40, 85)
    assert moved(1, near) > 2.0 * moved(2, near)
    assert moved(2, far) > 2.0 * moved(1, far)


def fireflies(seat: Seat, yaw: float, coherence: float) -> np.ndarray:
    """Where points of light stand out against the same picture smoothed, before sunrise."""
    value = seat.spec.parameter("gathering").drive
    assert value is not None
    state = rest_state(seat.spec, 12.0, hour=0.0, gathering=value.at(coherence))
    shown = luminance(seat.shoot(state, yaw, 0.0))
    around = (shown[2:-2, :-4] + shown[2:-2, 4:] + shown[:-4, 2:-2] + shown[4:, 2:-2]) / 4
    return np.asarray(shown[2:-2, 2:-2] - around > 0.02)


def test_fireflies_gather_ahead_as_coherence_grows(seat: Seat) -> None:
    ahead = [int(fireflies(seat, 0.0, c)[30:130, 80:240].sum()) for c in (0.0, 0.5, 1.0)]
    assert ahead[2] > 1.5 * ahead[1] > 1.5 * ahead[0] > 0
    behind = [int(fireflies(seat, 180.0, c).sum()) for c in (0.0, 1.0)]
    assert behind[0] > 0
    assert behind[1] < behind[0]


def test_calm_warms_and_clears_the_light(seat: Seat) -> None:
    restless, calm = (seat.see(calm=c) for c in (0.0, 1.0))
    gold = [p[:90, :160, 0].mean() / p[:90, :160, 2].mean() for p in (restless, calm)]
    assert gold[1] > 1.2 * gold[0]
    stands_out = [blocks(p).mean(2)[:9].std() / p[:90].mean() for p in (restless, calm)]
    assert stands_out[1] > stands_out[0]


def test_a_breeze_follows_the_skin(seat: Seat) -> None:
    """Leaves overhead move farther in a few seconds."""

    def moved(arousal: float) -> float:
        a, b = (seat.see(-30, 40, at, arousal=arousal) for at in (20.0, 23.0))
        return float(np.abs(b - a).mean())

    assert moved(0.0) > 0.05  # never quite still
    assert moved(1.0) > 1.4 * moved(0.0)


@pytest.mark.parametrize("yaw", [0.0, 60.0])
def test_at_rest_nothing_blinks(seat: Seat, yaw: float) -> None:
    """Within one second no block of 10 x 10 pixels changes by more than 5 % of white; the scene
    moves all the same."""
    light = np.stack(
        [
            blocks(luminance(seat.see(yaw, 0.0, t))[..., None])
            for t in (50.0, 50.25, 50.5, 50.75, 51.0, 80.0)
        ]
    )
    second = light[:5].max(0) - light[:5].min(0)
    assert second.max() < 0.05
    assert np.abs(light[5] - light[0]).max() > 0.005


@pytest.mark.parametrize(("yaw", "pitch"), [(0.0, 0.0), (30.0, 15.0), (60.0, -20.0), (0.0, -35.0)])
def test_even_hammered_signals_make_no_flash(seat: Seat, yaw: float, pitch: float) -> None:
    """A square wave of 1 Hz or faster in breath and heart rate, as far as the slew limits let it
    through, stays under a tenth of white (the general flash of WCAG 2.3.1) in every block, at
    any depth of the breath."""
    mist, wave = (seat.spec.parameter(name) for name in ("mist", "heart_wave"))
    step = mist.slew_per_s / 2
    levels = np.arange(0.0, 1.001, step)
    breath = [seat.shoot(rest_state(seat.spec, 12.0, mist=m), yaw, pitch) for m in levels]
    heart = [
        seat.shoot(seat.with_wave(np.full(128, 0.5 + s * wave.slew_per_s / 4)), yaw, pitch)
        for s in (-1.0, 1.0)
    ]

    def change(pair: Sequence[np.ndarray]) -> float:
        a, b = (blocks(luminance(p)[..., None]) for p in pair)
        return float(np.abs(b - a).max())

    deepest, widest = max(map(change, pairwise(breath))), change(heart)
    assert deepest > 0.03
    assert widest > 0.002
    assert deepest + widest < 0.10  # even both at once, in one block


def test_no_jump_from_frame_to_frame(seat: Seat) -> None:
    """At 90 Hz the picture of a still head is nearly that of the frame before, at any hour."""
    for at in (3.0, 300.0, 1800.0):
        a, b = (blocks(seat.see(0, 5, at + dt)) for dt in (0.0, 1.0 / 90.0))
        assert np.abs(a - b).max() < 2.5
        assert np.abs(a - b).max() > 0.0


def test_both_eyes_see_one_world(seat: Seat) -> None:
    """The far wood is nearly the same for both eyes; log, stones and mushrooms are not."""
    pictures = []
    for x in (-0.0315, 0.0315):
        seat.view.eye_from_world[...] = eye_from_world(0.0, 0.0, x)
        seat.renderer.draw(rest_state(seat.spec, 12.0), (seat.view,))
        pictures.append(seat.target.read_rgb().astype(float))
    left, right = (luminance(p) for p in pictures)

    def shift(rows: slice, columns: slice) -> int:
        """Pixels by which the right eye's picture lies to the left."""
        patch = left[rows, columns]
        found = [
            float(np.abs(patch - right[rows, columns.start - d : columns.stop - d]).mean())
            for d in range(12)
        ]
        return int(np.argmin(found))

    near, far = shift(slice(135, 178), slice(185, 300)), shift(slice(20, 95), slice(150, 185))
    assert near >= 3
    assert far <= 1


def test_one_pass_draws_what_two_draw(seat: Seat) -> None:
    """Both eyes at once, where the driver can, are the same pictures as one after the other."""
    size = (96, 80)
    targets = [Target(seat.context, size) for _ in "lr"]
    views = [
        View(i, eye_from_world(0.4, 0.1, x), perspective(1.3, 1.2), t.framebuffer, (0, 0, *size))
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
    file = GOLDEN / f"glade_{name}.png"
    if os.environ.get("VRAPP_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        Image.fromarray(means.round().astype(np.uint8)).save(file)
    kept = np.asarray(Image.open(file)).astype(float)
    worst = np.abs(means - kept).max()
    assert worst <= TOLERANCE, f"{name}: a block is {worst:.1f} of 255 off"


def test_the_comparison_notices_a_small_change(seat: Seat) -> None:
    kept = np.asarray(Image.open(GOLDEN / "glade_ahead.png")).astype(float)
    assert np.abs(blocks(seat.see(calm=0.2)) - kept).max() > 2 * TOLERANCE

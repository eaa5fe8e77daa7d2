"""A snow valley in the morning: whole in every direction, bright without glare, and full of birds
that wake gently.

Golden pictures are block means (see `tests.vrapp.render.test_golden`); write them anew, after
looking at them, with VRAPP_GOLDEN=write.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from tests.flash.analyser import MOST, FilmTaker
from tests.flash.film import Identity
from tests.vrapp.scenes.seat import (
    GOLDEN,
    HORIZON_ROW,
    SIZE,
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
from vrapp.scene.targets import TARGET_FLOATS, TargetsSpec, resting_targets
from vrapp.session.attention import Look
from vrapp.session.targets import first, floats, step

POST, BOUGH, TIP = 0, 15, 9  # perches of the scene: near on the fence, against the sky, on a spruce


@pytest.fixture(scope="module")
def seat() -> Iterator[Seat]:
    made = Seat("snowline")
    yield made
    made.release()


def targets_of(seat: Seat) -> TargetsSpec:
    assert seat.spec.targets is not None
    return seat.spec.targets


def bird(seat: Seat, perch: int, woken_s: float | None = None, gazed: float = 0.0) -> Light:
    """A close look at one bird alone: asleep, or so long after it woke."""
    spec, eye_m = targets_of(seat), seat.spec.eye_height_m
    x, y, z = spec.at[perch]
    awake = woken_s is not None
    one = [x, y, z, 0.14, 1.0, 1.0 if awake else gazed, 1.0 if awake else 0.45 * gazed]
    one += [(woken_s or 0.0) / spec.lit_s, 9.0, woken_s or 0.0, 0.5, 0.0]
    packed = tuple(one) + (0.0,) * (spec.floats - TARGET_FLOATS)
    state = replace(rest_state(seat.spec, 12.0, snowfall=0.0), targets=packed)
    seat.view.clip_from_eye[...] = perspective(math.radians(12.0), SIZE[0] / SIZE[1])
    yaw = math.degrees(math.atan2(-x, -z))
    pitch = math.degrees(math.atan2(y - eye_m, math.hypot(x, z)))
    try:
        return seat.shoot(state, yaw, pitch)
    finally:
        seat.view.clip_from_eye[...] = perspective(math.radians(62.0), SIZE[0] / SIZE[1])


def test_nothing_is_wrong_or_unused() -> None:
    assert check_scene("snowline") == []


def test_what_draws_the_targets_has_as_many_instances_as_there_are(seat: Seat) -> None:
    slots = targets_of(seat).slots
    count = {layer.name: layer.instances for layer in seat.spec.layers}
    assert count["birds"] == count["halos"] == slots
    assert count["wings"] == 2 * slots
    assert count["puffs"] == 24 * (slots + count["balls"])


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_it_is_bright_at_every_level_without_glare(seat: Seat, level: float) -> None:
    index = {"breath": level, "coherence": level, "calm": level, "arousal": 1.0 - level}
    for yaw in (0.0, 68.0):  # ahead, and into the sun
        picture = seat.see(yaw, 5.0, **index)
        shown = luminance(picture)
        assert 0.2 < shown.mean() < 0.45
        assert (shown > 0.9).mean() < 0.001
        assert (shown < 0.0005).mean() < 0.005  # holes
        red = (picture[..., 0] > 120) & (picture[..., 0] >= 0.8 * picture.sum(2))
        assert not red.any()  # no saturated red anywhere (WCAG 2.3.1)


@pytest.mark.parametrize("yaw", [0, 60, 120, 180, 240, 300])
@pytest.mark.parametrize("pitch", [-40, 0, 40])
def test_no_direction_is_empty_or_broken(seat: Seat, yaw: int, pitch: int) -> None:
    picture = seat.see(yaw, pitch)
    assert 0.1 < luminance(picture).mean() < 0.45
    assert blocks(picture).mean(2).std() > 1.5  # there is something to see
    assert (picture.min(2) >= 254).mean() < 0.001
    assert (picture.max(2) < 3).mean() < 0.002


def test_mist_fills_the_valley_with_the_breath_in_and_the_land_stays(seat: Seat) -> None:
    pictures = [seat.see(breath=b) for b in (0.0, 0.5, 1.0)]
    valley = slice(HORIZON_ROW - 22, HORIZON_ROW + 2), slice(130, 200)
    light = [luminance(p)[valley].mean() for p in pictures]
    assert light[1] > light[0] + 0.015  # clear without a word
    assert light[2] > light[1] + 0.015
    # Where there is mist, what lies behind it fades: less contrast.
    grain = [np.abs(np.diff(luminance(p)[valley], axis=0)).mean() for p in pictures]
    assert grain[2] < 0.8 * grain[0]
    # Fence and trees do not move, and the whole picture breathes only a little.
    near = slice(HORIZON_ROW + 20, None)
    edges = [
        np.abs(np.diff(luminance(p)[near], axis=1)).argmax(1) for p in (pictures[0], pictures[2])
    ]
    assert np.median(np.abs(edges[0] - edges[1])) == 0
    whole = [luminance(p).mean() for p in pictures]
    assert whole[0] < whole[1] < whole[2] < 1.25 * whole[0]


def test_coherence_brings_gold_and_calm_clears_the_air(seat: Seat) -> None:
    none, full = (seat.see(coherence=c) for c in (0.0, 1.0))
    warm = [(p[..., 0] - p[..., 2])[HORIZON_ROW:].mean() for p in (none, full)]
    assert warm[1] > warm[0] + 4.0
    peaks = slice(HORIZON_ROW - 45, HORIZON_ROW - 15), slice(110, 220)
    contrast = [luminance(seat.see(calm=c))[peaks].std() for c in (0.0, 1.0)]
    assert contrast[1] > 1.2 * contrast[0]


def test_snow_follows_the_skin(seat: Seat) -> None:
    """Against the stem at the left and the wood behind it flakes are points that stand out."""

    def flakes(arousal: float) -> int:
        shown = luminance(seat.see(150, 8, arousal=arousal))
        bare = luminance(seat.shoot(rest_state(seat.spec, 12.0, snowfall=0.0), 150, 8))
        return int((shown - bare > 0.02).sum())

    assert flakes(0.0) > 5
    assert flakes(1.0) > 2 * flakes(0.0)


def test_a_bird_opens_its_eyes_glows_and_flies_away(seat: Seat) -> None:
    asleep, gazed, awake = bird(seat, POST), bird(seat, POST, gazed=1.0), bird(seat, POST, 0.9)
    middle = slice(50, 130), slice(120, 200)

    def warm(p: Light) -> float:
        return float((p[..., 0] - p[..., 2])[middle].mean())

    assert warm(asleep) + 3.0 < warm(gazed) < warm(awake) - 3.0
    eyes = [luminance(asleep)[middle] - luminance(p)[middle] > 0.2 for p in (gazed, awake)]
    assert eyes[0].sum() < 5
    assert eyes[1].sum() > 30  # black where the lids were closed, and round
    gone = bird(seat, POST, 4.4)
    assert np.abs(gone - bird(seat, POST, 4.45)).mean() < 0.05  # nothing moves there any more
    assert np.abs(gone - asleep)[middle].mean() > 10.0


def test_a_bird_never_comes_nearer(seat: Seat) -> None:
    """On its way off it grows smaller and smaller: less of the sky is covered."""
    empty = bird(seat, BOUGH, 4.45)
    covered = [
        int((np.abs(bird(seat, BOUGH, t) - empty).max(2) > 40.0).sum()) for t in (0.6, 2.4, 4.2)
    ]
    assert covered[0] > 500
    assert covered[0] > covered[2]


def test_every_perch_is_seen_from_the_seat(seat: Seat) -> None:
    """No bird sits hidden behind a tree: each of them changes the picture where it is."""
    spec = targets_of(seat)
    for perch, (x, y, z) in enumerate(spec.at):
        there = bird(seat, perch, gazed=1.0)
        gone = bird(seat, perch, 4.45)
        changed = np.abs(there - gone).max(2) > 12.0
        radius = SIZE[1] / math.radians(12.0) * 0.14 / math.hypot(x, y - 1.25, z)
        assert changed.sum() > 0.5 * math.pi * radius**2, perch


def test_a_snowball_is_seen_on_its_way_and_bursts(seat: Seat) -> None:
    spec, eye_m = targets_of(seat), seat.spec.eye_height_m
    still = resting_targets(spec, eye_m)
    rest = rest_state(seat.spec, 12.0, snowfall=0.0)
    look = Look((0.0, eye_m, 0.0), (0.0, 0.2, -1.0))
    state, shown = first(spec), []
    for k in range(100):
        state = step(spec, state, 1 / 60, look, [look] if k == 0 else [], eye_m)
        if k in (18, 75):
            balls = floats(spec, state)[spec.slots * TARGET_FLOATS :]
            numbers = still[: spec.slots * TARGET_FLOATS] + balls
            shown.append(seat.shoot(replace(rest, targets=numbers), 0.0, 0.0))
    bare = seat.shoot(rest, 0.0, 0.0)
    ball, puff = (np.abs(p - bare).max(2) > 6.0 for p in shown)
    assert 4 < ball.sum() < 400
    assert puff.sum() > 4


def test_at_rest_nothing_blinks(seat: Seat) -> None:
    """Within one second no block of 10 x 10 pixels changes by more than 5 % of white; the scene
    moves all the same."""
    times = (50.0, 50.25, 50.5, 50.75, 51.0, 80.0)
    light = np.stack([blocks(luminance(seat.see(0, 0, t))[..., None]) for t in times])
    assert (light[:5].max(0) - light[:5].min(0)).max() < 0.05
    assert np.abs(light[5] - light[0]).max() > 0.01


@pytest.mark.parametrize(("yaw", "pitch"), [(0.0, 0.0), (0.0, -20.0), (60.0, 10.0)])
def test_even_a_hammered_breath_makes_no_flash(seat: Seat, yaw: float, pitch: float) -> None:
    """A square wave of 1 Hz or faster in the breath, as far as the slew limit lets it through,
    stays under a tenth of white (the general flash of WCAG 2.3.1) in every block."""
    mist = seat.spec.parameter("mist")
    for middle in (0.15, mist.rest, 0.85):
        low, high = (
            seat.shoot(
                rest_state(seat.spec, 12.0, mist=middle + s * mist.slew_per_s / 4), yaw, pitch
            )
            for s in (-1.0, 1.0)
        )
        change = np.abs(blocks(luminance(high)[..., None]) - blocks(luminance(low)[..., None]))
        assert 0.002 < change.max() < 0.10


def test_a_whole_waking_makes_no_flash(seat: Seat) -> None:
    """From sleep to away, at its nearest perch: no block changes by a tenth of white within half
    a second more than a bird that moves through it must."""
    spec, eye_m = targets_of(seat), seat.spec.eye_height_m
    one = replace(spec, count=(1, 6), at=(spec.at[POST],) * 6, start=0.0)
    way = [a - b for a, b in zip(spec.at[POST], (0.0, eye_m, 0.0), strict=True)]
    length = math.hypot(*way)
    look = Look((0.0, eye_m, 0.0), (way[0] / length, way[1] / length, way[2] / length))
    state, means = first(one), []
    for k in range(8 * 20):
        state = step(one, state, 1 / 20, look, [], eye_m)
        if k % 5 == 0:
            rest = rest_state(seat.spec, 12.0, snowfall=0.0)
            shown = seat.shoot(replace(rest, targets=floats(one, state)), -45.0, -10.0)
            means.append(luminance(shown).mean())
    assert state.woken >= 1
    assert max(means) - min(means) > 1e-4
    assert np.abs(np.diff(means)).max() < 0.01


@pytest.mark.parametrize("seconds", [1.5, pytest.param(20.0, marks=pytest.mark.proof)])
def test_a_hammered_button_makes_no_flash(seat: Seat, seconds: float) -> None:
    """Throws in every frame and a gaze that jumps from bird to bird, with no guard to mend it."""
    spec, eye_m = targets_of(seat), seat.spec.eye_height_m
    keen = replace(spec, gap_s=(0.2, 0.2), gaze_s=(0.2, 0.2), start=1.0)
    state, taker = first(keen), FilmTaker()
    target = Target(seat.context, (128, 128))
    view = View(
        0, eye_from_world(0.3, 0.1), perspective(1.2, 1.0), target.framebuffer, (0, 0, 128, 128)
    )
    with Renderer(seat.context, 1, judge=Identity()) as renderer:
        for frame in range(round((6.0 + seconds) * 90)):
            asleep = [t for t in state.targets if t.sleeps]
            x, y, z = asleep[frame // 15 % len(asleep)].place if asleep else (0.0, eye_m, -3.0)
            length = math.dist((x, y, z), (0.0, eye_m, 0.0))
            look = Look((0.0, eye_m, 0.0), (x / length, (y - eye_m) / length, z / length))
            state = step(keen, state, 1 / 90, look, [look], eye_m)
            if frame >= 540:  # by then there are many of them
                rest = rest_state(seat.spec, frame / 90, snowfall=1.0)
                renderer.draw(replace(rest, targets=floats(keen, state)), (view,))
                taker.take(frame / 90, target.read_rgb())
    target.release()
    assert state.woken > 5
    assert max(taker.flashes()) <= MOST


def test_no_jump_from_frame_to_frame(seat: Seat) -> None:
    """At 90 Hz the picture of a still head is nearly that of the frame before, at any hour."""
    for at in (3.0, 300.0, 1800.0):
        a, b = (blocks(seat.see(0, 5, at + dt)) for dt in (0.0, 1.0 / 90.0))
        assert np.abs(a - b).max() < 2.5
        assert np.abs(a - b).max() > 0.0


def test_both_eyes_see_one_world(seat: Seat) -> None:
    """The peaks are the same for both eyes; fence and stream near by are not."""
    pictures = []
    for x in (-0.0315, 0.0315):
        seat.view.eye_from_world[...] = eye_from_world(0.0, 0.0, x)
        seat.renderer.draw(rest_state(seat.spec, 12.0, snowfall=0.0), (seat.view,))
        pictures.append(seat.target.read_rgb().astype(float))
    apart = np.abs(pictures[0] - pictures[1])
    assert apart[40:75, 145:195].mean() < 0.8
    assert apart[110:].mean() > 2 * apart[40:75, 145:195].mean()


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
    file = GOLDEN / f"snowline_{name}.png"
    if os.environ.get("VRAPP_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        Image.fromarray(means.round().astype(np.uint8)).save(file)
    kept = np.asarray(Image.open(file)).astype(float)
    worst = np.abs(means - kept).max()
    assert worst <= TOLERANCE, f"{name}: a block is {worst:.1f} of 255 off"


def test_the_comparison_notices_a_small_change(seat: Seat) -> None:
    kept = np.asarray(Image.open(GOLDEN / "snowline_ahead.png")).astype(float)
    assert np.abs(blocks(seat.see(breath=0.9)) - kept).max() > 2 * TOLERANCE

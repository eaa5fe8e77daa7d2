"""A reef in clear water: whole in every direction, answering the body, and never flickering.

Golden pictures are block means (see `tests.vrapp.render.test_golden`); write them anew, after
looking at them, with VRAPP_GOLDEN=write.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from tests.vrapp.scenes.seat import (
    GOLDEN,
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

KELP = slice(20, 120), slice(235, 305)  # the right grove against the open water


@pytest.fixture(scope="module")
def seat() -> Iterator[Seat]:
    made = Seat("reef")
    yield made
    made.release()


def light_of(picture: Light) -> Light:
    return blocks(luminance(picture)[..., None])[..., 0]


def test_nothing_is_wrong_or_unused() -> None:
    assert check_scene("reef") == []


@pytest.mark.parametrize("daylight", [0.0, 0.8, 1.0])
@pytest.mark.parametrize("level", [0.0, 1.0])
def test_it_draws_at_every_level_without_glare(seat: Seat, level: float, daylight: float) -> None:
    values = {"swell": level, "living_light": level, "clarity": level, "motes": 1.0 - level}
    picture = seat.shoot(rest_state(seat.spec, 12.0, daylight=daylight, **values), 0, -10)
    shown = luminance(picture)
    assert 0.01 < shown.mean() < 0.30
    assert shown.max() < 0.90
    assert (picture.max(2) < 3).mean() < 0.001  # holes, and what is not a number
    red = (picture[..., 0] > 120) & (picture[..., 0] >= 0.8 * picture.sum(2))
    assert not red.any()  # no saturated red anywhere (WCAG 2.3.1)


@pytest.mark.parametrize("yaw", [0, 60, 120, 180, 240, 300])
@pytest.mark.parametrize("pitch", [-40, 0, 40])
def test_no_direction_is_empty_or_broken(seat: Seat, yaw: int, pitch: int) -> None:
    picture = seat.see(yaw, pitch)
    assert 0.03 < luminance(picture).mean() < 0.45
    assert blocks(picture).mean(2).std() > 3.0  # there is something to see
    assert (picture.max(2) < 3).mean() < 0.001


def test_kelp_hangs_when_empty_and_rises_when_full(seat: Seat) -> None:
    """Against the water kelp is what has little blue: its leaves hang near the stems when the
    lungs are empty, half way they stand out, and full they point up."""
    still = {"living_light": 0.05, "motes": 0.15}
    masks = []
    for breath in (0.0, 0.5, 1.0):
        p = seat.shoot(rest_state(seat.spec, 12.0, swell=breath, **still))[KELP]
        masks.append(p[..., 1] > p[..., 2])
    assert all(0.03 < m.mean() < 0.60 for m in masks)
    for one, other in ((0, 1), (1, 2), (0, 2)):
        changed = (masks[one] ^ masks[other]).sum() / (masks[one] | masks[other]).sum()
        assert changed > 0.30  # clear without a word
    # The whole grove leans over and stands taller: its tips come higher up.
    columns = np.arange(masks[0].shape[1])
    middle = [(m.sum(0) * columns).sum() / m.sum() for m in masks]
    assert middle[2] > middle[0] + 1.5


def test_the_anemone_opens_with_the_breath(seat: Seat) -> None:
    """Near the seat: how much of the picture it covers, seen against itself fully folded."""

    def picture(breath: float) -> Light:
        state = rest_state(seat.spec, 12.0, swell=breath, living_light=0.0, motes=0.0)
        return seat.shoot(state, -18, -32)[40:140, 110:210]

    folded, half, full = (picture(b) for b in (0.0, 0.5, 1.0))
    # Arms are warmer than sand: rose tips.
    warm = [((p[..., 0] - p[..., 1]) > 4).mean() for p in (folded, half, full)]
    assert warm[1] > 1.5 * warm[0]
    assert warm[2] > 1.1 * warm[1]


def test_light_from_above_grows_a_little_with_the_breath(seat: Seat) -> None:
    light = [luminance(seat.see(0, 10, breath=b))[:90, 110:230].mean() for b in (0.0, 0.5, 1.0)]
    assert light[0] * 1.03 < light[1] < light[2] / 1.03
    assert light[2] < 1.6 * light[0]  # no lamp that goes on and off


def test_the_ledge_stays(seat: Seat) -> None:
    """Where sand meets water nothing moves with the breath: a still head sees a still world."""
    rows = slice(95, 125)
    where = []
    for breath in (0.0, 1.0):
        p = seat.see(breath=breath)[rows, 180:232]
        where.append((p[..., 0] > 0.55 * p[..., 2]).argmax(0))
    assert np.median(np.abs(where[0] - where[1])) == 0
    assert all(3 < np.median(w) < 27 for w in where)


def test_a_wave_of_the_heart_runs_along_the_school(seat: Seat) -> None:
    """A beat-to-beat heart rate above the mean lifts the fish of that moment, head first."""
    ages = np.linspace(0.0, 16.0, 128)
    calm, fresh, old = (
        np.full(128, 0.5),
        np.where(ages < 4.0, 1.0, 0.5),
        np.where((ages > 6.0) & (ages < 10.0), 1.0, 0.5),
    )
    rest, new, past = (seat.shoot(seat.with_wave(w), 0, 8) for w in (calm, fresh, old))
    moved = [np.abs(p - rest).sum(2)[60:130, 90:240].sum(0) for p in (new, past)]
    assert all(m.sum() > 300 for m in moved)
    columns = np.arange(moved[0].size)
    middle = [(m * columns).sum() / m.sum() for m in moved]
    assert abs(middle[0] - middle[1]) > 12  # another part of the school, as time has passed


@pytest.mark.parametrize("daylight", [0.0, 0.8])
def test_coherence_lights_the_living_things(seat: Seat, daylight: float) -> None:
    none, full = (
        seat.shoot(rest_state(seat.spec, 12.0, living_light=v, daylight=daylight), 15)
        for v in (0.05, 1.0)
    )
    gain = luminance(full) - luminance(none)
    assert gain.mean() > 0.003
    assert (gain > 0.02).mean() > 0.03  # the corals shine,
    assert np.median(gain[:60, 130:220]) < 0.003  # the water does not


def test_calm_clears_the_water(seat: Seat) -> None:
    """What is far keeps more of its contrast, and red does not come back from far."""
    veiled, clear = (seat.see(60, 5, calm=c)[40:120] for c in (0.0, 1.0))
    assert luminance(clear).std() > 1.15 * luminance(veiled).std()


def test_motes_follow_the_skin(seat: Seat) -> None:
    def motes(value: float) -> int:
        shown, bare = (
            luminance(seat.shoot(rest_state(seat.spec, 12.0, motes=m), 0, 20))[:90]
            for m in (value, 0.0)
        )
        return int((shown - bare > 0.006).sum())

    few, many = motes(0.15), motes(0.95)
    assert few > 2
    assert many > 2 * few


def test_red_is_lost_first(seat: Seat) -> None:
    """Rock far off has less red for its green than rock near by (absorption of water)."""
    picture = seat.see(60, 0, calm=1.0, coherence=0.0)
    near, far = picture[95:115, 225:250].mean((0, 1)), picture[60:90, 140:165].mean((0, 1))
    assert near[0] / near[1] > 1.5 * far[0] / far[1]


def test_overhead_is_the_bright_window(seat: Seat) -> None:
    up, ahead = luminance(seat.see(0, 65)), luminance(seat.see(0, 5))
    assert up.mean() > 2.0 * ahead.mean()
    # By night it is still the brightest part of the water.
    night = [
        luminance(seat.shoot(rest_state(seat.spec, 12.0, daylight=0.0), 0, p)) for p in (65, 5)
    ]
    assert night[0].mean() > 1.5 * night[1].mean()


def test_a_manta_passes_now_and_then(seat: Seat) -> None:
    """It is ahead at some times and not at others, and never moves fast across the picture."""
    water = slice(15, 75), slice(110, 215)
    dark = {at: (luminance(seat.see(0, 8, at))[water] < 0.125).mean() for at in (12.0, 60.0, 192.0)}
    assert dark[12.0] > 0.03
    assert dark[12.0] > 3 * dark[60.0]
    assert dark[192.0] > 0.6 * dark[12.0]  # three minutes later it is there again


@pytest.mark.parametrize("at", [12.0, 70.0, 300.0])
@pytest.mark.parametrize(("yaw", "pitch"), [(0, -35), (0, 0), (0, 40), (90, 0), (180, -20)])
def test_nothing_flickers(seat: Seat, yaw: int, pitch: int, at: float) -> None:
    """Caustics are slow: in half a second no block of 10 x 10 pixels changes by a tenth of white.
    The scene moves all the same."""
    light = np.stack([light_of(seat.see(yaw, pitch, at + dt)) for dt in (0.0, 0.25, 0.5)])
    assert 0.002 < (light.max(0) - light.min(0)).max() < 0.10


@pytest.mark.parametrize("at", [12.0, 300.0, 531.4])
@pytest.mark.parametrize(("yaw", "pitch"), [(0, -35), (347, -8), (0, 40), (90, 0)])
def test_even_hammered_signals_make_no_flash(seat: Seat, yaw: int, pitch: int, at: float) -> None:
    """A square wave of 1 Hz or faster in breath and heart rate, as far as the slew limits let it
    through, stays under a tenth of white (the general flash of WCAG 2.3.1) in every block."""
    swell, wave = (seat.spec.parameter(name) for name in ("swell", "heart_wave"))
    breath = [
        seat.shoot(
            rest_state(seat.spec, at, swell=swell.rest + s * swell.slew_per_s / 4), yaw, pitch
        )
        for s in (-1.0, 1.0)
    ]
    heart = [
        seat.shoot(seat.with_wave(np.full(128, 0.5 + s * wave.slew_per_s / 4), at), yaw, pitch)
        for s in (-1.0, 1.0)
    ]
    assert 0.005 < np.abs(light_of(breath[1]) - light_of(breath[0])).max() < 0.10
    assert np.abs(light_of(heart[1]) - light_of(heart[0])).max() < 0.10


def test_no_jump_from_frame_to_frame(seat: Seat) -> None:
    """At 90 Hz the picture of a still head is nearly that of the frame before, at any hour."""
    for at in (3.0, 300.0, 1800.0):
        a, b = (blocks(seat.see(0, -10, at + dt)) for dt in (0.0, 1.0 / 90.0))
        assert 0.0 < np.abs(a - b).max() < 3.0


def test_both_eyes_see_one_world(seat: Seat) -> None:
    """Far water is the same for both eyes; sand, corals and the anemone near by are not."""
    pictures = []
    for x in (-0.0315, 0.0315):
        seat.view.eye_from_world[...] = eye_from_world(0.0, -0.2, x)
        seat.renderer.draw(rest_state(seat.spec, 60.0, motes=0.0), (seat.view,))
        pictures.append(seat.target.read_rgb().astype(float))
    apart = np.abs(pictures[0] - pictures[1])
    assert apart[5:35, 130:210].mean() < 1.5
    assert apart[110:].mean() > 2.5 * apart[5:35, 130:210].mean()


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
            renderer.draw(rest_state(seat.spec, 60.0), views)
            found.append([t.read_rgb().astype(int) for t in targets])
            if single_pass and not renderer._scenes[seat.spec].has_both:
                pytest.skip("this driver's vertex shaders cannot choose a layer")
    for target in targets:
        target.release()
    for one, two in zip(*found, strict=True):
        assert np.abs(one - two).max() <= 1
        assert one.std() > 10
    assert np.abs(found[0][0] - found[0][1]).max() > 30  # the eyes see different things


@pytest.mark.parametrize(
    ("name", "yaw", "pitch"), [("ahead", 0.0, 0.0), ("left", 60.0, 0.0), ("up", 0.0, 50.0)]
)
def test_the_picture_is_as_it_was(seat: Seat, name: str, yaw: float, pitch: float) -> None:
    means = blocks(seat.see(yaw, pitch))
    assert means.shape == (SIZE[1] // 10, SIZE[0] // 10, 3)
    file = GOLDEN / f"reef_{name}.png"
    if os.environ.get("VRAPP_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        Image.fromarray(means.round().astype(np.uint8)).save(file)
    kept = np.asarray(Image.open(file)).astype(float)
    worst = np.abs(means - kept).max()
    assert worst <= TOLERANCE, f"{name}: a block is {worst:.1f} of 255 off"


def test_the_comparison_notices_a_small_change(seat: Seat) -> None:
    kept = np.asarray(Image.open(GOLDEN / "reef_ahead.png")).astype(float)
    assert np.abs(blocks(seat.see(breath=0.2)) - kept).max() > 2 * TOLERANCE

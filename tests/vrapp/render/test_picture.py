"""What is drawn is where it should be, the right way up, and of the right light."""

from __future__ import annotations

import moderngl
import numpy as np
import pytest

from tests.vrapp.render.conftest import Camera, Picture, probe
from vrapp.scene.frame import FrameState
from vrapp.scene.library import rest_state


def box_of(mask: np.ndarray) -> tuple[int, int, int, int]:
    """First and last row, first and last column of what is set."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return rows[0], rows[-1], columns[0], columns[-1]


def srgb(linear: float) -> float:
    """IEC 61966-2-1, 0..255."""
    return 255 * (12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055)


def test_a_metre_at_two_metres_covers_its_angle(camera: Camera, measure: FrameState) -> None:
    white = camera.shoot(measure)[..., 0] > 127
    top, bottom, left, right = box_of(white)
    # The view is 90 degrees wide: half the picture is tan 45 = 1, the near face half 0.5 / 2.
    wide = 256 * (0.5 / 2.0)
    assert right - left + 1 == pytest.approx(wide, abs=1)
    assert bottom - top + 1 == pytest.approx(wide, abs=1)
    assert (left + right) / 2 == pytest.approx(127.5, abs=0.5)  # at eye height, straight ahead
    assert (top + bottom) / 2 == pytest.approx(127.5, abs=0.5)


def test_the_picture_is_upright_and_not_mirrored(camera: Camera, measure: FrameState) -> None:
    def middle(**look: float) -> tuple[float, float]:
        top, bottom, left, right = box_of(camera.shoot(measure, **look)[..., 0] > 127)
        return (top + bottom) / 2, (left + right) / 2

    row, column = middle()
    assert middle(pitch_rad=0.2)[0] > row + 15  # looking up, things sink
    assert middle(yaw_rad=0.2)[1] > column + 15  # looking left, they move right
    assert middle(eye_x_m=0.1)[1] == pytest.approx(column - 128 * 0.1 / 2.0, abs=1.5)


def test_linear_light_is_encoded_as_srgb(camera: Camera) -> None:
    spec = probe("encode")
    for level in (0.0, 0.002, 0.05, 0.5, 1.0, 4.0):
        shown = camera.shoot(rest_state(spec, level=level)).astype(float)
        assert shown.mean() == pytest.approx(srgb(min(level, 1.0)), abs=0.15)
        assert np.ptp(shown) <= 3  # the dither is no more than a step up or down
    assert round(srgb(0.5)) == 188
    assert camera.shoot(rest_state(spec, level=0.0)).max() == 0  # black is black


def test_dither_keeps_what_eight_bits_lose(camera: Camera) -> None:
    spec = probe("encode")
    dark = [camera.shoot(rest_state(spec, level=0.01 + i * 1e-4)).mean() for i in range(5)]
    expected = [srgb(0.01 + i * 1e-4) for i in range(5)]
    assert np.allclose(dark, expected, atol=0.06)
    assert np.all(np.diff(dark) > 0.08)  # a fifth of a step is still told apart


def test_brightness_dims_the_light(camera: Camera) -> None:
    spec = probe("encode")
    whole = rest_state(spec)
    half = FrameState(0, 0, spec, whole.values, whole.histories, brightness=0.5)
    none = FrameState(0, 0, spec, whole.values, whole.histories, brightness=0.0)
    assert camera.shoot(half).mean() == pytest.approx(srgb(0.25), abs=0.15)
    assert camera.shoot(none).max() == 0


def colours(picture: Picture) -> tuple[np.ndarray, np.ndarray]:
    red = (picture[..., 0] > 120) & (picture[..., 1] < 110)  # shown as what is safe of it
    green = (picture[..., 1] > 120) & (picture[..., 0] < 60)
    return red, green


def test_the_mirror_shows_what_stands_above_it(camera: Camera) -> None:
    state = rest_state(probe("mirror"))
    red, green = colours(camera.shoot(state))
    top, bottom, left, right = box_of(red)
    horizon = 127.5
    # The front face is 3.8 m away and from 0.7 to 1.1 m high, the eye at 1.3: 0.2 to 0.6 m below
    # it; the top's far edge is at 4.2 m. The mirror image reaches from -0.1 down to -0.5, which is
    # 1.4 to 1.8 m below the eye, and shows the post's underside from its far edge on.
    assert top == pytest.approx(horizon + 128 * 0.2 / 4.2, abs=1.5)
    assert bottom == pytest.approx(horizon + 128 * 1.8 / 3.8, abs=1.5)
    rows = red.any(1)
    gap = ~rows[top : bottom + 1]
    assert gap.sum() == pytest.approx(128 * (1.4 / 4.2 - 0.6 / 3.8), abs=2.0)
    assert (left + right) / 2 < 127.5  # the left post is mirrored to the left
    assert not green.any()  # what lies under the water is seen neither through it nor in it


def test_the_mirrored_sky_is_the_sky_upside_down(camera: Camera) -> None:
    picture = camera.shoot(rest_state(probe("mirror"))).astype(float)
    column = picture[:, 250, 2]  # beside the posts
    # Within 20 m the water's edge is at 1 / 10 below the horizon.
    below = column[150:200]
    above = column[::-1][150:200]
    assert np.allclose(below, above, atol=2.5)
    assert np.all(np.diff(column[:120:12]) < 0)  # steeper rays are bluer


def test_stereo_eyes_see_their_own_half(context: moderngl.Context, measure: FrameState) -> None:
    camera = Camera(context, (256, 128))
    try:
        found = []
        for eye, x in enumerate((-0.1, 0.1)):
            camera.view.eye = eye
            camera.view.viewport = (eye * 128, 0, 128, 128)
            camera.view.clip_from_eye[0, 0] = camera.view.clip_from_eye[1, 1]
            picture = camera.shoot(measure, eye_x_m=x)
        for half in (picture[:, :128], picture[:, 128:]):
            _, _, left, right = box_of(half[..., 0] > 127)
            found.append((left + right) / 2)
        # The near face hides the far one: parallax is that of 2 m.
        assert found[0] - found[1] == pytest.approx(64 * 0.2 / 2.0, abs=1.5)
    finally:
        camera.release()


@pytest.mark.parametrize("msaa", [1, 4])
def test_multisampling_softens_edges(context: moderngl.Context, msaa: int) -> None:
    camera = Camera(context, (128, 128), msaa)
    try:
        edge = camera.shoot(rest_state(probe("measure")), yaw_rad=0.3, pitch_rad=0.2)[..., 0]
    finally:
        camera.release()
    between = np.count_nonzero((edge > 20) & (edge < 235))
    assert between > 20 if msaa > 1 else between == 0


def test_the_same_states_give_the_same_pixels(context: moderngl.Context) -> None:
    spec = probe("probe")
    films = []
    for _ in range(2):
        camera = Camera(context, (160, 90))
        films.append([camera.shoot(rest_state(spec, i / 9, lift=i / 4)).copy() for i in range(4)])
        camera.release()
    for first, second in zip(*films, strict=True):
        assert np.array_equal(first, second)
    assert not np.array_equal(films[0][0], films[0][3])


def test_a_parameter_and_its_past_reach_the_shader(camera: Camera) -> None:
    spec = probe("probe")
    low, high = (camera.shoot(rest_state(spec, lift=x)).astype(float) for x in (0.0, 1.0))
    box = np.abs(low - high).max(-1) > 20
    assert box.mean() > 0.01  # the boxes moved
    state = rest_state(spec, lift=0.0)
    past = state.histories.copy()
    past[0, 60:] = 1.0
    ripple = camera.shoot(FrameState(0, 0, spec, state.values, past)).astype(float) - low
    assert ripple.max() > 2.0
    # Eight seconds of past over 128 entries; the floor shows what was 0.2 s a metre ago, so
    # nothing changes nearer than 59 / 127 * 8 / 0.2 = 18.6 m: within 1 / 18.6 of the horizon.
    assert np.abs(ripple[128 + 10 :]).max() <= 1.0

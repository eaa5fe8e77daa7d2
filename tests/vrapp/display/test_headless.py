from __future__ import annotations

from pathlib import Path

import moderngl
import numpy as np
import pytest
from PIL import Image

from biofeedback.clock import VirtualClock
from vrapp.display.base import DisplayError
from vrapp.display.camera import eye_from_world, perspective
from vrapp.display.context import headless_context
from vrapp.display.headless import HeadlessDisplay
from vrapp.render import target as context_module


def paint(display: HeadlessDisplay) -> None:
    """Red, with a green lower left corner."""
    target = display.views[0].target
    target.clear(1.0, 0.0, 0.0, 1.0)
    target.clear(0.0, 1.0, 0.0, 1.0, viewport=(0, 0, 10, 5))


def test_frame_times_are_exactly_those_of_the_rate() -> None:
    clock = VirtualClock(7.0)
    with HeadlessDisplay((8, 8), 90.0, clock, frame_limit=200) as display:
        times = [(frame.number, frame.time, clock.now()) for frame in display.frames()]
    assert times == [(n, 7.0 + n / 90.0, 7.0 + n / 90.0) for n in range(200)]


def test_a_duration_ends_before_the_frame_at_it() -> None:
    with HeadlessDisplay((8, 8), 30.0, VirtualClock(), duration_s=2.0) as display:
        assert len(list(display.frames())) == 60


def test_a_slow_machine_leaves_frames_out_and_keeps_the_time() -> None:
    clock = VirtualClock()
    seen = []
    with HeadlessDisplay((8, 8), 10.0, clock, frame_limit=5) as display:
        for frame in display.frames():
            seen.append((frame.number, round(frame.time, 6)))
            clock.sleep_until(clock.now() + 0.25)  # drawing took this long
    assert seen == [(0, 0.0), (1, 0.3), (2, 0.6), (3, 0.9), (4, 1.2)]


def test_the_picture_is_read_top_row_first_and_saved_so(tmp_path: Path) -> None:
    with HeadlessDisplay((20, 10), 30.0, VirtualClock(), frame_limit=1) as display:
        for _ in display.frames():
            paint(display)
        picture = display.read_rgb()
        display.save_png(tmp_path / "a.png")
        assert display.context.error == "GL_NO_ERROR"
    assert picture.shape == (10, 20, 3)
    assert picture[9, 0].tolist() == [0, 255, 0]
    assert picture[0, 0].tolist() == picture[9, 19].tolist() == [255, 0, 0]
    assert np.array_equal(np.asarray(Image.open(tmp_path / "a.png")), picture)


def test_a_context_that_was_lent_stays_open() -> None:
    context = headless_context()
    for _ in range(3):
        with HeadlessDisplay((8, 8), 30.0, VirtualClock(), context=context) as display:
            paint(display)
    assert context.error == "GL_NO_ERROR"
    context.release()


def test_turning_the_head_keeps_the_eyes_apart() -> None:
    with HeadlessDisplay((8, 8), 30.0, VirtualClock(), stereo=True) as display:
        display.look(yaw_rad=0.5, pitch_rad=-0.2)
        left, right = (np.linalg.inv(view.eye_from_world)[:3, 3] for view in display.views)
        assert np.linalg.norm(right - left) == pytest.approx(0.063, abs=1e-5)
        assert (right - left)[0] == pytest.approx(0.063 * np.cos(0.5), abs=1e-5)


def test_the_camera_looks_left_by_yaw_and_up_by_pitch() -> None:
    ahead = np.array([0.0, 0.0, -1.0, 0.0])
    world_from_eye = np.linalg.inv(eye_from_world(yaw_rad=0.3))
    assert (world_from_eye @ ahead)[0] == pytest.approx(-np.sin(0.3), abs=1e-6)
    world_from_eye = np.linalg.inv(eye_from_world(pitch_rad=0.3))
    assert (world_from_eye @ ahead)[1] == pytest.approx(np.sin(0.3), abs=1e-6)


def test_the_perspective_puts_near_and_far_on_the_bounds_of_clip_space() -> None:
    matrix = perspective(np.pi / 2, 2.0, 0.1, 100.0)
    for z, depth in ((-0.1, -1.0), (-100.0, 1.0)):
        clip = matrix @ np.array([0.0, 0.0, z, 1.0])
        assert clip[2] / clip[3] == pytest.approx(depth, abs=1e-4)
    corner = matrix @ np.array([2.0, 1.0, -1.0, 1.0])  # 45 degrees up, twice that wide
    assert corner[:2] / corner[3] == pytest.approx([1.0, 1.0])


@pytest.mark.parametrize(
    ("size", "fps", "said"),
    [((0, 8), 30.0, "size is"), ((8, 8), 0.0, "fps is"), ((8, 8), float("nan"), "fps is")],
)
def test_bad_arguments_are_named(size: tuple[int, int], fps: float, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        HeadlessDisplay(size, fps, VirtualClock())


def test_a_picture_that_is_too_large_is_refused() -> None:
    with pytest.raises(DisplayError, match="is over this driver's"):
        HeadlessDisplay((1_000_000, 8), 30.0, VirtualClock())


@pytest.mark.parametrize(
    ("platform", "remedy"),
    [("linux", "libegl1 libgl1 libgl1-mesa-dri"), ("win32", "opengl32.dll")],
)
def test_without_opengl_the_remedy_is_named(
    monkeypatch: pytest.MonkeyPatch, platform: str, remedy: str
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise Exception("libEGL.so not loaded")

    monkeypatch.setattr(context_module.sys, "platform", platform)
    monkeypatch.setattr(moderngl, "create_context", fail)
    with pytest.raises(DisplayError, match=remedy) as caught:
        headless_context()
    assert "libEGL.so not loaded" in str(caught.value)

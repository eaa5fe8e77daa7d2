"""Pictures that harm and pictures that do not, made by hand; and a scene that shows them."""

from __future__ import annotations

from pathlib import Path

import moderngl
import numpy as np
import numpy.typing as npt
import pytest

from vrapp.render.check import check_scene, compile_problems
from vrapp.render.layers import layer_extension
from vrapp.render.looked import look_problems, seen
from vrapp.render.stripes import find_stripes, linear, luminance
from vrapp.scene.library import load_scene

Light = npt.NDArray[np.float64]
SIDE = 384
Y, X = np.mgrid[0:SIDE, 0:SIDE].astype(float)


def bars(length: float, angle: float = 0.0, dark: float = 0.1, light: float = 0.5) -> Light:
    """Bars of a wave `length` pixels long."""
    phase = (X * np.cos(angle) + Y * np.sin(angle)) / length
    return dark + (light - dark) * (phase % 1.0 < 0.5)


def within(picture: Light, width: int, height: int) -> Light:
    out = np.full((SIDE, SIDE), 0.2)
    out[:height, :width] = picture[:height, :width]
    return out


@pytest.mark.parametrize("angle", [0.0, 0.4, 1.57, 2.5])
@pytest.mark.parametrize("length", [4.0, 7.0, 12.0, 20.0, 35.0, 60.0])
def test_bars_are_found_with_their_number_and_contrast(length: float, angle: float) -> None:
    found = find_stripes(bars(length, angle))
    assert found.harmful
    assert found.share > 0.8
    expected = SIDE * (abs(np.cos(angle)) + abs(np.sin(angle))) / length
    assert found.pairs == pytest.approx(expected, rel=0.35)
    assert found.swing == pytest.approx(4 / np.pi * 0.4, rel=0.2)  # a square's first harmonic


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(0.1 + 0.2 * (1 + np.sin(X / 2.0)), id="soft waves"),
        pytest.param(within(bars(12.0, 0.3), 280, 280), id="half of the view"),
        pytest.param(0.1 + 0.4 * (np.hypot(X - 192, Y - 192) / 14 % 1 < 0.5), id="rings"),
        pytest.param(bars(12.0) + 0.3 * (Y > 200), id="over an edge"),
        pytest.param(bars(10.0, 0.7) + 0.3 * X / SIDE, id="on a gradient"),
        pytest.param(bars(16.0, 0.2, 0.5, 0.95), id="light, with dark bars dark enough"),
    ],
)
def test_other_patterns_that_harm(picture: Light) -> None:
    assert find_stripes(picture).harmful


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(np.full((SIDE, SIDE), 0.5), id="nothing"),
        pytest.param(X / SIDE, id="a gradient"),
        pytest.param(np.where(Y > 190, 0.02, 0.6), id="a horizon"),
        pytest.param(np.where(X > 0.7 * Y, 0.02, 0.6), id="a slope"),
        pytest.param(np.random.default_rng(1).uniform(0, 1, (SIDE, SIDE)), id="noise"),
        pytest.param(bars(12.0, 0.3, 0.30, 0.37), id="bars hardly seen"),
        pytest.param(bars(12.0, 0.3, 0.86, 0.99), id="bars on a bright wall"),
        pytest.param(within(bars(12.0, 0.3), 150, 150), id="a rug"),
        pytest.param(bars(130.0), id="three pillars"),
        pytest.param(within(bars(30.0), SIDE, 70), id="a fence"),
    ],
)
def test_pictures_that_do_not_harm(picture: Light) -> None:
    assert not find_stripes(picture).harmful


def test_a_picture_too_small_to_judge_is_refused() -> None:
    with pytest.raises(ValueError, match="48 pixels or more"):
        find_stripes(np.zeros((40, 100)))


def test_light_is_linear() -> None:
    grey = np.full((1, 1, 3), 188, dtype=np.uint8)
    assert luminance(grey)[0, 0] == pytest.approx(0.503, abs=0.002)
    assert linear(grey)[0, 0, 2] == pytest.approx(0.503, abs=0.002)


def scene(root: Path, glsl: str) -> Path:
    """A sky of this GLSL."""
    for folder in ("scenes", "shaders"):
        (root / folder).mkdir(exist_ok=True)
    (root / "shaders" / "sky.frag").write_text(
        f"void main() {{\n    vec3 r = normalize(ray);\n    {glsl}\n}}\n", encoding="utf-8"
    )
    file = root / "scenes" / "made.toml"
    file.write_text(
        "format = 1\ntone = 'none'\n[parameters.level]\nrange = [0.0, 1.0]\nrest = 0.0\n"
        "[[layers]]\nname = 'sky'\nshader = 'sky'\ngeometry = { kind = 'screen' }\n",
        encoding="utf-8",
    )
    return file


@pytest.mark.parametrize(
    ("glsl", "kind"),
    [
        ("color = vec4(vec3(0.2 + 0.01 * level), 1.0);", ""),
        ("color = vec4(vec3(0.2 + 0.4 * level * step(0.5, fract(20.0 * r.x))), 1.0);", "stripes"),
        ("color = vec4(vec3(0.3 + 0.5 * level), 1.0);", "brightness"),
        ("color = vec4(vec3(0.2 + 0.1 * sqrt(0.98 - level * abs(r.x))), 1.0);", "black pixels"),
    ],
)
def test_a_scene_is_looked_at_at_its_extremes(
    context: moderngl.Context, tmp_path: Path, glsl: str, kind: str
) -> None:
    spec = load_scene(scene(tmp_path, glsl))
    problems = look_problems(context, spec)
    assert len(problems) == bool(kind)
    if kind:
        assert problems[0].startswith(f"{spec.file}: 6: {kind}: ")
        assert "every parameter at its highest, looking " in problems[0]
    assert check_scene(spec.file) == problems


def test_pixels_that_are_no_numbers_are_told_and_dark_things_are_not() -> None:
    picture = np.full((96, 96, 3), 120, dtype=np.uint8)
    picture[40:60, 30:33] = 2  # a post
    picture[:20] = 0, 0, 1  # the night
    assert list(seen(picture)) == []
    picture[70:72, 50:60] = 0
    assert [kind for kind, _, _ in seen(picture)] == ["black pixels"]


@pytest.mark.parametrize(
    ("rgb", "told"),
    [((200, 30, 20), True), ((200, 110, 60), False), ((50, 3, 3), False), ((30, 40, 200), False)],
)
def test_saturated_red_is_told_where_it_can_be_seen(rgb: tuple[int, int, int], told: bool) -> None:
    picture = np.full((96, 96, 3), 60, dtype=np.uint8)
    picture[:10, :10] = rgb
    assert [kind for kind, _, _ in seen(picture)] == ["red"] * told


def test_what_compiles_for_one_eye_only_is_told(context: moderngl.Context, tmp_path: Path) -> None:
    if not layer_extension(context):
        pytest.skip("this driver draws the eyes one after the other")
    file = scene(tmp_path, "color = vec4(level);")
    text = file.parents[1] / "shaders" / "sky.frag"
    # a name of the prelude as a name of one's own: hidden in one way, a macro in the other
    text.write_text("void main() {\n    float mirrored = level;\n    color = vec4(mirrored);\n}\n")
    problems = compile_problems(context, load_scene(file))
    assert problems
    assert problems[0].startswith(f"{text}:2:")
    assert all(p.endswith("(only when both eyes are drawn in one pass)") for p in problems)

"""Scenes whose layers bring their own film: the same picture as by a last pass, for less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import moderngl
import numpy as np
import pytest

from tests.flash.analyser import MOST
from tests.flash.film import Identity, film, hostile
from tests.vrapp.render.conftest import Camera, probe
from tests.vrapp.render.guard import test_grid
from tests.vrapp.render.test_stereo import HALF, SIZE, Pair
from vrapp.render import layers
from vrapp.render.layers import layer_extension
from vrapp.render.renderer import Renderer
from vrapp.scene.errors import SceneError
from vrapp.scene.frame import FrameState
from vrapp.scene.library import rest_state
from vrapp.scene.spec import SceneSpec, parse_scene


class Dim:
    """A judge that lets through as much as it is told."""

    damped = False

    def __init__(self, share: float) -> None:
        self._share = share

    def gain(self, t: float) -> float:
        return self._share

    def see(self, *seen: object) -> None: ...


@pytest.fixture
def pair(context: moderngl.Context) -> Iterator[Pair]:
    made = Pair(context)
    yield made
    made.release()


def in_both_ways() -> tuple[SceneSpec, SceneSpec]:
    """The scene with a film for each layer and with one for the picture; no layer is encoded."""
    spec = probe("layers")
    dome = {"shader": "layers/ground", "encoded": False}
    plain = tuple(replace(x, **(dome if x.encoded else {})) for x in spec.layers)
    return replace(spec, layers=plain), replace(spec, layers=plain, film="picture")


def blocks(picture: np.ndarray) -> np.ndarray:
    """Means of 8 by 8 pixels: dither and edges go."""
    height, width, n = picture.shape
    return picture.astype(float).reshape(height // 8, 8, width // 8, 8, n).mean((1, 3))


@pytest.mark.parametrize("msaa", [1, 4])
@pytest.mark.parametrize("gain", [1.0, 0.3])
def test_it_is_the_picture_that_a_last_pass_makes(
    context: moderngl.Context, pair: Pair, msaa: int, gain: float
) -> None:
    """What is blended lies below the film's knee here."""
    found = []
    for spec in in_both_ways():
        with Renderer(context, msaa, judge=Dim(gain)) as renderer:
            renderer.draw(rest_state(spec, 3.0), pair.views)
            found.append([blocks(picture[..., :3]) for picture in pair.pictures()])
    for own, last in zip(*found, strict=True):
        assert own.std() > 5
        # each of up to a dozen lamps that lie over one another is rounded to a step
        assert np.abs(own - last).max() < 2.0


@pytest.mark.parametrize("msaa", [1, 4])
def test_one_pass_and_two_give_the_same(context: moderngl.Context, pair: Pair, msaa: int) -> None:
    if not layer_extension(context):
        pytest.skip("this driver's vertex shaders cannot choose a layer")
    spec, found = probe("layers"), []
    pair.views[1].hidden = HALF
    for single_pass in (True, False):
        with Renderer(context, msaa, single_pass) as renderer:
            renderer.prepare(spec, both_eyes=True)
            renderer.draw(rest_state(spec, 3.0), pair.views)
            assert renderer._scenes[spec].has_both is single_pass
            found.append([picture[..., :3].astype(int) for picture in pair.pictures()])
    for one, two in zip(*found, strict=True):
        assert np.abs(one - two).max() <= 1
        assert one.std() > 10
    assert found[0][1][:, : SIZE[0] // 3].max() == 0  # hidden


def test_it_is_put_where_a_view_is_in_its_target(context: moderngl.Context, pair: Pair) -> None:
    """Side by side in one target, in a target of two layers, and by drivers without views."""
    state, (width, height) = rest_state(probe("layers"), 3.0), SIZE
    with Renderer(context, 1) as renderer:
        renderer.draw(state, pair.views)
        apart = pair.pictures()
        wide = context.texture((2 * width + 6, height + 4), 4)
        side_by_side = context.framebuffer((wide,))
        for view in pair.views:
            view.target, view.viewport = side_by_side, (2 + view.eye * (width + 2), 3, *SIZE)
        renderer.draw(state, pair.views)
        both = np.frombuffer(wide.read(), np.uint8).reshape(height + 4, -1, 4)
        for eye in (0, 1):
            left = 2 + eye * (width + 2)
            assert np.array_equal(both[3 : 3 + height, left : left + width], apart[eye])
        array = context.texture_array((*SIZE, 2), 4)
        layered = context.framebuffer((array,))
        if renderer.layered_targets:
            for view in pair.views:
                view.target, view.viewport, view.layered = layered, (0, 0, *SIZE), True
            renderer.draw(state, pair.views)
            halves = np.frombuffer(array.read(), np.uint8).reshape(2, height, width, 4)
            assert all(np.array_equal(half, one) for half, one in zip(halves, apart, strict=True))
    for thing in (side_by_side, wide, layered, array):
        thing.release()


def test_older_drivers_show_the_same(
    context: moderngl.Context, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for missing in ((), ("_VIEW_VERSION",), ("_VIEW_VERSION", "_NAMED_VERSION")):
        for name in missing:
            monkeypatch.setattr(layers, name, 9999)
        with Renderer(context, 1) as renderer:
            renderer.draw(rest_state(probe("layers"), 3.0), pair.views)
            found.append([picture[..., :3] for picture in pair.pictures()])
    for others in found[1:]:
        assert all(np.array_equal(one, two) for one, two in zip(found[0], others, strict=True))


@pytest.mark.parametrize("gain", [1.0, 0.08])
def test_the_guard_sees_the_light_before_it_was_dimmed(
    context: moderngl.Context, gain: float
) -> None:
    spec = replace(hostile(), film="layers")

    class Dimmed(test_grid.Witness):
        def gain(self, t: float) -> float:
            return gain

    def half(t: float) -> FrameState:
        return rest_state(spec, t, hertz=0.0, high=0.5)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_grid, "Witness", Dimmed)
        witness = test_grid.watch(context, half, eyes=2)
    seen = witness.level[-1][witness.seen[-1]]
    assert seen.size > 500
    assert np.allclose(seen, 127.5, atol=4.0)


@pytest.mark.parametrize(
    "values",
    [
        {"hertz": 8.0, "high": 1.0},
        {"hertz": 20.0, "kind": 1.0},
        {"hertz": 22.5, "low": 0.2, "high": 0.35},
    ],
)
def test_the_guard_damps_it_as_well(context: moderngl.Context, values: dict[str, float]) -> None:
    spec = replace(hostile(), film="layers")
    values = {"kind": 0.0, "low": 0.0, "high": 1.0, **values}
    guarded = film(context, [spec], 3.5, values=values)
    bare = film(context, [spec], 3.5, values=values, judge=Identity())
    assert bare.flashes[0] > MOST
    assert guarded.flashes[0] <= MOST
    assert min(guarded.gains) < 0.7


def test_no_red_is_shown_deep_and_black_is_black(context: moderngl.Context, camera: Camera) -> None:
    values = {"hertz": 8.0, "kind": 3.0}
    spec = replace(hostile(), film="layers")
    assert film(context, [spec], 2.0, values=values, judge=Identity()).flashes == (0, 0)
    dark = replace(probe("encode"), film="layers")
    assert camera.shoot(rest_state(dark, level=0.0)).max() == 0
    assert camera.shoot(rest_state(dark, level=0.5)).mean() == pytest.approx(188, abs=0.7)


def test_soft_light_that_is_added_has_no_bands(camera: Camera) -> None:
    """On every row of a soft lamp on a dark ground the mean follows the light, not the steps."""
    spec = probe("layers")
    lamp = tuple(layer for layer in spec.layers if layer.name in ("dome", "lamps"))
    spec = replace(spec, layers=lamp)
    films = [camera.shoot(rest_state(spec, i / 90)).astype(float) for i in range(24)]
    mean = np.mean(films, 0)[96:160, 96:160]
    slow = mean.reshape(16, 4, 16, 4, 3).mean((1, 3))
    # of a picture in whole steps nearly every mean would be a whole number
    assert np.abs(slow - slow.round()).mean() > 0.15


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("bloom = 0.1", "film: is layers"),
        ("[reflection]", "film: is layers"),
    ],
)
def test_what_needs_light_is_refused(line: str, said: str) -> None:
    text = 'format = 1\nfilm = "layers"\n%s\n[[layers]]\nname = "a"\nshader = "a"\n%s'
    with pytest.raises(SceneError, match=said):
        parse_scene(text % (line, "geometry = { kind = 'screen' }\n"), Path("a.toml"), Path())


@pytest.mark.parametrize(
    ("film_is", "more", "said"),
    [("picture", "", 'needs film = "layers"'), ("layers", "blend = 'add'\n", "needs blend none")],
)
def test_where_a_layer_cannot_be_encoded(film_is: str, more: str, said: str) -> None:
    text = f"format = 1\nfilm = '{film_is}'\n[[layers]]\nname = 'a'\nshader = 'a'\n"
    text += f"geometry = {{ kind = 'screen' }}\nencoded = true\n{more}"
    with pytest.raises(SceneError, match=said):
        parse_scene(text, Path("a.toml"), Path())

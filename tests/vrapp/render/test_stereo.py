"""Both eyes: in one pass or two the same picture, into whatever a headset hands out."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import moderngl
import numpy as np
import pytest

from tests.vrapp.render.conftest import Picture, probe
from vrapp.bench.meshes import mesh_scene
from vrapp.display.camera import eye_from_world, perspective
from vrapp.render import layers, program
from vrapp.render.layers import layer_extension
from vrapp.render.program import SceneProgram
from vrapp.render.renderer import Renderer
from vrapp.render.target import GraphicsError
from vrapp.render.view import HiddenArea, View
from vrapp.scene.library import load_scene, rest_state

SIZE = (96, 80)
HALF = HiddenArea(
    np.array([[-2, -2], [0, -2], [0, 2], [-2, 2]], np.float32),
    np.array([0, 1, 2, 0, 2, 3], np.uint32),
)
"""What lies left of straight ahead."""


class Pair:
    """Two eyes with a texture each, as a headset has them."""

    def __init__(self, context: moderngl.Context, internal_format: int | None = None) -> None:
        self.textures = [context.texture(SIZE, 4, internal_format=internal_format) for _ in "lr"]
        self.targets = [context.framebuffer((texture,)) for texture in self.textures]
        self.views = [
            View(eye, eye_from_world(0.1, -0.1, x), perspective(1.2, 1.2), target, (0, 0, *SIZE))
            for eye, x, target in zip((0, 1), (-0.1, 0.1), self.targets, strict=True)
        ]
        for view in self.views:
            view.clip_from_eye[0, 2] = 0.1 - 0.2 * view.eye  # no lens is symmetric

    def pictures(self) -> list[Picture]:
        raw = [np.frombuffer(texture.read(), np.uint8) for texture in self.textures]
        return [data.reshape(SIZE[1], SIZE[0], 4).copy() for data in raw]

    def release(self) -> None:
        for thing in (*self.targets, *self.textures):
            thing.release()


@pytest.fixture
def pair(context: moderngl.Context) -> Iterator[Pair]:
    made = Pair(context)
    yield made
    made.release()


@pytest.fixture
def one_pass(context: moderngl.Context) -> str:
    extension = layer_extension(context)
    if not extension:
        pytest.skip("this driver's vertex shaders cannot choose a layer")
    return extension


@pytest.mark.parametrize("msaa", [1, 4])
@pytest.mark.parametrize("name", ["probe", "kinds", "mirror", "bay"])
def test_one_pass_and_two_give_the_same_pictures(
    context: moderngl.Context, pair: Pair, one_pass: str, name: str, msaa: int
) -> None:
    spec = load_scene("bay") if name == "bay" else probe(name)
    found = []
    for single_pass in (True, False):
        with Renderer(context, msaa, single_pass) as renderer:
            renderer.draw(rest_state(spec, 3.0), pair.views)
            assert renderer._scenes[spec].has_both is single_pass
            found.append([picture.astype(int) for picture in pair.pictures()])
    for one, two in zip(*found, strict=True):
        assert np.abs(one - two).max() <= 1
        assert one.std() > 10
    assert np.abs(found[0][0] - found[0][1]).max() > 50  # the eyes see different things


def test_no_view_draws_nothing_and_one_is_drawn_as_ever(
    context: moderngl.Context, pair: Pair
) -> None:
    state = rest_state(probe("probe"), 3.0)
    with Renderer(context, 1) as renderer:
        renderer.draw(state, ())
        assert not renderer._scenes
        renderer.draw(state, pair.views)
        together = pair.pictures()[1]
        renderer.draw(rest_state(probe("encode"), level=0.0), pair.views)
        assert pair.pictures()[1][..., :3].max() == 0
        renderer.draw(state, pair.views[1:])
        assert np.array_equal(pair.pictures()[1], together)


def test_eyes_of_different_sizes_are_drawn_one_by_one(
    context: moderngl.Context, pair: Pair
) -> None:
    state = rest_state(probe("probe"), 3.0)
    with Renderer(context, 1) as renderer:
        renderer.draw(state, pair.views)
        whole = pair.pictures()
        pair.views[1].viewport = (10, 20, 48, 40)
        pair.targets[1].clear()
        renderer.draw(state, pair.views)
        left, right = pair.pictures()
    assert np.array_equal(left, whole[0])
    assert right[20:60, 10:58, :3].std() > 10
    right[20:60, 10:58] = 0
    assert right.max() == 0  # nothing but its viewport


@pytest.mark.parametrize("single_pass", [True, False])
def test_a_target_of_two_layers_gets_the_same_pictures(
    context: moderngl.Context, pair: Pair, one_pass: str, single_pass: bool
) -> None:
    state = rest_state(probe("mirror"), 3.0)
    array = context.texture_array((*SIZE, 2), 4)
    target = context.framebuffer((array,))
    try:
        with Renderer(context, 1, single_pass) as renderer:
            assert renderer.layered_targets
            renderer.draw(state, pair.views)
            for view in pair.views:
                view.target, view.layered = target, True
            renderer.draw(state, pair.views)
        halves = np.frombuffer(array.read(), np.uint8).reshape(2, SIZE[1], SIZE[0], 4)
    finally:
        target.release()
        array.release()
    for layer, picture in zip(halves, pair.pictures(), strict=True):
        assert np.array_equal(layer, picture)


def test_a_driver_without_layers_draws_twice_and_refuses_layered_views(
    context: moderngl.Context, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vrapp.render.renderer.layer_extension", lambda context: "")
    spec = probe("probe")
    with Renderer(context, 1) as renderer:
        renderer.draw(rest_state(spec), pair.views)
        assert not renderer._scenes[spec].has_both
        assert all(picture.std() > 10 for picture in pair.pictures())
        pair.views[0].layered = True
        with pytest.raises(GraphicsError, match="give each eye a target"):
            renderer.draw(rest_state(spec), pair.views)


def test_an_srgb_image_keeps_the_encoded_bytes(context: moderngl.Context, pair: Pair) -> None:
    """A headset's image: what is written while GL_FRAMEBUFFER_SRGB is off is stored as it is."""
    srgb8_alpha8 = 0x8C43
    headset = Pair(context, srgb8_alpha8)
    try:
        with Renderer(context, 1) as renderer:
            for eyes in (pair, headset):
                renderer.draw(rest_state(probe("probe"), 3.0), eyes.views)
            for plain, encoded in zip(pair.pictures(), headset.pictures(), strict=True):
                assert np.array_equal(plain, encoded)
            half = rest_state(probe("encode"), level=0.5)
            renderer.draw(half, headset.views)
            assert headset.pictures()[0][..., 0].mean() == pytest.approx(188, abs=0.7)
            context.enable_direct(0x8DB9)  # GL_FRAMEBUFFER_SRGB: the mistake, which must show
            renderer.draw(half, headset.views)
            context.disable_direct(0x8DB9)
            assert headset.pictures()[0][..., 0].mean() > 210
    finally:
        headset.release()


def counted(context: moderngl.Context, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Fills with the pixels that each `submit` of a scene shades."""
    query = context.query(samples=True)
    counts: list[int] = []
    plain = SceneProgram.submit

    def submit(self: SceneProgram, target: moderngl.Framebuffer, *, mirrored: bool) -> None:
        with query:
            plain(self, target, mirrored=mirrored)
        counts.append(query.samples)

    monkeypatch.setattr(SceneProgram, "submit", submit)
    return counts


@pytest.mark.parametrize("single_pass", [True, False])
def test_hidden_pixels_are_black_and_not_shaded(
    context: moderngl.Context, pair: Pair, monkeypatch: pytest.MonkeyPatch, single_pass: bool
) -> None:
    counts = counted(context, monkeypatch)
    state = rest_state(probe("encode"), level=1.0)
    pixels = SIZE[0] * SIZE[1]
    with Renderer(context, 1, single_pass) as renderer:
        renderer.draw(state, pair.views)
        assert sum(counts) == 2 * pixels
        counts.clear()
        pair.views[1].hidden = HALF
        renderer.draw(state, pair.views)
        left, right = pair.pictures()
        pair.views[1].hidden = None
        shaded = sum(counts)
        renderer.draw(state, pair.views)
        assert pair.pictures()[1].min() > 250  # taken off again; dithered
    # Straight ahead is at -clip[0, 2] in clip space: the area's edge, in pixels.
    edge = round((1 - pair.views[1].clip_from_eye[0, 2]) / 2 * SIZE[0])
    assert left.min() > 250
    assert right[:, : edge - 1, :3].max() == 0
    assert right[:, edge + 1 :].min() > 250
    assert shaded == pytest.approx(2 * pixels - edge * SIZE[1], abs=SIZE[1])


@pytest.mark.parametrize("msaa", [1, 4])
@pytest.mark.parametrize("single_pass", [True, False])
def test_depth_is_handed_over_when_asked(
    context: moderngl.Context, pair: Pair, single_pass: bool, msaa: int
) -> None:
    spec = probe("measure")
    textures = [context.depth_texture(SIZE) for _ in "lr"]
    try:
        for view, texture in zip(pair.views, textures, strict=True):
            view.depth_target = context.framebuffer(depth_attachment=texture)
            view.eye_from_world[...] = eye_from_world(eye_x_m=-0.1 + 0.2 * view.eye)
        with Renderer(context, msaa, single_pass) as renderer:
            renderer.draw(rest_state(spec), pair.views)
        found = [np.frombuffer(t.read(), np.float32).reshape(SIZE[::-1]) for t in textures]
        white = [picture[..., 0] > 127 for picture in pair.pictures()]
    finally:
        for view in pair.views:
            if view.depth_target is not None:
                view.depth_target.release()
        for texture in textures:
            texture.release()
    near, far = spec.clip_m
    for depth, cube in zip(found, white, strict=True):
        # The cube's near face is 2 m away (XR_KHR_composition_layer_depth's minDepth 0, maxDepth 1)
        metres = near * far / (far - depth * (far - near))
        inside = cube & np.roll(cube, 2, 1) & np.roll(cube, -2, 1)
        inside &= np.roll(cube, 2, 0) & np.roll(cube, -2, 0)
        assert inside.sum() > 100
        assert np.allclose(metres[inside], 2.0, atol=0.01)
        assert metres[0, 0] > 10


def test_what_reads_the_reflection_in_another_way_is_drawn_in_two_passes(
    context: moderngl.Context, pair: Pair, monkeypatch: pytest.MonkeyPatch, one_pass: str
) -> None:
    read = Path.read_text

    def odd(self: Path, *args: str, **kwargs: str) -> str:
        text = read(self, *args, **kwargs)
        fetch = "void main() { vec4 one = texelFetch(reflection, ivec2(0), 0);"
        water = self.suffix == ".frag" and "reflection" in text
        return text.replace("void main() {", fetch) if water else text

    monkeypatch.setattr(Path, "read_text", odd)
    spec = probe("mirror")
    with Renderer(context, 1) as renderer:
        renderer.draw(rest_state(spec), pair.views)
        assert not renderer._scenes[spec].has_both
        assert all(picture.std() > 10 for picture in pair.pictures())


def test_a_missing_entry_point_costs_the_single_pass_only(
    context: moderngl.Context, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(layers._CALLS, "noSuchCall", (None,))
    with pytest.raises(GraphicsError, match="no noSuchCall"):
        layers.Layers(context)
    spec = probe("probe")
    with Renderer(context, 1) as renderer:
        renderer.draw(rest_state(spec), pair.views)
        assert not renderer._scenes[spec].has_both
    assert all(picture.std() > 10 for picture in pair.pictures())


@pytest.mark.parametrize("alike", [True, False])
def test_meshes_that_look_alike_are_submitted_as_one(
    context: moderngl.Context,
    pair: Pair,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    alike: bool,
) -> None:
    spec = mesh_scene(12, tmp_path, alike)
    pictures = []
    for version in (context.version_code, 330):  # an older OpenGL cannot list its draws
        with Renderer(context, 1) as renderer, monkeypatch.context() as patch:
            patch.setattr(program, "_INDIRECT_VERSION", 430 if version > 330 else 9999)
            renderer.draw(rest_state(spec), pair.views)
            draws = len(renderer._scenes[spec].one.draws)
            pictures.append(pair.pictures())
        listed = alike and version > 330 and context.version_code >= 430
        assert draws == (2 if listed else 13)
    assert all(np.array_equal(one, two) for one, two in zip(*pictures, strict=True))
    assert pictures[0][0].std() > 10


def test_a_prepared_scene_is_not_built_in_its_first_frame(
    context: moderngl.Context, pair: Pair, one_pass: str
) -> None:
    spec = probe("probe")
    with Renderer(context, 1) as renderer:
        renderer.prepare(spec, both_eyes=True)
        scene = renderer._scenes[spec]
        assert scene.has_both
        before = scene.both
        renderer.draw(rest_state(spec), pair.views)
        assert scene.both is before
        assert scene._one is None  # a headset never needs it


def test_a_frame_leaves_nothing_for_the_garbage_collector(
    context: moderngl.Context, pair: Pair
) -> None:
    spec = probe("mirror")
    states = [rest_state(spec, i / 90) for i in range(60)]
    with Renderer(context, 1) as renderer:
        renderer.draw(states[0], pair.views)
        gc.collect()
        gc.disable()
        try:
            before = len(gc.get_objects())
            for state in states:
                renderer.draw(state, pair.views)
            left = len(gc.get_objects()) - before
        finally:
            gc.enable()
    assert left < len(states) / 6

"""One scene on the graphics card: its programs, meshes and draws, built once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Self

import moderngl
import numpy as np
import numpy.typing as npt

from vrapp.render.geometry import Mesh, make_instances, make_mesh
from vrapp.render.kit import bind_block, compile_stages
from vrapp.render.layers import FRAMEBUFFER_SRGB
from vrapp.render.uniforms import SCENE_BINDING, VIEW_BINDING, Blocks
from vrapp.scene.geometry import Screen
from vrapp.scene.glsl import assemble
from vrapp.scene.library import shader_folders
from vrapp.scene.spec import Layer, SceneSpec

# Light is written with its alpha already multiplied in.
_BLENDS = {
    "none": (moderngl.ONE, moderngl.ZERO),
    "alpha": (moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA),
    "add": (moderngl.ONE, moderngl.ONE),
}
_CLIP_DISTANCE0 = 0x3000
_PER_VERTEX = (("in_position", "3f"), ("in_normal", "3f"), ("in_uv", "2f"))
_PER_INSTANCE = (("in_offset", "3f"), ("in_random", "4f"))


_INDIRECT_VERSION = 430  # OpenGL whose draws may be listed in a buffer


@dataclass(frozen=True, slots=True)
class _Look:
    """What layers must have in common, next to each other, to be submitted as one."""

    program: moderngl.Program
    flags: int
    blend: tuple[int, int]
    depth_write: bool
    clipped: bool  # writes a clip distance, which the mirrored pass needs
    reflected: bool
    decoded: bool  # blended with what is shown, as light


@dataclass(slots=True)
class Draw:
    """Layers in a row that look alike, ready to be submitted."""

    submit: Callable[[], None]
    flags: int
    blend: tuple[int, int]
    depth_write: bool
    clipped: bool
    decoded: bool


def _buffer_format(
    program: moderngl.Program, fields: tuple[tuple[str, str], ...], suffix: str
) -> tuple[str, tuple[str, ...]]:
    """Layout for the attributes a program uses; the bytes of those it does not are skipped."""
    words, names = [], []
    for name, kind in fields:
        if name in program:
            words.append(kind)
            names.append(name)
        else:
            words.append(f"{4 * int(kind[0])}x")
    return " ".join(words) + suffix, tuple(names)


def _commands(meshes: Sequence[Mesh], instances: Sequence[int]) -> npt.NDArray[np.uint32]:
    """(n, 5): DrawElementsIndirectCommand of each mesh (OpenGL 4.6 core, 10.4)."""
    table = np.zeros((len(meshes), 5), dtype=np.uint32)
    table[:, 0] = [len(mesh.indices) for mesh in meshes]
    table[:, 1] = instances
    table[1:, 2] = np.cumsum(table[:-1, 0])
    table[1:, 3] = np.cumsum([len(mesh.vertices) for mesh in meshes[:-1]])
    table[1:, 4] = np.cumsum(table[:-1, 1])
    return table


class SceneProgram:
    """Everything of one scene, or of `only` some of its layers.

    With a `layer_extension` it is made to draw both eyes in one pass, without for one view.
    It can draw once it is built, at once or in steps.
    """

    def __init__(
        self,
        context: moderngl.Context,
        spec: SceneSpec,
        only: Sequence[Layer] | None = None,
        layer_extension: str = "",
    ) -> None:
        self.spec = spec
        self.files: tuple[Path, ...] = (spec.file,)
        self.layered = bool(layer_extension)
        self._context = context
        self._extension = layer_extension
        self._owned: list[moderngl.Buffer | moderngl.Program | moderngl.VertexArray] = []
        self.blocks = Blocks(context, spec)
        self._layers = spec.layers if only is None else only
        self._programs: dict[tuple[str, str], moderngl.Program] = {}
        self.draws: list[Draw] = []
        self.mirrored: list[Draw] = []

    def build(self) -> Self:
        """Build it at once. Raises `SceneError` when a shader is missing or faulty."""
        for _ in self.steps():
            pass
        return self

    def steps(self) -> Iterator[None]:
        """Build it a program or a mesh at a time. Raises as `build`; given up, nothing is left."""
        folders = shader_folders(self.spec)
        looks = []
        try:
            for layer in self._layers:
                looks.append(self._look(layer, folders))
                yield
            for look, run in groupby(zip(looks, self._layers, strict=True), key=itemgetter(0)):
                self._build(look, [layer for _, layer in run])
                yield
        except BaseException:
            self.release()
            raise
        self.files = tuple(dict.fromkeys(self.files))

    def _look(self, layer: Layer, folders: tuple[Path, ...]) -> _Look:
        flags = moderngl.NOTHING
        if layer.depth != "none":
            flags |= moderngl.DEPTH_TEST
        if layer.blend != "none":
            flags |= moderngl.BLEND
        if layer.cull == "back":
            flags |= moderngl.CULL_FACE
        has_mirror = self.spec.reflection is not None
        return _Look(
            self._program(layer, folders),
            flags,
            _BLENDS[layer.blend],
            layer.depth == "write",
            has_mirror and not isinstance(layer.geometry, Screen),
            has_mirror and layer.reflected,
            self.spec.film == "layers" and layer.blend != "none",
        )

    def _program(self, layer: Layer, folders: tuple[Path, ...]) -> moderngl.Program:
        """The layer's program; layers with the same text share one."""
        spec = self.spec
        vert = assemble(spec, layer, "vert", folders, self._extension)
        frag = assemble(spec, layer, "frag", folders, self._extension)
        # A vertex shader that is not there yet is watched too: it may be written.
        own = folders[0] / f"{layer.shader}.vert"
        self.files += (*vert.files, *frag.files, own)
        if (text := (vert.text, frag.text)) in self._programs:
            return self._programs[text]
        program = compile_stages(self._context, vert, frag, folders[0] / f"{layer.shader}.frag")
        self._programs[text] = program
        self._owned.append(program)
        bind_block(program, "ViewBlock", VIEW_BINDING)
        bind_block(program, "SceneBlock", SCENE_BINDING)
        if "reflection" in program:
            program["reflection"] = 0
        return program

    def _build(self, look: _Look, layers: Sequence[Layer]) -> None:
        if self._context.version_code < _INDIRECT_VERSION and len(layers) > 1:
            for layer in layers:
                self._build(look, [layer])
            return
        context = self._context
        meshes = [make_mesh(layer.geometry) for layer in layers]
        vertices = context.buffer(np.concatenate([mesh.vertices for mesh in meshes]))
        indices = context.buffer(np.concatenate([mesh.indices for mesh in meshes]))
        # Of two layers' instances the even ones are the left eye's, the odd ones the right's.
        copies = 2 if self.layered else 1
        each = [make_instances(layer).repeat(copies, axis=0) for layer in layers]
        instances = context.buffer(np.concatenate(each))
        content = []
        for buffer, fields, suffix in (
            (vertices, _PER_VERTEX, ""),
            (instances, _PER_INSTANCE, "/i"),
        ):
            layout, names = _buffer_format(look.program, fields, suffix)
            if names:
                content.append((buffer, layout, *names))
        array = context.vertex_array(look.program, content, indices)
        self._owned += [vertices, instances, indices, array]
        submit: Callable[[], None] = array.render
        if len(layers) == 1:
            array.instances = len(each[0])
        else:
            listed = context.buffer(_commands(meshes, [len(rows) for rows in each]))
            self._owned.append(listed)
            submit = partial(array.render_indirect, listed)
        draw = Draw(submit, look.flags, look.blend, look.depth_write, look.clipped, look.decoded)
        self.draws.append(draw)
        if look.reflected:
            self.mirrored.append(draw)

    def submit(
        self,
        target: moderngl.Framebuffer,
        *,
        mirrored: bool,
        draws: Sequence[Draw] | None = None,
    ) -> None:
        """Draw into `target`, which must be bound and cleared, as blocks and textures must.

        `draws`: some of those in `mirrored` or `draws`, instead of all.
        """
        context = self._context
        context.depth_func = "<="
        context.front_face = "cw" if mirrored else "ccw"
        writes, clipped, flags, blend, decoded = True, False, -1, (-1, -1), False
        if draws is None:
            draws = self.mirrored if mirrored else self.draws
        for draw in draws:
            if draw.flags != flags:
                flags = draw.flags
                context.enable_only(flags)
            if draw.blend != blend:
                blend = draw.blend
                context.blend_func = blend
            if draw.depth_write != writes:
                writes = draw.depth_write
                target.depth_mask = writes
            if draw.decoded != decoded:
                decoded = draw.decoded
                (context.enable_direct if decoded else context.disable_direct)(FRAMEBUFFER_SRGB)
            if mirrored and draw.clipped != clipped:
                clipped = draw.clipped
                (context.enable_direct if clipped else context.disable_direct)(_CLIP_DISTANCE0)
            draw.submit()
        if decoded:
            context.disable_direct(FRAMEBUFFER_SRGB)
        if clipped:
            context.disable_direct(_CLIP_DISTANCE0)
        if not writes:
            target.depth_mask = True
        context.front_face = "ccw"

    def release(self) -> None:
        for thing in reversed(self._owned):
            thing.release()
        self._owned.clear()
        self.blocks.release()

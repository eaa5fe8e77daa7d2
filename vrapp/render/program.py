"""One scene on the graphics card: its programs, meshes and draws, built once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import moderngl

from vrapp.render.geometry import make_instances, make_mesh
from vrapp.render.kit import bind_block, compile_stages
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


@dataclass(slots=True)
class Draw:
    """One layer, ready to be submitted."""

    array: moderngl.VertexArray
    instances: int
    flags: int
    blend: tuple[int, int]
    depth_write: bool
    clipped: bool  # writes a clip distance, which the mirrored pass needs


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


class SceneProgram:
    """Everything of one scene, or of `only` some of its layers.

    With a `layer_extension` it is built to draw both eyes in one pass, without for one view.
    Raises `SceneError` when a shader is missing or faulty.
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
        folders = shader_folders(spec)
        layers = spec.layers if only is None else only
        try:
            self.draws = [self._build(layer, folders) for layer in layers]
        except BaseException:
            self.release()
            raise
        chosen = zip(layers, self.draws, strict=True)
        self.mirrored = [d for layer, d in chosen if layer.reflected and spec.reflection]
        self.files = tuple(dict.fromkeys(self.files))

    def _build(self, layer: Layer, folders: tuple[Path, ...]) -> Draw:
        spec = self.spec
        vert = assemble(spec, layer, "vert", folders, self._extension)
        frag = assemble(spec, layer, "frag", folders, self._extension)
        # A vertex shader that is not there yet is watched too: it may be written.
        own = folders[0] / f"{layer.shader}.vert"
        self.files += (*vert.files, *frag.files, own)
        program = compile_stages(self._context, vert, frag, folders[0] / f"{layer.shader}.frag")
        self._owned.append(program)
        bind_block(program, "ViewBlock", VIEW_BINDING)
        bind_block(program, "SceneBlock", SCENE_BINDING)
        if "reflection" in program:
            program["reflection"] = 0
        mesh = make_mesh(layer.geometry)
        vertices = self._context.buffer(mesh.vertices)
        # Of two layers' instances the even ones are the left eye's, the odd ones the right's.
        copies = 2 if self.layered else 1
        instances = self._context.buffer(make_instances(layer).repeat(copies, axis=0))
        indices = self._context.buffer(mesh.indices)
        content = []
        for buffer, fields, suffix in (
            (vertices, _PER_VERTEX, ""),
            (instances, _PER_INSTANCE, "/i"),
        ):
            layout, names = _buffer_format(program, fields, suffix)
            if names:
                content.append((buffer, layout, *names))
        array = self._context.vertex_array(program, content, indices)
        self._owned += [vertices, instances, indices, array]
        flags = moderngl.NOTHING
        if layer.depth != "none":
            flags |= moderngl.DEPTH_TEST
        if layer.blend != "none":
            flags |= moderngl.BLEND
        if layer.cull == "back":
            flags |= moderngl.CULL_FACE
        return Draw(
            array,
            layer.instances * copies,
            flags,
            _BLENDS[layer.blend],
            layer.depth == "write",
            spec.reflection is not None and not isinstance(layer.geometry, Screen),
        )

    def submit(self, target: moderngl.Framebuffer, *, mirrored: bool) -> None:
        """Draw into `target`, which must be bound and cleared, as blocks and textures must."""
        context = self._context
        context.depth_func = "<="
        context.front_face = "cw" if mirrored else "ccw"
        writes, clipped, flags, blend = True, False, -1, (-1, -1)
        for draw in self.mirrored if mirrored else self.draws:
            if draw.flags != flags:
                flags = draw.flags
                context.enable_only(flags)
            if draw.blend != blend:
                blend = draw.blend
                context.blend_func = blend
            if draw.depth_write != writes:
                writes = draw.depth_write
                target.depth_mask = writes
            if mirrored and draw.clipped != clipped:
                clipped = draw.clipped
                (context.enable_direct if clipped else context.disable_direct)(_CLIP_DISTANCE0)
            draw.array.render(instances=draw.instances)
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

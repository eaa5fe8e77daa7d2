"""After the scene is drawn: a soft glow, the film curve, the display's encoding."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import moderngl

from vrapp.render.blocks import SCENE_BINDING, bind_block
from vrapp.render.canvas import Canvas
from vrapp.render.view import View
from vrapp.scene.errors import ShaderError
from vrapp.scene.glsl import Stage, expand, explain
from vrapp.scene.spec import SceneSpec

SHADERS = Path(__file__).parent / "shaders"


def _stage(name: str, kind: str, folders: Sequence[Path], defines: Sequence[str] = ()) -> Stage:
    lines, origins, files = expand(SHADERS / name, folders)
    head = ["#version 330 core", *(f"#define {d}" for d in defines)]
    text = "\n".join([*head, *lines]) + "\n"
    generated: list[tuple[Path | None, int]] = [(None, 0)] * len(head)
    return Stage("vert" if kind == "vert" else "frag", text, (*generated, *origins), tuple(files))


def compile_stages(
    context: moderngl.Context, vert: Stage, frag: Stage, at: Path
) -> moderngl.Program:
    """A program; the driver's complaint becomes a `ShaderError` with our files and lines."""
    try:
        return context.program(vertex_shader=vert.text, fragment_shader=frag.text)
    except moderngl.Error as error:
        raise explain(str(error), (vert, frag), at) from None


class Post:
    """The passes after the scene, one triangle each."""

    def __init__(self, context: moderngl.Context, folders: Sequence[Path]) -> None:
        self._context = context
        self._programs: list[moderngl.Program] = []
        self._arrays: list[moderngl.VertexArray] = []
        self._folders = (*folders, SHADERS)
        try:
            self._film = self._pass("post.frag", "FILMIC")
            self._plain = self._pass("post.frag")
            self._first = self._pass("bloom_down.frag", "STEADY")
            self._down = self._pass("bloom_down.frag")
            self._up = self._pass("bloom_up.frag")
        except ShaderError:
            self.release()
            raise

    def _pass(self, name: str, *defines: str) -> moderngl.VertexArray:
        vert = _stage("screen.vert", "vert", self._folders)
        frag = _stage(name, "frag", self._folders, defines)
        program = compile_stages(self._context, vert, frag, SHADERS / name)
        self._programs.append(program)
        for unit, sampler in enumerate(("scene", "bloom")):
            if sampler in program:
                program[sampler] = unit
        bind_block(program, "SceneBlock", SCENE_BINDING)
        array = self._context.vertex_array(program, [])
        self._arrays.append(array)
        return array

    def _glow(self, canvas: Canvas) -> None:
        context = self._context
        source = canvas.picture
        for surface in canvas.glow:
            surface.framebuffer.use()
            source.texture.use(0)
            (self._first if source is canvas.picture else self._down).render(vertices=3)
            source = surface
        context.enable_only(moderngl.BLEND)
        context.blend_func = moderngl.SRC_ALPHA, moderngl.ONE_MINUS_SRC_ALPHA
        for surface in canvas.glow[-2::-1]:
            surface.framebuffer.use()
            source.texture.use(0)
            self._up.render(vertices=3)
            source = surface
        context.enable_only(moderngl.NOTHING)

    def run(self, canvas: Canvas, view: View, spec: SceneSpec) -> None:
        """Bring `canvas.picture` to the view's target. SceneBlock must be bound."""
        self._context.enable_only(moderngl.NOTHING)
        glow = canvas.picture
        if canvas.glow and spec.bloom > 0:
            self._glow(canvas)
            glow = canvas.glow[0]
        view.target.viewport = view.viewport
        view.target.use()
        canvas.picture.texture.use(0)
        glow.texture.use(1)
        (self._film if spec.tone == "filmic" else self._plain).render(vertices=3)

    def release(self) -> None:
        for array in self._arrays:
            array.release()
        for program in self._programs:
            program.release()
        self._arrays.clear()
        self._programs.clear()

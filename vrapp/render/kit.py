"""Compiles the renderer's own shaders (`shaders/`), for one view or for the layers of both."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import moderngl

from vrapp.scene.glsl import Stage, expand, explain
from vrapp.scene.prelude import LAYERED_SAMPLING

SHADERS = Path(__file__).parent / "shaders"

_LAYERED_READING = (
    "flat in int vrapp_eye;\n"
    + LAYERED_SAMPLING
    + "#define texelFetch(sampler, at, lod) texelFetch(sampler, ivec3(at, vrapp_eye), lod)\n"
)


def bind_block(program: moderngl.Program, name: str, binding: int) -> None:
    """Tell a program where its block is, if it uses it."""
    member = program.get(name, None)
    if isinstance(member, moderngl.UniformBlock):
        member.binding = binding


def compile_stages(
    context: moderngl.Context, vert: Stage, frag: Stage, at: Path
) -> moderngl.Program:
    """A program; the driver's complaint becomes a `ShaderError` with our files and lines."""
    try:
        return context.program(vertex_shader=vert.text, fragment_shader=frag.text)
    except moderngl.Error as error:
        raise explain(str(error), (vert, frag), at) from None


class Kit:
    """What the passes are made of.

    Parameters
    ----------
    folders
        Where `#include` looks, before our own shaders.
    extension
        Of a driver whose vertex shaders can choose a layer; empty without.
    """

    def __init__(self, context: moderngl.Context, folders: Sequence[Path], extension: str) -> None:
        self.context = context
        self.extension = extension
        self._folders = (*folders, SHADERS)

    def program(
        self,
        vert: str,
        frag: str,
        defines: Sequence[str] = (),
        vert_head: str = "",
        frag_head: str = "",
    ) -> moderngl.Program:
        """Two of our shaders, with text before each. Raises `ShaderError`."""
        routed = [f"#extension {self.extension} : require", "#define ROUTED"]
        above = [*(routed if self.extension else ()), *vert_head.splitlines()]
        below = [*(f"#define {d}" for d in defines), *frag_head.splitlines()]
        stages = self._stage(vert, "vert", above), self._stage(frag, "frag", below)
        return compile_stages(self.context, *stages, SHADERS / frag)

    def screen_pass(
        self,
        frag: str,
        defines: Sequence[str] = (),
        layered: bool = False,
        plain: bool = False,
        head: str = "",
    ) -> tuple[moderngl.Program, moderngl.VertexArray]:
        """A shader that runs for every pixel of a layer (`render(vertices=3, first=3 * layer)`).

        `layered`: what it reads has two layers, and it is the written one's that it reads; `plain`
        says that it minds that itself. `head` is put before it.
        """
        if layered and not plain:
            head = _LAYERED_READING + head
        program = self.program("screen.vert", frag, defines, frag_head=head)
        for unit, sampler in enumerate(("scene", "bloom")):
            if sampler in program:
                program[sampler] = unit
        return program, self.context.vertex_array(program, [])

    def _stage(self, name: str, kind: str, head: Sequence[str]) -> Stage:
        lines, origins, files = expand(SHADERS / name, self._folders)
        head = ["#version 330 core", *head]
        text = "\n".join([*head, *lines]) + "\n"
        generated: list[tuple[Path | None, int]] = [(None, 0)] * len(head)
        return Stage(
            "vert" if kind == "vert" else "frag", text, (*generated, *origins), tuple(files)
        )

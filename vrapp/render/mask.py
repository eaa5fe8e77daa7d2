"""Keeps the pixels that no lens shows from being drawn: they are put before everything else."""

from __future__ import annotations

from collections.abc import Sequence

import moderngl
import numpy as np

from vrapp.render.kit import Kit, bind_block
from vrapp.render.uniforms import VIEW_BINDING
from vrapp.render.view import HiddenArea, View
from vrapp.scene.prelude import view_block


class Mask:
    """Draws the hidden areas of the views into the scene's depth, ahead of the scene."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._programs: dict[bool, moderngl.Program] = {}
        self._areas: tuple[HiddenArea | None, ...] = ()
        self._buffer: moderngl.Buffer | None = None
        self._arrays: dict[bool, moderngl.VertexArray] = {}
        self._starts: tuple[int, ...] = (0, 0, 0)

    def draw(self, views: Sequence[View], slot: int | None) -> None:
        """Draw the area of the view in `slot`, or of both into their layers (None).

        The scene's framebuffer, cleared, and ViewBlock must be bound.
        """
        areas = tuple(view.hidden for view in views)
        if areas != self._areas:
            self._take(areas)
        first, last = (0, -1) if slot is None else (self._starts[slot], self._starts[slot + 1])
        count = (self._starts[-1] if slot is None else last) - first
        if count == 0:
            return
        context = self._kit.context
        context.enable_only(moderngl.DEPTH_TEST)
        self._array(slot is None).render(vertices=count, first=first)

    def _take(self, areas: tuple[HiddenArea | None, ...]) -> None:
        self._drop()
        corners = [_corners(area, eye) for eye, area in enumerate(areas)]
        self._starts = (0, *(int(n) for n in np.cumsum([len(c) for c in corners])))
        self._areas = areas
        data = np.concatenate(corners)
        if data.size:
            self._buffer = self._kit.context.buffer(data)

    def _array(self, layered: bool) -> moderngl.VertexArray:
        if layered not in self._arrays:
            assert self._buffer is not None
            program = self._programs.get(layered) or self._program(layered)
            content = [(self._buffer, "3f", "in_corner")]
            self._arrays[layered] = self._kit.context.vertex_array(program, content)
        return self._arrays[layered]

    def _program(self, layered: bool) -> moderngl.Program:
        # Both areas are in one array: which eye's a corner is, it says itself.
        block = "#define vrapp_eye int(in_corner.z)\n" if layered else ""
        block += view_block(layered)
        program = self._kit.program("mask.vert", "mask.frag", vert_head=block)
        bind_block(program, "ViewBlock", VIEW_BINDING)
        self._programs[layered] = program
        return program

    def _drop(self) -> None:
        for array in self._arrays.values():
            array.release()
        self._arrays.clear()
        if self._buffer is not None:
            self._buffer.release()
            self._buffer = None

    def release(self) -> None:
        self._drop()
        self._areas = ()
        for program in self._programs.values():
            program.release()
        self._programs.clear()


def _corners(area: HiddenArea | None, eye: int) -> np.ndarray:
    """(n, 3) float32: corners of an area's triangles and which eye's they are."""
    if area is None:
        return np.zeros((0, 3), np.float32)
    flat = np.asarray(area.vertices, np.float32)[np.asarray(area.indices, np.intp)]
    return np.column_stack([flat, np.full(len(flat), eye, np.float32)])

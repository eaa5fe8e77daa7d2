"""After the scene is drawn: a soft glow, the film curve, the display's encoding, its depth."""

from __future__ import annotations

from collections.abc import Sequence

import moderngl

from vrapp.render.canvas import Canvas
from vrapp.render.kit import Kit, bind_block
from vrapp.render.shown import AnyCanvas
from vrapp.render.uniforms import SCENE_BINDING
from vrapp.render.view import View
from vrapp.scene.spec import SceneSpec

_BOTH = 6  # vertices: a triangle for each layer

FILMS: tuple[tuple[str, ...], ...] = (
    (), ("GLOW",), ("FILMIC",), ("FILMIC", "GLOW"), ("SHOWN",)
)  # fmt: skip
"""Every way in which a scene's light is shown: what `film.glsl` is compiled with."""


def film_of(spec: SceneSpec) -> tuple[str, ...]:
    """The way of one scene, among `FILMS`."""
    if spec.film == "layers":
        return FILMS[4]
    return FILMS[2 * (spec.tone == "filmic") + (spec.bloom > 0)]


class Post:
    """The passes after the scene, one triangle a layer each.

    `layered`: it reads canvases of two layers, one an eye.
    """

    def __init__(self, kit: Kit, layered: bool) -> None:
        self._kit, self._layered = kit, layered
        self._vertices = _BOTH if layered else 3
        self._owned: list[moderngl.Program | moderngl.VertexArray] = []
        nearest = moderngl.NEAREST, moderngl.NEAREST
        self._pixels = kit.context.sampler(repeat_x=False, repeat_y=False, filter=nearest)
        self._depths: dict[bool, tuple[moderngl.Program, moderngl.VertexArray]] = {}
        try:
            self._films = {defines: self._pass("post.frag", *defines) for defines in FILMS}
            self._first = self._pass("bloom_down.frag", "STEADY")
            self._down = self._pass("bloom_down.frag")
            self._up = self._pass("bloom_up.frag")
        except BaseException:
            self.release()
            raise

    def _pass(self, name: str, *defines: str) -> moderngl.VertexArray:
        program, array = self._kit.screen_pass(name, defines, self._layered)
        self._owned += [program, array]
        bind_block(program, "SceneBlock", SCENE_BINDING)
        return array

    def _glow(self, canvas: Canvas) -> None:
        context, vertices = self._kit.context, self._vertices
        source = canvas.picture
        for surface in canvas.glow:
            surface.framebuffer.use()
            source.texture.use(0)
            (self._first if source is canvas.picture else self._down).render(vertices=vertices)
            source = surface
        context.enable_only(moderngl.BLEND)
        context.blend_func = moderngl.SRC_ALPHA, moderngl.ONE_MINUS_SRC_ALPHA
        for surface in canvas.glow[-2::-1]:
            surface.framebuffer.use()
            source.texture.use(0)
            self._up.render(vertices=vertices)
            source = surface
        context.enable_only(moderngl.NOTHING)

    def run(self, canvas: AnyCanvas, views: Sequence[View], spec: SceneSpec) -> None:
        """Bring `canvas.picture` to the views' targets. SceneBlock must be bound.

        `views`: the one that the canvas holds, or both eyes' of a canvas with layers.
        """
        self._kit.context.enable_only(moderngl.NOTHING)
        if not canvas.copy(views):
            self._show(canvas, views, spec)
        for view in views:
            if view.depth_target is not None:
                self._depth(canvas, view, view.depth_target)
                view.depth_m = spec.clip_m

    def _show(self, canvas: AnyCanvas, views: Sequence[View], spec: SceneSpec) -> None:
        if isinstance(canvas, Canvas) and spec.bloom > 0:
            self._glow(canvas)
            (canvas.glow[0] if canvas.glow else canvas.picture).texture.use(1)
        canvas.use()
        self._pixels.use(0)
        film = self._films[film_of(spec)]
        if self._layered and views[0].layered and views[0].target is views[1].target:
            _aim(views[0].target, views[0])
            film.render(vertices=_BOTH)
        else:
            for view in views:
                _aim(view.target, view)
                film.render(vertices=3, first=self._first_vertex(view))
        self._pixels.clear(0)

    def _first_vertex(self, view: View) -> int:
        """The triangle that reads, and in a layered target writes, this view's layer."""
        return 3 * view.eye if self._layered or view.layered else 0

    def _depth(self, canvas: AnyCanvas, view: View, target: moderngl.Framebuffer) -> None:
        multisampled = canvas.depth.samples > 1
        if multisampled not in self._depths:
            defines = ["LAYERED"] * self._layered + ["MULTISAMPLED"] * multisampled
            made = self._kit.screen_pass("depth.frag", defines, plain=True)
            self._depths[multisampled] = made
            self._owned += made
        program, array = self._depths[multisampled]
        program["corner"] = view.viewport[:2]
        context = self._kit.context
        _aim(target, view)
        canvas.depth.use()
        target.depth_mask = True
        context.enable_only(moderngl.DEPTH_TEST)
        context.depth_func = "1"
        array.render(vertices=3, first=3 * view.eye if self._layered else 0)
        context.depth_func = "<="
        context.enable_only(moderngl.NOTHING)

    def release(self) -> None:
        for thing in reversed(self._owned):
            thing.release()
        self._owned.clear()
        self._pixels.release()
        self._depths.clear()


def _aim(target: moderngl.Framebuffer, view: View) -> None:
    target.viewport = view.viewport
    target.use()

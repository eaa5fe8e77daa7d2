"""The textures one view is drawn through, for one size of view."""

from __future__ import annotations

import moderngl

from vrapp.render.target import unbind

Size = tuple[int, int]

BLOOM_STEPS = 5


class Surface:
    """A half-float texture that is drawn into, and the framebuffer to do it with."""

    def __init__(self, context: moderngl.Context, size: Size, *, depth: bool = False) -> None:
        self.size = size
        self.texture = context.texture(size, 4, dtype="f2")
        self.texture.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self.texture.repeat_x = self.texture.repeat_y = False
        self._depth = context.depth_renderbuffer(size) if depth else None
        self.framebuffer = context.framebuffer(self.texture, self._depth)

    def release(self) -> None:
        self.framebuffer.release()
        self.texture.release()
        if self._depth is not None:
            self._depth.release()


class Canvas:
    """Linear light of one view: the scene (multisampled), its resolved picture, mirror and glow.

    Half floats hold a dusk sky's range without bands; depth has 24 bits.
    """

    def __init__(
        self,
        context: moderngl.Context,
        size: Size,
        samples: int,
        mirror_scale: float | None,
        bloom: bool,
    ) -> None:
        unbind(context)  # what is bound may be gone: a window that was resized
        self._context = context
        self.picture = Surface(context, size, depth=samples <= 1)
        self._multisampled: tuple[moderngl.Renderbuffer, moderngl.Renderbuffer] | None = None
        self.scene = self.picture.framebuffer
        if samples > 1:
            color = context.renderbuffer(size, 4, samples=samples, dtype="f2")
            depth = context.depth_renderbuffer(size, samples=samples)
            self._multisampled = (color, depth)
            self.scene = context.framebuffer(color, depth)
        self.mirror: Surface | None = None
        if mirror_scale is not None:
            width, height = (max(round(n * mirror_scale), 1) for n in size)
            self.mirror = Surface(context, (width, height), depth=True)
        self.glow: list[Surface] = []
        while bloom and len(self.glow) < BLOOM_STEPS and min(size) >= 8:
            size = (size[0] // 2, size[1] // 2)
            self.glow.append(Surface(context, size))

    def resolve(self) -> None:
        """Bring the multisampled scene into `picture`."""
        if self._multisampled is not None:
            self._context.copy_framebuffer(self.picture.framebuffer, self.scene)

    def release(self) -> None:
        unbind(self._context)
        if self._multisampled is not None:
            self.scene.release()
            for renderbuffer in self._multisampled:
                renderbuffer.release()
        for surface in (self.picture, self.mirror, *self.glow):
            if surface is not None:
                surface.release()

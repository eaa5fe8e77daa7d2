"""The canvas of scenes whose layers bring their own film: what is shown, eight bits a channel.

Opaque layers write their bytes as they are. What is blended, read, or brought from many samples to
one is decoded for it (sRGB), so that it is light that adds up.
"""

from __future__ import annotations

from collections.abc import Sequence

import moderngl

from vrapp.render.canvas import Canvas, CanvasKey, Depth, Surface
from vrapp.render.layers import FRAMEBUFFER_SRGB, SRGB8_ALPHA8, Layers
from vrapp.render.target import unbind
from vrapp.render.view import View


class OneShown:
    """Of one view."""

    mirror: Surface | None = None
    glow: Sequence[Surface] = ()

    def __init__(self, context: moderngl.Context, key: CanvasKey, samples: int) -> None:
        unbind(context)
        self._context, self.size = context, key.size
        self.depth = Depth(context, key.size, samples, None)
        self._texture = self._texture_of(0)
        self._texture.repeat_x = self._texture.repeat_y = False
        self._owned: list[moderngl.Framebuffer | moderngl.Texture] = [self._texture]
        self._picture: moderngl.Framebuffer | None = None
        drawn = self._texture
        if samples > 1:
            self._picture = context.framebuffer((self._texture,))
            drawn = self._texture_of(samples)
            self._owned += [drawn, self._picture]
        self.scene = context.framebuffer((drawn,), self.depth.texture)
        self._owned.append(self.scene)

    def _texture_of(self, samples: int) -> moderngl.Texture:
        return self._context.texture(self.size, 4, samples=samples, internal_format=SRGB8_ALPHA8)

    def resolve(self) -> None:
        """Bring many samples to one."""
        if self._picture is not None:
            self._context.enable_direct(FRAMEBUFFER_SRGB)
            self._context.copy_framebuffer(self._picture, self.scene)
            self._context.disable_direct(FRAMEBUFFER_SRGB)

    def use(self) -> None:
        """Bind the picture to unit 0."""
        self._texture.use(0)

    def copy(self, views: Sequence[View]) -> bool:
        """Copy what is shown to the views' targets; False where it takes a pass to do so."""
        return False

    def release(self) -> None:
        unbind(self._context)
        for thing in reversed(self._owned):
            thing.release()
        self.depth.release()


class BothShown:
    """Of both eyes, in two layers. Copying is quickest between the same formats, so the texture is
    drawn into and read as sRGB, and copied as it is.
    """

    mirror: Surface | None = None
    glow: Sequence[Surface] = ()

    def __init__(
        self, context: moderngl.Context, key: CanvasKey, samples: int, layers: Layers
    ) -> None:
        unbind(context)
        size = self.size = key.size
        self._context, self._layers = context, layers
        self.depth = Depth(context, size, samples, layers)
        plain, self._decoded = layers.shown(size)
        self._names = {plain, self._decoded}
        self._eyes = [layers.framebuffer(size, plain, layer=eye) for eye in (0, 1)]
        self._ways: list[tuple[moderngl.Framebuffer, moderngl.Framebuffer]] = []
        drawn = self._decoded
        if samples > 1:
            drawn = layers.texture(SRGB8_ALPHA8, size, samples)
            self._names.add(drawn)
            for eye in (0, 1):
                target = layers.framebuffer(size, self._decoded, layer=eye)
                self._ways.append((target, layers.framebuffer(size, drawn, layer=eye)))
        self.scene = layers.framebuffer(size, drawn, self.depth.name)

    def resolve(self) -> None:
        """Bring many samples to one."""
        if not self._ways:
            return
        self._context.enable_direct(FRAMEBUFFER_SRGB)
        for target, source in self._ways:
            self._layers.copy(target, source, self.size)
        self._context.disable_direct(FRAMEBUFFER_SRGB)

    def use(self) -> None:
        """Bind the picture to unit 0."""
        self._layers.bind_texture(self._decoded, 1)

    def copy(self, views: Sequence[View]) -> bool:
        """Copy what is shown to the views' targets; False where it takes a pass to do so."""
        if any(view.layered for view in views):  # only a first layer could be copied to
            return False
        for view in views:
            self._layers.copy(view.target, self._eyes[view.eye], self.size, view.viewport[:2])
        return True

    def release(self) -> None:
        unbind(self._context)
        framebuffers = [self.scene, *self._eyes, *(f for way in self._ways for f in way)]
        self._layers.release(framebuffers, sorted(self._names))
        self.depth.release()


AnyCanvas = Canvas | OneShown | BothShown


def make_canvas(
    context: moderngl.Context, key: CanvasKey, samples: int, layers: Layers | None
) -> AnyCanvas:
    """The canvas for a key; `layers` must be there for one of two layers."""
    if not key.shown:
        return Canvas(context, key, samples, layers)
    if not key.layered:
        return OneShown(context, key, samples)
    assert layers is not None
    return BothShown(context, key, samples, layers)

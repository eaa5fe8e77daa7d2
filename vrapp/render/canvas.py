"""The textures that one view, or both eyes' in two layers, are drawn through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import moderngl

from vrapp.render.layers import DEPTH24, RGBA16F, Layers
from vrapp.render.target import unbind
from vrapp.render.view import View

Size = tuple[int, int]

BLOOM_STEPS = 4
"""Sizes of the glow: a quarter of the picture's side, and each next one half of the one before."""


class CanvasKey(NamedTuple):
    """What decides the textures a scene needs. `shown`: its layers bring their own film."""

    size: Size
    mirror_scale: float | None
    bloom: bool
    layered: bool
    shown: bool = False


class Surface:
    """A half-float texture that is drawn into, and the framebuffer to do it with."""

    def __init__(
        self, context: moderngl.Context, size: Size, layers: Layers | None, *, depth: bool = False
    ) -> None:
        self.size = size
        self._layers = layers
        self.texture: moderngl.Texture | moderngl.TextureArray
        if layers is None:
            self.texture = context.texture(size, 4, dtype="f2")
        else:
            self.texture = context.texture_array((*size, 2), 4, dtype="f2")
        self.texture.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self.texture.repeat_x = self.texture.repeat_y = False
        self.depth = Depth(context, size, 1, layers) if depth else None
        if layers is None:
            attached = self.depth.texture if self.depth else None
            self.framebuffer = context.framebuffer((self.texture,), attached)
        else:
            name = self.depth.name if self.depth else 0
            self.framebuffer = layers.framebuffer(size, self.texture.glo, name)

    def release(self) -> None:
        if self._layers is None:
            self.framebuffer.release()
        else:
            self._layers.release((self.framebuffer,), ())
        self.texture.release()
        if self.depth is not None:
            self.depth.release()


class Depth:
    """How far everything is, 24 bits, in a texture that can be read afterwards."""

    def __init__(
        self, context: moderngl.Context, size: Size, samples: int, layers: Layers | None
    ) -> None:
        self.samples = samples
        self._layers = layers
        self.texture: moderngl.Texture | None = None
        if layers is None:
            self.texture = context.depth_texture(size, samples=samples if samples > 1 else 0)
            if samples <= 1:
                self.texture.compare_func = ""  # it is read, not compared with
                self.texture.filter = (moderngl.NEAREST, moderngl.NEAREST)
            self.name = self.texture.glo
        else:
            self.name = layers.texture(DEPTH24, size, samples)

    def use(self) -> None:
        """Bind it to unit 0."""
        if self.texture is not None:
            self.texture.use(0)
        elif self._layers is not None:
            self._layers.bind_texture(self.name, self.samples)

    def release(self) -> None:
        if self.texture is not None:
            self.texture.release()
        elif self._layers is not None:
            self._layers.release((), (self.name,))


class Canvas:
    """Linear light: the scene (multisampled), its resolved picture, mirror and glow.

    Half floats hold a dusk sky's range without bands. With `layers` everything has two, one an
    eye.
    """

    def __init__(
        self, context: moderngl.Context, key: CanvasKey, samples: int, layers: Layers | None
    ) -> None:
        unbind(context)  # what is bound may be gone: a window that was resized
        self._context = context
        size = self.size = key.size
        self._layers = layers if key.layered else None
        self.picture = Surface(context, size, self._layers, depth=samples <= 1)
        self.scene = self.picture.framebuffer
        self._multisampled = (
            _Multisampled(context, self.picture, samples, self._layers) if samples > 1 else None
        )
        depth = self.picture.depth
        if self._multisampled is not None:
            self.scene, depth = self._multisampled.framebuffer, self._multisampled.depth
        assert depth is not None  # one of the two has it
        self.depth = depth
        self.mirror: Surface | None = None
        if key.mirror_scale is not None:
            width, height = (max(round(n * key.mirror_scale), 1) for n in size)
            self.mirror = Surface(context, (width, height), self._layers, depth=True)
        self.glow: list[Surface] = []
        shrink = 4  # light that is scattered softly has nothing that half the size would show
        while key.bloom and len(self.glow) < BLOOM_STEPS and min(size) >= 4 * shrink:
            size = (size[0] // shrink, size[1] // shrink)
            self.glow.append(Surface(context, size, self._layers))
            shrink = 2

    def resolve(self) -> None:
        """Bring the multisampled scene into `picture`."""
        if self._multisampled is not None:
            self._multisampled.resolve()

    def use(self) -> None:
        """Bind the picture to unit 0."""
        self.picture.texture.use(0)

    def copy(self, views: Sequence[View]) -> bool:
        """Never: what it holds is not what is shown."""
        return False

    def release(self) -> None:
        unbind(self._context)
        if self._multisampled is not None:
            self._multisampled.release()
        for surface in (self.picture, self.mirror, *self.glow):
            if surface is not None:
                surface.release()


class _Multisampled:
    """Several samples a pixel, and how they become the one of `picture`."""

    def __init__(
        self, context: moderngl.Context, picture: Surface, samples: int, layers: Layers | None
    ) -> None:
        self._context, self._picture, self._layers = context, picture, layers
        size = picture.size
        self.depth = Depth(context, size, samples, layers)
        self._color: moderngl.Renderbuffer | int
        self._ways: list[tuple[moderngl.Framebuffer, moderngl.Framebuffer]] = []
        if layers is None:
            self._color = context.renderbuffer(size, 4, samples=samples, dtype="f2")
            self.framebuffer = context.framebuffer(self._color, self.depth.texture)
        else:
            color = self._color = layers.texture(RGBA16F, size, samples)
            self.framebuffer = layers.framebuffer(size, color, self.depth.name)
            # OpenGL copies only the first layer of a layered framebuffer: each gets its own way.
            self._ways = [
                (
                    layers.framebuffer(size, picture.texture.glo, layer=eye),
                    layers.framebuffer(size, color, layer=eye),
                )
                for eye in (0, 1)
            ]

    def resolve(self) -> None:
        if self._layers is None:
            self._context.copy_framebuffer(self._picture.framebuffer, self.framebuffer)
            return
        for target, source in self._ways:
            self._layers.copy(target, source, self._picture.size)

    def release(self) -> None:
        if isinstance(self._color, int):
            assert self._layers is not None
            framebuffers = [self.framebuffer, *(f for way in self._ways for f in way)]
            self._layers.release(framebuffers, (self._color,))
        else:
            self.framebuffer.release()
            self._color.release()
        self.depth.release()

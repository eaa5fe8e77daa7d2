"""How far everything is, handed over with the picture: late frames can then be put right."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from ctypes import byref, c_void_p, cast
from typing import Any

import moderngl
import xr

from vrapp.display.openxr.runtime import DEPTH_LAYER, Runtime
from vrapp.display.openxr.swapchain import Swapchain, part_of
from vrapp.render.target import GraphicsError, gl_function
from vrapp.render.view import View

FORMATS = (0x8CAC, 0x81A6, 0x81A5)  # OpenGL's DEPTH_COMPONENT32F, 24 and 16, best first
_FRAMEBUFFER, _DEPTH_ATTACHMENT, _TEXTURE_2D = 0x8D40, 0x8D00, 0x0DE1


class DepthChain(Swapchain):
    """Depth images."""

    usage = xr.SwapchainUsageFlags.DEPTH_STENCIL_ATTACHMENT_BIT

    def _targets(
        self, context: moderngl.Context, textures: Sequence[int]
    ) -> list[moderngl.Framebuffer]:
        """Moderngl takes no depth texture of others: each is put in place of one of ours."""
        attach = gl_function(
            context, "glFramebufferTexture2D", None,
            ctypes.c_uint, ctypes.c_uint, ctypes.c_uint, ctypes.c_uint, ctypes.c_int,
        )  # fmt: skip
        targets = []
        for texture in textures:
            own = context.depth_texture(self.size)
            target = context.framebuffer(depth_attachment=own)
            target.use()
            attach(_FRAMEBUFFER, _DEPTH_ATTACHMENT, _TEXTURE_2D, texture, 0)
            own.release()
            targets.append(target)
        return targets


class Depth:
    """The depth of the eyes' pictures, chained to what the compositor is told of those."""

    def __init__(
        self, context: moderngl.Context, session: Any, kind: int, views: Sequence[View]
    ) -> None:
        x, _, width, height = views[-1].viewport
        self._chain = DepthChain(context, session, (x + width, height), kind)
        self._infos = [xr.CompositionLayerDepthInfoKHR() for _ in views]
        for info, view in zip(self._infos, views, strict=True):
            info.sub_image = part_of(self._chain, view)
            info.min_depth, info.max_depth = 0.0, 1.0

    def tell(self, pictures: Any) -> None:
        """Chain each eye's depth to its XrCompositionLayerProjectionView."""
        for picture, info in zip(pictures, self._infos, strict=True):
            picture.next = cast(byref(info), c_void_p)

    def acquire(self, views: Sequence[View]) -> None:
        """Give the views the image that their depth goes to."""
        target = self._chain.acquire()
        for view in views:
            view.depth_target = target

    def release(self, views: Sequence[View]) -> None:
        """It is drawn; the compositor may have it, and learns what 0 and 1 are in metres."""
        self._chain.release()
        for view, info in zip(views, self._infos, strict=True):
            info.near_z, info.far_z = view.depth_m

    def close(self) -> None:
        self._chain.close()


def open_depth(
    context: moderngl.Context, runtime: Runtime, session: Any, views: Sequence[View]
) -> Depth | None:
    """The views' depth; None where the runtime or the driver does without."""
    if DEPTH_LAYER not in runtime.extensions:
        return None
    offered = xr.enumerate_swapchain_formats(session)
    kind = next((kind for kind in FORMATS if kind in offered), None)
    if kind is None:
        return None
    try:
        return Depth(context, session, kind, views)
    except GraphicsError:
        return None

"""The runtime's swapchains, their images as framebuffers of ours."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from ctypes import byref, c_uint32
from typing import Any

import moderngl
import xr

from vrapp.display.base import DisplayError
from vrapp.display.openxr.runtime import Lost, fail, prepared
from vrapp.render.view import View

SRGB8_ALPHA8 = 0x8C43
"""The renderer writes display-referred bytes; an sRGB image tells the compositor what they are."""

PATIENCE_NS = 1_000_000_000
"""A compositor that keeps an image for this long does not work any more."""


class Swapchain:
    """Images of `size` (width, height) pixels; one is ours between `acquire` and `release`.

    Raises
    ------
    DisplayError
        The runtime does not offer the format: by itself sRGB with eight bits a channel.
    """

    usage = (
        xr.SwapchainUsageFlags.COLOR_ATTACHMENT_BIT
        | xr.SwapchainUsageFlags.SAMPLED_BIT
        | xr.SwapchainUsageFlags.TRANSFER_SRC_BIT
    )

    def __init__(
        self,
        context: moderngl.Context,
        session: Any,
        size: tuple[int, int],
        kind: int = SRGB8_ALPHA8,
    ) -> None:
        if kind not in xr.enumerate_swapchain_formats(session):
            raise DisplayError("the OpenXR runtime offers no sRGB picture format")
        info = xr.SwapchainCreateInfo(
            usage_flags=self.usage,
            format=kind,
            sample_count=1,
            width=size[0],
            height=size[1],
            face_count=1,
            array_size=1,
            mip_count=1,
        )
        self.size = size
        self.handle = xr.create_swapchain(session, info)
        images = xr.enumerate_swapchain_images(self.handle, xr.SwapchainImageOpenGLKHR)
        self.targets = self._targets(context, [each.image for each in images])
        self._index = c_uint32()
        patience = byref(xr.SwapchainImageWaitInfo(PATIENCE_NS))
        self._acquire = prepared("xrAcquireSwapchainImage", self.handle, None, byref(self._index))
        self._wait = prepared("xrWaitSwapchainImage", self.handle, patience)
        self._release = prepared("xrReleaseSwapchainImage", self.handle, None)

    def _targets(
        self, context: moderngl.Context, textures: Sequence[int]
    ) -> list[moderngl.Framebuffer]:
        pictures = [context.external_texture(name, self.size, 4, 0, "f1") for name in textures]
        return [context.framebuffer([picture]) for picture in pictures]

    def acquire(self) -> moderngl.Framebuffer:
        """The image to draw into now."""
        code = self._acquire()
        if code < 0:
            fail(code, "xrAcquireSwapchainImage")
        code = self._wait()
        if code == xr.Result.TIMEOUT_EXPIRED.value:
            raise Lost(f"xrWaitSwapchainImage: no image within {PATIENCE_NS / 1e9:g} s")
        if code < 0:
            fail(code, "xrWaitSwapchainImage")
        return self.targets[self._index.value]

    def release(self) -> None:
        """It is drawn; the compositor may have it."""
        code = self._release()
        if code < 0:
            fail(code, "xrReleaseSwapchainImage")

    def close(self) -> None:
        for target in self.targets:
            target.release()
        with suppress(xr.exception.XrException):  # it went with its session
            xr.destroy_swapchain(self.handle)


def part_of(chain: Swapchain, view: View) -> Any:
    """The view's part of the chain's images, for the compositor."""
    x, y, width, height = view.viewport
    return xr.SwapchainSubImage(chain.handle, xr.Rect2Di((x, y), xr.Extent2Di(width, height)), 0)

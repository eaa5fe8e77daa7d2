"""One eye's images in the runtime's swapchain, as framebuffers of ours."""

from __future__ import annotations

from contextlib import suppress
from ctypes import byref, c_uint32
from typing import Any

import moderngl
import xr

from vrapp.display.base import DisplayError
from vrapp.display.openxr.runtime import Lost, fail, prepared

SRGB8_ALPHA8 = 0x8C43
"""The renderer writes display-referred bytes; an sRGB image tells the compositor what they are."""

PATIENCE_NS = 1_000_000_000
"""A compositor that keeps an image for this long does not work any more."""


class Swapchain:
    """Images of `size` (width, height) pixels; one is ours between `acquire` and `release`.

    Raises
    ------
    DisplayError
        The runtime has no sRGB format with eight bits a channel.
    """

    def __init__(self, context: moderngl.Context, session: Any, size: tuple[int, int]) -> None:
        if SRGB8_ALPHA8 not in xr.enumerate_swapchain_formats(session):
            raise DisplayError("the OpenXR runtime offers no sRGB picture format")
        usage = xr.SwapchainUsageFlags
        info = xr.SwapchainCreateInfo(
            usage_flags=usage.COLOR_ATTACHMENT_BIT | usage.SAMPLED_BIT | usage.TRANSFER_SRC_BIT,
            format=SRGB8_ALPHA8,
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
        self._textures = [context.external_texture(i.image, size, 4, 0, "f1") for i in images]
        self.targets = [context.framebuffer([texture]) for texture in self._textures]
        self._index = c_uint32()
        patience = byref(xr.SwapchainImageWaitInfo(PATIENCE_NS))
        self._acquire = prepared("xrAcquireSwapchainImage", self.handle, None, byref(self._index))
        self._wait = prepared("xrWaitSwapchainImage", self.handle, patience)
        self._release = prepared("xrReleaseSwapchainImage", self.handle, None)

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

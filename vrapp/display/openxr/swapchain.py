"""One eye's images in the runtime's swapchain, as framebuffers of ours."""

from __future__ import annotations

from contextlib import suppress
from ctypes import byref, c_uint32
from typing import Any

import moderngl
import xr
from xr import raw_functions as raw

from vrapp.display.base import DisplayError
from vrapp.display.openxr.runtime import fail

SRGB8_ALPHA8 = 0x8C43
"""The renderer writes display-referred bytes; an sRGB image tells the compositor what they are."""


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
        self._acquire_info = xr.SwapchainImageAcquireInfo()
        self._wait_info = xr.SwapchainImageWaitInfo(xr.INFINITE_DURATION)
        self._release_info = xr.SwapchainImageReleaseInfo()

    def acquire(self) -> moderngl.Framebuffer:
        """The image to draw into now."""
        result = raw.xrAcquireSwapchainImage(
            self.handle, byref(self._acquire_info), byref(self._index)
        )
        if result.value < 0:
            fail(result, "xrAcquireSwapchainImage")
        result = raw.xrWaitSwapchainImage(self.handle, byref(self._wait_info))
        if result.value < 0:
            fail(result, "xrWaitSwapchainImage")
        return self.targets[self._index.value]

    def release(self) -> None:
        """It is drawn; the compositor may have it."""
        result = raw.xrReleaseSwapchainImage(self.handle, byref(self._release_info))
        if result.value < 0:
            fail(result, "xrReleaseSwapchainImage")

    def close(self) -> None:
        for target in self.targets:
            target.release()
        with suppress(xr.exception.XrException):  # it went with its session
            xr.destroy_swapchain(self.handle)

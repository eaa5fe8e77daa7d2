"""The least an OpenXR frame can cost from Python: the calls and a clear, nothing else.

Every structure is made once, every argument is a pointer made once, and the loader's functions are
called without conversions. It is what our display's frame loop is held against; it shares no code
with that loop, so that a fault there cannot hide here. Linux only (EGL).
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable
from typing import Any

import moderngl
import numpy as np
import xr
from xr.platform import android, linux
from xr.raw_functions import openxr_loader_library as loader

from vrapp.display.context import headless_context

SRGB8_ALPHA8, FRAMEBUFFER_SRGB, EGL_CONFIG_ID, EGL_NONE = 0x8C43, 0x8DB9, 0x3028, 0x3038
STEREO = xr.ViewConfigurationType.PRIMARY_STEREO
POSE_AND_FOV = ctypes.sizeof(xr.Posef) + ctypes.sizeof(xr.Fovf)


class BareLoop:
    """A session that clears two swapchains a frame. Made, run and closed on one thread."""

    def __init__(self) -> None:
        self.context = headless_context()
        self.context.enable_direct(FRAMEBUFFER_SRGB)
        self._instance = xr.create_instance(
            xr.InstanceCreateInfo(
                application_info=xr.ApplicationInfo("bare", 1, "bare", 1, xr.Version(1, 0, 0)),
                enabled_extension_names=["XR_KHR_opengl_enable", "XR_MNDX_egl_enable"],
            )
        )
        system = xr.get_system(self._instance, xr.SystemGetInfo())
        linux.get_opengl_graphics_requirements_khr(self._instance, system)
        self._session = xr.create_session(
            self._instance, xr.SessionCreateInfo(system_id=system, next=_egl_binding())
        )
        self._space = xr.create_reference_space(
            self._session, xr.ReferenceSpaceCreateInfo(xr.ReferenceSpaceType.LOCAL, xr.Posef())
        )
        sizes = xr.enumerate_view_configuration_views(self._instance, system, STEREO)
        self._eyes = [
            self._eye(view.recommended_image_rect_width, view.recommended_image_rect_height)
            for view in sizes
        ]
        self._kept: tuple[object, ...] = ()

    def run(self, seconds: float) -> np.ndarray:
        """CPU seconds of this thread for each focused frame, (frame,), `seconds` long."""
        begun, focused = False, False
        cpu: list[float] = []
        end = time.perf_counter() + seconds
        event = xr.EventDataBuffer()
        poll, frame = self._poller(event), self._frame()
        cpu_time, now = time.thread_time, time.perf_counter
        while now() < end:
            before = cpu_time()
            while poll() == 0:
                if event.type == xr.StructureType.EVENT_DATA_SESSION_STATE_CHANGED:
                    state = ctypes.cast(
                        ctypes.byref(event), ctypes.POINTER(xr.EventDataSessionStateChanged)
                    ).contents.state
                    if state == xr.SessionState.READY:
                        xr.begin_session(self._session, xr.SessionBeginInfo(STEREO))
                        begun = True
                    focused = state == xr.SessionState.FOCUSED
                event.type = xr.StructureType.EVENT_DATA_BUFFER
            if begun:
                frame()
                if focused:
                    cpu.append(cpu_time() - before)
        return np.asarray(cpu)

    def close(self) -> None:
        """Give everything back."""
        for chain, targets, _ in self._eyes:
            for target in targets:
                target.release()
            xr.destroy_swapchain(chain)
        xr.destroy_space(self._space)
        xr.destroy_session(self._session)
        xr.destroy_instance(self._instance)
        self.context.release()

    def _eye(
        self, width: int, height: int
    ) -> tuple[xr.Swapchain, list[moderngl.Framebuffer], tuple[int, int]]:
        chain = xr.create_swapchain(
            self._session,
            xr.SwapchainCreateInfo(
                usage_flags=xr.SwapchainUsageFlags.COLOR_ATTACHMENT_BIT, format=SRGB8_ALPHA8,
                sample_count=1, width=width, height=height, face_count=1, array_size=1, mip_count=1,
            ),
        )  # fmt: skip
        images = xr.enumerate_swapchain_images(chain, linux.SwapchainImageOpenGLKHR)
        textures = [
            self.context.external_texture(each.image, (width, height), 4, 0, "f1")
            for each in images
        ]
        return chain, [self.context.framebuffer([each]) for each in textures], (width, height)

    def _poller(self, event: xr.EventDataBuffer) -> Callable[[], int]:
        poll, at = loader["xrPollEvent"], ctypes.byref(event)
        instance = self._instance
        return lambda: int(poll(instance, at))

    def _frame(self) -> Callable[[], None]:
        """One frame as a function without arguments, everything it touches made beforehand."""
        names = (
            "WaitFrame", "BeginFrame", "EndFrame", "LocateViews",
            "AcquireSwapchainImage", "WaitSwapchainImage", "ReleaseSwapchainImage",
        )  # fmt: skip
        # Taken by index a function is a new object, without pyopenxr's conversions.
        wait, begin, end, locate, acquire, wait_image, release = (loader[f"xr{n}"] for n in names)
        session = self._session
        state = xr.FrameState()
        look = xr.ViewLocateInfo(STEREO, 0, self._space)
        view_state, count = xr.ViewState(), ctypes.c_uint32()
        views = (xr.View * 2)(xr.View(), xr.View())
        shown = (xr.CompositionLayerProjectionView * 2)(
            *(
                xr.CompositionLayerProjectionView(
                    xr.Posef(), xr.Fovf(), xr.SwapchainSubImage(chain, xr.Rect2Di((0, 0), size))
                )
                for chain, _, size in self._eyes
            )
        )
        layer = xr.CompositionLayerProjection(space=self._space, views=shown)
        done = xr.FrameEndInfo(0, xr.EnvironmentBlendMode.OPAQUE, layers=[ctypes.byref(layer)])
        self._kept = layer, shown, views  # the runtime reads them through plain addresses
        begin_info, wait_info = xr.FrameBeginInfo(), xr.FrameWaitInfo()
        patience = xr.SwapchainImageWaitInfo(xr.INFINITE_DURATION)
        index = ctypes.c_uint32()
        ref = ctypes.byref
        at_state, at_look, at_views = ref(state), ref(look), ref(views)
        at_view_state, at_count, at_done, at_index = (
            ref(view_state),
            ref(count),
            ref(done),
            ref(index),
        )
        at_begin, at_wait, at_patience = ref(begin_info), ref(wait_info), ref(patience)
        eyes = [
            (
                chain, targets,
                ctypes.addressof(shown[i]) + xr.CompositionLayerProjectionView.pose.offset,
                ctypes.addressof(views[i]) + xr.View.pose.offset,
            )
            for i, (chain, targets, _) in enumerate(self._eyes)
        ]  # fmt: skip
        clear, move = self.context.clear, ctypes.memmove

        def frame() -> None:
            failed = wait(session, at_wait, at_state) | begin(session, at_begin)
            look.display_time = done.display_time = state.predicted_display_time
            failed |= locate(session, at_look, at_view_state, 2, at_count, at_views)
            for chain, targets, into, out_of in eyes:
                move(into, out_of, POSE_AND_FOV)
                failed |= acquire(chain, None, at_index)
                failed |= wait_image(chain, at_patience)
                targets[index.value].use()
                clear(0.05, 0.05, 0.1, 1.0)
                failed |= release(chain, None)
            failed |= end(session, at_done)
            if failed < 0:
                raise RuntimeError("an OpenXR call of the bare loop failed")

        return frame


def _egl_binding() -> android.GraphicsBindingEGLMNDX:
    """The current EGL context, as XR_MNDX_egl_enable wants it."""
    egl = ctypes.CDLL("libEGL.so.1")
    for name in ("eglGetCurrentDisplay", "eglGetCurrentContext"):
        getattr(egl, name).restype = ctypes.c_void_p
    display = ctypes.c_void_p(egl.eglGetCurrentDisplay())
    context = ctypes.c_void_p(egl.eglGetCurrentContext())
    number, count, config = ctypes.c_int(), ctypes.c_int(), ctypes.c_void_p()
    egl.eglQueryContext(display, context, EGL_CONFIG_ID, ctypes.byref(number))
    wanted = (ctypes.c_int * 3)(EGL_CONFIG_ID, number.value, EGL_NONE)
    egl.eglChooseConfig(display, wanted, ctypes.byref(config), 1, ctypes.byref(count))
    binding = android.GraphicsBindingEGLMNDX()
    kinds = dict(binding._fields_)
    parts: dict[str, Any] = {
        "get_proc_address": egl.eglGetProcAddress, "display": display, "config": config,
        "context": context,
    }  # fmt: skip
    for name, value in parts.items():
        setattr(binding, name, ctypes.cast(value, kinds[name]))
    return binding

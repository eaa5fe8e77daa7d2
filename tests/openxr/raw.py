"""A small OpenXR program of its own: proof that the fixtures are sound, whatever `vrapp` does.

`python -m tests.openxr.raw FRAMES [misuse]` draws grey frames with plain pyopenxr calls and prints
what it saw as one JSON object. With `misuse` it hands one structure of a wrong type to the runtime.
"""

from __future__ import annotations

import ctypes
import json
import sys
from typing import Any

import moderngl
import numpy as np
import xr
from xr.platform import android, linux

GREY = 0.5
"""Linear; an sRGB swapchain keeps it as 188."""
SRGB8_ALPHA8, FRAMEBUFFER_SRGB = 0x8C43, 0x8DB9
CONFIG_ID = 0x3028
STEREO = xr.ViewConfigurationType.PRIMARY_STEREO


def main(frames: int, misuse: bool) -> None:
    context = moderngl.create_context(standalone=True, backend="egl")
    context.enable_direct(FRAMEBUFFER_SRGB)
    instance = xr.create_instance(
        xr.InstanceCreateInfo(
            application_info=xr.ApplicationInfo("vrapp-test", 1, "raw", 1, xr.Version(1, 0, 0)),
            enabled_extension_names=["XR_KHR_opengl_enable", "XR_MNDX_egl_enable"],
        )
    )
    system = xr.get_system(instance, xr.SystemGetInfo(xr.FormFactor.HEAD_MOUNTED_DISPLAY))
    linux.get_opengl_graphics_requirements_khr(instance, system)
    binding = egl_binding()
    session = xr.create_session(instance, xr.SessionCreateInfo(system_id=system, next=binding))
    space = xr.create_reference_space(
        session, xr.ReferenceSpaceCreateInfo(xr.ReferenceSpaceType.LOCAL, xr.Posef())
    )
    view = xr.enumerate_view_configuration_views(instance, system, STEREO)[0]
    size = view.recommended_image_rect_width, view.recommended_image_rect_height
    chain = xr.create_swapchain(
        session,
        xr.SwapchainCreateInfo(
            usage_flags=xr.SwapchainUsageFlags.COLOR_ATTACHMENT_BIT,
            format=SRGB8_ALPHA8, sample_count=1, width=size[0], height=size[1],
            face_count=1, array_size=1, mip_count=1,
        ),
    )  # fmt: skip
    images = xr.enumerate_swapchain_images(chain, linux.SwapchainImageOpenGLKHR)
    targets = [
        context.framebuffer([context.external_texture(image.image, size, 4, 0, "f1")])
        for image in images
    ]

    states: list[str] = []
    seen: dict[str, Any] = {"size": size, "states": states}
    begun = False
    drawn = 0
    while drawn < frames:
        for state in new_states(instance):
            states.append(state.name)
            if state == xr.SessionState.READY:
                xr.begin_session(session, xr.SessionBeginInfo(STEREO))
                begun = True
        if not begun:
            continue
        due = xr.wait_frame(session).predicted_display_time
        xr.begin_frame(session)
        _, views = xr.locate_views(session, xr.ViewLocateInfo(STEREO, due, space))
        index = xr.acquire_swapchain_image(chain)
        xr.wait_swapchain_image(chain, xr.SwapchainImageWaitInfo(xr.INFINITE_DURATION))
        targets[index].use()
        context.clear(GREY, GREY, GREY, 1.0)
        drawn += 1
        if drawn == frames:
            seen["colour"] = np.frombuffer(targets[index].read(), "u1").reshape(-1, 3)[0].tolist()
            seen["eyes"] = [list(one.pose.position) for one in views]
            seen["turned"] = list(views[0].pose.orientation)
            seen["fov"] = [list(one.fov) for one in views]
        xr.release_swapchain_image(chain)
        part = xr.SwapchainSubImage(chain, xr.Rect2Di((0, 0), size))
        layer = xr.CompositionLayerProjection(
            space=space,
            views=[xr.CompositionLayerProjectionView(v.pose, v.fov, part) for v in views],
        )
        xr.end_frame(
            session,
            xr.FrameEndInfo(due, xr.EnvironmentBlendMode.OPAQUE, layers=[ctypes.byref(layer)]),
        )
    if misuse:
        wrong = xr.FrameWaitInfo()
        wrong.type = xr.StructureType.FRAME_END_INFO
        try:
            xr.wait_frame(session, wrong)
        except xr.exception.XrException as error:
            seen["misuse"] = type(error).__name__
    for each in targets:
        each.release()
    xr.destroy_swapchain(chain)
    xr.destroy_space(space)
    xr.destroy_session(session)
    xr.destroy_instance(instance)
    print(json.dumps(seen))


def egl_binding() -> android.GraphicsBindingEGLMNDX:
    """The current EGL context as the runtime wants it."""
    egl = ctypes.CDLL("libEGL.so.1")
    for name in ("eglGetCurrentDisplay", "eglGetCurrentContext"):
        getattr(egl, name).restype = ctypes.c_void_p
    display, context = egl.eglGetCurrentDisplay(), egl.eglGetCurrentContext()
    number = ctypes.c_int()
    egl.eglQueryContext(
        ctypes.c_void_p(display), ctypes.c_void_p(context), CONFIG_ID, ctypes.byref(number)
    )
    wanted = (ctypes.c_int * 3)(CONFIG_ID, number.value, 0x3038)  # up to EGL_NONE
    config, count = ctypes.c_void_p(), ctypes.c_int()
    egl.eglChooseConfig(
        ctypes.c_void_p(display), wanted, ctypes.byref(config), 1, ctypes.byref(count)
    )
    binding = android.GraphicsBindingEGLMNDX()
    kinds = dict(binding._fields_)
    values = {"get_proc_address": egl.eglGetProcAddress, "display": ctypes.c_void_p(display),
              "config": config, "context": ctypes.c_void_p(context)}  # fmt: skip
    for name, value in values.items():
        setattr(binding, name, ctypes.cast(value, kinds[name]))
    return binding


def new_states(instance: xr.Instance) -> list[xr.SessionState]:
    """States the session has entered since the last call."""
    states = []
    while True:
        try:
            event = xr.poll_event(instance)
        except xr.exception.EventUnavailable:
            return states
        if event.type == xr.StructureType.EVENT_DATA_SESSION_STATE_CHANGED:
            changed = ctypes.cast(
                ctypes.byref(event), ctypes.POINTER(xr.EventDataSessionStateChanged)
            ).contents
            states.append(xr.SessionState(changed.state))


if __name__ == "__main__":
    main(int(sys.argv[1]), "misuse" in sys.argv[2:])

"""A small OpenXR program of its own: proof that the fixtures are sound, whatever `vrapp` does.

`python -m tests.openxr.raw FRAMES [misuse]` draws grey frames with plain pyopenxr calls, prints
`focused` when the session is, and at the end what it saw as one JSON object. With `misuse` it hands
one structure of a wrong type to the runtime.
"""

from __future__ import annotations

import ctypes
import json
import sys
from collections.abc import Callable
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
    hand: list[tuple[bool, float, list[float]]] = []  # whenever it changes: active, trigger, place
    seen: dict[str, Any] = {"size": size, "states": states, "right hand": hand}
    look = right_hand(instance, session, space)
    begun = False
    drawn = 0
    while drawn < frames:
        for state in new_states(instance):
            states.append(state.name)
            if state == xr.SessionState.READY:
                xr.begin_session(session, xr.SessionBeginInfo(STEREO))
                begun = True
            if state == xr.SessionState.FOCUSED:
                print("focused", flush=True)
        if not begun:
            continue
        due = xr.wait_frame(session).predicted_display_time
        xr.begin_frame(session)
        if states[-1] == "FOCUSED":
            now = look(due)
            if not hand or now != hand[-1]:
                hand.append(now)
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


def right_hand(
    instance: xr.Instance, session: xr.Session, space: xr.Space
) -> Callable[[int], tuple[bool, float, list[float]]]:
    """What the right controller does at a time: is it there, its trigger, and its place."""
    actions = xr.create_action_set(instance, xr.ActionSetCreateInfo("test", "Test", 0))
    kinds = {"trigger": xr.ActionType.FLOAT_INPUT, "grip": xr.ActionType.POSE_INPUT}
    trigger, grip = (
        xr.create_action(actions, xr.ActionCreateInfo(name, kind, localized_action_name=name))
        for name, kind in kinds.items()
    )
    places = ((trigger, "input/trigger/value"), (grip, "input/grip/pose"))
    xr.suggest_interaction_profile_bindings(
        instance,
        xr.InteractionProfileSuggestedBinding(
            interaction_profile=xr.string_to_path(
                instance, "/interaction_profiles/valve/index_controller"
            ),
            suggested_bindings=[
                xr.ActionSuggestedBinding(
                    action, xr.string_to_path(instance, f"/user/hand/right/{place}")
                )
                for action, place in places
            ],
        ),
    )
    xr.attach_session_action_sets(session, xr.SessionActionSetsAttachInfo(action_sets=[actions]))
    held = xr.create_action_space(session, xr.ActionSpaceCreateInfo(grip, xr.NULL_PATH))

    active_set = xr.ActiveActionSet(actions, xr.NULL_PATH)
    sync = xr.ActionsSyncInfo(active_action_sets=[active_set])

    def look(time: int) -> tuple[bool, float, list[float]]:
        xr.sync_actions(session, sync)
        active = xr.get_action_state_pose(session, xr.ActionStateGetInfo(grip)).is_active
        pulled = xr.get_action_state_float(session, xr.ActionStateGetInfo(trigger)).current_state
        position = xr.locate_space(held, space, time).pose.position
        return bool(active), round(pulled, 3), [round(float(x), 3) for x in position]

    return look


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

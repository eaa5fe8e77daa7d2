"""One OpenXR session, from its first frame to its last: a frame's calls in their order.

Every structure is made once; in the loop only raw functions are called with them.
"""

from __future__ import annotations

from collections.abc import Callable
from ctypes import POINTER, byref, c_uint32, cast, pointer
from typing import Any

import moderngl
import numpy as np
import xr
from xr import raw_functions as raw

from vrapp.display.openxr.actions import Actions
from vrapp.display.openxr.binding import ask_requirements, graphics_binding
from vrapp.display.openxr.offered import choose_rate, hidden_area
from vrapp.display.openxr.poses import (
    IDENTITY,
    Pose,
    composed,
    inverted,
    pose_of,
    rest_from_head,
    write_matrix,
    write_projection,
)
from vrapp.display.openxr.runtime import Lost, Runtime, fail
from vrapp.display.openxr.swapchain import Swapchain
from vrapp.render.view import FAR_M, NEAR_M, Matrix, View

State = xr.SessionState
STEREO = xr.ViewConfigurationType.PRIMARY_STEREO
RUNNING = frozenset((State.READY, State.SYNCHRONIZED, State.VISIBLE, State.FOCUSED))
_TRACKED = xr.VIEW_STATE_ORIENTATION_VALID_BIT | xr.VIEW_STATE_POSITION_VALID_BIT


class Headset:
    """A session with a headset, sharing the OpenGL context that is current here.

    The world's origin is where the head was first seen, or last recentred (`rest_from_head`).

    Parameters
    ----------
    scale
        Pixels drawn for each that the runtime recommends, along either side, 0.3..2.
    """

    def __init__(self, context: moderngl.Context, runtime: Runtime, scale: float = 1.0) -> None:
        if not 0.3 <= scale <= 2.0:
            raise ValueError(f"scale is {scale}; allowed is 0.3 to 2")
        self.runtime = runtime
        self.state = State.UNKNOWN
        self.present = True
        """Whether the headset is worn, as far as the runtime can tell."""
        self.recentred = False
        """The person asked the system to recentre; to be taken down by who honours it."""
        self._seconds = runtime.to_seconds()
        ask_requirements(runtime)
        binding = graphics_binding(runtime)
        info = xr.SessionCreateInfo(system_id=runtime.system, next=binding)
        try:
            self._session = xr.create_session(runtime.instance, info)
        except xr.exception.XrException as error:
            raise Lost(f"xrCreateSession: {error}") from error
        self._swapchains: list[Swapchain] = []
        try:
            self._space = xr.create_reference_space(
                self._session, xr.ReferenceSpaceCreateInfo(xr.ReferenceSpaceType.LOCAL, xr.Posef())
            )
            self.actions = Actions(runtime, self._session)
            self._make_pictures(context, scale)
            self.rate_hz = choose_rate(runtime, self._session)
        except xr.exception.XrException as error:
            self.close()
            raise Lost(f"setting up: {error}") from error
        self._prepare()
        self.world_from_local: Pose | None = None
        self._local_from_head = IDENTITY
        self.world_from_head: Matrix = np.eye(4, dtype=np.float32)
        self.time = 0
        self.should_render = False
        self._exit_wanted = False

    def _make_pictures(self, context: moderngl.Context, scale: float) -> None:
        instance, system = self.runtime.instance, self.runtime.system
        views = []
        for eye, offered in enumerate(
            xr.enumerate_view_configuration_views(instance, system, STEREO)
        ):
            limit = offered.max_image_rect_width, offered.max_image_rect_height
            best = offered.recommended_image_rect_width, offered.recommended_image_rect_height
            width, height = (
                min(max(round(n * scale), 1), most) for n, most in zip(best, limit, strict=True)
            )
            chain = Swapchain(context, self._session, (width, height))
            self._swapchains.append(chain)
            first = chain.targets[0]
            eyes = np.eye(4, dtype=np.float32), np.zeros((4, 4), dtype=np.float32)
            hidden = hidden_area(self.runtime, self._session, eye)
            views.append(View(eye, *eyes, first, (0, 0, width, height), hidden=hidden))
        self.views = tuple(views)

    def _prepare(self) -> None:
        """Every structure that a frame needs."""
        self._event = xr.EventDataBuffer()
        self._wait_info, self._frame_state = xr.FrameWaitInfo(), xr.FrameState()
        self._begin_info = xr.FrameBeginInfo()
        self._locate_info = xr.ViewLocateInfo(STEREO, 0, self._space)
        self._view_state, self._count = xr.ViewState(), c_uint32()
        n = len(self.views)
        self._located = (xr.View * n)(*(xr.View() for _ in range(n)))
        self._layer_views = (xr.CompositionLayerProjectionView * n)()
        for one, chain in zip(self._layer_views, self._swapchains, strict=True):
            size = xr.Extent2Di(*chain.size)
            one.type = xr.StructureType.COMPOSITION_LAYER_PROJECTION_VIEW
            one.sub_image = xr.SwapchainSubImage(chain.handle, xr.Rect2Di((0, 0), size))
        self._layer = xr.CompositionLayerProjection(space=self._space, views=self._layer_views)
        self._layers = (POINTER(xr.CompositionLayerBaseHeader) * 1)(
            cast(pointer(self._layer), POINTER(xr.CompositionLayerBaseHeader))
        )
        self._end_info = xr.FrameEndInfo(0, xr.EnvironmentBlendMode.OPAQUE)
        self._end_info._layers = cast(self._layers, POINTER(POINTER(xr.CompositionLayerBaseHeader)))

    # -- the session's life -------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether frames are to be waited for, begun and ended."""
        return self.state in RUNNING

    @property
    def attended(self) -> bool:
        """The person wears it and looks at this program and no other."""
        return self.state == State.FOCUSED and self.present

    def poll(self) -> None:
        """Take the runtime's events. Raises `Lost` when the session can only be given back."""
        handle = self._handlers
        while True:
            self._event._type = xr.StructureType.EVENT_DATA_BUFFER.value
            result = raw.xrPollEvent(self.runtime.instance, byref(self._event))
            if result == xr.Result.EVENT_UNAVAILABLE:
                return
            if result.value < 0:
                fail(result, "xrPollEvent")
            found = handle.get(self._event._type)
            if found is not None:
                kind, take = found
                take(self, cast(byref(self._event), POINTER(kind)).contents)

    def _state_changed(self, event: Any) -> None:
        self.state = State(event.state)
        if self.state == State.READY:
            xr.begin_session(self._session, xr.SessionBeginInfo(STEREO))
        elif self.state == State.STOPPING:
            xr.end_session(self._session)
        elif self.state == State.LOSS_PENDING:
            raise Lost("the session is about to be lost")

    def _instance_lost(self, event: Any) -> None:
        raise Lost("the runtime is about to end")

    def _space_changes(self, event: Any) -> None:
        """Someone recentred the system: the picture stays where it is until it is dark."""
        self.recentred = True
        if self.world_from_local is not None and event.pose_valid:
            moved = pose_of(event.pose_in_previous_space)
            self.world_from_local = composed(self.world_from_local, moved)

    def _presence_changed(self, event: Any) -> None:
        self.present = bool(event.is_user_present)

    _handlers: dict[int, tuple[Any, Callable[[Any, Any], None]]] = {  # noqa: RUF012
        xr.StructureType.EVENT_DATA_SESSION_STATE_CHANGED.value: (
            xr.EventDataSessionStateChanged,
            _state_changed,
        ),
        xr.StructureType.EVENT_DATA_INSTANCE_LOSS_PENDING.value: (
            xr.EventDataInstanceLossPending,
            _instance_lost,
        ),
        xr.StructureType.EVENT_DATA_REFERENCE_SPACE_CHANGE_PENDING.value: (
            xr.EventDataReferenceSpaceChangePending,
            _space_changes,
        ),
        xr.StructureType.EVENT_DATA_USER_PRESENCE_CHANGED_EXT.value: (
            xr.EventDataUserPresenceChangedEXT,
            _presence_changed,
        ),
    }

    # -- a frame, in call order ---------------------------------------------------------------

    @property
    def space(self) -> Any:
        """The reference space that poses are located in."""
        return self._space

    def begin_frame(self) -> float:
        """Wait for the next frame and begin it; when it will be seen, on the steady clock."""
        result = raw.xrWaitFrame(self._session, byref(self._wait_info), byref(self._frame_state))
        if result.value < 0:
            fail(result, "xrWaitFrame")
        self.time = self._frame_state.predicted_display_time
        self.should_render = bool(self._frame_state.should_render)
        result = raw.xrBeginFrame(self._session, byref(self._begin_info))
        if result.value < 0:
            fail(result, "xrBeginFrame")
        return self._seconds(self.time)

    def locate(self) -> bool:
        """Where eyes and head are then, in views and `world_from_head`; False: nobody knows."""
        self._locate_info.display_time = self.time
        n = len(self.views)
        result = raw.xrLocateViews(
            self._session, byref(self._locate_info), byref(self._view_state),
            n, byref(self._count), self._located,
        )  # fmt: skip
        if result.value < 0:
            fail(result, "xrLocateViews")
        if self._view_state.view_state_flags & _TRACKED != _TRACKED:
            return self.world_from_local is not None  # where they were is the best guess
        poses = [pose_of(one.pose) for one in self._located]
        self._local_from_head = _between(poses)
        if self.world_from_local is None:
            self.recentre()
        world = self.world_from_local or IDENTITY
        for view, pose, one in zip(self.views, poses, self._located, strict=True):
            write_matrix(inverted(composed(world, pose)), view.eye_from_world)
            write_projection(one.fov, NEAR_M, FAR_M, view.clip_from_eye)
        write_matrix(composed(world, self._local_from_head), self.world_from_head)
        return True

    def acquire(self) -> None:
        """Give every view the image it is drawn into."""
        for view, chain in zip(self.views, self._swapchains, strict=True):
            view.target = chain.acquire()

    def end_frame(self, drawn: bool) -> None:
        """Hand the frame over, with its pictures if they were drawn."""
        self._end_info.display_time = self.time
        self._end_info.layer_count = 1 if drawn else 0
        if drawn:
            for chain in self._swapchains:
                chain.release()
            for out, one in zip(self._layer_views, self._located, strict=True):
                out.pose, out.fov = one.pose, one.fov
        result = raw.xrEndFrame(self._session, byref(self._end_info))
        if result.value < 0:
            fail(result, "xrEndFrame")

    def recentre(self) -> None:
        """Where the head is and looks now becomes the world's origin and what is ahead."""
        self.world_from_local = inverted(rest_from_head(self._local_from_head))

    # -- the end ------------------------------------------------------------------------------

    def request_exit(self) -> None:
        """Ask the runtime to let the session end in its own order of states."""
        if self.running and not self._exit_wanted:
            self._exit_wanted = True
            result = raw.xrRequestExitSession(self._session)
            if result.value < 0:
                fail(result, "xrRequestExitSession")

    def close(self) -> None:
        """Give everything of the session back, lost or not; the runtime stays."""
        for chain in self._swapchains:
            chain.close()
        for destroy, name in ((xr.destroy_space, "_space"), (xr.destroy_session, "_session")):
            if name == "_session" and hasattr(self, "actions"):
                self.actions.close()
            try:
                if hasattr(self, name):
                    destroy(getattr(self, name))
            except xr.exception.XrException:
                pass  # it is gone all the same


def _between(eyes: list[Pose]) -> Pose:
    """The head: between the eyes, turned as the first of them is."""
    places = [place for _, place in eyes]
    x, y, z = (sum(axis) / len(places) for axis in zip(*places, strict=True))
    return eyes[0][0], (x, y, z)

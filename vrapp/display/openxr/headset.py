"""One OpenXR session, from its first frame to its last: a frame's calls in their order.

Every structure is made once; in the loop only raw functions are called with them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ctypes import POINTER, addressof, byref, c_uint32, cast, memmove, pointer, sizeof
from struct import Struct
from typing import Any

import moderngl
import numpy as np
import xr

from vrapp.display.openxr.actions import Actions
from vrapp.display.openxr.binding import ask_requirements, graphics_binding
from vrapp.display.openxr.depth import open_depth
from vrapp.display.openxr.offered import choose_rate, hidden_area
from vrapp.display.openxr.poses import (
    IDENTITY,
    Pose,
    composed,
    inverted,
    pose_of,
    rest_from_head,
    turn_of,
    write_inverse,
    write_matrix,
    write_projection,
)
from vrapp.display.openxr.quads import SLOTS, Quads
from vrapp.display.openxr.runtime import Lost, Runtime, fail, prepared
from vrapp.display.openxr.swapchain import Swapchain, part_of
from vrapp.render.plates import Plate
from vrapp.render.view import FAR_M, NEAR_M, Matrix, View

State = xr.SessionState
TYPICAL_DEG = 95.0
"""How high a headset's picture is, before the first frame tells."""
STEREO = xr.ViewConfigurationType.PRIMARY_STEREO
RUNNING = frozenset((State.READY, State.SYNCHRONIZED, State.VISIBLE, State.FOCUSED))
_VIEW = Struct("16x4f3f4f4x")
"""An `XrView` without its header: rotation, place, angles of view."""
_POSE_AND_FOV = sizeof(xr.Posef) + sizeof(xr.Fovf)
assert sizeof(xr.View) == _VIEW.size, "pyopenxr's XrView is not as OpenXR 1.0 lays it out"
_NO_EVENT = xr.Result.EVENT_UNAVAILABLE.value
_ANY_EVENT = xr.StructureType.EVENT_DATA_BUFFER.value
_TRACKED = int(xr.VIEW_STATE_ORIENTATION_VALID_BIT | xr.VIEW_STATE_POSITION_VALID_BIT)
"""Flags are read as the numbers they are: pyopenxr's own attributes make an object of each."""


class Headset:
    """A session with a headset, sharing the OpenGL context that is current here.

    The world's origin is where the head was first seen, or last recentred (`rest_from_head`). It is
    a reference space of the runtime, which then tells of the world by itself where eyes are.

    Parameters
    ----------
    scale
        Pixels drawn for each that the runtime recommends, along either side, 0.3..2.
    depth
        Hand over how far everything is, where the runtime takes it.
    """

    def __init__(
        self,
        context: moderngl.Context,
        runtime: Runtime,
        scale: float = 1.0,
        depth: bool = True,
    ) -> None:
        if not 0.3 <= scale <= 2.0:
            raise ValueError(f"scale is {scale}; allowed is 0.3 to 2")
        self.runtime = runtime
        self.state = State.UNKNOWN
        self.running = False
        """Whether frames are to be waited for, begun and ended."""
        self.attended = False
        """The person wears it and looks at this program and no other."""
        self._worn = True  # as far as the runtime can tell
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
        try:
            self._space_kind = _steadiest(xr.enumerate_reference_spaces(self._session))
            self._local, self._world = self._space(IDENTITY), self._space(IDENTITY)
            self.actions = Actions(runtime, self._session, self._local)
            self._make_pictures(context, scale)
            self._depth = open_depth(context, runtime, self._session, self.views) if depth else None
            self.quads = Quads(context, self._session, self._world, self._per_deg)
            self.rate_hz = choose_rate(runtime, self._session)
        except xr.exception.XrException as error:
            self.close()
            raise Lost(f"setting up: {error}") from error
        self._prepare()
        self._local_from_world: Pose | None = None
        """Where the world was put; None before the head was first seen."""
        self._head = IDENTITY  # in the world
        self.world_from_head: Matrix = np.eye(4, dtype=np.float32)
        self.time = 0
        self.should_render = False
        self._exit_wanted = False

    def _make_pictures(self, context: moderngl.Context, scale: float) -> None:
        """Both eyes side by side in one image: one to acquire, wait for and release a frame.

        An image of two layers (array_size 2, drawn into with gl_Layer) was tried against it on
        Monado 25, in alternating runs, CPU of the main thread a frame: empty scene 1.46-1.76 ms
        side by side and 1.51-2.19 layered, 50 meshes 1.82-2.17 and 1.86-1.87, to acquire 33 us and
        to hand over 121-158 us either way. No gain to be told, and finished pictures could no
        longer be copied in one go.
        """
        instance, system = self.runtime.instance, self.runtime.system
        offered = xr.enumerate_view_configuration_views(instance, system, STEREO)
        widest = xr.get_system_properties(instance, system).graphics_properties
        width, height = _eye_size(offered, scale, widest.max_swapchain_image_width)
        self._chain = Swapchain(context, self._session, (len(offered) * width, height))
        self.views = tuple(
            View(
                eye,
                np.eye(4, dtype=np.float32),
                np.zeros((4, 4), dtype=np.float32),
                self._chain.targets[0],
                (eye * width, 0, width, height),
                hidden=hidden_area(self.runtime, self._session, eye),
            )
            for eye in range(len(offered))
        )
        self._per_deg = height / TYPICAL_DEG

    def _prepare(self) -> None:
        """Every structure that a frame needs, and every call with its arguments."""
        session, ref = self._session, byref
        self._event = xr.EventDataBuffer()
        self._poll = prepared("xrPollEvent", self.runtime.instance, ref(self._event))
        self._frame_state = xr.FrameState()
        self._wait = prepared("xrWaitFrame", session, None, ref(self._frame_state))
        self._begin = prepared("xrBeginFrame", session, None)
        n = len(self.views)
        self._located = (xr.View * n)(*(xr.View() for _ in range(n)))
        self._locate_info = xr.ViewLocateInfo(STEREO, 0, self._world)
        self._view_state, self._count = xr.ViewState(), c_uint32()
        self._locate = prepared(
            "xrLocateViews", session, ref(self._locate_info), ref(self._view_state),
            n, ref(self._count), self._located,
        )  # fmt: skip
        self._fovs: tuple[list[float], list[float]] = ([], [])
        self._layer_views = (xr.CompositionLayerProjectionView * n)()
        for one, view in zip(self._layer_views, self.views, strict=True):
            one.type = xr.StructureType.COMPOSITION_LAYER_PROJECTION_VIEW
            one.sub_image = part_of(self._chain, view)
        if self._depth is not None:
            self._depth.tell(self._layer_views)
        self._carried = [  # from where eyes were located to where the compositor is told so
            (
                addressof(out) + xr.CompositionLayerProjectionView.pose.offset,
                addressof(found) + xr.View.pose.offset,
            )
            for out, found in zip(self._layer_views, self._located, strict=True)
        ]
        self._layer = xr.CompositionLayerProjection(space=self._world, views=self._layer_views)
        self._layers = (POINTER(xr.CompositionLayerBaseHeader) * (1 + len(SLOTS)))(
            cast(pointer(self._layer), POINTER(xr.CompositionLayerBaseHeader))
        )
        self._end_info = xr.FrameEndInfo(0, xr.EnvironmentBlendMode.OPAQUE)
        self._end_info._layers = cast(self._layers, POINTER(POINTER(xr.CompositionLayerBaseHeader)))
        self._end = prepared("xrEndFrame", session, ref(self._end_info))

    # -- the session's life -------------------------------------------------------------------

    def poll(self) -> None:
        """Take the runtime's events. Raises `Lost` when the session can only be given back."""
        event = self._event
        while (code := self._poll()) != _NO_EVENT:
            if code < 0:
                fail(code, "xrPollEvent")
            found = self._handlers.get(event._type)
            if found is not None:
                kind, take = found
                take(self, cast(byref(event), POINTER(kind)).contents)
            event._type = _ANY_EVENT

    def _state_changed(self, event: Any) -> None:
        self.state = State(event.state)
        self.running = self.state in RUNNING
        self.attended = self.state == State.FOCUSED and self._worn
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
        ours = event.reference_space_type == self._space_kind
        if ours and self._local_from_world is not None and event.pose_valid:
            moved = inverted(pose_of(event.pose_in_previous_space))
            self._put_world(composed(moved, self._local_from_world))

    def _profile_changed(self, event: Any) -> None:
        self.actions.profile_changed()

    def _presence_changed(self, event: Any) -> None:
        self._worn = bool(event.is_user_present)
        self.attended = self.state == State.FOCUSED and self._worn

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
        xr.StructureType.EVENT_DATA_INTERACTION_PROFILE_CHANGED.value: (
            xr.EventDataInteractionProfileChanged,
            _profile_changed,
        ),
        xr.StructureType.EVENT_DATA_USER_PRESENCE_CHANGED_EXT.value: (
            xr.EventDataUserPresenceChangedEXT,
            _presence_changed,
        ),
    }

    # -- a frame, in call order ---------------------------------------------------------------

    def wait_frame(self) -> float:
        """Wait until the next frame may begin; when it will be seen, on the steady clock."""
        code = self._wait()
        if code < 0:
            fail(code, "xrWaitFrame")
        state = self._frame_state
        self.time = state.predicted_display_time
        self.should_render = bool(state.should_render)
        return self._seconds(self.time)

    def begin_frame(self) -> None:
        """From here on the frame is ours, until `end_frame`."""
        code = self._begin()
        if code < 0:
            fail(code, "xrBeginFrame")

    def locate(self) -> bool:
        """Where eyes and head are then, in views and `world_from_head`; False: nobody knows."""
        self._locate_info.display_time = self.time
        if not self._see():
            return self._local_from_world is not None  # where they were is the best guess
        if self._local_from_world is None:
            self.recentre()
            return self._see()
        return True

    def _see(self) -> bool:
        """Ask the runtime, and write what it says; False where it cannot tell."""
        code = self._locate()
        if code < 0:
            fail(code, "xrLocateViews")
        if self._view_state._view_state_flags & _TRACKED != _TRACKED:
            return False
        left, right = self.views
        (x, y, z, w, a, b, c, *fov), (p, q, r, s, i, j, k, *fov_right) = _VIEW.iter_unpack(
            self._located
        )
        if (fov, fov_right) != self._fovs:
            self._fovs = fov, fov_right
            write_projection(fov, NEAR_M, FAR_M, left.clip_from_eye)
            write_projection(fov_right, NEAR_M, FAR_M, right.clip_from_eye)
        facing, other = (x, y, z, w), (p, q, r, s)
        turn = turn_of(facing)
        write_inverse(turn, (a, b, c), left.eye_from_world)
        canted = turn if other == facing else turn_of(other)
        write_inverse(canted, (i, j, k), right.eye_from_world)
        # the head: between the eyes, turned as the first of them is
        middle = (a + i) / 2.0, (b + j) / 2.0, (c + k) / 2.0
        self._head = facing, middle
        write_matrix(turn, middle, self.world_from_head)
        return True

    def acquire(self) -> None:
        """Give the views the image they are drawn into."""
        target = self._chain.acquire()
        for view in self.views:
            view.target = target
        if self._depth is not None:
            self._depth.acquire(self.views)

    def show_plates(self, plates: Sequence[Plate]) -> bool:
        """Hang these over this frame's picture; False when they must be drawn into it."""
        return self.quads.show(plates)

    def end_frame(self, drawn: bool) -> None:
        """Hand the frame over, with its pictures if they were drawn."""
        self._end_info.display_time = self.time
        self._end_info.layer_count = 1 + len(self.quads.shown) if drawn else 0
        if drawn:
            self._chain.release()
            if self._depth is not None:
                self._depth.release(self.views)
            for told, found in self._carried:
                memmove(told, found, _POSE_AND_FOV)
            for i, layer in enumerate(self.quads.shown, start=1):
                self._layers[i] = layer
        code = self._end()
        if code < 0:
            fail(code, "xrEndFrame")

    def recentre(self) -> None:
        """Where the head is and looks now becomes the world's origin and what is ahead."""
        head = composed(self._local_from_world or IDENTITY, self._head)
        rest = rest_from_head(head)
        self._put_world(rest)
        self._head = composed(inverted(rest), head)

    def _put_world(self, local_from_world: Pose) -> None:
        """From now on eyes and plates are told of in this space; the old one is given back."""
        try:
            old, self._world = self._world, self._space(local_from_world)
            xr.destroy_space(old)
        except xr.exception.XrException as error:
            raise Lost(f"recentring: {error}") from error
        self._local_from_world = local_from_world
        self._locate_info.space = self._layer.space = self._world
        self.quads.hang_in(self._world)

    def _space(self, local_from_own: Pose) -> Any:
        """A space of our own, that moves with the steadiest one the runtime has."""
        turn, place = local_from_own
        pose = xr.Posef(xr.Quaternionf(*turn), xr.Vector3f(*place))
        return xr.create_reference_space(
            self._session, xr.ReferenceSpaceCreateInfo(self._space_kind, pose)
        )

    # -- the end ------------------------------------------------------------------------------

    def request_exit(self) -> None:
        """Ask the runtime to let the session end in its own order of states."""
        if self.running and not self._exit_wanted:
            self._exit_wanted = True
            code = prepared("xrRequestExitSession", self._session)()
            if code < 0:
                fail(code, "xrRequestExitSession")

    def close(self) -> None:
        """Give everything of the session back, lost or not; the runtime stays."""
        for name in ("quads", "_depth", "_chain"):
            made = getattr(self, name, None)
            if made is not None:
                made.close()
        if hasattr(self, "actions"):
            self.actions.close()
        for destroy, name in (
            (xr.destroy_space, "_local"),
            (xr.destroy_space, "_world"),
            (xr.destroy_session, "_session"),
        ):
            try:
                if hasattr(self, name):
                    destroy(getattr(self, name))
            except xr.exception.XrException:
                pass  # it is gone all the same


def _eye_size(offered: Sequence[Any], scale: float, widest: int) -> tuple[int, int]:
    """(width, height) in pixels of either eye's picture: scaled, and within every limit."""
    width = max(round(max(o.recommended_image_rect_width for o in offered) * scale), 1)
    height = max(round(max(o.recommended_image_rect_height for o in offered) * scale), 1)
    most = min(widest // len(offered), *(o.max_image_rect_width for o in offered))
    return min(width, most), min(height, *(o.max_image_rect_height for o in offered))


def _steadiest(offered: Sequence[int]) -> xr.ReferenceSpaceType:
    """The space that poses are located in; where its origin lies is of no matter here.

    Recentring the system moves LOCAL at once (Monado does not even say how far), and the picture
    would jump before the person's eyes. STAGE stays with the room.
    """
    kinds = xr.ReferenceSpaceType
    return kinds.STAGE if kinds.STAGE in offered else kinds.LOCAL

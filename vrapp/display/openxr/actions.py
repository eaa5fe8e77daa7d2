"""What hands do: confirm, stop, say that it hurts more, and where they are.

Written for every usual controller at once.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from ctypes import POINTER, byref, c_int64, cast
from struct import Struct
from typing import Any

import xr

from vrapp.display.base import Hand
from vrapp.display.openxr.runtime import HAND_INTERACTION, Runtime, fail, prepared

HANDS = ("left", "right")

SELECT, STOP, HURTS, GRIP, FEEL = "select", "stop", "hurts", "grip", "feel"

PROFILES: dict[str, dict[str, tuple[str, ...]]] = {
    "khr/simple_controller": {SELECT: ("select/click",), STOP: ("menu/click",)},
    "oculus/touch_controller": {
        SELECT: ("trigger/value",),
        STOP: ("b/click", "y/click"),
        HURTS: ("a/click", "x/click"),
    },
    "valve/index_controller": {
        SELECT: ("trigger/click", "a/click"),
        STOP: ("b/click",),
        HURTS: ("thumbstick/click",),
    },
    "htc/vive_controller": {
        SELECT: ("trigger/click",),
        STOP: ("menu/click",),
        HURTS: ("trackpad/click",),
    },
    "microsoft/motion_controller": {
        SELECT: ("trigger/value",),
        STOP: ("menu/click",),
        HURTS: ("trackpad/click",),
    },
    "ext/hand_interaction_ext": {SELECT: ("pinch_ext/value",)},
}
"""By interaction profile: which input means what. Every one has a grip, all but bare hands feel.

"It hurts more" lies under the thumb, beside the stop. A squeeze is none: hands that hold something
squeeze it. The simplest controller and bare hands have no button for it; there a look says it.
"""

_MEASURED = (
    xr.SPACE_LOCATION_POSITION_VALID_BIT
    | xr.SPACE_LOCATION_POSITION_TRACKED_BIT  # a last known or inferred place is none
    | xr.SPACE_LOCATION_ORIENTATION_VALID_BIT
)

_POSE = Struct(f"{xr.SpaceLocation.pose.offset}x4f3f")

FEEL_HZ = 0.0  # XR_FREQUENCY_UNSPECIFIED: the controller's own, its gentlest
FEEL_NS = 120_000_000
LOOK_NS = 100_000_000
"""While no hand holds or shows anything it is only asked so often whether one does."""


class Actions:
    """The actions of one session; `sync` once a frame, and only while the session has the focus."""

    def __init__(self, runtime: Runtime, session: Any, space: Any) -> None:
        self._session = session
        self._held = False  # something is in a hand, or a hand is seen
        self._look_at = 0
        self.hands = tuple(Hand(side) for side in HANDS)
        instance = runtime.instance
        self._set = xr.create_action_set(instance, xr.ActionSetCreateInfo("vrapp", "vrapp", 0))
        self._paths = [xr.string_to_path(instance, f"/user/hand/{side}") for side in HANDS]
        kinds = xr.ActionType
        self._select = self._action(SELECT, "Choose what you look at", kinds.BOOLEAN_INPUT)
        self._stop = self._action(STOP, "Stop", kinds.BOOLEAN_INPUT)
        self._hurts = self._action(HURTS, "It hurts more", kinds.BOOLEAN_INPUT)
        self._grip = self._action(GRIP, "Hand", kinds.POSE_INPUT)
        self._feel = self._action(FEEL, "Feel the breath", kinds.VIBRATION_OUTPUT)
        actions = {
            SELECT: self._select,
            STOP: self._stop,
            HURTS: self._hurts,
            GRIP: self._grip,
            FEEL: self._feel,
        }
        for profile, inputs in PROFILES.items():
            if profile.startswith("ext/hand") and HAND_INTERACTION not in runtime.extensions:
                continue
            self._suggest(instance, profile, inputs, actions)
        xr.attach_session_action_sets(
            session, xr.SessionActionSetsAttachInfo(action_sets=[self._set])
        )
        self._spaces = [
            xr.create_action_space(session, xr.ActionSpaceCreateInfo(self._grip, path))
            for path in self._paths
        ]
        self._prepare(session, space)

    def _prepare(self, session: Any, space: Any) -> None:
        """Every structure that a frame needs, and every call with its arguments."""
        self._active = xr.ActiveActionSet(self._set, xr.NULL_PATH)
        self._sync_info = xr.ActionsSyncInfo(active_action_sets=[self._active])
        self._sync = prepared("xrSyncActions", session, byref(self._sync_info))
        self._time, self._location = c_int64(), xr.SpaceLocation()
        self._locate = [
            prepared("xrLocateSpace", held, space, self._time, byref(self._location))
            for held in self._spaces
        ]
        self._boolean = xr.ActionStateBoolean()
        self._select_info = xr.ActionStateGetInfo(self._select)
        self._stop_info = xr.ActionStateGetInfo(self._stop)
        self._hurts_info = xr.ActionStateGetInfo(self._hurts)
        self._get_select, self._get_stop, self._get_hurts = (
            prepared("xrGetActionStateBoolean", session, byref(info), byref(self._boolean))
            for info in (self._select_info, self._stop_info, self._hurts_info)
        )
        self._vibration = xr.HapticVibration(duration=FEEL_NS, frequency=FEEL_HZ, amplitude=0.0)
        header = cast(byref(self._vibration), POINTER(xr.HapticBaseHeader))
        self._where = [xr.HapticActionInfo(self._feel, path) for path in self._paths]
        self._vibrate = [
            prepared("xrApplyHapticFeedback", session, byref(where), header)
            for where in self._where
        ]

    def _action(self, name: str, words: str, kind: Any) -> Any:
        info = xr.ActionCreateInfo(
            action_name=name,
            action_type=kind,
            subaction_paths=self._paths,
            localized_action_name=words,
        )
        return xr.create_action(self._set, info)

    def _suggest(
        self, instance: Any, profile: str, inputs: dict[str, tuple[str, ...]], actions: Any
    ) -> None:
        found = []
        for side in HANDS:
            ways = {**inputs, GRIP: ("grip/pose",)}
            for name, places in ways.items():
                found += [
                    (actions[name], f"/user/hand/{side}/input/{place}")
                    for place in places
                    if _exists(profile, side, place)
                ]
            if not profile.startswith("ext/hand"):
                found.append((actions[FEEL], f"/user/hand/{side}/output/haptic"))
        xr.suggest_interaction_profile_bindings(
            instance,
            xr.InteractionProfileSuggestedBinding(
                interaction_profile=xr.string_to_path(instance, f"/interaction_profiles/{profile}"),
                suggested_bindings=[
                    xr.ActionSuggestedBinding(action, xr.string_to_path(instance, path))
                    for action, path in found
                ],
            ),
        )

    def profile_changed(self) -> None:
        """Another controller, or none, is in a hand: look which. Nothing is asked of no hand."""
        profiles = (xr.get_current_interaction_profile(self._session, p) for p in self._paths)
        self._held = any(each.interaction_profile != xr.NULL_PATH for each in profiles)
        if not self._held:
            for hand in self.hands:
                hand.tracked = False

    def sync(self, time: int) -> tuple[bool, bool, bool]:
        """Take what hands do. Whether (select, stop, hurts) was pressed since the last call.

        The runtime tells of another profile after it was asked for what hands do, never else.
        """
        if not self._held and time < self._look_at:
            return False, False, False
        self._look_at = time + LOOK_NS
        code = self._sync()
        if code < 0:
            fail(code, "xrSyncActions")
        if not self._held:
            return False, False, False
        self._time.value = time
        for hand, locate in zip(self.hands, self._locate, strict=True):
            measured = locate() == 0 and self._location._location_flags & _MEASURED == _MEASURED
            hand.tracked = measured
            if measured:
                x, y, z, w, a, b, c = _POSE.unpack_from(self._location)
                hand.local_from_grip = (x, y, z, w), (a, b, c)
        select, stop = self._pressed(self._get_select), self._pressed(self._get_stop)
        return select, stop, self._pressed(self._get_hurts)

    def _pressed(self, get: Callable[[], int]) -> bool:
        code = get()
        if code < 0:
            fail(code, "xrGetActionStateBoolean")
        now = self._boolean
        return bool(now.is_active and now.changed_since_last_sync and now.current_state)

    def feel(self, strength: float) -> None:
        """A gentle swell in both hands, 0..1, for a tenth of a second."""
        self._vibration.amplitude = min(max(strength, 0.0), 1.0)
        for vibrate in self._vibrate:
            code = vibrate()
            if code < 0:
                fail(code, "xrApplyHapticFeedback")

    def close(self) -> None:
        for space in self._spaces:
            _quietly(xr.destroy_space, space)
        _quietly(xr.destroy_action_set, self._set)


def _exists(profile: str, side: str, place: str) -> bool:
    """Touch controllers name their buttons differently in each hand; all others are twins."""
    if profile == "oculus/touch_controller":
        hands = {"b/click": "right", "a/click": "right", "y/click": "left", "x/click": "left"}
        return hands.get(place, side) == side
    return True


def _quietly(destroy: Any, handle: Any) -> None:
    with suppress(xr.exception.XrException):  # it went with what it belonged to
        destroy(handle)

"""What hands do: confirm, stop, and where they are. Written for every usual controller at once."""

from __future__ import annotations

from contextlib import suppress
from ctypes import POINTER, byref, cast
from typing import Any

import xr
from xr import raw_functions as raw

from vrapp.display.base import Hand
from vrapp.display.openxr.poses import pose_of
from vrapp.display.openxr.runtime import HAND_INTERACTION, Runtime, fail

HANDS = ("left", "right")

SELECT, STOP, GRIP, FEEL = "select", "stop", "grip", "feel"

PROFILES: dict[str, dict[str, tuple[str, ...]]] = {
    "khr/simple_controller": {SELECT: ("select/click",), STOP: ("menu/click",)},
    "oculus/touch_controller": {SELECT: ("trigger/value",), STOP: ("b/click", "y/click")},
    "valve/index_controller": {SELECT: ("trigger/click", "a/click"), STOP: ("b/click",)},
    "htc/vive_controller": {SELECT: ("trigger/click",), STOP: ("menu/click",)},
    "microsoft/motion_controller": {SELECT: ("trigger/value",), STOP: ("menu/click",)},
    "ext/hand_interaction_ext": {SELECT: ("pinch_ext/value",)},
}
"""By interaction profile: which input means what. Every one has a grip, all but bare hands feel."""

_MEASURED = (
    xr.SPACE_LOCATION_POSITION_VALID_BIT
    | xr.SPACE_LOCATION_POSITION_TRACKED_BIT  # a last known or inferred place is none
    | xr.SPACE_LOCATION_ORIENTATION_VALID_BIT
)

FEEL_HZ = 0.0  # XR_FREQUENCY_UNSPECIFIED: the controller's own, its gentlest
FEEL_NS = 120_000_000


class Actions:
    """The actions of one session; `sync` once a frame, and only while the session has the focus."""

    def __init__(self, runtime: Runtime, session: Any) -> None:
        self._session = session
        self.hands = tuple(Hand(side) for side in HANDS)
        instance = runtime.instance
        self._set = xr.create_action_set(instance, xr.ActionSetCreateInfo("vrapp", "vrapp", 0))
        self._paths = [xr.string_to_path(instance, f"/user/hand/{side}") for side in HANDS]
        kinds = xr.ActionType
        self._select = self._action(SELECT, "Choose what you look at", kinds.BOOLEAN_INPUT)
        self._stop = self._action(STOP, "Stop", kinds.BOOLEAN_INPUT)
        self._grip = self._action(GRIP, "Hand", kinds.POSE_INPUT)
        self._feel = self._action(FEEL, "Feel the breath", kinds.VIBRATION_OUTPUT)
        actions = {SELECT: self._select, STOP: self._stop, GRIP: self._grip, FEEL: self._feel}
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
        self._active = xr.ActiveActionSet(self._set, xr.NULL_PATH)
        self._sync = xr.ActionsSyncInfo(active_action_sets=[self._active])
        self._get_select = xr.ActionStateGetInfo(self._select)
        self._get_stop = xr.ActionStateGetInfo(self._stop)
        self._boolean = xr.ActionStateBoolean()
        self._location = xr.SpaceLocation()
        self._vibration = xr.HapticVibration(duration=FEEL_NS, frequency=FEEL_HZ, amplitude=0.0)
        self._vibration_header = cast(byref(self._vibration), POINTER(xr.HapticBaseHeader))
        self._where = [xr.HapticActionInfo(self._feel, path) for path in self._paths]

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

    def sync(self, space: Any, time: int) -> tuple[bool, bool]:
        """Take what hands do. Whether (select, stop) was pressed since the last call."""
        result = raw.xrSyncActions(self._session, byref(self._sync))
        if result.value < 0:
            fail(result, "xrSyncActions")
        for hand, hand_space in zip(self.hands, self._spaces, strict=True):
            result = raw.xrLocateSpace(hand_space, space, time, byref(self._location))
            flags = self._location.location_flags
            hand.tracked = result.value == 0 and (flags & _MEASURED) == _MEASURED
            if hand.tracked:
                hand.local_from_grip = pose_of(self._location.pose)
        return self._pressed(self._get_select), self._pressed(self._get_stop)

    def _pressed(self, which: Any) -> bool:
        result = raw.xrGetActionStateBoolean(self._session, byref(which), byref(self._boolean))
        if result.value < 0:
            fail(result, "xrGetActionStateBoolean")
        now = self._boolean
        return bool(now.is_active and now.changed_since_last_sync and now.current_state)

    def feel(self, strength: float) -> None:
        """A gentle swell in both hands, 0..1, for a tenth of a second."""
        self._vibration.amplitude = min(max(strength, 0.0), 1.0)
        for where in self._where:
            raw.xrApplyHapticFeedback(self._session, byref(where), self._vibration_header)

    def close(self) -> None:
        for space in self._spaces:
            _quietly(xr.destroy_space, space)
        _quietly(xr.destroy_action_set, self._set)


def _exists(profile: str, side: str, place: str) -> bool:
    """Touch controllers name their buttons differently in each hand; all others are twins."""
    if profile == "oculus/touch_controller":
        return {"b/click": "right", "y/click": "left"}.get(place, side) == side
    return True


def _quietly(destroy: Any, handle: Any) -> None:
    with suppress(xr.exception.XrException):  # it went with what it belonged to
        destroy(handle)

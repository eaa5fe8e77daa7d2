"""Where in a protocol a session is, and what a therapist can do about it."""

from __future__ import annotations

from dataclasses import replace

from vrapp.session.protocol import (
    LONGEST_HEADSET_S,
    Phase,
    Protocol,
    headset_stretches_s,
)

GOOD_FOR_S = 10.0
"""Sensors are good when they were believed for so long without a break."""


class Progress:
    """Time is handed in; pausing stops the phase's time.

    Parameters
    ----------
    protocol
        What is gone through.
    unattended
        Nobody is there to go on: what waits for the therapist goes on when its time is over.
    """

    def __init__(self, protocol: Protocol, unattended: bool = False) -> None:
        self.protocol = protocol
        self.phases: list[Phase] = list(protocol.phases)
        """As they are by now; the therapist may have made some longer or shorter."""
        self.number = 0
        self.headset_s = 0.0
        """In the headset since the last break."""
        self._unattended = unattended
        self._in_phase_s = 0.0
        self._good_s = 0.0

    def step(self, dt: float, sensors_good: bool = False) -> bool:
        """Move on by `dt` seconds; True when a new phase began."""
        if self.over:
            return False
        self._in_phase_s += dt
        self._good_s = self._good_s + dt if sensors_good else 0.0
        began = False
        while not self.over and self._goes_on():
            left_over = max(self._in_phase_s - self.phase.duration_s, 0.0)
            self.end(left_over if self.phase.go_on in ("time", "answered") else 0.0)
            began = True
        return began

    def worn(self, dt: float) -> None:
        """So much time has passed with the headset on, or, in a break, off."""
        self.headset_s = self.headset_s + dt if self.phase.headset and not self.over else 0.0

    def end(self, into_next_s: float = 0.0) -> None:
        """Go on with the next phase now."""
        self.number += 1
        self._in_phase_s = into_next_s
        self._good_s = 0.0

    def skip(self) -> None:
        """Go on behind the present phase, all parts of it."""
        group = self.phase.group
        self.end()
        while group and not self.over and self.phase.group == group:
            self.end()

    def leave_out_slower(self, per_min: float) -> int:
        """Leave out what is still to come at a slower pace than `per_min`; how many phases."""
        later = self.phases[self.number + 1 :]
        kept = [
            phase
            for phase in later
            if phase.pacing != "fixed" or (phase.guidance_per_min or per_min) >= per_min
        ]
        self.phases[self.number + 1 :] = kept
        return len(later) - len(kept)

    def repeat(self) -> str:
        """Begin the present phase anew; why that cannot be, empty where it was done."""
        refused = self._too_long(self._in_phase_s)
        if not refused:
            self._in_phase_s = self._good_s = 0.0
        return refused

    def change(self, by_s: float) -> str:
        """Make the present phase longer or shorter; why that cannot be, empty where it was done."""
        if self.over:
            return "the protocol is over"
        phase = self.phase
        low, high = phase.bounds_s
        duration_s = min(max(phase.duration_s + by_s, low, self._in_phase_s), high)
        if duration_s == phase.duration_s:
            return f"it lasts {low / 60:g} to {high / 60:g} min"
        refused = self._too_long(duration_s - phase.duration_s)
        if not refused:
            self.phases[self.number] = replace(phase, duration_s=duration_s)
        return refused

    def _too_long(self, more_s: float) -> str:
        """Whether the headset would be on too long without a break."""
        if more_s <= 0.0 or not self.phase.headset:
            return ""
        stretch_s = headset_stretches_s(tuple(self.phases[self.number :]))[0]
        if self.headset_s + stretch_s - self._in_phase_s + more_s <= LONGEST_HEADSET_S + 1e-6:
            return ""
        return f"more than {LONGEST_HEADSET_S / 60:g} min in the headset without a break"

    def _goes_on(self) -> bool:
        timed = self._in_phase_s >= self.phase.duration_s
        match self.phase.go_on:
            case "sensors":
                return self._good_s >= GOOD_FOR_S or (timed and self._unattended)
            case "therapist":
                return timed and self._unattended
            case _:
                return timed

    @property
    def waits_for(self) -> str:
        """What ends the present phase besides its time: `answer`, `sensors`, `therapist` or ""."""
        if self.over:
            return ""
        go_on, late = self.phase.go_on, self._in_phase_s >= self.phase.duration_s
        if go_on == "therapist" or (go_on == "sensors" and late):
            return "" if self._unattended else "therapist"
        return {"sensors": "sensors", "answered": "answer"}.get(go_on, "")

    @property
    def over(self) -> bool:
        return self.number >= len(self.phases)

    @property
    def phase(self) -> Phase:
        """The present phase; the last one when the protocol is over."""
        phases, number = self.phases, self.number
        return phases[number] if number < len(phases) else phases[-1]

    @property
    def in_phase_s(self) -> float:
        """Seconds since the present phase began, without pauses."""
        return self._in_phase_s

    @property
    def remaining_s(self) -> float:
        """Seconds left of the present phase; inf while it waits for the therapist."""
        if self.over:
            return 0.0
        if self.waits_for == "therapist":
            return float("inf")
        return max(self.phase.duration_s - self._in_phase_s, 0.0)

    @property
    def next_title(self) -> str:
        """Title of what comes after the present phase and all its parts; empty for nothing."""
        if self.over:
            return ""
        group = self.phase.group
        later = self.phases[self.number + 1 :]
        return next((p.title for p in later if not group or p.group != group), "")

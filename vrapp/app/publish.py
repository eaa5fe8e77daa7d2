"""What the session sends out over LSL, so that any LSL tool can see and record it."""

from __future__ import annotations

from biofeedback.lsl.outlet import BodyOutlet, EventsOutlet, PacerOutlet, ParametersOutlet
from biofeedback.types import TICK_S, BodyState
from vrapp.display.base import Frame
from vrapp.session.session import Session
from vrapp.session.veil import veiled_body

FEATURES = {
    "heart_rate": "1/min",
    "heart_rate_wave": "1/min",
    "rmssd": "ms",
    "sdnn": "ms",
    "coherence": "normalized",
    "respiration_rate": "1/min",
    "respiration_phase": "cycles",
    "eda_tonic": "uS",
    "scr_rate": "1/min",
}
INDICES = ("coherence", "heart_wave", "calm", "arousal", "own_breath")


class Publisher:
    """Sends the pacer always, and indices, shown parameters and events where it is wanted.

    The pacer says nothing about the person. The rest does, and goes out only on request.
    At most one sample a stream every 1/32 s, whatever the frame rate. Of a blinded session the
    pacer and the shown parameters stay here, and of the indices only what safety needs goes out.
    """

    def __init__(
        self, session: Session, *, everything: bool, instance: str = "", blinded: bool = False
    ) -> None:
        self._blinded = blinded
        self._pacer = None if blinded else PacerOutlet(instance=instance)
        self._body: BodyOutlet | None = None
        self._parameters: ParametersOutlet | None = None
        self._events: EventsOutlet | None = None
        if everything:
            self._body = BodyOutlet(FEATURES, INDICES, instance=instance)
            units = {p.name: p.unit for s in session.scenes.values() for p in s.parameters}
            if not blinded:
                self._parameters = ParametersOutlet(units, instance=instance)
            self._events = EventsOutlet(instance=instance)
        self._due = 0.0
        self._sent_body = -1.0

    def see(self, frame: Frame, session: Session, body: BodyState) -> None:
        """Send what is new with this frame."""
        if self._events is not None:
            for event in session.events:
                self._events.push(frame.time, event)
        if frame.time < self._due:
            return
        self._due = frame.time + TICK_S - 1e-3
        if self._pacer is not None:
            self._pacer.push(session.pacer)
        if self._parameters is not None:
            self._parameters.push(frame.time, session.status.shown)
        if self._body is not None and body.t > self._sent_body:
            self._sent_body = body.t
            self._body.push(veiled_body(body) if self._blinded else body)

    def close(self) -> None:
        for outlet in (self._pacer, self._body, self._parameters, self._events):
            if outlet is not None:
                outlet.close()

"""Every word the therapist's desk shows, in one place: a translation is another `Texts`
(`translated`), made from a catalogue of `vrapp.words`.

Templates use `str.format` fields; units are not translated and live beside their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from vrapp.session.screening import CARE, CONDITIONS

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")
Told = Callable[[str], str]


def as_it_is(text: str) -> str:
    return text


def named(**words: str) -> Mapping[str, str]:
    return MappingProxyType(words)


@dataclass(frozen=True, slots=True)
class Texts:
    """The catalogue; the defaults are English."""

    heart: str = "Heart"
    breath: str = "Breath"
    variability: str = "RMSSD"
    coherence: str = "Coherence"

    captions: Mapping[str, str] = field(
        default_factory=lambda: named(
            ecg="ECG, {seconds:.0f} s",
            ppg="Pulse, {seconds:.0f} s",
            breath="Belt, {seconds:.0f} s",
            heart_rate="Heart rate, {minutes:.0f} min",
            coherence="{minutes:.0f} min",
        )
    )

    trust_high: str = "reliable"
    trust_medium: str = "uncertain"
    trust_low: str = "no reading"
    trust_waiting: str = "soon"

    time_left: str = "left"
    elapsed: str = "so far"
    next_phase: str = "then {phase}"
    last_phase: str = "last part"
    paused: str = "Paused: the scene rests"
    ended: str = "Session ended"
    end_reasons: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType(
            {
                "protocol": "The session came to its end.",
                "therapist": "Stopped by the therapist.",
                "patient": "Stopped by the patient.",
                "patient (gaze)": "Stopped by the patient, by gaze.",
                "sickness rule": "Ended because of sickness.",
                "screening": "Not begun, by the screening.",
                "closed": "The window was closed.",
            }
        )
    )
    end_other: str = "Ended: {reason}."

    follows_own: str = "The scene follows the patient’s breath and heart."
    follows_pacer: str = "The scene breathes with the pacer and follows the heart."
    asked: str = "The patient is asked: {question}"
    resting: str = "The scene rests."
    hidden: str = "Blinded"
    blinded: str = "Blinded: what moves the scene is not shown here."
    waiting: str = "Waiting for the sensors."
    stale: str = "no news from the sensors"
    because: str = "{quantity}: {reason}"

    stream_states: Mapping[str, str] = field(
        default_factory=lambda: named(live="live", silent="silent", lost="lost")
    )
    stream_kinds: Mapping[str, str] = field(
        default_factory=lambda: named(
            ecg="ECG",
            ppg="Pulse",
            rr="RR intervals",
            hr="Heart rate",
            respiration="Breath",
            eda="Skin",
            eeg="EEG",
            motion="Motion",
            markers="Markers",
            other="Other",
        )
    )
    irregular: str = "events"
    more_streams: str = "and {count} more"
    no_streams: str = "No sensor found yet."
    notices: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType(
            {
                "connected": "connected",
                "lost": "lost",
                "restarted": "restarted",
                "gap": "had a gap",
                "clock jump": "clock jumped",
                "clock reset": "clock was reset",
                "backwards": "time ran backwards",
                "rate mismatch": "runs at another rate than it says",
                "not finite": "sends values that are no numbers",
                "silent": "fell silent",
                "duplicate": "appears twice",
                "rejected": "cannot be used",
            }
        )
    )
    notice: str = "{who} {what}, {ago}"
    latency: str = "sensor to picture {ms:.0f} ms"
    guard_damps: str = "light at {share:.0f} %"
    ago_now: str = "now"
    ago_seconds: str = "{seconds} s ago"
    ago_minutes: str = "{minutes} min ago"

    no_scene: str = "No scene"
    guided: str = "Guided {pace:.1f}"
    free: str = "Free breath"
    pause: str = "Pause"
    resume: str = "Continue"
    skip: str = "Next part"
    stop: str = "STOP"
    over: str = "Session ended"

    time: str = "Time"
    rating: str = "Rating"
    event: str = "Event"
    note: str = "Note"
    note_caption: str = "Note at {at}"
    note_keep: str = "keep"
    note_away: str = "put away"
    sheets: Mapping[str, str] = field(
        default_factory=lambda: named(
            time="This part",
            rating="A rating, as it was said",
            event="Adverse event",
            screening="Before the headset goes on",
        )
    )
    longer: str = "A minute longer"
    shorter: str = "A minute shorter"
    repeat: str = "Begin it again"
    end_part: str = "End it now"
    scales: Mapping[str, str] = field(
        default_factory=lambda: named(pain="Pain, 0 to 10", sickness="Sickness, 0 to 20")
    )
    event_question: str = "What happened?"
    event_kinds: tuple[str, ...] = (
        "Dizziness", "Nausea", "Headache", "Eye strain", "More pain", "Anxiety",
        "Short of breath", "Skin", "Fall", "Other",
    )  # fmt: skip
    severities: Mapping[str, str] = field(
        default_factory=lambda: named(mild="Mild", moderate="Moderate", severe="Severe")
    )
    action_question: str = "what was done?"
    event_back: str = "Begin it again"
    actions: tuple[str, ...] = ("Nothing", "Paused", "Headset off", "Session ended", "Doctor told")
    screening_hint: str = "Tick what applies. A yes is your decision, and is recorded."
    conditions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType(CONDITIONS))
    care: Mapping[str, str] = field(default_factory=lambda: MappingProxyType(CARE))
    blocked: str = "{condition}: no session in the headset"
    consent: str = "Consent is given"
    begin: str = "Begin"
    begin_in_spite: str = "Begin in spite of {count}"
    no_session: str = "No session"
    waits_for: Mapping[str, str] = field(
        default_factory=lambda: named(
            answer="waits for an answer",
            sensors="waits for good sensors",
            therapist="waits for you",
        )
    )

    key_enter: str = "Enter"
    key_time: str = "F2"
    key_rating: str = "F3"
    key_event: str = "F4"
    key_note: str = "F5"
    key_pause: str = "Space"
    key_skip: str = "K"
    key_stop: str = "Esc"
    key_stop_typing: str = "F12"

    told: Told = as_it_is
    """What somebody else has said in English (titles, questions, reasons), in this language."""


ENGLISH = Texts()


def translated(told: Told) -> Texts:
    """The desk's texts in another language."""
    return translated_in(told, ENGLISH)


def translated_in(told: Told, texts: T) -> T:
    """A dataclass of texts in another language; its field `told` is that language itself."""
    changes = {
        each.name: _in(getattr(texts, each.name), told)
        for each in fields(texts)
        if each.name != "told"
    }
    return replace(texts, **changes, told=told)


def _in(value: Any, told: Told) -> Any:
    if isinstance(value, str):
        return told(value)
    if isinstance(value, tuple):
        return tuple(told(each) for each in value)
    return MappingProxyType({name: told(text) for name, text in value.items()})

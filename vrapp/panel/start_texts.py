"""Every word of the start page, in one place, as `vrapp.panel.texts` has those of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vrapp.panel.texts import Told, as_it_is, named, translated_in


@dataclass(frozen=True, slots=True)
class StartTexts:
    """The catalogue; the defaults are English."""

    title: str = "A new session"
    leave: str = "Leave"

    person: str = "Who"
    code_hint: str = "Type a code, never a name"
    new_code: str = "New: {code}"
    new_hint: str = "first time here"
    one_session: str = "1 session"
    sessions: str = "{count} sessions"
    known_pace: str = "{pace:.1f} a minute"
    more_people: str = "and {count} more: type to find one"
    nobody: str = "Nobody has this code."

    protocol: str = "What"
    minutes: str = "{minutes:.0f} min"
    suggested: str = "suggested"
    own_pace: str = "Leads to {pace:.1f} a minute, this person’s own pace."
    no_pace: str = "No pace of this person is known: it leads to {pace:.1f} a minute."
    ask_first: str = "Slow breathing: ask first about irregular heart, COPD, opioids, sedatives."
    no_screening: str = "It asks no screening questions: ask them before the headset goes on."

    scene: str = "Scene"
    where: str = "Where"
    headset: str = "Headset"
    window: str = "This window"
    body: str = "Whose body"
    sensors: str = "Sensors"
    simulated: str = "Simulated patient"
    simulated_says: str = "SIMULATED, nobody’s body: to learn the program. It is kept under {code}."
    looking: str = "No sensor is sending yet. The list is live."
    language: str = "Language"
    sound: str = "Sound"
    off: str = "off"

    kept_in: str = "Kept in {folder}"
    free: str = "{gigabytes:.0f} GB free"
    little_free: str = "only {gigabytes:.1f} GB free"
    arm: str = "Study arm: {arm}"
    arms: Mapping[str, str] = field(
        default_factory=lambda: named(
            live="live feedback",
            yoked="another session’s feedback (yoked)",
            pacing="pacing only",
            scene="scene only",
            sealed="sealed (blinded)",
        )
    )
    choose_person: str = "Choose a person first."
    start: str = "Start"
    starting: str = "The session begins…"

    ended: str = "{code}, {protocol}, {minutes:.0f} min. {end}"
    pain: str = "Pain {before} before, {after} after."
    report: str = "Open the report"
    cut: str = "{code}, {protocol}, begun at {at}, was cut short in “{part}”."
    worn: str = "{minutes:.0f} min in the headset until then: if it stayed on, a break first."
    go_on: str = "Go on with it"

    key_start: str = "F9"
    key_leave: str = "Esc"

    told: Told = as_it_is
    """What somebody else has said in English (titles, descriptions), in this language."""


ENGLISH_START = StartTexts()


def start_texts(told: Told) -> StartTexts:
    """The start page's texts in another language."""
    return translated_in(told, ENGLISH_START)

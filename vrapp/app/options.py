"""What a session is run with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from vrapp.session.arms import Study

DisplayName = Literal["auto", "window", "headless", "headset"]
Scope = Literal["machine", "link", "site"]


@dataclass(frozen=True, slots=True)
class Options:
    """Everything a person chose, checked by the command line.

    `source` is `lsl`, `patient`, `patient:SEED` or a recording's path. `real_time` False lets a
    headless session with a recording or patient run as fast as the machine allows. `streams` are
    the LSL streams wanted, in the words of `biofeedback.lsl.wants.Want.parse`; `instance` tells
    what this program publishes from what another one on this machine does.
    """

    source: str = "lsl"
    scene: str = "bay"
    display: DisplayName = "auto"
    headset_scale: float = 1.0
    size: tuple[int, int] = (1280, 720)
    fps: float | None = None
    fullscreen: bool = False
    real_time: bool = False
    folder: Path | None = None
    picture_period_s: float | None = None
    publish: bool = False
    belly: bool = False  # a controller resting on the belly is a respiration sensor
    feel: bool = False  # the pacer is felt in the controllers
    pacer_ring: bool = False  # the pacer is seen as a plain ring as well
    mute: bool = False  # begin without sound; it can be switched on
    volume: float = 1.0  # 0..1
    pacer_tone: bool = False  # the pacer is heard
    instance: str = ""
    streams: tuple[str, ...] = ()
    known_peers: tuple[str, ...] = ()
    scope: Scope = "site"
    rate_hz: float | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    began: str = ""  # local date and time, for the manifest
    study: Study = field(default_factory=Study)
    yoke: Path | None = None  # folder of the session that the yoked arm shows
    previous: Path | None = None  # folder of an earlier session of this person
    resumes: Path | None = None  # folder of the session that this one goes on with
    pace_per_min: float | None = None  # their resonance, where it is known
    language: str = "en"  # what patient and therapist read

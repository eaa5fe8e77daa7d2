"""`vrapp demo` and `vrapp run`: a session, with or without hardware."""

from __future__ import annotations

import math
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from vrapp.cli.interrupted import Interrupted
from vrapp.cli.language import language_option
from vrapp.cli.live import live_options, screen_options
from vrapp.cli.scenes import parse_size
from vrapp.cli.sound import sound_options
from vrapp.cli.sources import parse_mapping, recording_options
from vrapp.cli.study import chosen_protocol, chosen_study, study_options, what_is_left
from vrapp.cli.words import Number, say

DISPLAYS = click.Choice(["auto", "window", "headless", "headset"])
WHERE = "headset (OpenXR, with a window beside it), window or headless; default: a window if any."


@click.command()
@click.option("--quick", is_flag=True, help="Half a minute instead of two.")
@click.option("--display", type=DISPLAYS, default="auto", help=f"Where: {WHERE}")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for what the session leaves (new or empty).",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Which simulated person.",
)
@click.option("--scene", default="bay", show_default=True)
@click.option(
    "--size",
    default="960x540",
    show_default=True,
    help="Pixels of the patient's view without a window.",
)
@language_option()
@sound_options
def demo(
    quick: bool, display: str, out: Path | None, seed: int, scene: str, size: str,
    mute: bool, volume: float, pacer_tone: bool, language: str,
) -> int:  # fmt: skip
    """See it work: a simulated patient, a short guided session, and what it leaves behind."""
    from vrapp.app.demo import run_demo
    from vrapp.app.options import Options
    from vrapp.report.place import new_session_folder
    from vrapp.session.protocol import scaled
    from vrapp.session.protocols import load_protocol

    now = datetime.now()
    options = Options(
        scene=scene,
        display=display,  # type: ignore[arg-type]
        size=parse_size(size),
        folder=out or new_session_folder("demo", now),
        picture_period_s=5.0 if quick else 13.0,
        publish=True,
        mute=mute,
        volume=volume,
        pacer_tone=pacer_tone,
        instance=str(os.getpid()),
        began=now.astimezone().isoformat(timespec="seconds"),
        language=language,
    )
    phases = load_protocol("demo")
    phases = scaled(phases, 28.0) if quick else phases
    with Interrupted() as stopped:
        run_demo(options, phases, seed, stopped, say)
    return stopped.exit_code


@click.command()
@click.option(
    "--source",
    default="lsl",
    show_default=True,
    help="Whose body: lsl (live), patient or patient:SEED (simulated), or a recording's FILE.",
)
@click.option("--scene", default="bay", show_default=True)
@click.option("--display", type=DISPLAYS, default="auto", help=f"Where: {WHERE}")
@click.option(
    "--duration",
    type=Number(min=0, min_open=True),
    help="Seconds; default: until stopped, or the recording's end.",
)
@click.option(
    "--guided",
    type=Number(4, 15),
    metavar="PACE",
    help="Guide the breath at PACE breaths a minute; default: free breathing.",
)
@click.option(
    "--ask-pain",
    is_flag=True,
    help="Ask for the patient's pain, 0 to 10, before and after; answered by gaze or keys.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for what the session leaves (new or empty).",
)
@click.option(
    "--resume",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="Go on with a session that was cut short: its person, and what is left of its protocol.",
)
@click.option(
    "--without-record",
    is_flag=True,
    help="Run though nothing can be kept: no record, no report, nothing of this session.",
)
@click.option(
    "--pictures",
    type=Number(min=0.1),
    metavar="SECONDS",
    help="Keep a picture of the patient's view this often.",
)
@click.option(
    "--size",
    default="960x540",
    show_default=True,
    help="Pixels of the patient's view without a window.",
)
@click.option(
    "--fps",
    type=Number(1, 240),
    help="Frames a second; default: 60 (at most) in a window, 20 without.",
)
@screen_options
@click.option(
    "--real-time",
    is_flag=True,
    help="Headless without live sensors: at real pace, not as fast as possible.",
)
@live_options
@click.option(
    "--belly",
    is_flag=True,
    help="Rest a controller on the belly: it is a breath sensor, sent over LSL as well (headset).",
)
@click.option(
    "--feel",
    is_flag=True,
    help="With --guided: feel when to inhale as a gentle swell in the controllers (headset).",
)
@click.option(
    "--pacer-ring",
    is_flag=True,
    help="With --guided: also a plain ring that grows to inhale and shrinks to exhale (key R).",
)
@language_option()
@study_options
@sound_options
@recording_options
def run(
    source: str, scene: str, display: str, duration: float | None, guided: float | None,
    ask_pain: bool,
    out: Path | None, resume: Path | None, without_record: bool,
    pictures: float | None, size: str, fps: float, fullscreen: bool,
    headset_scale: float, real_time: bool, wanted: tuple[str, ...], peers: tuple[str, ...],
    scope: str, publish: bool,
    belly: bool, feel: bool, pacer_ring: bool,
    mute: bool, volume: float, pacer_tone: bool,
    rate: float | None, mapping: tuple[str, ...], language: str, **chosen: Any,
) -> int:  # fmt: skip
    """Run a session with live sensors, a recording or a simulated patient.

    In the window: Esc stops, Space pauses, N and P change the scene, G toggles guidance, R a plain
    ring for it, M the sound, Q asks for the pain (0 to 9, X for ten), F11 is full screen. A look
    held on the ring far below stops.
    """
    from vrapp.app.options import Options
    from vrapp.app.run import run_session
    from vrapp.report.place import new_session_folder
    from vrapp.session.protocol import open_session, rating_pain

    for given, option in ((wanted, "--stream"), (peers, "--known-peer")):
        if given and source != "lsl":
            raise click.UsageError(f"{option} is of live sensors, and --source is {source!r}")
    if without_record and (out or pictures):
        raise click.UsageError("--without-record keeps nothing; leave out --out and --pictures")
    now = datetime.now()
    open_only = duration is not None or guided is not None or ask_pain
    if resume is not None:
        rest = what_is_left(resume, chosen, open_only)
        phases, study, previous = rest.protocol, rest.study, resume
        scene, language = rest.scene or scene, rest.language or language
    else:
        phases = open_session(duration or math.inf, guided)
        phases = chosen_protocol(chosen, rating_pain(phases) if ask_pain else phases, open_only)
        study, previous = chosen_study(chosen), chosen["previous"]
    options = Options(
        source=source,
        scene=scene,
        display=display,  # type: ignore[arg-type]
        size=parse_size(size),
        fps=fps,
        fullscreen=fullscreen,
        headset_scale=headset_scale,
        real_time=real_time,
        folder=None if without_record else out or new_session_folder("session", now),
        picture_period_s=pictures,
        publish=publish,
        belly=belly,
        feel=feel,
        pacer_ring=pacer_ring,
        mute=mute,
        volume=volume,
        pacer_tone=pacer_tone,
        streams=wanted,
        instance=str(os.getpid()),
        known_peers=peers,
        scope=scope,  # type: ignore[arg-type]
        rate_hz=rate,
        mapping=parse_mapping(mapping),
        began=now.astimezone().isoformat(timespec="seconds"),
        study=study,
        yoke=chosen["yoke"],
        previous=previous,
        resumes=resume,
        pace_per_min=chosen["pace"],
        language=language,
    )
    if without_record:
        say("WITHOUT A RECORD: nothing of this session is kept.")
    with Interrupted() as stopped:
        run_session(options, phases, stopped, say)
    return stopped.exit_code

"""Builds the parts of a session and runs it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Protocol

from biofeedback.engine import Engine
from biofeedback.sources.base import SourceError
from biofeedback.types import BodyState
from vrapp.app.blind import veiled
from vrapp.app.body import Body, open_body
from vrapp.app.call import Call
from vrapp.app.feed import Feed, LiveFeed, LockstepFeed
from vrapp.app.feel import Swell
from vrapp.app.guard import GuardWatch
from vrapp.app.leave import Leaving
from vrapp.app.loop import Observer, run_frames
from vrapp.app.narrate import Narrator
from vrapp.app.options import Options
from vrapp.app.record import Record
from vrapp.app.reload import HotReload
from vrapp.app.scenery import Scenery
from vrapp.app.screen import Opener, in_real_time, open_screen
from vrapp.app.study import asked_today, facts, past_of_person, plan_of
from vrapp.app.watch import StreamWatch
from vrapp.app.witness import Witness
from vrapp.display.base import Display, DisplayError, Frame, HasHands
from vrapp.prompt.prompt import Prompt
from vrapp.record.manifest import Manifest
from vrapp.record.recorder import RecordError
from vrapp.render.renderer import Renderer
from vrapp.report.folder import FolderError, SessionFolder
from vrapp.scene.question import pain_rating
from vrapp.session.ease import LINE as HEARD
from vrapp.session.protocol import Protocol as Phases
from vrapp.session.protocol import lasting
from vrapp.session.session import Session
from vrapp.words.catalogue import load_words

Say = Callable[[str], None]

Watching = Callable[[Display], Observer]

TIDY_EVERY = 64
"""Frames between two collections: little is left behind, so they are short."""


class Stopped(Protocol):
    """Whether somebody asked the program to end, and whom to tell at once.

    `on_hung` saves what can be saved while the frames stand still, once; False: there was no need.
    """

    on_first: Callable[[], None] | None
    on_hung: Callable[[], bool] | None

    def __bool__(self) -> bool: ...


def run_session(
    options: Options,
    phases: Phases,
    stopped: Stopped,
    say: Say,
    watching: Watching | None = None,
    opened: Opener = open_screen,
) -> Session:
    """Run a whole session with the body and on the screen that the options ask for.

    `watching` makes one more observer, of the display: a measurement. `opened` opens the screen: by
    itself, or in a window that is there already.

    Raises
    ------
    SourceError, SceneError, DisplayError, FolderError
        Something given or needed is missing or wrong; the message names the remedy.
    """
    body = open_body(options, in_real_time(options))
    return run_with(body, options, phases, stopped, say, watching=watching, opened=opened)


def run_with(
    body: Body,
    options: Options,
    phases: Phases,
    stopped: Stopped,
    say: Say,
    trouble: Callable[[], str] = lambda: "",
    watching: Watching | None = None,
    opened: Opener = open_screen,
) -> Session:
    """Run a session with an opened body; closes it. `trouble` tells why the body itself ended."""
    if options.publish and not body.live:
        body.source.close()
        raise SourceError("--publish sends in real time; add --real-time, or leave it out")
    with ExitStack() as parts:
        parts.callback(body.source.close)
        screen = parts.enter_context(opened(options, body.clock, say))
        _screenable(options, phases, screen.desk is not None)
        past = past_of_person(options, say)
        plan = plan_of(options, past, screen.desk is None)
        whole, phases = phases, asked_today(phases, past, options.began)
        left_out = () if phases is whole else ("peg",)
        if left_out:
            say(f"PEG was rated on {past.peg_from[:10]}, in this week: it is not asked again")
        renderer = parts.enter_context(Renderer(screen.display.context))
        seen = body.live or in_real_time(options)
        clock = body.clock if seen else None
        scenery = Scenery(renderer, options.scene, screen.both, say, clock)
        parts.callback(scenery.close)
        scenes = scenery.scenes
        told = load_words(options.language).told
        prompt = parts.enter_context(
            Prompt(screen.display.context, pacer_ring=options.pacer_ring, told=told)
        )
        prompt.prepare(pain_rating())
        prompt.prepare(HEARD)
        for question in phases.questions:
            prompt.prepare(question)
        for phase in phases.phases:
            for line in phase.said:
                prompt.prepare(line.text)
        observers: list[Observer] = [tidy_up, HotReload(renderer, say), scenery.see]
        folder = None
        if options.folder is not None:
            folder = SessionFolder(options.folder, body.described, options.picture_period_s)

        def tell(text: str) -> None:
            say(text)
            if screen.tell is not None:
                screen.tell(text)
            if folder is not None:
                folder.note(text)

        scenery.tell = tell
        witness = Witness(renderer, screen.display)
        start = body.clock.now()
        phases = lasting(phases, body.length_s)
        session = Session(
            phases,
            scenes,
            options.scene,
            start,
            plan,
            muted=options.mute,
            unready=scenery.unready,
        )
        engine = Engine(traces=screen.desk is not None)
        source = body.in_the_present()
        record = Record(options.folder, session, start) if options.folder is not None else None
        if record is not None:
            parts.callback(_closed, record)  # whatever happens before the frames begin
            source = record.of(source)
        heard = record.heard if record is not None else _nobody
        manifest = None
        if options.folder is not None:
            known = facts(
                options, phases, scenes.values(), body.described, engine.formulas, left_out
            )
            manifest = _manifest(options.folder, known, start)
            observers.append(manifest.see)
        feed: Feed
        if body.live:
            feed = LiveFeed(source, engine, body.clock, heard)
        else:
            feed = LockstepFeed(source, engine, start, heard)
        parts.callback(feed.close)
        if folder is not None:
            observers.append(folder.observer(screen.picture, feed.kept))
        if record is not None:
            observers.append(record.observer(tell, lambda: renderer.gain))
            observers.append(witness.observer(record.shown(witness.driver)))
        if watching is not None:
            observers.append(watching(screen.display))
        observers.append(GuardWatch(renderer, tell, screen.light).see)
        observers.append(Narrator(say).see)
        observers.append(Call(say, *([screen.tell] if screen.tell is not None else ())).see)
        wanted = options.streams if options.source == "lsl" else ()
        watch = StreamWatch(tell, wanted, trouble, _own_stream(options))
        observers += [watch, *_senders(options, session, screen.display, parts)]
        observers += _sound(options, screen.display, say, parts)

        say(f"Scene: {scenes[options.scene].title}. Body: {body.described}. {screen.described}.")
        attended = screen.desk is not None
        leave = Leaving(feed, folder, record, manifest, attended, say)
        ended_by = "an error"
        stopped.on_first = screen.display.close
        stopped.on_hung = lambda: leave("a signal, while the display stood still", in_a_hurry=True)
        try:
            gc.freeze()  # what was built lives until the end: no need to look at it again
            gc.disable()  # `tidy_up` collects, between frames
            if not stopped:
                desk = veiled(screen.desk) if options.study.blinded else screen.desk
                run_frames(screen.display, witness, session, feed, desk, observers, prompt)
            ended_by = "a signal (Ctrl-C or SIGTERM)" if stopped else "closing the window"
        finally:
            gc.enable()
            gc.unfreeze()
            stopped.on_first = None
            leave(ended_by, in_a_hurry=bool(stopped))
        watch.check()
    return session


def _senders(
    options: Options, session: Session, display: Display, parts: ExitStack
) -> Iterator[Observer]:
    """What the session tells others: over LSL, and into the hands."""
    if options.source == "lsl" or options.publish:
        from vrapp.app.publish import Publisher

        publisher = Publisher(
            session,
            everything=options.publish,
            instance=options.instance,
            blinded=options.study.blinded,
        )
        parts.callback(publisher.close)
        yield publisher.see
    if options.belly:
        from vrapp.app.belly import BellySensor, belly_outlet

        belly = BellySensor(_with_hands(display), belly_outlet(options.instance))
        parts.callback(belly.close)
        yield belly.see
    if options.feel:
        yield Swell(_with_hands(display)).see


def _sound(options: Options, display: Display, say: Say, parts: ExitStack) -> Iterator[Observer]:
    """What the patient hears, where somebody is there to hear it."""
    if display.name == "headless":
        return
    from vrapp.app.sound import SoundScape
    from vrapp.audio.player import AudioError, Player

    try:
        player = Player(options.pacer_tone)
    except AudioError as error:
        say(f"{error}; going on without sound")
        return
    parts.callback(player.close)
    yield SoundScape(player, say, options.volume).see


def _own_stream(options: Options) -> str:
    """Source id of the signal that this program sends and reads itself; empty for none."""
    if not options.belly:
        return ""
    from vrapp.app.belly import belly_source_id

    return belly_source_id(options.instance)


def _screenable(options: Options, phases: Phases, desk: bool) -> None:
    """Nobody real goes past a screening by time. Raises `DisplayError` with the remedy."""
    screened = any(phase.kind == "screening" for phase in phases.phases)
    if screened and not desk and options.source == "lsl":
        raise DisplayError(
            f"{phases.name} asks the therapist at the desk before it begins, and there is no desk: "
            "use --display window, or a headset with a window beside it (a screen is needed)"
        )


def _closed(record: Record) -> None:
    """Close a record that nobody came to close; what it lacks was told by what happened."""
    with suppress(RecordError):
        record.close()


def _manifest(folder: Path, known: Mapping[str, Any], start: float) -> Manifest:
    try:
        return Manifest(folder, known, start)
    except OSError as error:
        raise FolderError(
            f"cannot write the session to {folder}: {error.strerror}; "
            "give another folder with --out"
        ) from error


def _nobody(body: BodyState) -> None:
    """Nothing is recorded."""


def _with_hands(display: Display) -> HasHands:
    if not isinstance(display, HasHands):
        raise DisplayError(f"--belly and --feel need --display headset; here is a {display.name}")
    return display


def tidy_up(frame: Frame, session: Session, body: BodyState) -> None:
    """Collect garbage now and then, when the frame is out and nobody's picture waits."""
    if frame.number % TIDY_EVERY == 0:
        gc.collect(1)

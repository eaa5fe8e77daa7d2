"""`vrapp desk`: choose on the start page, run the session in the same window, and choose again."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import moderngl

from biofeedback.clock import Clock
from biofeedback.engine import Engine
from biofeedback.sources.base import SourceError
from biofeedback.types import StreamHealth
from vrapp.app.body import open_body
from vrapp.app.feed import LiveFeed
from vrapp.app.offers import gather, scenes
from vrapp.app.options import Options
from vrapp.app.resume import rest_of
from vrapp.app.run import Stopped, run_session
from vrapp.app.screen import WINDOW_FPS, in_window, open_window
from vrapp.app.thumbnails import Picture, thumbnails
from vrapp.display.base import DisplayError
from vrapp.display.window import WindowDisplay
from vrapp.history.errors import HistoryError
from vrapp.panel.start import Ended, StartPage
from vrapp.panel.start_choice import Choice, Choosing
from vrapp.record.earlier import EarlierError, read_yoke
from vrapp.record.recorder import RecordError
from vrapp.render.target import GraphicsError
from vrapp.report.folder import FolderError
from vrapp.report.page import NAME as REPORT
from vrapp.report.place import new_session_folder
from vrapp.scene.errors import SceneError
from vrapp.session.arms import StudyError, allocate
from vrapp.session.protocol import Protocol
from vrapp.session.protocols import load_protocol
from vrapp.session.session import Session
from vrapp.words.catalogue import languages, load_words

Say = Callable[[str], None]
Now = Callable[[], datetime]

PAGE_FPS = 30.0
DRAWS_S = 0.02
"""Of a frame, for the scenes' small pictures."""
EXPECTED = (
    SourceError, SceneError, DisplayError, FolderError, RecordError, EarlierError, StudyError,
    GraphicsError, HistoryError,
)  # fmt: skip
"""What can go wrong with a session and be mended: it is told on the start page."""

Watching = Callable[[WindowDisplay, StartPage], None]


def run_desk(
    base: Options,
    folder: Path,
    patient: int,
    children: bool,
    stopped: Stopped,
    say: Say,
    now: Now,
    watching: Watching = lambda display, page: None,
) -> None:
    """Until the window is closed: choose, run, and choose again.

    Parameters
    ----------
    base
        What every session has in common; a choice fills in the rest.
    folder
        Where the sessions' folders go.
    patient
        Seed of the simulated patient.
    children
        Assess at the paces of children.
    stopped, say
        As for a session.
    now
        The local date and time.
    watching
        Told after every drawing of the start page: a test.

    Raises
    ------
    DisplayError
        There is no screen for a window.
    EarlierError
        The session that the yoked arm shows cannot be used.
    """
    from biofeedback.lsl.clock import LslClock
    from biofeedback.lsl.config import configure

    if base.yoke is not None:
        read_yoke(base.yoke)  # told now: told at a session, it would tell that session's arm
    configure(base.scope, base.known_peers)  # before anything asks LSL for the time
    clock = LslClock()
    told = {code: load_words(code).told for code in languages()}
    offers = gather(base, folder, _at(now), children, say)
    volume = 0.0 if base.mute else base.volume
    choosing = Choosing(offers, base.language, volume, headset=base.display == "headset")
    page = StartPage(choosing, told)
    page.trouble = offers.history_trouble
    with (
        open_window(base, clock, vsync=False) as display,
        closing(thumbnails(display.context, scenes(base.scene, say), say)) as pictures,
    ):
        while True:
            display.panel = page
            display.reopen()
            stopped.on_first = display.close
            choice = _choose(display, page, pictures, base, clock, say, watching)
            stopped.on_first = None
            if choice is None or stopped:
                return
            display.pace(base.fps or WINDOW_FPS)
            page.ended, page.trouble = None, ""
            try:
                options = options_of(base, choice, folder, patient, now)
                if choice.resumes:
                    options, phases = what_is_left(options, Path(choice.resumes), children, say)
                else:
                    phases = load_protocol(choice.protocol, children=children)
                session = run_session(options, phases, stopped, say, opened=in_window(display))
                page.ended = ended(session, options, phases.title)
            except EXPECTED as error:
                page.trouble = str(error)
                say(str(error))
            if stopped:
                return
            choosing.offer_again(gather(base, folder, _at(now), children, say))
            page.again()


def _choose(
    display: WindowDisplay,
    page: StartPage,
    pictures: Iterator[Picture | None],
    base: Options,
    clock: Clock,
    say: Say,
    watching: Watching,
) -> Choice | None:
    """Show the start page until something is chosen; None when the therapist leaves."""
    display.pace(PAGE_FPS)
    sensors = Sensors(base, clock)
    if sensors.trouble:
        say(sensors.trouble)
        page.trouble = page.trouble or sensors.trouble
    try:
        for frame in display.frames():
            display.events()  # nothing here is the session's
            page.streams = sensors.streams(frame.time)
            page.draw(frame.time, display.panel_area)
            display.present()
            if page.choice is not None:
                page.draw(frame.time, display.panel_area)  # that it begins is seen while it does
                display.present()
                return page.choice
            if page.leaving:
                return None
            if page.opens_report and page.ended is not None:
                page.opens_report = False
                show(Path(page.ended.report), say)
            _draw_pictures(pictures, page.pictures, clock)
            watching(display, page)
    finally:
        sensors.close()
    return None


def _draw_pictures(
    pictures: Iterator[Picture | None], into: dict[str, moderngl.Texture], clock: Clock
) -> None:
    """Go on with the scenes' pictures for a moment."""
    until = clock.now() + DRAWS_S
    for picture in pictures:
        if picture is not None:
            into[picture[0]] = picture[1]
        if clock.now() >= until:
            return


class Sensors:
    """The streams that send now, as a session would find them."""

    def __init__(self, base: Options, clock: Clock) -> None:
        self.trouble = ""
        self._feed: LiveFeed | None = None
        try:
            body = open_body(replace(base, source="lsl", belly=False), in_real_time=True)
        except SourceError as error:
            self.trouble = str(error)
        else:
            self._feed = LiveFeed(body.source, Engine(), clock)

    def streams(self, t: float) -> Sequence[StreamHealth]:
        """What is there at `t`; what was there and is gone is not."""
        if self._feed is None:
            return ()
        return [health for health in self._feed.body(t).streams if health.state != "lost"]

    def close(self) -> None:
        if self._feed is not None:
            self._feed.close()


def options_of(base: Options, choice: Choice, folder: Path, patient: int, now: Now) -> Options:
    """What a choice means for a session.

    Raises
    ------
    StudyError
        The arm cannot be drawn by that code.
    """
    study = replace(base.study, code=choice.code)
    if study.seed is not None:
        study = replace(study, arm=allocate(study.seed, choice.code))
    began = now()
    return replace(
        base,
        source=f"patient:{patient}" if choice.simulated else "lsl",
        streams=() if choice.simulated else base.streams,
        belly=base.belly and choice.headset and not choice.simulated,
        feel=base.feel and choice.headset,
        scene=choice.scene,
        display="headset" if choice.headset else "window",
        folder=new_session_folder("session", began, folder),
        mute=choice.volume <= 0.0,
        volume=choice.volume if choice.volume > 0.0 else base.volume,
        began=began.astimezone().isoformat(timespec="seconds"),
        study=study,
        language=choice.language,
    )


def what_is_left(options: Options, cut: Path, children: bool, say: Say) -> tuple[Options, Protocol]:
    """The options and the rest of the protocol of the session that is gone on with. It is closed,
    and put into the history, where its own end would have put it.

    Raises
    ------
    EarlierError
        It cannot be gone on with, or not be closed.
    """
    # the database's library costs a moment to import
    from vrapp.history.keep import remember

    try:
        rest = rest_of(cut, lambda name: load_protocol(name, children=children), say)
    except OSError as error:
        raise EarlierError(
            f"the session in {cut} cannot be closed: {error.strerror or error}"
        ) from error
    try:
        remember(cut)
    except HistoryError as error:
        say(f'{error}. Later: vrapp history add "{cut}"')
    say(f"Going on with {rest.study.code}, from its part: {rest.part}")
    return replace(
        options,
        study=rest.study,
        previous=cut,
        resumes=cut,
        scene=rest.scene or options.scene,
        language=rest.language or options.language,
    ), rest.protocol


def ended(session: Session, options: Options, protocol: str) -> Ended:
    """How a session ended, in a line."""
    status = session.status
    report = options.folder / REPORT if options.folder is not None else None
    return Ended(
        code=options.study.code,
        protocol=protocol,
        minutes=status.elapsed_s / 60.0,
        end=status.end_reason or "closed",
        report=str(report) if report is not None and report.is_file() else "",
        pain=_pain(session),
    )


def _pain(session: Session) -> tuple[str, str] | None:
    """The ratings before and after, where both were given as numbers."""
    given = {
        rating.id: rating.value
        for rating in session.status.course.ratings
        if rating.value.replace(".", "", 1).isdigit()
    }
    before, after = given.get("pain_before"), given.get("pain_after")
    return (before, after) if before is not None and after is not None else None


def show(report: Path, say: Say) -> None:
    """Open a report in the browser; where there is none its path is said."""
    try:
        opened = webbrowser.open(report.absolute().as_uri())
    except webbrowser.Error:
        opened = False
    if not opened:
        say(f"the report is in {report}")


def _at(now: Now) -> str:
    return now().astimezone().isoformat(timespec="seconds")

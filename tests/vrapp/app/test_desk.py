"""The desk: what it offers, what a choice means, and sessions one after another in one window."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pygame
import pytest
from click.testing import CliRunner

from tests.vrapp.display.conftest import screen  # noqa: F401  a fixture
from tests.vrapp.history.people import ANNA, SECRET, rights_stop
from tests.vrapp.history.people import session as past_session
from vrapp.app import desk
from vrapp.app.desk import ended, options_of, run_desk, show
from vrapp.app.offers import arms, gather, known_people, offer_of, room_in
from vrapp.app.options import Options
from vrapp.app.thumbnails import SIZE, thumbnails
from vrapp.display.window import WindowDisplay
from vrapp.history import secret as secrets
from vrapp.history.audit import entries
from vrapp.history.database import Database
from vrapp.history.keep import add
from vrapp.panel.start import StartPage
from vrapp.panel.start_choice import SIMULATED, Arm, Choice
from vrapp.render.target import standalone_context
from vrapp.scene.errors import SceneError
from vrapp.scene.library import load_scene
from vrapp.session.arms import Study, allocate
from vrapp.session.protocols import load_protocol

NOW = datetime.fromisoformat("2026-11-24T10:30:00+01:00")
AT = NOW.isoformat()
CHOICE = Choice("P007", "practice", "reef", False, False, "de", 0.5)


class Going:
    """Nobody asks the program to end."""

    on_first = on_hung = None

    def __bool__(self) -> bool:
        return False


# -- what is offered ---------------------------------------------------------------------------


def test_people_come_from_the_history_and_looking_is_written_down(
    tmp_path: Path, database: Database
) -> None:
    assert known_people(AT) == ((), "")
    assert not database.exists  # looking makes no database
    for n, (code, day) in enumerate((("P001", 3), ("P002", 9), ("P001", 12))):
        pace = None if code == "P002" else 5.0 + n
        told = {"pace_per_min": pace, "start_lsl_s": float(n)}
        add(database, past_session(tmp_path / str(n), code, day, **told), ANNA)
    people, trouble = known_people(AT)
    assert trouble == ""
    found = [(p.code, p.sessions, p.last, p.pace_per_min) for p in people]
    assert found == [("P001", 2, "2026-11-12", 7.0), ("P002", 1, "2026-11-09", None)]
    assert people[0].protocol
    with database.change() as connection:
        last = list(entries(connection))[-1]
    assert (last.action, last.at) == ("listed", AT)


def test_a_history_that_cannot_be_read_is_told_and_new_codes_can_be_given(
    tmp_path: Path, database: Database
) -> None:
    (tmp_path / "history.db").write_bytes(b"this is no database at all" * 100)
    offers = gather(Options(), tmp_path, AT, False, lambda text: None)
    assert offers.people == ()
    assert "history.db" in offers.history_trouble


def test_everything_shipped_is_offered_in_a_good_order(tmp_path: Path, database: Database) -> None:
    said: list[str] = []
    offers = gather(Options(scene="reef"), tmp_path, AT, False, said.append)
    assert said == []
    names = [each.name for each in offers.protocols]
    assert names[:3] == ["first-session", "practice", "short"]
    assert len(set(names)) == len(names) >= 7
    assert offers.scenes[0].name == "reef"
    assert offers.free_bytes
    assert offers.arm_of is None


@pytest.mark.parametrize(
    ("name", "needs_pace", "leads", "screens"),
    [
        ("first-session", False, True, True),
        ("practice", True, True, True),
        ("short", True, True, False),
        ("mindfulness", False, False, False),
        ("distraction", False, False, False),
        ("resonance-check", False, True, True),
    ],
)
def test_what_is_to_be_minded_of_a_protocol(
    name: str, needs_pace: bool, leads: bool, screens: bool
) -> None:
    offer = offer_of(name, load_protocol(name))
    assert (offer.needs_pace, offer.leads, offer.screens) == (needs_pace, leads, screens)
    assert offer.description
    assert offer.usual_pace == 6.0


def test_a_studys_arm_is_told_as_far_as_it_may_be() -> None:
    assert arms(Study()) is None
    drawn, given = arms(Study(seed=5)), arms(Study("pacing"))
    assert drawn is not None
    assert given is not None
    assert drawn("P003") == Arm(allocate(5, "P003"))
    assert "ends in no number" in drawn("anna").trouble
    assert given("P003") == Arm("pacing")
    sealed = arms(Study(seed=5, blinded=True))
    assert sealed is not None
    assert {sealed(f"P{n}").told for n in range(1, 9)} == {"sealed"}


def test_room_for_a_record(tmp_path: Path) -> None:
    free, trouble = room_in(tmp_path / "not" / "there" / "yet")
    assert free is not None
    assert trouble == ""
    (tmp_path / "file").touch()
    assert "is no folder" in room_in(tmp_path / "file" / "x")[1]
    if rights_stop(tmp_path):
        (tmp_path / "shut").mkdir(mode=0o500)
        assert "nothing can be written" in room_in(tmp_path / "shut" / "x")[1]


def test_scenes_are_drawn_small_and_a_broken_one_is_said() -> None:
    context = standalone_context()
    lantern = load_scene("lantern")
    layers = (replace(lantern.layers[0], shader="nowhere"), *lantern.layers[1:])
    broken = replace(lantern, name="broken", layers=layers)
    said: list[str] = []
    made = [each for each in thumbnails(context, [broken, lantern], said.append) if each]
    ((name, picture),) = made
    assert name == "lantern"
    assert picture.size == SIZE
    pixels = picture.read()
    assert len(set(pixels)) > 50  # a picture, not a ground
    assert len(said) == 1
    assert "broken" in said[0]
    picture.release()
    context.release()


# -- what a choice means -----------------------------------------------------------------------


def test_a_choice_becomes_options(tmp_path: Path) -> None:
    base = Options(streams=("ecg",), study=Study("live", True, "", 3), publish=True, fps=50.0)
    made = options_of(base, CHOICE, tmp_path, 4, lambda: NOW)
    assert (made.source, made.display, made.scene, made.language) == ("lsl", "window", "reef", "de")
    assert (made.volume, made.mute, made.streams, made.fps) == (0.5, False, ("ecg",), 50.0)
    assert made.study == Study(allocate(3, "P007"), True, "P007", 3)
    assert made.folder == tmp_path / "2026-11-24 10.30.00 session"
    assert datetime.fromisoformat(made.began) == NOW
    silent = replace(CHOICE, volume=0.0, simulated=True, headset=True, code=SIMULATED)
    made = options_of(base, silent, tmp_path, 4, lambda: NOW)
    assert (made.source, made.display, made.streams) == ("patient:4", "headset", ())
    assert (made.mute, made.volume) == (True, 1.0)  # M brings the sound back


def test_a_report_is_shown_or_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    said: list[str] = []
    monkeypatch.setattr(desk.webbrowser, "open", lambda url: opened.append(url) or bool(said))
    show(tmp_path / "a report.html", said.append)
    assert opened == [(tmp_path / "a report.html").as_uri()]
    assert "a report.html" in said[0]
    show(tmp_path / "b.html", said.append)
    assert len(said) == 1


# -- sessions, one after another ---------------------------------------------------------------


class Visit:
    """A therapist who runs a session with the simulated patient, meets a protocol that is broken,
    and leaves. `tellings`: how the session before ended and what went wrong, at each page.
    """

    def __init__(self) -> None:
        self.windows: list[WindowDisplay] = []
        self.said: list[str] = []
        self.tellings: list[tuple[str, str]] = []
        self._visits = 0
        self._begun = False

    def look(self, display: WindowDisplay, page: StartPage) -> None:
        self.windows.append(display)
        if page.choice is not None:
            return
        self._visits += 1
        end = page.ended.end if page.ended is not None else ""
        self.tellings.append((end, page.trouble))
        choosing = page.choosing
        if self._visits == 1:
            choosing.simulate(True)
            choosing.protocol, choosing.scene = "distraction", "lantern"
            page.choice = choosing.choice()
        elif self._visits == 2:
            self.ended = page.ended
            choosing.simulate(True)
            choosing.protocol = "mindfulness"
            page.choice = choosing.choice()
        else:
            page.leaving = True

    def say(self, text: str) -> None:
        self.said.append(text)
        if text.strip().startswith("0:00") and not self._begun:
            self._begun = True
            for event in (
                pygame.event.Event(pygame.KEYDOWN, key=pygame.K_F5, mod=0, unicode=""),
                pygame.event.Event(pygame.TEXTINPUT, text="quite calm"),
                pygame.event.Event(pygame.KEYDOWN, key=pygame.K_RETURN, mod=0, unicode=""),
            ):
                pygame.event.post(event)
            stop = pygame.event.Event(pygame.KEYDOWN, key=pygame.K_ESCAPE, mod=0, unicode="")
            pygame.time.set_timer(stop, 1200, loops=1)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vrapp.app.screen.WINDOW_SIZE", (900, 520))
    monkeypatch.setattr(desk, "thumbnails", lambda *_: (each for each in ()))


@pytest.mark.slow
@pytest.mark.realtime
@pytest.mark.usefixtures("screen", "small")
def test_sessions_one_after_another_in_one_window(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = desk.load_protocol

    def loaded(name: str, *, children: bool) -> object:
        if name == "mindfulness":
            raise SceneError("mindfulness.toml is broken")
        return load(name, children=children)

    monkeypatch.setattr(desk, "load_protocol", loaded)
    visit = Visit()
    base = Options(display="window", mute=True, fps=20.0)
    run_desk(base, tmp_path, 7, False, Going(), visit.say, lambda: NOW, visit.look)
    assert visit.tellings == [("", ""), ("therapist", ""), ("", "mindfulness.toml is broken")]
    assert len(set(map(id, visit.windows))) == 1
    assert visit.ended is not None
    assert visit.ended.code == SIMULATED
    assert Path(visit.ended.report).is_file()
    folder = Path(visit.ended.report).parent
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert told["study"]["code"] == SIMULATED
    assert told["body"] == "simulated patient, seed 7"
    assert told["end"]["reason"] == "therapist"
    assert [note["text"] for note in told["notes"]] == ["quite calm"]
    people, _ = known_people(AT)
    assert [p.code for p in people] == [SIMULATED]
    assert [p.name for p in tmp_path.iterdir() if p.is_dir()] == [folder.name]


def test_how_a_session_ended_is_told_with_the_pain_before_and_after(tmp_path: Path) -> None:
    from biofeedback.types import EMPTY_BODY
    from tests.vrapp.session.conftest import make_scene
    from vrapp.session.commands import Rate
    from vrapp.session.protocol import open_session
    from vrapp.session.session import Session

    made = Session(open_session(), {"a": make_scene("a")}, "a", 0.0)
    options = Options(folder=tmp_path, study=Study(code="P007"))
    made.step(90.0, EMPTY_BODY, [Rate("pain_before", 6.0)])
    told = ended(made, options, "Practice")
    assert (told.code, told.minutes, told.end, told.report) == ("P007", 1.5, "closed", "")
    assert told.pain is None
    made.step(120.0, EMPTY_BODY, [Rate("pain_after", 4.0)])
    (tmp_path / "report.html").touch()
    told = ended(made, options, "Practice")
    assert told.pain == ("6", "4")
    assert told.report.endswith("report.html")


# -- the command -------------------------------------------------------------------------------


def command(*words: str) -> str:
    from vrapp.cli.desk import desk as made

    result = CliRunner().invoke(made, list(words))
    assert result.exit_code != 0
    return result.output + str(result.exception)


def test_a_study_that_cannot_be_run_is_refused_before_a_window_opens(database: Database) -> None:
    assert "leave one out" in command("--randomise", "3", "--arm", "live")
    assert "--yoke" in command("--randomise", "3")
    assert "yoke to a session" in command("--randomise", "3", "--yoke", str(Path(__file__).parent))


def test_an_encrypted_history_is_opened_before_the_window(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sqlcipher3")
    locked = Database(str(tmp_path / "history.db"), SECRET, encrypt=True)
    add(locked, past_session(tmp_path / "s", "P003"), ANNA)
    assert "needs a passphrase" in command()
    monkeypatch.setenv("VRAPP_PASSPHRASE", "not the right one")
    assert "passphrase" in command()
    assert secrets.secret_of_environment() is not None
    monkeypatch.setenv("VRAPP_PASSPHRASE", "four calm words here")
    from vrapp.cli.desk import _unlock

    _unlock()
    monkeypatch.delenv("VRAPP_PASSPHRASE")
    people, trouble = known_people(AT)  # what was typed once is held, and in no environment
    assert trouble == ""
    assert [p.code for p in people] == ["P003"]

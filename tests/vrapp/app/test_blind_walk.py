"""Everything that a blinded therapist can come to see, in all four arms: it is the same.

One session is run in each arm with the same body, the same looks and the same desk: what the desk
is given, what it writes in all its texts, what the terminal says, what goes out over LSL, the
manifest, the report, the summary with its plot, and the list of events. Two things are left: the
patient's own view, which the study cannot hide from who looks at it, and the data for who unblinds
(`features.csv`, `session.xdf`, the pictures), which no page shows.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import moderngl
import pytest

from biofeedback.clock import VirtualClock
from biofeedback.sources.patient import Patient
from biofeedback.types import BodyState, Pacer
from tests.vrapp.app.whole import Going, Room
from tests.vrapp.session.test_conduct import rest
from vrapp.app import publish
from vrapp.app.body import Body
from vrapp.app.options import Options
from vrapp.app.run import run_with
from vrapp.app.study import plan_of
from vrapp.display.base import DisplayError, Frame
from vrapp.history.past import Past
from vrapp.panel import Panel
from vrapp.panel.pen import Pen
from vrapp.panel.renderer import ImguiRenderer
from vrapp.record.earlier import EarlierError
from vrapp.session.arms import ARMS, Arm, Study, StudyError, unseal
from vrapp.session.commands import Command, EndPhase, SetGuidance
from vrapp.session.protocol import Phase, Protocol
from vrapp.session.questions import sickness
from vrapp.session.session import Session
from vrapp.session.status import SessionStatus

MEASURE = {"kind": "assessment", "feedback": "off"}
PROTOCOL = Protocol(
    "walk",
    (
        Phase("How is it?", 60.0, question=sickness(), kind="rating"),
        Phase("Rest", 5.0, kind="baseline", feedback="off"),
        Phase("6 a minute", 6.0, 6.0, **MEASURE),  # type: ignore[arg-type]
        Phase("Train", 16.0, 6.0, kind="training", pacing="lead", feedback="reward"),
        Phase("Free", 8.0, kind="training", feedback="index"),
        Phase("After", 4.0, kind="recovery", feedback="off"),
    ),
)
SEALED = re.compile(r"sealed:[A-Za-z0-9+/=]+")
READ = ("manifest.json", "report.html", "summary.md", "events.txt")


class Deaf(Patient):
    """Breathes as they would in any case: what the body does is no part of what is compared."""

    def hear(self, pacer: Pacer) -> None: ...


class Outlet:
    """Stands for an LSL outlet: keeps what is sent."""

    kept: dict[str, list[str]]

    def __init__(self, *args: object, **named: object) -> None:
        self.sent = Outlet.kept.setdefault(type(self).__name__, [])

    def push(self, *sample: object) -> None:
        self.sent.append(repr(sample))

    def close(self) -> None: ...


class PacerOutlet(Outlet): ...


class BodyOutlet(Outlet): ...


class EventsOutlet(Outlet): ...


class ParametersOutlet(Outlet): ...


class Therapist:
    """Tries to set a pace once in the trained part (it is asked), and ends the last part."""

    def __init__(self) -> None:
        self.tried = False

    def __call__(self, status: SessionStatus) -> Sequence[Command]:
        if status.phase == "Train" and status.course.in_phase_s > 6.0 and not self.tried:
            self.tried = True
            return [SetGuidance(5.0)]
        if status.phase == "After" and status.course.in_phase_s > 2.0:
            return [EndPhase()]
        return ()


class Walked:
    """What could be seen of one session."""

    def __init__(self, room: Room, folder: Path, sent: dict[str, list[str]]) -> None:
        self.room, self.sent = room, sent
        self.files = {
            path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".xdf"
        }

    def text(self, name: str) -> str:
        return SEALED.sub(lambda m: f"sealed[{len(m[0])}]", self.files[name].decode())

    @property
    def desk(self) -> list[str]:
        return [f"{status!r} {_plain(body)!r}" for body, status in self.room.shown]


def _plain(body: BodyState) -> list[Any]:
    """What the desk draws of a body; arrays are the same as the body is."""
    return [body.t, *body.features.values(), *body.indices.values(), body.respiration, body.streams]


def walk(tmp_path: Path, arm: Arm, yoke: Path, before: Path, blinded: bool = True) -> Walked:
    folder = tmp_path / f"{arm}-{blinded}" / "s"
    Outlet.kept = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VRAPP_DATABASE", str(tmp_path / "history.db"))
        for kind in (PacerOutlet, BodyOutlet, EventsOutlet, ParametersOutlet):
            patch.setattr(publish, kind.__name__, kind)
        body = Body(
            Deaf(4, streams=("rr", "respiration")), "simulated", VirtualClock(0.0), live=False
        )
        options = Options(
            source="patient:4", scene="lantern", display="headless", folder=folder,
            study=Study(arm, blinded), yoke=yoke, previous=before, began="2026-01-01T10:00:00",
        )  # fmt: skip
        room = Room(Therapist(), {"sickness": "2"})
        sender: list[publish.Publisher] = []

        def watching(display: object) -> Any:
            saw = room.watching(display)  # type: ignore[arg-type]

            def see(frame: Frame, session: Session, body: BodyState) -> None:
                saw(frame, session, body)
                if not sender:
                    how = {"everything": True, "blinded": blinded}
                    sender.append(publish.Publisher(session, **how))
                sender[0].see(frame, session, body)

            return see

        try:
            run_with(
                body, options, PROTOCOL, Going(), room.say, watching=watching, opened=room.open
            )
        except DisplayError as error:
            pytest.skip(str(error))
    room.said = [
        line.replace(str(tmp_path), "").replace(f"{arm}-{blinded}", "") for line in room.said
    ]
    return Walked(room, folder, dict(Outlet.kept))


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folder that is yoked to, and this person's session before."""
    yoke, before = tmp_path_factory.mktemp("yoke"), tmp_path_factory.mktemp("before")
    with (yoke / "features.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("t_s", "kind", "name", "value", "unit", "trust"))
        for k in range(240):
            t, wave = k / 4, 0.5 + 0.5 * math.sin(k / 8)
            rows.writerow((t, "index", "coherence", wave, "", 0.9))
            rows.writerow((t, "index", "reward", wave, "", 0.9))
            rows.writerow((t, "feature", "respiration_phase", (t / 5) % 1.0, "", 0.9))
    told = {"format": 1, "pace_per_min": 5.5, "baseline": rest().to_dict()}
    (before / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    return yoke, before


@pytest.fixture(scope="module")
def walks(
    tmp_path_factory: pytest.TempPathFactory, earlier: tuple[Path, Path]
) -> dict[str, Walked]:
    return {arm: walk(tmp_path_factory.mktemp(arm), arm, *earlier) for arm in ARMS}


@pytest.fixture(scope="module")
def open_walk(tmp_path_factory: pytest.TempPathFactory, earlier: tuple[Path, Path]) -> Walked:
    return walk(tmp_path_factory.mktemp("open"), "live", *earlier, blinded=False)


def same(walks: dict[str, Walked], of: Any) -> Any:
    first, *others = (of(walks[arm]) for arm in ARMS)
    for arm, other in zip(ARMS[1:], others, strict=True):
        assert other == first, arm
    return first


def test_the_walk_goes_where_arms_differ(walks: dict[str, Walked]) -> None:
    """Else the rest would be worth nothing: what was shown did differ."""
    tables = {arm: walked.files["features.csv"] for arm, walked in walks.items()}
    assert len(set(tables.values())) >= 2
    parts = [status.phase for _, status in walks["live"].room.shown]
    assert list(dict.fromkeys(parts)) == [phase.title for phase in PROTOCOL.phases]


def test_the_desk_is_given_the_same(walks: dict[str, Walked], open_walk: Walked) -> None:
    shown = same(walks, lambda walked: walked.desk)
    assert len(shown) > 30
    assert shown != open_walk.desk
    measured = [s for _, s in walks["scene"].room.shown if s.course.kind == "assessment"]
    assert {s.guidance_per_min for s in measured} == {6.0}  # where no arm matters it is told
    trained = [s for _, s in walks["live"].room.shown if s.course.kind == "training"]
    assert {(s.guidance_per_min, s.course.reward) for s in trained} == {(None, None)}


def test_the_desk_writes_the_same(
    walks: dict[str, Walked], open_walk: Walked, context: moderngl.Context,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    written: list[str] = []
    text = Pen.text

    def keeps(self: Pen, x: float, y: float, what: str, *args: Any, **look: Any) -> float:
        written.append(what)
        return text(self, x, y, what, *args, **look)

    monkeypatch.setattr(Pen, "text", keeps)
    monkeypatch.setattr(ImguiRenderer, "render", lambda self, *_: self._upload_textures())

    def texts(walked: Walked) -> list[str]:
        written.clear()
        panel = Panel()
        panel.open(context)
        for body, status in walked.room.shown[::3]:
            for collapsed in (False, True):
                panel.collapsed, panel._fresh = collapsed, 1
                panel.draw(body, status, 0.02, (0, 0, 560, 900))
        panel.close()
        return list(written)

    said = same(walks, texts)
    assert "Blinded" in said
    assert "Train" in said
    plainly = texts(open_walk)
    assert "Blinded" not in plainly
    assert plainly != said


def test_the_terminal_and_the_calls_say_the_same(walks: dict[str, Walked]) -> None:
    said = same(walks, lambda walked: (walked.room.said, walked.room.told))
    assert any("study's plan" in line for line in said[1])  # the desk was asked in every arm
    assert not any(arm in " ".join(said[0] + said[1]) for arm in ("yoked", "pacing", "sealed"))


def test_what_goes_out_is_the_same(walks: dict[str, Walked], open_walk: Walked) -> None:
    def sent(walked: Walked) -> dict[str, list[str]]:
        return {
            name: [SEALED.sub("sealed", sample) for sample in samples]
            for name, samples in walked.sent.items()
        }

    found = same(walks, sent)
    assert set(found) == {"BodyOutlet", "EventsOutlet"}
    assert set(open_walk.sent) == {"BodyOutlet", "EventsOutlet", "PacerOutlet", "ParametersOutlet"}


def test_the_files_that_are_read_are_the_same(walks: dict[str, Walked], open_walk: Walked) -> None:
    names = same(walks, lambda walked: sorted(walked.files))
    assert set(READ) | {"session.png", "features.csv"} <= set(names)
    for name in READ:
        page = same(walks, lambda walked, name=name: walked.text(name))
        assert page != open_walk.text(name)
        assert "yoked_to" not in page or '"yoked_to": null' in page
    same(walks, lambda walked: walked.files["session.png"])


def test_who_unblinds_finds_the_arm(walks: dict[str, Walked]) -> None:
    for arm, walked in walks.items():
        told = json.loads(walked.files["manifest.json"])
        assert json.loads(unseal(told["study"]["sealed"]))["arm"] == arm


def test_a_yoke_is_asked_of_every_person_that_is_drawn(
    tmp_path: Path, earlier: tuple[Path, Path]
) -> None:
    said = set()
    for arm in ARMS:
        drawn = Study(arm, blinded=True, code="", seed=3)
        with pytest.raises(StudyError, match="--yoke") as missing:
            plan_of(Options(study=drawn), Past(), False)
        with pytest.raises(EarlierError) as wrong:
            plan_of(Options(study=drawn, yoke=tmp_path), Past(), False)
        said.add((str(missing.value), str(wrong.value)))
        assert plan_of(Options(study=drawn, yoke=earlier[0]), Past(), False).study.arm == arm
    assert len(said) == 1

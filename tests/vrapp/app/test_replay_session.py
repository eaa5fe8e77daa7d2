"""A session replayed from its record: the frames, views and pixels that were shown, exactly."""

from __future__ import annotations

import json
import math
import shutil
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import moderngl
import numpy as np
import pytest
from PIL import Image

from biofeedback.clock import VirtualClock
from biofeedback.engine import Engine
from biofeedback.sources.patient import Patient
from biofeedback.types import BodyState
from tests.vrapp.record.test_xdf import by_name
from vrapp.app.feed import LockstepFeed
from vrapp.app.loop import run_frames
from vrapp.app.record import Record
from vrapp.app.witness import Witness
from vrapp.cli import vrapp
from vrapp.display.base import Frame, InputEvent
from vrapp.display.context import headless_context
from vrapp.display.headless import HeadlessDisplay
from vrapp.prompt.prompt import Prompt
from vrapp.record.earlier import read_manifest
from vrapp.record.manifest import FILE as MANIFEST
from vrapp.record.manifest import Manifest
from vrapp.record.recorder import FILE
from vrapp.record.scenes import scene_facts
from vrapp.record.shown import Seen
from vrapp.render.guard.grid import CELLS
from vrapp.render.guard.guard import Guard
from vrapp.render.renderer import Renderer
from vrapp.scene.frame import FrameState
from vrapp.scene.library import load_scene
from vrapp.scene.question import pain_rating
from vrapp.session.commands import Ask, ChooseScene, Command, Pause, Recentre
from vrapp.session.protocol import Phase, Protocol
from vrapp.session.session import Session
from vrapp.session.status import SessionStatus
from vrapp.watch.again import Again
from vrapp.watch.playing import play
from vrapp.watch.reading import ReplayError, ShownFrame, read_shown
from vrapp.watch.stills import every, name_of, stills, write
from vrapp.watch.verify import verify

SIZE, FPS, LENGTH_S, CHECK_S = (96, 54), 10.0, 14.0, 3.0
START = 0.1  # no round number: sums must not come out by chance
LINE = "Let the breath come and go"
HICCUP_S = 5.0
DIMMED_S = 8.0
ORDERS: tuple[tuple[float, Command], ...] = (
    (2.0, Pause(True)),
    (2.6, Pause(False)),
    (3.0, ChooseScene("snowline")),
    (7.2, Ask(pain_rating())),
    (10.5, Recentre()),
)


class Scripted(HeadlessDisplay):
    """Looks around by itself, throws a snowball, and hangs once for half a second."""

    def __init__(self, context: moderngl.Context, clock: VirtualClock) -> None:
        super().__init__(SIZE, FPS, clock, stereo=True, duration_s=LENGTH_S, context=context)
        self._virtual, self._hung = clock, False
        self._t = 0.0

    def frames(self) -> Iterator[Frame]:
        for frame in super().frames():
            self._t = frame.time - START
            if self._t < 11.0:
                self.look(0.5 * math.sin(self._t), 0.2 * math.cos(1.7 * self._t))
            yield frame

    def events(self) -> Sequence[InputEvent]:
        if self._t >= HICCUP_S and not self._hung:
            self._hung = True
            self._virtual.sleep_until(self._virtual.now() + 0.5)
        thrown = abs(self._t - 6.0) < 0.5 / FPS
        return [InputEvent("select", START + self._t)] if thrown else []


class Dims(Guard):
    """The comfort guard, and as if it had found something to dim for a second and a half."""

    def __init__(self) -> None:
        super().__init__(CELLS)

    def gain(self, t: float) -> float:
        found = super().gain(t)
        since = t - START - DIMMED_S
        return found * (1.0 - 0.6 * math.sin(since / 1.5 * math.pi)) if 0 < since < 1.5 else found


@dataclass
class Kept:
    """Draws through the witness, and keeps copies of what was drawn."""

    witness: Witness
    renderer: Renderer
    frames: list[tuple[FrameState, list[tuple[np.ndarray, np.ndarray]], float]] = field(
        default_factory=list
    )

    def draw(self, state: FrameState, views: Sequence[Seen]) -> None:
        self.witness.draw(state, views)
        copies = [(v.eye_from_world.copy(), v.clip_from_eye.copy()) for v in views]
        self.frames.append((state, copies, self.renderer.gain))


@dataclass(frozen=True)
class Told:
    folder: Path
    context: moderngl.Context
    kept: Kept
    pictures: dict[int, np.ndarray]
    heads: list[np.ndarray]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("session")
    context = headless_context()
    clock = VirtualClock(START)
    scenes = {name: load_scene(name) for name in ("bay", "snowline")}
    phases = Protocol("test", (Phase("One", math.inf, 6.0, text=LINE),))
    session = Session(phases, scenes, "bay", START)
    display = Scripted(context, clock)
    renderer, prompt = Renderer(context, judge=Dims()), Prompt(context)
    orders = list(ORDERS)
    pictures: dict[int, np.ndarray] = {}
    heads: list[np.ndarray] = []

    def desk(body: BodyState, status: SessionStatus, age_s: float | None) -> Sequence[Command]:
        due = [order for order in orders if order[0] <= status.elapsed_s]
        del orders[: len(due)]
        return [command for _, command in due]

    record = Record(folder, session, START)
    known = {"scenes": {name: scene_facts(spec) for name, spec in scenes.items()}}
    manifest = Manifest(folder, known, START)
    feed = LockstepFeed(record.of(Patient(seed=1)), Engine(), START, record.heard)
    witness = Witness(renderer, display, CHECK_S)
    kept = Kept(witness, renderer)

    def look(frame: Frame, session: Session, body: BodyState) -> None:
        heads.append(frame.world_from_head.copy())
        if frame.number % 40 == 25 or abs(frame.time - START - DIMMED_S - 0.75) < 0.5 / FPS:
            pictures[len(kept.frames) - 1] = display.read_rgb()

    observers = [
        record.observer(lambda text: None, lambda: renderer.gain),
        witness.observer(record.shown(witness.driver)),
        manifest.see,
        look,
    ]
    run_frames(display, kept, session, feed, desk, observers, prompt)
    record.close()
    manifest.finish("the test")
    for part in (prompt, renderer, display):
        part.release()
    yield Told(folder, context, kept, pictures, heads)
    with context:
        assert context.error == "GL_NO_ERROR"
    context.release()


def assert_same(state: FrameState, then: FrameState) -> None:
    for name in ("time_s", "display_time", "brightness", "text", "question", "targets"):
        assert getattr(state, name) == getattr(then, name), name
    assert state.scene.name == then.scene.name  # the file's checksum is looked at elsewhere
    assert state.values.dtype == then.values.dtype == np.float32
    assert np.array_equal(state.values, then.values)
    assert np.array_equal(state.histories, then.histories)


def test_every_frame_and_view_is_exactly_what_was_shown(told: Told) -> None:
    shown = read_shown(told.folder)
    assert shown.warnings == ()
    frames = list(shown.frames())
    assert len(frames) == len(shown) == len(told.kept.frames) > 100
    for frame, (state, views, gain), head in zip(frames, told.kept.frames, told.heads, strict=True):
        assert_same(frame.state, state)
        assert frame.gain == gain
        assert np.array_equal(frame.world_from_head, head)
        assert [view.eye for view in frame.views] == [0, 1]
        for view, (eye_from_world, clip_from_eye) in zip(frame.views, views, strict=True):
            assert np.array_equal(view.eye_from_world, eye_from_world)
            assert np.array_equal(view.clip_from_eye, clip_from_eye)
    # and what the session went through was all there
    assert min(frame.gain for frame in frames) < 0.45
    assert len({frame.gain for frame in frames}) > 10  # whatever the guard let through
    assert {f.state.scene.name for f in frames} == {"bay", "snowline"}
    assert {f.state.text for f in frames} >= {LINE}
    assert any(f.state.question == pain_rating() for f in frames)
    assert len({f.state.targets for f in frames}) > 20
    assert max(np.diff([f.at_s for f in frames])) > 0.25  # the hiccup
    assert any(f.state.brightness == 0.0 and f.at_s > 10.5 for f in frames)  # recentred


def test_every_checkpoint_has_the_same_frames_and_pixels(
    told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    assert vrapp(["replay", str(told.folder), "--verify"], standalone_mode=False) == 0
    _, _, *rows = capsys.readouterr().out.splitlines()
    verdicts = [" ".join(row.split()[3:]) for row in rows]
    assert verdicts == ["same same"] * 4 + ["same not compared"]  # the last one is the end
    checked = list(verify(read_shown(told.folder)))  # where nothing can be drawn
    assert [c.frames for c in checked] == ["same"] * 5
    assert [c.pictures for c in checked] == ["not compared"] * 5
    assert checked[-1].at_s == pytest.approx(LENGTH_S, abs=1.5 / FPS)


def test_pictures_with_words_are_those_that_were_shown(told: Told) -> None:
    shown = read_shown(told.folder)
    with told.context, Again(told.context, shown) as again:
        for frame in shown.frames():
            again.step(frame)
            if frame.number in told.pictures:
                again.draw(frame)
                assert np.array_equal(again.read_rgb(), told.pictures[frame.number])
                words_away = again.draw(frame, words=False)
                assert len(words_away) == 2
                if frame.state.brightness > 0.5:
                    assert not np.array_equal(again.read_rgb(), told.pictures[frame.number])


def copied(told: Told, to: Path) -> Path:
    return Path(shutil.copytree(told.folder, to / "copy"))


def change(folder: Path, stream: str, row: int, number: str, channel: int) -> None:
    """Change one recorded number a little."""
    found = by_name(folder / FILE)[stream]
    series, stamps = np.asarray(found["time_series"]), found["time_stamps"]
    form = f"<{series.shape[1]}{number}"
    old = struct.pack("<d", stamps[row]) + struct.pack(form, *series[row])
    series[row, channel] += 0.01
    new = struct.pack("<d", stamps[row]) + struct.pack(form, *series[row])
    data = (folder / FILE).read_bytes()
    assert data.count(old) == 1
    (folder / FILE).write_bytes(data.replace(old, new))


@pytest.mark.parametrize(
    ("stream", "number", "channel"),
    [
        ("vrapp frames", "d", 1),
        ("vrapp views", "f", 12),
        ("vrapp views", "f", 24),
        ("vrapp targets", "f", 0),
    ],
)
def test_one_changed_number_is_told(
    told: Told, tmp_path: Path, stream: str, number: str, channel: int
) -> None:
    folder = copied(told, tmp_path)
    change(folder, stream, 57, number, channel)
    checked = list(verify(read_shown(folder)))
    assert [c.frames for c in checked].count("differs") == 1


def test_a_changed_value_is_told_by_frames_pixels_and_exit_code(
    told: Told, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copied(told, tmp_path)
    names = [
        channel["label"][0]
        for channel in by_name(folder / FILE)["vrapp parameters"]["info"]["desc"][0]["channels"][0][
            "channel"
        ]
    ]
    first = names.index(load_scene("bay").parameters[0].name)
    at = next(f.number for f in read_shown(folder).frames() if f.checkpoint)
    series = np.asarray(by_name(folder / FILE)["vrapp parameters"]["time_series"])
    assert np.isfinite(series[at, first])
    change(folder, "vrapp parameters", at, "d", first)
    assert vrapp(["replay", str(folder), "--verify"], standalone_mode=False) == 1
    out = capsys.readouterr().out
    _, _, first_row, *_, last_row, told_so = out.splitlines()
    assert first_row.split()[3:] == ["differs", "differs"]
    assert last_row.split()[3] == "same"  # another scene: nothing of it is left
    assert told_so.endswith("of 5 checkpoints differ from what was shown")


@pytest.mark.parametrize("share", [0.3, 0.62, 0.9])
def test_a_session_cut_short_replays_as_far_as_it_goes(
    told: Told, tmp_path: Path, share: float
) -> None:
    folder = copied(told, tmp_path)
    data = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(data[: int(share * len(data))])
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["end"] = None
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    shown = read_shown(folder)
    assert len(shown.warnings) == 1
    assert "as far as its record goes" in shown.warnings[0]
    frames = list(shown.frames())
    assert 0.2 * len(told.kept.frames) < len(frames) < len(told.kept.frames)
    for frame, (state, _, _) in zip(frames, told.kept.frames, strict=False):
        assert_same(frame.state, state)


def test_a_scene_that_changed_since_is_told_with_the_remedy(told: Told, tmp_path: Path) -> None:
    folder = copied(told, tmp_path)
    manifest = read_manifest(folder)
    manifest["scenes"]["bay"]["sha256"] = "0" * 64
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    (warning,) = read_shown(folder).warnings
    assert "'bay' is not the one that was shown" in warning
    assert "--scene FILE" in warning


def test_what_cannot_be_replayed_names_the_remedy(told: Told, tmp_path: Path) -> None:
    folder = copied(told, tmp_path)
    (folder / FILE).unlink()
    with pytest.raises(ReplayError, match="choose another session"):
        read_shown(folder)


def test_pictures_go_into_a_folder_and_onto_a_sheet(told: Told, tmp_path: Path) -> None:
    shown = read_shown(told.folder)
    times = [*every(shown, 5.0), 7.05, 900.0]
    with told.context, Again(told.context, shown) as again:
        files = write(stills(shown, again, times), tmp_path / "out", tmp_path / "sheet.png")
    names = [name_of(at) for at in (0.0, 5.0, 7.1, 10.0)]
    assert [file.name for file in files] == [*names, "sheet.png"]
    with Image.open(files[1]) as one, Image.open(files[-1]) as sheet:
        assert one.size == (2 * SIZE[0], SIZE[1])
        assert sheet.size[0] > 2 * one.size[0]


def test_the_window_shows_it_at_its_own_pace(told: Told) -> None:
    shown = read_shown(told.folder)
    clock = VirtualClock(0.0)
    stepped: list[ShownFrame] = []

    class Watched(Again):
        def step(self, frame: ShownFrame) -> None:
            stepped.append(frame)
            super().step(frame)

    class Wide(HeadlessDisplay):
        def events(self) -> Sequence[InputEvent]:
            at = clock.now()
            return [InputEvent("pause", at)] if at in (1.0, 2.0) else []

    with (
        told.context,
        Wide((160, 54), 4.0, clock, context=told.context) as display,
        Watched(told.context, shown) as again,
    ):
        assert play(display, again, shown, speed=4.0)
        picture = display.read_rgb()
    assert len(stepped) == len(shown)
    assert clock.now() == pytest.approx(LENGTH_S / 4.0 + 1.0, abs=0.5)  # a second's pause
    assert not picture[:, :30].any()  # beside it the window is black
    assert picture[:, 40:120].any()

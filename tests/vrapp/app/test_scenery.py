"""Scenes are built when chosen, in the dark, a little a frame; a faulty one is left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from biofeedback.types import EMPTY_BODY
from vrapp.app.scenery import SLICE_S, Scenery
from vrapp.display.base import Frame
from vrapp.display.camera import eye_from_world
from vrapp.render.renderer import Renderer
from vrapp.render.still import View, perspective
from vrapp.render.target import Target, standalone_context
from vrapp.scene.errors import SceneError
from vrapp.scene.library import SCENES_VARIABLE
from vrapp.session.comfort import FADE_S
from vrapp.session.commands import ChooseScene
from vrapp.session.protocol import open_session
from vrapp.session.session import Session

FPS = 20
TOML = """\
format = 1
[[layers]]
name = "sky"
shader = "{name}/sky"
geometry = {{ kind = "screen" }}
[[layers]]
name = "ground"
shader = "{name}/ground"
geometry = {{ kind = "screen" }}
"""
GOOD = "void main() { color = vec4(0.2, 0.3, 0.4, 1.0); }\n"


class Ticking:
    """A clock on which everything takes as long as a slice: one step a frame."""

    def __init__(self) -> None:
        self._t = 0.0

    def now(self) -> float:
        self._t += SLICE_S
        return self._t


class Spied(Renderer):
    """Counts the steps of building, with how light the picture was."""

    light, steps, drawn = 0.0, (), 0

    def preparing(self, spec, both_eyes=False):
        for _ in super().preparing(spec, both_eyes):
            self.steps += ((self.drawn, self.light),)
            yield

    def draw(self, state, views):
        self.light, self.drawn = state.brightness, self.drawn + 1
        super().draw(state, views)


class Run:
    def __init__(self, clock) -> None:
        self.context = standalone_context()
        self.renderer = Spied(self.context, 1)
        self.target = Target(self.context, (16, 16))
        place = (0, 0, 16, 16)
        self.view = View(0, eye_from_world(), perspective(1.0, 1.0), self.target.framebuffer, place)
        self.said: list[str] = []
        self.scenery = Scenery(self.renderer, "first", False, self.said.append, clock)
        self.session = Session(
            open_session(), self.scenery.scenes, "first", 0.0, unready=self.scenery.unready
        )
        self.renderer.steps = ()
        self.frames = []

    def __call__(self, seconds, *commands):
        for _ in range(round(seconds * FPS)):
            n = len(self.frames) + 1
            state = self.session.step(n / FPS, EMPTY_BODY, commands)
            self.frames.append(state)
            self.renderer.draw(state, [self.view])
            frame = Frame(n, n / FPS, (self.view,), eye_from_world(), True)
            self.scenery.see(frame, self.session, EMPTY_BODY)
            commands = ()
        return self.frames[-1]


@pytest.fixture
def scenes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("first", "second", "broken", "torn"):
        (tmp_path / "shaders" / name).mkdir(parents=True)
        (tmp_path / "scenes").mkdir(exist_ok=True)
        (tmp_path / "scenes" / f"{name}.toml").write_text(TOML.format(name=name))
        for layer in ("sky", "ground"):
            (tmp_path / "shaders" / name / f"{layer}.frag").write_text(GOOD + f"// {layer}\n")
    (tmp_path / "shaders" / "broken" / "ground.frag").write_text(GOOD.replace("0.3", "unknown"))
    (tmp_path / "shaders" / "torn" / "ground.frag").write_text('#include "lib/none.glsl"\n' + GOOD)
    monkeypatch.setenv(SCENES_VARIABLE, str(tmp_path))
    return tmp_path


@pytest.fixture
def live(scenes: Path) -> Iterator[Run]:
    yield from running(Ticking())


@pytest.fixture
def lockstep(scenes: Path) -> Iterator[Run]:
    yield from running(None)


def running(clock) -> Iterator[Run]:
    run = Run(clock)
    yield run
    run.scenery.close()
    run.renderer.release()
    run.context.release()


def test_only_the_first_scene_is_built_and_the_others_are_read(live: Run) -> None:
    assert [spec.name for spec in live.renderer._scenes] == ["first"]
    assert {"second", "broken", "bay"} <= set(live.session.scenes)
    assert "torn" not in live.session.scenes  # its include is not there
    assert len(live.said) == 1
    assert "lib/none.glsl" in live.said[0]


def test_it_is_built_in_the_dark_a_step_a_frame(live: Run) -> None:
    live(2.0)
    live(FADE_S + 3.0, ChooseScene("second"))
    steps = live.renderer.steps
    assert len(steps) >= 6  # two programs, two meshes, two first draws
    assert {light for _, light in steps} == {0.0}
    assert len({frame for frame, _ in steps}) == len(steps)
    assert live(1.0).scene.name == "second"
    changed = next(n for n, f in enumerate(live.frames, 1) if f.scene.name == "second")
    assert changed == steps[-1][0] + 2  # no frame had to build
    assert live(FADE_S).brightness == 1.0


def test_without_anybody_to_see_it_no_frame_is_another_one(lockstep: Run) -> None:
    always = Session(open_session(), lockstep.scenery.scenes, "first", 0.0)
    lockstep(2.0)
    lockstep(2 * FADE_S, ChooseScene("second"))
    assert lockstep.renderer.steps
    expected = []
    for n in range(1, len(lockstep.frames) + 1):
        chosen = [ChooseScene("second")] if n == 2 * FPS + 1 else []
        expected.append(always.step(n / FPS, EMPTY_BODY, chosen))
    told = [
        [(f.scene.name, f.time_s, f.brightness) for f in s] for s in (lockstep.frames, expected)
    ]
    assert told[0] == told[1]
    assert lockstep.frames[-1].scene.name == "second"


@pytest.mark.parametrize("kind", ["live", "lockstep"])
def test_what_the_driver_refuses_is_told_and_the_old_scene_comes_back(
    kind: str, request: pytest.FixtureRequest
) -> None:
    run: Run = request.getfixturevalue(kind)
    run(2.0)
    run(2 * FADE_S + 1.0, ChooseScene("broken"))
    assert "unknown" in run.said[-1]
    assert "ground.frag" in run.said[-1]
    assert "broken" not in run.session.status.scenes
    last = run(FADE_S)
    assert (last.scene.name, last.brightness) == ("first", 1.0)


def test_a_choice_taken_back_loses_nothing(live: Run) -> None:
    live(2.0)
    live(FADE_S + 0.2, ChooseScene("second"))
    built = len(live.renderer.steps)
    assert built
    live(2 * FADE_S, ChooseScene("first"))
    assert len(live.renderer.steps) == built  # it is light again
    live(2 * FADE_S + 2.0, ChooseScene("second"))
    assert live.frames[-1].scene.name == "second"
    with Renderer(live.context, 1) as fresh:
        at_once = sum(1 for _ in fresh.preparing(live.session.scenes["second"]))
    assert len(live.renderer.steps) == at_once


def test_a_first_scene_that_cannot_be_drawn_is_an_error(scenes: Path) -> None:
    context = standalone_context()
    with Renderer(context, 1) as renderer, pytest.raises(SceneError, match="unknown"):
        Scenery(renderer, "broken", False, print, None)
    context.release()

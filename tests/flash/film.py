"""A session at 90 frames a second of virtual time, filmed small and looked at for flashes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import moderngl
import numpy as np
import numpy.typing as npt

from biofeedback.types import EMPTY_BODY, BodyState, Index, Respiration
from tests.flash.analyser import FilmTaker
from vrapp.render.guard.flashes import Levels, Seen
from vrapp.render.guard.guard import Judge
from vrapp.render.renderer import Renderer
from vrapp.render.target import Target
from vrapp.render.view import View, eye_from_world, perspective
from vrapp.scene.library import load_scene
from vrapp.scene.spec import INDICES, SceneSpec
from vrapp.session.commands import ChooseScene, Command, Pause
from vrapp.session.protocol import open_session
from vrapp.session.session import Session

RATE_HZ = 90.0
SIDE = 128
FOV_RAD = math.radians(90.0)
HOSTILE = Path(__file__).parent / "scenes" / "hostile.toml"

Bodies = Callable[[float], BodyState]
Orders = Callable[[int], Sequence[Command]]
Look = Callable[[float], dict[str, float]]


class Identity:
    """A judge that lets everything through: what the guard is compared with."""

    damped = False

    def gain(self, t: float) -> float:
        return 1.0

    def see(self, t: float, level: Levels, seen: Seen, slack: Levels) -> None:
        """It does not look."""


def square(t: float, hz: float, shift: float = 0.0) -> float:
    return 1.0 if (t * hz + shift) % 1.0 < 0.5 else 0.0


def square_waves(hz: float, trust_hz: float = 0.0) -> Bodies:
    """Every index a square wave, all in step; with `trust_hz` their trust flaps as well."""

    def body(t: float) -> BodyState:
        trust = 1.0 if not trust_hz else square(t, trust_hz, 0.3)
        level = square(t, hz)
        indices = {name: Index(name, level, trust) for name in INDICES}
        return BodyState(t, indices=indices, respiration=Respiration(t, level / 2, 0.2, 1.0, trust))

    return body


def adversary(t: float) -> BodyState:
    """Six seconds each of square waves from 1 to 30 Hz, every other one with a flapping trust."""
    rates = (1.0, 2.0, 3.0, 5.0, 8.0, 11.0, 15.0, 20.0, 25.0, 30.0)
    part = int(t / 6.0) % len(rates)
    return square_waves(rates[part], trust_hz=(0.0, 1.3)[part % 2])(t)


def hammered(scenes: Sequence[str]) -> Orders:
    """Pause every third of a second; another scene every second."""

    def orders(frame: int) -> Sequence[Command]:
        found: list[Command] = []
        if frame % 30 == 0:
            found.append(Pause(frame % 60 == 0))
        if frame % 90 == 45 and len(scenes) > 1:
            found.append(ChooseScene(scenes[frame // 90 % len(scenes)]))
        return found

    return orders


@dataclass
class Shot:
    """What a film showed: `flashes` (general, red) a second at most, and the gains."""

    flashes: tuple[int, int]
    gains: list[float] = field(default_factory=list)


def nobody(t: float) -> BodyState:
    return EMPTY_BODY


def no_orders(frame: int) -> Sequence[Command]:
    return ()


def still(t: float) -> dict[str, float]:
    return {}


def film(
    context: moderngl.Context,
    scenes: Sequence[SceneSpec],
    seconds: float,
    bodies: Bodies = nobody,
    orders: Orders = no_orders,
    look: Look = still,
    judge: Judge | None = None,
    values: dict[str, float] | None = None,
    side: int = SIDE,
    rate_hz: float = RATE_HZ,
    see: Callable[[npt.NDArray[np.uint8]], None] | None = None,
) -> Shot:
    """Film a session that begins in the first of `scenes`; `values` are shown as they are.

    `side` of the picture in pixels, a multiple of 32, for 90 degrees; `see` is given each, (side,
    side, 3).
    """
    target = Target(context, (side, side))
    place = (0, 0, side, side)
    view = View(0, eye_from_world(), perspective(FOV_RAD, 1.0), target.framebuffer, place)
    taker, gains = FilmTaker(), []
    session = Session(open_session(), {s.name: s for s in scenes}, scenes[0].name, 0.0)
    try:
        with Renderer(context, 1, judge=judge) as renderer:
            for frame, t in enumerate(_times(seconds, rate_hz)):
                state = session.step(t, bodies(t), orders(frame))
                if values:
                    state.values.flags.writeable = True
                    for name, value in values.items():
                        state.values[state.scene.index_of(name)] = value
                view.eye_from_world[...] = eye_from_world(**look(t))
                renderer.draw(state, (view,))
                picture = target.read_rgb()
                taker.take(t, picture)
                if see is not None:
                    see(picture)
                gains.append(renderer.gain)
    finally:
        target.release()
    assert context.error == "GL_NO_ERROR"
    return Shot(taker.flashes(), gains)


def hostile() -> SceneSpec:
    return load_scene(HOSTILE)


def _times(seconds: float, rate_hz: float) -> Iterator[float]:
    return (float(t) for t in np.arange(round(seconds * rate_hz)) / rate_hz)

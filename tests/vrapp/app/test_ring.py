"""A guided session whose person asks for the plain ring with a key: it keeps to the pacer."""

from __future__ import annotations

import numpy as np
import pytest

from biofeedback.types import BodyState, Pacer
from vrapp.app.loop import led, meant, run_frames
from vrapp.display.base import Frame, InputEvent
from vrapp.prompt.gaze import METRES_PER_DEG
from vrapp.prompt.prompt import Prompt
from vrapp.prompt.ring import NARROWEST, TOGGLE, WIDEST_DEG
from vrapp.render.plates import Plate
from vrapp.render.renderer import Renderer
from vrapp.scene.library import load_scene
from vrapp.session.commands import Command, Pause, SetGuidance
from vrapp.session.pacer import volume
from vrapp.session.protocol import open_session
from vrapp.session.session import Session

from .test_gaze import AHEAD, Looking, Nobody, opened


class Keyed(Looking):
    """Somebody presses R three seconds into the session; every frame's plates are kept."""

    def __init__(self, script: object) -> None:
        super().__init__([(60.0, AHEAD)])
        self.sizes: list[dict[int, float]] = []
        self.at = 0

    def events(self) -> list[InputEvent]:
        self.at += 1
        return [InputEvent(TOGGLE[0], 0.0, TOGGLE[1])] if self.at == 90 else []

    def show_plates(self, plates: list[Plate]) -> bool:
        self.sizes.append({plate.version: plate.size_m[0] for plate in plates})
        return True


def test_the_ring_that_a_key_asks_for_is_as_wide_as_the_pacer_says() -> None:
    display = opened(Keyed, [])
    assert isinstance(display, Keyed)
    pacers: list[Pacer] = []
    spec = load_scene("lantern")

    def desk(body: BodyState, status: object, age_s: float | None) -> list[Command]:
        last = len(display.sizes)
        return [Pause(True)] if last == 360 else [SetGuidance(None)] if last == 500 else []

    def keep(frame: Frame, session: Session, body: BodyState) -> None:
        pacers.append(session.pacer)

    with display, Renderer(display.context) as renderer, Prompt(display.context) as prompt:
        session = Session(open_session(18.0, 6.0), {"lantern": spec}, "lantern", 100.0)
        run_frames(display, renderer, session, Nobody(), desk, [keep], prompt)
        version = prompt._ring._plate.version
    widths = [sizes.get(version, 0.0) for sizes in display.sizes]
    assert not any(widths[:89])
    full = WIDEST_DEG * METRES_PER_DEG
    for i in range(120, 355):
        wanted = full * (NARROWEST + (1.0 - NARROWEST) * volume(pacers[i].phase))
        assert widths[i] == pytest.approx(wanted, abs=1e-6)
    assert max(widths) - min(w for w in widths if w) > 0.45 * full  # a breath was seen
    assert np.abs(np.diff(widths[95:355])).max() < 0.02 * full  # and no jump in it
    assert not any(widths[400:])  # paused, and free later on


def test_nobody_is_led_while_free_or_paused() -> None:
    assert led(Pacer(0.0, 7.5, 0.1, guided=True)) == pytest.approx(1.0)
    assert led(Pacer(0.0, 7.0, 0.1, guided=True)) == pytest.approx(0.0)
    assert led(Pacer(0.0, 7.5, 0.1, guided=False)) is None


def test_the_session_is_asked_nothing_by_it() -> None:
    session = Session(open_session(9.0, 6.0), {"lantern": load_scene("lantern")}, "lantern", 0.0)
    assert meant([InputEvent(TOGGLE[0], 0.0, TOGGLE[1])], session) == []

"""The grid that the guard sees, made on the graphics card and read when it is long done."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import moderngl
import numpy as np

from vrapp.render.guard.flashes import Levels, Seen
from vrapp.render.guard.sway import Place, Sway
from vrapp.render.kit import Kit, bind_block
from vrapp.render.shown import AnyCanvas
from vrapp.render.target import unbind
from vrapp.render.uniforms import SCENE_BINDING, VIEW_BINDING
from vrapp.render.view import View
from vrapp.scene.prelude import view_block

SIDE = 64
"""Cells along either side of the map of all directions: about 3 degrees each, so that a headset's
view holds some 32 x 32 of them."""
EYE_CELLS = SIDE * SIDE
CELLS = 2 * EYE_CELLS

NEAR_M = 1.0
"""How near the things are that slide as the head sways."""
MOST_SLACK = 26
"""Of 255: however a head sways, a change of more than a fifth of white counts. A textured light
that flashes has a span as wide as a sliding edge has: the span alone must not excuse it."""
SLACK_FALL = 3
"""What a cell's slack falls by in a frame, of 255: wholly gone after a second at 90 frames."""

_FEWEST_TAPS, _MOST_TAPS = 2, 8
_PIXELS_A_TAP = 3.0
"""Fewer, or these without a filter, take what slides past them for flashes: a lantern's rim, the
lit windows of the bay."""
_CELL_RAD = math.sqrt(4.0 * math.pi) / SIDE


@dataclass(slots=True)
class _Pass:
    """How the grid of one kind of picture is drawn; `taps` as they were last set."""

    program: moderngl.Program
    array: moderngl.VertexArray
    taps: int = 0


class Grid:
    """Both eyes' luminance by direction, drawn after each frame and read two frames later.

    A frame asks the card to copy out the grid of the frame before it (nothing waits: that one is
    drawn) and takes the copy that was asked for a frame ago.
    """

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._programs: dict[tuple[bool, tuple[str, ...]], _Pass] = {}
        context = kit.context
        self._texture = context.texture((SIDE, 2 * SIDE), 4)
        self._target = context.framebuffer((self._texture,))
        self._copies = [context.buffer(reserve=4 * CELLS) for _ in range(2)]
        # A cell's four bytes are read as one word, red lowest: that is quicker than every fourth
        # byte, and which byte comes first is the word's type's to say.
        self._bytes = bytearray(4 * CELLS)
        self._words = np.frombuffer(self._bytes, np.dtype("<u4"))
        self._spare = np.empty(CELLS, np.uint32)
        self._level, self._slack, self._span = np.zeros((3, CELLS), np.uint8)
        # of two arrays numpy takes the lesser many numbers at a time, of an array and a number not
        self._fall = np.full(CELLS, SLACK_FALL, np.uint8)
        self._most = np.full(CELLS, MOST_SLACK, np.uint8)
        self._scaled = np.empty(CELLS, np.float32)
        self._seen = np.empty(CELLS, bool)
        self._sway = Sway()
        self._drawn_at: float | None = None
        self._copied_at: float | None = None
        self._turn = 0
        self._swaying = False

    def taken(self) -> tuple[float, Levels, Seen, Levels] | None:
        """The newest grid that is surely done: when its frame was shown, luminance, what was seen,
        and how much of a change an edge may have made that slid as the head swayed. Once a frame.

        The arrays, (CELLS,) each, are the next frame's as well. None in the first frames.
        """
        found = None
        if self._copied_at is not None:
            self._copies[1 - self._turn].read_into(self._bytes)
            np.copyto(self._level, self._words, casting="unsafe")  # the lowest byte
            np.bitwise_and(self._words, 0xFF00, out=self._spare)
            np.not_equal(self._spare, 0, out=self._seen)
            self._slide(self._sway.metres / (NEAR_M * _CELL_RAD))
            found = self._copied_at, self._level, self._seen, self._slack
        if self._drawn_at is not None:
            self._target.read_into(
                self._copies[self._turn], (0, 0, SIDE, 2 * SIDE), components=4, alignment=1
            )
        self._copied_at, self._drawn_at = self._drawn_at, None
        self._turn = 1 - self._turn
        return found

    def draw(
        self, canvas: AnyCanvas, views: Sequence[View], slot: int | None, film: tuple[str, ...]
    ) -> None:
        """Look at the picture that `canvas` holds: of the view in `slot`, or of both (None).

        `film` says how its light is shown (`vrapp.render.post.FILMS`). The glow must be bound to
        unit 1, and both blocks.
        """
        made = self._program(slot is None, film)
        context = self._kit.context
        context.enable_only(moderngl.NOTHING)
        self._target.use()
        canvas.use()
        for view in views if slot is None else views[slot : slot + 1]:
            if (taps := _taps(view)) != made.taps:
                made.program["taps"] = made.taps = taps
            self._target.viewport = (0, SIDE * view.eye, SIDE, SIDE)
            made.array.render(vertices=3, first=3 * view.eye if slot is None else 0)

    def drawn(self, t: float, place: Place) -> None:
        """All eyes of the frame to be shown at `t` are in the grid; one is at `place` (m)."""
        self._drawn_at = t
        self._sway.step(t, place)

    def _slide(self, cells: float) -> None:
        """Near things have slid by so many `cells`: an edge can change a cell by that share of the
        span of light within it. What a cell held within the last second counts.
        """
        if cells < 0.02 and not self._swaying:
            return
        slack, span = self._slack, self._span
        np.minimum(slack, self._fall, out=span)
        np.subtract(slack, span, out=slack)
        np.right_shift(self._words, 16, out=self._spare)
        np.copyto(span, self._spare, casting="unsafe")
        np.multiply(span, np.float32(min(cells, 1.0)), out=self._scaled)
        np.copyto(span, self._scaled, casting="unsafe")
        np.minimum(span, self._most, out=span)
        np.maximum(slack, span, out=slack)
        self._swaying = bool(np.maximum.reduce(slack))

    def _program(self, layered: bool, film: tuple[str, ...]) -> _Pass:
        found = self._programs.get((layered, film))
        if found is None:
            found = _Pass(
                *self._kit.screen_pass("grid.frag", film, layered, head=view_block(layered))
            )
            program = found.program
            bind_block(program, "SceneBlock", SCENE_BINDING)
            bind_block(program, "ViewBlock", VIEW_BINDING)
            program["cells"] = float(SIDE)
            self._programs[layered, film] = found
        return found

    def release(self) -> None:
        unbind(self._kit.context)
        for made in self._programs.values():
            made.array.release()
            made.program.release()
        self._programs.clear()
        self._target.release()
        self._texture.release()
        for copy in self._copies:
            copy.release()


def _taps(view: View) -> int:
    """Taps along a cell's side: one for every few pixels."""
    pixels = view.viewport[3] * float(view.clip_from_eye[1, 1]) / 2.0 * _CELL_RAD
    return min(max(round(pixels / _PIXELS_A_TAP), _FEWEST_TAPS), _MOST_TAPS)

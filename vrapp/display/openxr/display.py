"""Frames in the headset, and in its companion (the desktop window) while there is none.

The headset's frame never waits for the companion: what that shows is a copy of the left eye's
picture, put there after the frame was handed over, as often as it is worth its while.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol, Self

import moderngl
import numpy as np

from vrapp.display.base import Display, DisplayError, Frame, Hand, InputEvent, InputKind
from vrapp.display.openxr.headset import Headset, State
from vrapp.display.openxr.runtime import Lost
from vrapp.display.openxr.seeker import Seeker
from vrapp.render.plates import Painter, Plate

LEAVE_S = 1.0
"""How long the runtime may take to end a session that we want to end."""


class Clock(Protocol):
    """What a headset needs of a clock: the system's steady one, as LSL's is."""

    def now(self) -> float: ...

    def sleep_until(self, time: float) -> None: ...


class Companion(Display, Protocol):
    """A display that can also show a copy of another one's picture."""

    copies_per_s: float
    """How often a new one is worth its while."""

    def show_copy(self, picture: moderngl.Texture) -> None:
        """Show `picture` (sRGB values, bottom row first) and take input, without waiting."""
        ...


class OpenXrDisplay:
    """A headset with a companion.

    It looks for a headset from the beginning, and again whenever one is lost; meanwhile frames
    come from the companion, at its pace and with its view.

    Parameters
    ----------
    companion
        Its OpenGL context is drawn in; it is entered and left by its owner, not here.
    clock
        LSL's. Runtimes tell times of the same steady clock of the system (liblsl reads
        `std::chrono::steady_clock`), so that they need no translation but their own.
    scale
        Pixels drawn for each that the runtime recommends, along either side.
    say
        Told in words when a headset is found, lost, or why there is none.
    depth
        Hand over how far everything is, where the runtime takes it; not worth a software
        rasteriser's while.
    """

    name = "headset"

    def __init__(
        self,
        companion: Companion,
        clock: Clock,
        scale: float = 1.0,
        say: Callable[[str], None] = lambda text: None,
        depth: bool = True,
    ) -> None:
        self.context = companion.context
        self.headset: Headset | None = None
        """The session with a headset, while there is one."""
        self.began_at = self.handed_at = 0.0
        """When the last frame in the headset might begin, and when it was handed over."""
        self.desk_due = True
        """Whether what is drawn for the therapist now will be seen soon."""
        self._companion, self._clock, self._scale, self._say = companion, clock, scale, say
        self._depth = depth
        self._seeker: Seeker | None = Seeker()
        self._told = ""
        self._events: list[InputEvent] = []
        self._attended = self._closed = self._left = False
        self._in_headset = self._drawn = False
        self._copy: _Copy | None = None
        self._painter: Painter | None = None
        self._plates: Sequence[Plate] = ()
        self._copy_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
        self.release()

    # -- the loop -----------------------------------------------------------------------------

    def frames(self) -> Iterator[Frame]:
        frame = Frame(0, self._clock.now(), (), np.eye(4, dtype=np.float32))
        beside = self._companion.frames()
        while not self._closed:
            self._follow()
            headset = self.headset
            if headset is not None and headset.running:
                if not self._begin(headset, frame):
                    continue
            else:
                other = next(beside, None)
                if other is None:
                    return
                self._in_headset = False
                frame.views, frame.attended = other.views, other.attended
                frame.time = max(other.time, frame.time)
                frame.world_from_head = other.world_from_head
            yield frame
            frame.number += 1

    def _begin(self, headset: Headset, frame: Frame) -> bool:
        """Begin a frame in the headset; False when it was lost meanwhile."""
        try:
            frame.time = max(headset.wait_frame(), frame.time)
            self.began_at = self._clock.now()
            headset.begin_frame()
            seen = headset.locate() and headset.should_render
            if seen:
                headset.acquire()
            if headset.attended:
                select, stop, hurts = headset.actions.sync(headset.time)
                if select:
                    self._note("select")
                if stop:
                    self._note("stop", "patient (button)")
                if hurts:
                    self._note("hurts", "patient (button)")
        except Lost as error:
            self._drop(str(error))
            return False
        self._in_headset, self._drawn = True, seen
        frame.views = headset.views if seen else ()
        frame.world_from_head, frame.attended = headset.world_from_head, headset.attended
        return True

    def present(self) -> None:
        if not self._in_headset:
            self.desk_due = True
            self._companion.present()
            return
        headset = self.headset
        assert headset is not None
        self.handed_at = self._clock.now()
        self.desk_due = self.handed_at >= self._copy_at
        try:
            if self.desk_due and self._drawn:
                self._copied(headset)
                self.handed_at = self._clock.now()
            headset.end_frame(self._drawn)
        except Lost as error:
            self._drop(str(error))
        if self.desk_due:
            self._copy_at = self.handed_at + 1.0 / self._companion.copies_per_s
            if self._copy is not None:
                self._paint_plates(headset, self._copy)
                self._companion.show_copy(self._copy.texture)

    def show_plates(self, plates: Sequence[Plate]) -> bool:
        """In the headset they become layers of its compositor; elsewhere they are drawn."""
        headset = self.headset
        if not self._in_headset or headset is None:
            return False
        try:
            self._plates = plates if self._drawn and headset.show_plates(plates) else ()
        except Lost as error:
            self._drop(str(error))
            return True  # the views' images went with it: nothing may be drawn into them
        return len(self._plates) == len(plates) or not self._drawn

    def recentre(self) -> None:
        if self._in_headset and self.headset is not None:
            try:
                self.headset.recentre()
            except Lost as error:
                self._drop(str(error))
        else:
            self._companion.recentre()

    # -- coming and going ---------------------------------------------------------------------

    def _follow(self) -> None:
        """Take what the runtime tells, and take up a headset that was found."""
        headset = self.headset
        if headset is None:
            self._take_up()
            return
        try:
            headset.poll()
        except Lost as error:
            self._drop(str(error))
            return
        if headset.state == State.EXITING and not self._left:
            self._left = True  # the person or the system ended it: not to be started again
            self._note("stop", "headset")
            self._drop("it was ended there", again=False)
            return
        if headset.recentred:
            headset.recentred = False
            self._note("recentre")
        self._mark(headset.attended)

    def _mark(self, attended: bool) -> None:
        if attended != self._attended:
            self._attended = attended
            self._note("worn", "yes" if attended else "no")

    def _take_up(self) -> None:
        seeker = self._seeker
        if seeker is None:
            return
        if seeker.reason and seeker.reason != self._told:
            self._told = seeker.reason
            self._say(f"{seeker.reason}. Meanwhile it goes on in the {self._companion.name}.")
        runtime = seeker.take()
        if runtime is None:
            if seeker.hopeless:
                self._seeker = None
            return
        self._seeker = None
        try:
            self.headset = Headset(self.context, runtime, self._scale, self._depth)
        except (Lost, DisplayError) as error:
            runtime.close()
            if str(error) != self._told:
                self._told = str(error)
                self._say(f"no session with the headset: {error}")
            if isinstance(error, Lost):
                self._seeker = Seeker()
            return
        view, rate = self.headset.views[0], self.headset.rate_hz
        self._told = ""
        self._say(
            f"Headset: {runtime.headset} with {runtime.name}, "
            f"{view.viewport[2]}x{view.viewport[3]} pixels an eye"
            + (f", {rate:g} Hz." if rate else ".")
        )

    def _drop(self, reason: str, again: bool = True) -> None:
        headset, self.headset = self.headset, None
        self._in_headset = False
        if headset is None:
            return
        self._mark(False)
        headset.close()
        headset.runtime.close()
        if self._closed:
            return
        self._say(f"The headset is gone ({reason}); it goes on in the {self._companion.name}.")
        if again:
            self._seeker = Seeker()

    def _copied(self, headset: Headset) -> None:
        view = headset.views[0]
        size = view.viewport[2], view.viewport[3]
        if self._copy is None or self._copy.size != size:
            if self._copy is not None:
                self._copy.release()
            self._copy = _Copy(self.context, size)
        self.context.copy_framebuffer(self._copy.framebuffer, view.target)

    def _paint_plates(self, headset: Headset, copy: _Copy) -> None:
        """The compositor hung them before the person's eyes; the desk's copy lacks them still."""
        if self._plates:
            self._painter = self._painter or Painter(self.context)
            self._painter.draw(self._plates, (replace(headset.views[0], target=copy.framebuffer),))

    # -- people -------------------------------------------------------------------------------

    def events(self) -> Sequence[InputEvent]:
        events, self._events = self._events, []
        return [*events, *self._companion.events()]

    def _note(self, kind: InputKind, detail: str = "") -> None:
        self._events.append(InputEvent(kind, self._clock.now(), detail))

    @property
    def hands(self) -> Sequence[Hand]:
        headset = self.headset
        if headset is None or not (self._in_headset and headset.attended):
            return ()  # they are only looked for with the focus
        return headset.actions.hands

    def feel(self, strength: float) -> None:
        if not self.hands or self.headset is None:
            return
        try:
            self.headset.actions.feel(strength)
        except Lost as error:
            self._drop(str(error))

    # -- the end ------------------------------------------------------------------------------

    def close(self) -> None:
        self._closed = True
        self._companion.close()

    def release(self) -> None:
        """Leave the headset as its runtime wants to be left; safe to call twice."""
        self._closed = True
        if self._seeker is not None:
            self._seeker.stop()
            self._seeker = None
        headset = self.headset
        if headset is not None:
            self._leave(headset)
            self._drop("the session is over")
        for made in (self._copy, self._painter):
            if made is not None:
                made.release()
        self._copy = self._painter = None

    def _leave(self, headset: Headset) -> None:
        give_up = self._clock.now() + LEAVE_S
        try:
            headset.request_exit()
            while headset.state != State.EXITING and self._clock.now() < give_up:
                headset.poll()
                if headset.running:
                    headset.wait_frame()
                    headset.begin_frame()
                    headset.end_frame(drawn=False)
                else:
                    self._clock.sleep_until(self._clock.now() + 0.01)
        except Lost:
            return


class _Copy:
    """The last picture of the left eye that the companion may show."""

    def __init__(self, context: moderngl.Context, size: tuple[int, int]) -> None:
        self.size = size
        self.texture = context.texture(size, 4)
        self.framebuffer = context.framebuffer([self.texture])

    def release(self) -> None:
        self.framebuffer.release()
        self.texture.release()

"""The scenes of a session: the first is built before it, each other one when it is chosen.

Building them all would keep the person waiting: for seconds, where the driver is new to them.
"""

from __future__ import annotations

from collections.abc import Callable, Generator

from biofeedback.clock import Clock
from biofeedback.types import BodyState
from vrapp.display.base import Frame
from vrapp.render.renderer import Renderer
from vrapp.scene.check import assembled
from vrapp.scene.errors import SceneError
from vrapp.scene.library import list_scenes, load_scene
from vrapp.scene.spec import SceneSpec
from vrapp.session.session import Session

SLICE_S = 0.004
"""Of a dark frame, for building: a third of what a headset of 90 Hz gives. At least one step."""


class Scenery:
    """An observer of the frame loop: builds the chosen scene while the picture is dark.

    Every scene's file, shaders and includes are read ahead. What only the driver can refuse is
    found when the scene is built: it is then left out, and the old one comes back.

    Parameters
    ----------
    first
        The scene to begin with.
    both_eyes
        Whether it is drawn for two eyes too, and not for one only.
    say, tell
        Hear what is wrong with a scene: before the session, and in it.
    clock
        Of frames that somebody may look at: they get a little building each. None where nobody
        does: the whole scene is then built when it is chosen, and no frame waits.

    Raises
    ------
    SceneError
        The first scene cannot be drawn; of the others it is only said.
    """

    def __init__(
        self,
        renderer: Renderer,
        first: str,
        both_eyes: bool,
        say: Callable[[str], None],
        clock: Clock | None,
    ) -> None:
        self._renderer, self._clock = renderer, clock
        self._ways = (False, True) if both_eyes else (False,)
        self.tell = say
        self._unbuilt: set[str] = set()
        self._underway: dict[str, Generator[None, None, None]] = {}
        self.scenes: dict[str, SceneSpec] = {first: load_scene(first)}
        for _ in self._steps(self.scenes[first]):
            pass
        for name in list_scenes():
            if name != first:
                try:
                    self.scenes[name] = assembled(load_scene(name))
                    self._unbuilt.add(name)
                except SceneError as error:
                    say(f"left out of the scenes to choose from: {error}")

    @property
    def unready(self) -> frozenset[str]:
        """What a session must wait for before it shows it."""
        return frozenset(self._unbuilt) if self._clock is not None else frozenset()

    def see(self, frame: Frame, session: Session, body: BodyState) -> None:
        """Build a little of the scene that is waited for."""
        clock = self._clock
        name = session.awaited if clock is not None else session.status.scene
        if name not in self._unbuilt:
            return
        steps = self._underway.setdefault(name, self._steps(session.scenes[name]))
        until = 0.0 if clock is None else clock.now() + SLICE_S
        try:
            for _ in steps:
                if clock is not None and clock.now() >= until:
                    return
        except SceneError as error:
            session.leave_out(name)
            self.tell(f"left out of the scenes to choose from: {error}")
        else:
            session.ready(name)
        self._unbuilt.discard(name)
        del self._underway[name]

    def _steps(self, spec: SceneSpec) -> Generator[None, None, None]:
        for both_eyes in self._ways:
            yield from self._renderer.preparing(spec, both_eyes)

    def close(self) -> None:
        """Give up what is half built."""
        for steps in self._underway.values():
            steps.close()

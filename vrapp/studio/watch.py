"""Files that change while their scene is shown: taken when they are good, told when not."""

from __future__ import annotations

import math

from vrapp.render.renderer import Renderer
from vrapp.studio.puppet import Puppet
from vrapp.studio.state import Play

LOOK_EVERY_S = 0.5


class Watch:
    """Looks twice a second; what it finds goes to the puppet, or into `play.error`."""

    def __init__(self, renderer: Renderer, puppet: Puppet, play: Play) -> None:
        self._renderer, self._puppet, self._play = renderer, puppet, play
        self._look_at = -math.inf

    def look(self, now: float) -> None:
        if now < self._look_at:
            return
        self._look_at = now + LOOK_EVERY_S
        reload = self._renderer.reload_if_changed()
        if reload is None:
            return
        self._play.error = reload.error
        for spec in reload.specs:
            self._puppet.replace(spec)
            self._play.note = "changed and taken"

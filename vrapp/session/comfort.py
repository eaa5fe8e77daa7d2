"""The last room before the picture. Nothing and nobody can switch it off.

Every parameter keeps inside its hard range and moves no faster than its declared slew, whatever
the body, the protocol or the therapist ask for, and whatever time the last frame took.
"""

from __future__ import annotations

from collections.abc import Mapping

from vrapp.scene.spec import SceneSpec

LONGEST_STEP_S = 0.1
"""A frame that took longer moves no further than this: a hiccup must not become a jump."""

FADE_S = 1.5
"""Seconds from dark to full brightness and back (text and pictures fade over >= 0.5 s)."""


class Comfort:
    """Limits the values of one scene's parameters and the brightness of the picture."""

    def __init__(self, scene: SceneSpec, brightness: float = 0.0) -> None:
        self._names = [p.name for p in scene.parameters]
        self._bounds = [p.range for p in scene.parameters]
        self._slew = [p.slew_per_s for p in scene.parameters]
        self.values = [p.rest for p in scene.parameters]
        self.brightness = brightness

    def continue_from(self, shown: Mapping[str, float]) -> None:
        """Begin at the values that another version of this scene showed, kept in range."""
        for i, (name, (low, high)) in enumerate(zip(self._names, self._bounds, strict=True)):
            if name in shown:
                self.values[i] = min(max(shown[name], low), high)

    def step(self, dt: float, wanted: list[float], brightness: float) -> None:
        """Move the shown values towards the wanted ones, as far as `dt` seconds allow.

        A wanted value that is not a number leaves the shown one where it is.
        """
        dt = min(max(dt, 0.0), LONGEST_STEP_S)
        values = self.values
        for i, want in enumerate(wanted):
            now = values[i]
            if want == now or want != want:  # there already, or NaN
                continue
            low, high = self._bounds[i]
            reach = self._slew[i] * dt
            step = (low if want < low else min(want, high)) - now
            now += reach if step > reach else max(step, -reach)
            values[i] = low if now < low else min(now, high)
        fade = dt / FADE_S
        self.brightness += min(max(min(max(brightness, 0.0), 1.0) - self.brightness, -fade), fade)

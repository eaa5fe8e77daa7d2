"""A scene in the ways it is drawn: one view at a time, or both eyes in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import moderngl

from vrapp.render.program import SceneProgram
from vrapp.scene.errors import ShaderError
from vrapp.scene.spec import SceneSpec


class PreparedScene:
    """Builds each way when it is first asked for; `steps` does so a little at a time.

    Raises `SceneError` when the scene cannot be built.
    """

    def __init__(self, context: moderngl.Context, spec: SceneSpec, extension: str) -> None:
        self.spec = spec
        self._context, self._extension = context, extension
        self._one: SceneProgram | None = None
        self._both: SceneProgram | None = None
        self._refused = not extension

    def steps(self, both_eyes: bool) -> Iterator[None]:
        """Build the way that draws both eyes, where there is one, or one view's."""
        if both_eyes and self._both is None and not self._refused:
            both = SceneProgram(self._context, self.spec, layer_extension=self._extension)
            try:
                yield from both.steps()
                self._both = both
            except ShaderError:  # if it is faulty in itself, `one` will say so
                self._refused = True
        if self._one is None and not (both_eyes and self._both is not None):
            one = SceneProgram(self._context, self.spec)
            yield from one.steps()
            self._one = one

    @property
    def one(self) -> SceneProgram:
        """Draws one view."""
        if self._one is None:
            self._one = SceneProgram(self._context, self.spec).build()
        return self._one

    @property
    def both(self) -> SceneProgram | None:
        """Draws both eyes; None where the driver cannot, or not with what this scene writes."""
        if self._both is None and not self._refused:
            for _ in self.steps(both_eyes=True):
                pass
        return self._both

    @property
    def has_both(self) -> bool:
        """Whether both eyes have been drawn at once already."""
        return self._both is not None

    @property
    def files(self) -> tuple[Path, ...]:
        """What it was built from."""
        built = [program for program in (self._one, self._both) if program is not None]
        return tuple(dict.fromkeys(file for program in built for file in program.files))

    def release(self) -> None:
        for program in (self._one, self._both):
            if program is not None:
                program.release()

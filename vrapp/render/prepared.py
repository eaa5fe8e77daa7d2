"""A scene in the ways it is drawn: one view at a time, or both eyes in one pass."""

from __future__ import annotations

from pathlib import Path

import moderngl

from vrapp.render.program import SceneProgram
from vrapp.scene.errors import ShaderError
from vrapp.scene.spec import SceneSpec


class PreparedScene:
    """Builds each way when it is first asked for, and the one asked for at once.

    Raises `SceneError` when the scene cannot be built.
    """

    def __init__(
        self, context: moderngl.Context, spec: SceneSpec, extension: str, both_eyes: bool
    ) -> None:
        self.spec = spec
        self._context, self._extension = context, extension
        self._one: SceneProgram | None = None
        self._both: SceneProgram | None = None
        self._refused = not extension
        if not both_eyes or self.both is None:
            self._one = SceneProgram(context, spec)

    @property
    def one(self) -> SceneProgram:
        """Draws one view."""
        if self._one is None:
            self._one = SceneProgram(self._context, self.spec)
        return self._one

    @property
    def both(self) -> SceneProgram | None:
        """Draws both eyes; None where the driver cannot, or not with what this scene writes."""
        if self._both is None and not self._refused:
            try:
                self._both = SceneProgram(self._context, self.spec, layer_extension=self._extension)
            except ShaderError:  # if it is faulty in itself, `one` will say so
                self._refused = True
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

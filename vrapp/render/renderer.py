"""Draws a `FrameState` into a `View`: mirror, scene, resolve, glow, film curve.

    renderer = Renderer(context)
    renderer.draw(state, views)

The submission is short on purpose: a headset waits for it twice per frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import moderngl

from vrapp.render.blocks import ViewBlocks
from vrapp.render.canvas import Canvas
from vrapp.render.post import Post
from vrapp.render.program import SceneProgram
from vrapp.render.view import View
from vrapp.scene.errors import SceneError
from vrapp.scene.frame import FrameState
from vrapp.scene.library import data_root, load_scene
from vrapp.scene.spec import SceneSpec

_SOFTWARE = ("llvmpipe", "softpipe", "swrast", "gdi generic")
_KEPT_SCENES = 16
_KEPT_CANVASES = 3


@dataclass(frozen=True, slots=True)
class Reload:
    """What came of looking at the scenes' files again.

    `specs` are the scenes as they are now, for the session to go on with; `error` says why a
    changed scene could not be taken (it is then drawn as it was).
    """

    specs: tuple[SceneSpec, ...] = ()
    error: str = ""


class Renderer:
    """Draws scenes in one OpenGL context; all its objects go with `release`.

    Parameters
    ----------
    context
        OpenGL 3.3 core or newer.
    msaa
        Samples a pixel, 1 (none) up to what the driver offers; more is brought down to that.
        None: 4, but 1 on a software rasteriser, where 4 about double the time of a frame.
    """

    def __init__(self, context: moderngl.Context, msaa: int | None = None) -> None:
        if msaa is None:
            name = context.info["GL_RENDERER"].lower()
            msaa = 1 if any(word in name for word in _SOFTWARE) else 4
        if msaa < 1:
            raise ValueError(f"msaa is {msaa}; allowed are 1 (none), 2, 4, 8")
        self.context = context
        self.samples = min(msaa, max(context.max_samples, 1))
        self.error = ""
        """Why the scene's files as they are now cannot be drawn; empty when they can."""
        self._post = Post(context, (data_root() / "shaders",))
        self._views = ViewBlocks(context)
        self._black = context.texture((1, 1), 4, bytes(4))
        self._programs: dict[SceneSpec, SceneProgram] = {}
        self._canvases: dict[tuple[int, int, float | None, bool], Canvas] = {}
        self._seen: dict[Path, int | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.release()

    def prepare(self, spec: SceneSpec) -> None:
        """Build a scene ahead of its first frame. Raises `SceneError`."""
        self._program(spec)

    def draw(self, state: FrameState, views: Sequence[View]) -> None:
        """Draw the views of a frame: none, one, or both eyes.

        Raises `SceneError` when the scene is new and cannot be built.
        """
        for view in views:
            self._draw(state, view)

    def _draw(self, state: FrameState, view: View) -> None:
        program = self._programs.get(state.scene) or self._program(state.scene)
        spec = program.spec
        size = view.viewport[2:]
        mirror_scale = spec.reflection.scale if spec.reflection else None
        key = (*size, mirror_scale, spec.bloom > 0)
        canvas = self._canvases.get(key) or self._canvas(key)
        mirror = canvas.mirror

        program.block.write(state)
        program.block.bind()
        self._views.write(view, spec, size, mirror.size if mirror else size)
        if mirror is not None:
            self._black.use(0)  # there is no reflection within a reflection
            self._views.bind(view.eye, mirrored=True)
            program.submit(mirror.framebuffer, mirrored=True)
            mirror.texture.use(0)
        self._views.bind(view.eye, mirrored=False)
        program.submit(canvas.scene, mirrored=False)
        canvas.resolve()
        self._post.run(canvas, view, spec)

    def reload_if_changed(self) -> Reload | None:
        """Look whether a drawn scene's files changed and take them; call it twice a second or less.

        None when nothing changed. A scene that cannot be built stays as it was, and `error` says
        why, until its files change again.
        """
        # looked at before building: what is saved while a scene is built counts as a new change
        now = {file: _changed_at(file) for file in self._seen}
        changed = {file for file, seen in self._seen.items() if now[file] != seen}
        if not changed:
            return None
        specs: list[SceneSpec] = []
        errors: list[str] = []
        for old in {id(p): p for p in self._programs.values()}.values():
            if not changed.intersection(old.files):
                continue
            try:
                new = SceneProgram(self.context, load_scene(old.spec.file))
            except (SceneError, OSError) as error:
                errors.append(str(error))
                continue
            for spec in [s for s, p in self._programs.items() if p is old]:
                self._programs[spec] = new
            self._programs[new.spec] = new
            old.release()
            self._watch(new)
            specs.append(new.spec)
        self._seen.update({file: now[file] for file in changed})
        self.error = "; ".join(errors)
        return Reload(tuple(specs), self.error)

    def _watch(self, program: SceneProgram) -> None:
        for file in program.files:
            self._seen.setdefault(file, _changed_at(file))

    def _program(self, spec: SceneSpec) -> SceneProgram:
        if spec in self._programs:
            return self._programs[spec]
        program = SceneProgram(self.context, spec)
        while len({id(p) for p in self._programs.values()}) >= _KEPT_SCENES:
            oldest = next(iter(self._programs.values()))
            self._programs = {s: p for s, p in self._programs.items() if p is not oldest}
            oldest.release()
        self._programs[spec] = program
        self._watch(program)
        return program

    def _canvas(self, key: tuple[int, int, float | None, bool]) -> Canvas:
        while len(self._canvases) >= _KEPT_CANVASES:
            self._canvases.pop(next(iter(self._canvases))).release()
        width, height, mirror_scale, bloom = key
        canvas = Canvas(self.context, (width, height), self.samples, mirror_scale, bloom)
        self._canvases[key] = canvas
        return canvas

    def release(self) -> None:
        """Give back everything on the graphics card; safe to call twice."""
        for program in {id(p): p for p in self._programs.values()}.values():
            program.release()
        for canvas in self._canvases.values():
            canvas.release()
        self._programs.clear()
        self._canvases.clear()
        self._post.release()
        self._views.release()
        self._black.release()


def _changed_at(file: Path) -> int | None:
    try:
        return file.stat().st_mtime_ns
    except OSError:  # not there (yet, or while an editor replaces it)
        return None

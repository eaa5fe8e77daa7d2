"""Draws a `FrameState` into a `View`: mirror, scene, resolve, glow, film curve, guard.

    renderer = Renderer(context)
    renderer.draw(state, views)

Both eyes are drawn in one pass where the driver lets a vertex shader choose its layer, in two
otherwise; the pictures are the same. The submission is short on purpose: a headset waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import moderngl

from vrapp.render.canvas import CanvasKey
from vrapp.render.guard.grid import CELLS, Grid
from vrapp.render.guard.guard import Guard, Judge
from vrapp.render.kit import Kit
from vrapp.render.layers import Layers, layer_extension
from vrapp.render.mask import Mask
from vrapp.render.post import Post, film_of
from vrapp.render.prepared import PreparedScene
from vrapp.render.program import SceneProgram
from vrapp.render.rehearsal import rehearsal
from vrapp.render.shown import AnyCanvas, make_canvas
from vrapp.render.target import GraphicsError, is_software
from vrapp.render.view import View
from vrapp.scene.errors import SceneError
from vrapp.scene.frame import FrameState
from vrapp.scene.library import data_root, load_scene
from vrapp.scene.spec import SceneSpec

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
    single_pass
        False: draw the eyes one after the other, even where the driver could draw both at once.
    judge
        How much light is shown, instead of the comfort guard's judgement: for a replay, which
        shows what was shown. A session never has another than its own guard.
    """

    def __init__(
        self,
        context: moderngl.Context,
        msaa: int | None = None,
        single_pass: bool = True,
        judge: Judge | None = None,
    ) -> None:
        if msaa is None:
            msaa = 1 if is_software(context.info["GL_RENDERER"]) else 4
        if msaa < 1:
            raise ValueError(f"msaa is {msaa}; allowed are 1 (none), 2, 4, 8")
        self.context = context
        self.samples = min(msaa, max(context.max_samples, 1))
        self.error = ""
        """Why the scene's files as they are now cannot be drawn; empty when they can."""
        extension = layer_extension(context)
        self.layered_targets = bool(extension)
        """Whether a `View` may be `layered` here."""
        self._layers = _layers(context) if extension and single_pass else None
        self._extension = extension if self._layers is not None else ""
        self._kit = Kit(context, (data_root() / "shaders",), extension)
        self._post = Post(self._kit, layered=False)
        self._post_both: Post | None = None
        self._mask = Mask(self._kit)
        self._judge: Judge = Guard(CELLS) if judge is None else judge
        self._grid = Grid(self._kit)
        self.gain = 1.0
        """How much of the last frame's light was shown, 0..1: below 1 the guard damps it."""
        self._black = context.texture((1, 1), 4, bytes(4))
        self._black_both = context.texture_array((1, 1, 2), 4, bytes(8))
        self._scenes: dict[SceneSpec, PreparedScene] = {}
        self._canvases: dict[CanvasKey, AnyCanvas] = {}
        self._seen: dict[Path, int | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.release()

    @property
    def damped(self) -> bool:
        """Whether the guard is damping flashes."""
        return self._judge.damped

    def prepare(self, spec: SceneSpec, both_eyes: bool = False) -> None:
        """Build a scene ahead of its first frame, of one view or two. Raises `SceneError`."""
        for _ in self.preparing(spec, both_eyes):
            pass

    def preparing(self, spec: SceneSpec, both_eyes: bool = False) -> Iterator[None]:
        """As `prepare`, in steps of some milliseconds, between which other scenes can be drawn.

        What it has drawn it has drawn where nobody sees it: drivers finish a program when it is
        first used, and that takes longer than compiling it did.
        """
        scene = self._scenes.get(spec) or PreparedScene(self.context, spec, self._extension)
        try:
            yield from scene.steps(both_eyes)
        except BaseException:
            if scene is not self._scenes.get(spec):
                scene.release()
            raise
        self._keep(scene)
        both = scene.both if both_eyes else None
        if both is not None:
            self._both_post()
        yield from rehearsal(self.context, both or scene.one, self.samples, self._layers)

    def draw(self, state: FrameState, views: Sequence[View]) -> None:
        """Draw the views of a frame: none, one, or both eyes.

        Raises `SceneError` when the scene is new and cannot be built, `GraphicsError` for a
        layered view where `layered_targets` is False.
        """
        if not views:
            return
        pair = len(views) == 2 and _are_both_eyes(views[0], views[1])
        scene = self._scenes.get(state.scene) or self._scene(state.scene, pair)
        both = scene.both if pair else None
        program = both or scene.one
        spec = program.spec
        canvases = [
            self._canvas_for(spec, view, both is not None)
            for view in (views if both is None else views[:1])
        ]
        if (grid := self._grid.taken()) is not None:
            self._judge.see(*grid)
        self.gain = self._judge.gain(state.display_time)
        program.blocks.set_state(state, self.gain)
        hidden = False
        for slot, view in enumerate(views):
            if view.layered and not self.layered_targets:
                raise GraphicsError("this driver cannot draw into layers; give each eye a target")
            hidden = hidden or view.hidden is not None
            canvas = canvases[0 if both else slot]
            mirror_size = canvas.mirror.size if canvas.mirror else canvas.size
            place = program.blocks.set_view(slot, view, canvas.size, mirror_size)
        program.blocks.send()
        if both is not None:
            self._draw(program, canvases[0], views, None, hidden)
        else:
            for slot, canvas in enumerate(canvases):
                self._draw(program, canvas, views, slot, hidden)
        self._grid.drawn(state.display_time, place)

    def _draw(
        self,
        program: SceneProgram,
        canvas: AnyCanvas,
        views: Sequence[View],
        slot: int | None,
        hidden: bool,
    ) -> None:
        """Draw the view in `slot`, or both in one pass (None)."""
        mirror, blocks = canvas.mirror, program.blocks
        if mirror is not None:
            # there is no reflection within a reflection
            (self._black_both if slot is None else self._black).use(0)
            blocks.bind(slot, mirrored=True)
            _clear(mirror.framebuffer)
            program.submit(mirror.framebuffer, mirrored=True)
            mirror.texture.use(0)
        blocks.bind(slot, mirrored=False)
        _clear(canvas.scene)
        if hidden:
            self._mask.draw(views, slot)
        program.submit(canvas.scene, mirrored=False)
        canvas.resolve()
        if slot is None:
            self._both_post().run(canvas, views, program.spec)
        else:
            self._post.run(canvas, views[slot : slot + 1], program.spec)
        self._grid.draw(canvas, views, slot, film_of(program.spec))

    def _both_post(self) -> Post:
        if self._post_both is None:
            self._post_both = Post(self._kit, layered=True)
        return self._post_both

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
        for old in {id(s): s for s in self._scenes.values()}.values():
            if not changed.intersection(old.files):
                continue
            try:
                new = self._build(load_scene(old.spec.file), old.has_both)
            except (SceneError, OSError) as error:
                errors.append(str(error))
                continue
            for spec in [s for s, p in self._scenes.items() if p is old]:
                self._scenes[spec] = new
            self._scenes[new.spec] = new
            old.release()
            self._watch(new)
            specs.append(new.spec)
        self._seen.update({file: now[file] for file in changed})
        self.error = "; ".join(errors)
        return Reload(tuple(specs), self.error)

    def _watch(self, scene: PreparedScene) -> None:
        for file in scene.files:
            self._seen.setdefault(file, _changed_at(file))

    def _build(self, spec: SceneSpec, both_eyes: bool) -> PreparedScene:
        scene = PreparedScene(self.context, spec, self._extension)
        for _ in scene.steps(both_eyes):
            pass
        return scene

    def _scene(self, spec: SceneSpec, both_eyes: bool) -> PreparedScene:
        if spec in self._scenes:
            return self._scenes[spec]
        return self._keep(self._build(spec, both_eyes))

    def _keep(self, scene: PreparedScene) -> PreparedScene:
        known = self._scenes.pop(scene.spec, scene)
        if known is not scene and known not in self._scenes.values():
            known.release()
        while len({id(s) for s in self._scenes.values()}) >= _KEPT_SCENES:
            oldest = next(iter(self._scenes.values()))
            self._scenes = {s: p for s, p in self._scenes.items() if p is not oldest}
            oldest.release()
        self._scenes[scene.spec] = scene
        self._watch(scene)
        return scene

    def _canvas_for(self, spec: SceneSpec, view: View, layered: bool) -> AnyCanvas:
        mirror_scale = spec.reflection.scale if spec.reflection else None
        shown = spec.film == "layers"
        key = CanvasKey(view.viewport[2:], mirror_scale, spec.bloom > 0, layered, shown)
        canvas = self._canvases.pop(key, None)
        if canvas is None:
            while len(self._canvases) >= _KEPT_CANVASES:
                self._canvases.pop(next(iter(self._canvases))).release()
            canvas = make_canvas(self.context, key, self.samples, self._layers)
        self._canvases[key] = canvas  # the last used goes last
        return canvas

    def release(self) -> None:
        """Give back everything on the graphics card; safe to call twice."""
        for scene in {id(s): s for s in self._scenes.values()}.values():
            scene.release()
        for canvas in self._canvases.values():
            canvas.release()
        self._scenes.clear()
        self._canvases.clear()
        for post in (self._post, self._post_both):
            if post is not None:
                post.release()
        self._mask.release()
        self._grid.release()
        self._black.release()
        self._black_both.release()


def _layers(context: moderngl.Context) -> Layers | None:
    try:
        return Layers(context)
    except GraphicsError:  # two passes do without
        return None


def _are_both_eyes(left: View, right: View) -> bool:
    """Whether two views fit into the layers of one canvas."""
    return (left.eye, right.eye) == (0, 1) and left.viewport[2:] == right.viewport[2:]


def _clear(target: moderngl.Framebuffer) -> None:
    target.depth_mask = True
    target.use()
    target.clear(0.0, 0.0, 0.0, 1.0)


def _changed_at(file: Path) -> int | None:
    try:
        return file.stat().st_mtime_ns
    except OSError:  # not there (yet, or while an editor replaces it)
        return None

"""The author's window: a scene, and a body moved by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from biofeedback.clock import Clock
from vrapp.app.screen import SOFTWARE_SCALE, WINDOW_FPS, WINDOW_SIZE
from vrapp.display.base import Frame
from vrapp.display.window import WindowDisplay
from vrapp.render.renderer import Renderer
from vrapp.render.target import is_software
from vrapp.scene.library import load_scene
from vrapp.studio.column import Column
from vrapp.studio.puppet import Puppet
from vrapp.studio.state import Play
from vrapp.studio.watch import Watch

Watching = Callable[[WindowDisplay, Puppet, Play, Frame], None]


def play_scene(
    name: str,
    clock: Clock,
    size: tuple[int, int] = WINDOW_SIZE,
    watching: Watching = lambda display, puppet, play, frame: None,
) -> None:
    """Show a scene until its window is closed. `watching` is told of every frame shown.

    Raises
    ------
    SceneError
        The scene cannot be read or drawn: there is no last good picture yet.
    DisplayError
        There is no screen for a window.
    """
    spec = load_scene(name)
    puppet, play = Puppet(spec), Play()
    column = Column(puppet, play)
    with WindowDisplay(
        size, clock, WINDOW_FPS, panel=column, title=f"{spec.title} - vrapp"
    ) as display:
        if is_software(display.context.info["GL_RENDERER"]):
            display.render_scale = SOFTWARE_SCALE
        with Renderer(display.context) as renderer:
            renderer.prepare(spec)
            watch = Watch(renderer, puppet, play)
            before = None
            for frame in display.frames():
                for event in display.events():
                    if event.kind == "stop":
                        display.close()
                    elif event.kind == "pause":
                        play.running = not play.running
                    elif event.kind == "recentre":
                        display.recentre()
                dt = frame.time - before if before is not None else 0.0
                before = frame.time
                play.measured(dt)
                watch.look(frame.time)
                state = puppet.step(play.scene_dt(dt))
                # the guard judges what the eyes get: the window's time, however scene time runs
                renderer.draw(replace(state, display_time=frame.time), frame.views)
                display.present()
                column.draw(frame.time, display.panel_area)
                watching(display, puppet, play, frame)

"""Everything wrong with a scene, with what only a driver can say: whether its shaders compile."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import moderngl

from vrapp.render.program import SceneProgram
from vrapp.render.target import GraphicsError, standalone_context
from vrapp.scene import check
from vrapp.scene.errors import SceneError, ShaderError
from vrapp.scene.library import load_scene
from vrapp.scene.spec import SceneSpec


def compile_problems(context: moderngl.Context, spec: SceneSpec) -> list[str]:
    """Every complaint of the driver about a scene's layers, each with file and line."""
    found: list[str] = []
    for layer in spec.layers:
        try:
            SceneProgram(context, spec, only=(layer,)).release()
        except ShaderError as error:
            found += error.details or (str(error),)
        except SceneError as error:
            found.append(str(error))
    return list(dict.fromkeys(found))


def can_compile() -> bool:
    """Whether there is a driver to compile shaders with."""
    try:
        standalone_context().release()
    except GraphicsError:
        return False
    return True


def check_scene(name: str | Path, extra: Sequence[Path] = ()) -> list[str]:
    """Every problem of a scene, one a line; its shaders are compiled too where there is OpenGL."""
    problems = check.check_scene(name, extra)
    try:
        spec = load_scene(name, extra)
        context = standalone_context()
    except (SceneError, GraphicsError):
        return problems  # told already; or not the scene's fault, and `vrapp doctor` tells it
    try:
        return list(dict.fromkeys([*compile_problems(context, spec), *problems]))
    finally:
        context.release()

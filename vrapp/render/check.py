"""Everything wrong with a scene, with what only a driver can say: whether its shaders compile."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import moderngl

from vrapp.render.layers import layer_extension
from vrapp.render.looked import look_problems
from vrapp.render.program import SceneProgram
from vrapp.render.target import GraphicsError, standalone_context
from vrapp.scene import check
from vrapp.scene.errors import SceneError, ShaderError
from vrapp.scene.library import load_scene
from vrapp.scene.spec import Layer, SceneSpec


def compile_problems(context: moderngl.Context, spec: SceneSpec) -> list[str]:
    """Every complaint of the driver about a scene's layers, each with file and line.

    Where the driver can draw both eyes in one pass, each layer is built that way too: what does
    not compile with it would be drawn in two passes, which a headset pays for.
    """
    found: list[str] = []
    for layer in spec.layers:
        if complaints := _complaints(context, spec, layer, ""):
            found += complaints
        elif extension := layer_extension(context):
            found += [
                f"{complaint} (only when both eyes are drawn in one pass)"
                for complaint in _complaints(context, spec, layer, extension)
            ]
    return list(dict.fromkeys(found))


def _complaints(
    context: moderngl.Context, spec: SceneSpec, layer: Layer, extension: str
) -> Sequence[str]:
    try:
        SceneProgram(context, spec, only=(layer,), layer_extension=extension).build().release()
    except ShaderError as error:
        return error.details or (str(error),)
    except SceneError as error:
        return (str(error),)
    return ()


def can_compile() -> bool:
    """Whether there is a driver to compile shaders with."""
    try:
        standalone_context().release()
    except GraphicsError:
        return False
    return True


def check_scene(name: str | Path, extra: Sequence[Path] = ()) -> list[str]:
    """Every problem of a scene, one a line.

    Where there is OpenGL its shaders are compiled too, and what can be drawn is looked at.
    """
    problems = check.check_scene(name, extra)
    try:
        spec = load_scene(name, extra)
        context = standalone_context()
    except (SceneError, GraphicsError):
        return problems  # told already; or not the scene's fault, and `vrapp doctor` tells it
    try:
        found = compile_problems(context, spec)
        # the linker may refuse what each layer's compiler took: that is told when it is drawn
        try:
            looked = [] if found or problems else look_problems(context, spec)
        except SceneError as error:
            looked = [str(error)]
        return list(dict.fromkeys([*found, *problems, *looked]))
    finally:
        context.release()

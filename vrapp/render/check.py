"""Whether a scene's shaders compile here: what only a driver can say."""

from __future__ import annotations

import moderngl

from vrapp.render.program import SceneProgram
from vrapp.scene.errors import SceneError, ShaderError
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

"""What is wrong or useless in a scene, found without drawing it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from vrapp.scene.errors import SceneError
from vrapp.scene.glsl import Kind, assemble, strip_comments
from vrapp.scene.library import load_scene, shader_folders
from vrapp.scene.places import line_in
from vrapp.scene.spec import SceneSpec

_WORD = re.compile(r"\b[A-Za-z_]\w*\b")
_KINDS: tuple[Kind, ...] = ("vert", "frag")


def check_scene(name: str | Path, extra: Sequence[Path] = ()) -> list[str]:
    """Every problem of a scene, each on one line with its place; empty when it is good.

    File, keys, ranges, shaders and their includes, uniforms that nobody feeds, parameters and
    histories that no shader reads, a reflection without use. Compiling needs a graphics context:
    `vrapp.render.check.compile_problems`.
    """
    try:
        spec = load_scene(name, extra)
    except SceneError as error:
        return [str(error)]
    return spec_problems(spec)


def assembled(spec: SceneSpec) -> SceneSpec:
    """A scene whose shaders and includes are all there. Raises `SceneError` for the first fault."""
    folders = shader_folders(spec)
    for layer in spec.layers:
        for kind in _KINDS:
            assemble(spec, layer, kind, folders)
    return spec


def spec_problems(spec: SceneSpec) -> list[str]:
    """The problems of a scene that could be read at all."""
    folders = shader_folders(spec)
    problems: list[str] = []
    words = set(spec.sound.parameters) if spec.sound else set()
    broken = False
    for layer in spec.layers:
        for kind in _KINDS:
            try:
                stage = assemble(spec, layer, kind, folders)
            except SceneError as error:
                problems.append(str(error))
                broken = True
                continue
            # Generated lines name every parameter; only what the author wrote counts as a use.
            lines = strip_comments(stage.text).split("\n")
            for line, (file, _) in zip(lines, stage.origins, strict=False):
                if file is not None:
                    words.update(_WORD.findall(line))
    # With a shader missing, what it would have read is not known.
    if not broken:
        problems += _unused(spec, words)
    return list(dict.fromkeys(problems))


def _unused(spec: SceneSpec, words: set[str]) -> list[str]:
    found: list[str] = []

    def say(where: str, text: str) -> None:
        found.append(str(SceneError(text, spec.file, where, line_in(spec.file, where))))

    for p in spec.parameters:
        where = f"parameters.{p.name}"
        past = {f"{p.name}_ago", f"{p.name}_history"} & words
        heard = spec.sound is not None and p.name in spec.sound.parameters
        if p.name not in words and not past and not heard:
            say(where, "is read by no shader and moves no sound; remove it or use it")
        if p.history_s > 0 and not past:
            say(f"{where}.history_s", f"is read by no shader ({p.name}_ago); remove it or use it")
        if p.history_s == 0 and past:
            say(where, f"{min(past)} is used by a shader but history_s is not set")
        if p.drive is not None and p.drive.to[0] == p.drive.to[1]:
            say(f"{where}.drive.to", "has the same value twice: the index would move nothing")
    if spec.reflection is not None:
        if "reflection" not in words:
            say("reflection", "is sampled by no shader; remove it or use it")
        if not any(layer.reflected for layer in spec.layers):
            say("reflection", "shows nothing: no layer says reflected = true")
    else:
        for i, layer in enumerate(spec.layers):
            if layer.reflected:
                say(f"layers[{i}].reflected", "has no effect without a [reflection] table")
        if "reflection" in words:
            say("reflection", "is sampled by a shader but there is no [reflection] table")
    return found

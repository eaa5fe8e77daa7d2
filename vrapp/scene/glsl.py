"""From shader files to the text a driver compiles, and from its complaints back to the files.

`assemble` makes one stage: version, extensions, a generated prelude (uniform blocks, attributes,
varyings) and the file with its includes. Every line of the result remembers its origin in a
table, so complaints are mapped without `#line`, whose source numbers drivers report unreliably
(Mesa drops them in semantic errors).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vrapp.scene.errors import ShaderError, nearest
from vrapp.scene.places import line_in
from vrapp.scene.prelude import FILM, fragment_prelude, mesh_default, vertex_prelude
from vrapp.scene.spec import Layer, SceneSpec

Kind = Literal["vert", "frag"]

_INCLUDE = re.compile(r'\s*#\s*include\s+"([^"]+)"\s*(?://.*)?$')
_INCLUDE_ANY = re.compile(r"\s*#\s*include\b")
_VERSION = re.compile(r"\s*#\s*version\s+(.*?)\s*$")
_EXTENSION = re.compile(r"\s*#\s*extension\b")
_UNIFORM = re.compile(
    r"^\s*(?:layout\s*\([^)]*\)\s*)?uniform\s+(?:\w+\s+)*?(\w+)\s*(?:\[[^]]*\]\s*)?[;{=,]"
)

# Mesa "0:12(3): error: ...", NVIDIA "0(12) : error C1008: ...", AMD and Intel "ERROR: 0:12: ..."
_COMPLAINTS = (
    re.compile(r"^\d+:(?P<line>\d+)\((?P<column>\d+)\)\s*:\s*(?P<kind>error|warning):?\s*(?P<text>.*)"),
    re.compile(r"^\d+\((?P<line>\d+)\)\s*:\s*(?P<kind>(?i:error|warning))\s*(?P<text>.*)"),
    re.compile(r"^(?P<kind>ERROR|WARNING):\s*\d+:(?P<line>\d+):\s*(?P<text>.*)"),
)  # fmt: skip

Origin = tuple[Path | None, int]
"""File and line (1-based) that a line came from; None for generated lines."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One shader stage as handed to the driver. `origins[i]` is where line i + 1 came from."""

    kind: Kind
    text: str
    origins: tuple[Origin, ...]
    files: tuple[Path, ...]

    def place(self, line: int) -> Origin:
        """File and line behind a line (1-based) of `text`."""
        return self.origins[line - 1] if 0 < line <= len(self.origins) else (None, line)


def strip_comments(text: str) -> str:
    """GLSL with comments blanked; line numbers stay."""

    def blank(match: re.Match[str]) -> str:
        return "\n" * match[0].count("\n") or " "

    return re.sub(r"//[^\n]*|/\*.*?\*/", blank, text, flags=re.DOTALL)


def find_shader(path: str, folders: Sequence[Path]) -> Path | None:
    """The first file of that path, relative to the shader folders; None when there is none."""
    if ".." in path.split("/") or path.startswith("/") or "\\" in path or ":" in path:
        return None
    return next((folder / path for folder in folders if (folder / path).is_file()), None)


def _missing(
    path: str, folders: Sequence[Path], at: Path | None, where: str, line: int = 0
) -> ShaderError:
    parent = path.rpartition("/")[0]
    near = [
        f.relative_to(folder).as_posix()
        for folder in folders
        for f in (folder / parent).glob("*")
        if ".." not in path and f.is_file()
    ]
    looked = ", ".join(str(folder) for folder in folders)
    return ShaderError(f"no shader {path!r} in {looked}{nearest(path, near)}", at, where, line=line)


def expand(
    file: Path, folders: Sequence[Path], known: Sequence[Path] = ()
) -> tuple[list[str], list[Origin], list[Path]]:
    """Lines of a file with every include put in once, their origins, and the files read.

    What is `known` is there already and is not put in again.

    Raises `ShaderError` naming file and line for an include that is malformed or not found.
    """
    lines: list[str] = []
    origins: list[Origin] = []
    files: list[Path] = []

    def add(path: Path) -> None:
        files.append(path)
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise ShaderError("is not UTF-8 text", path) from None
        for number, line in enumerate(text.splitlines(), start=1):
            if "#" not in line:  # almost all: the patterns below cost ten times as much
                lines.append(line)
                origins.append((path, number))
            elif match := _INCLUDE.match(line):
                found = find_shader(match[1], folders)
                if found is None:
                    raise _missing(match[1], folders, path, str(number))
                if found not in files and found not in known:
                    add(found)
            elif _INCLUDE_ANY.match(line):
                raise ShaderError('write #include "lib/name.glsl"', path, str(number))
            elif match := _VERSION.match(line):
                if match[1] != "330 core":
                    problem = f"#version {match[1]}; scenes are written in 330 core"
                    raise ShaderError(problem, path, str(number))
            else:
                lines.append(line)
                origins.append((path, number))

    add(file)
    return lines, origins, files


def assemble(
    spec: SceneSpec, layer: Layer, kind: Kind, folders: Sequence[Path], layer_extension: str = ""
) -> Stage:
    """One stage of a layer, ready for the driver. A missing .vert means the shape's default.

    With a `layer_extension` (its OpenGL name) the stage draws both eyes in one pass.

    Raises `ShaderError`: no such file, bad include, or a uniform that nobody feeds.
    """
    name = f"{layer.shader}.{kind}"
    path = find_shader(name, folders)
    files: list[Path] = []
    film = _film(spec, folders) if kind == "frag" else ([], [])
    if path is not None:
        lines, origins, files = expand(path, folders, film[1])
    elif kind == "vert":
        lines = mesh_default(layer.geometry).splitlines()
        origins = [(None, 0)] * len(lines)
    else:
        line = line_in(spec.file, f"layers[{spec.layers.index(layer)}].shader")
        raise _missing(name, folders, spec.file, f"layers.{layer.name}.shader", line)
    _reject_uniforms(spec, lines, origins)
    if kind == "vert":
        opening, closing = vertex_prelude(spec, layer.geometry, layer_extension)
    else:
        opening, closing = fragment_prelude(spec, layer, bool(layer_extension))
    extensions = [i for i, line in enumerate(lines) if _EXTENSION.match(line)]
    parts: list[tuple[str, Origin]] = [("#version 330 core", (None, 0))]
    parts += [(lines[i], origins[i]) for i in extensions]
    parts += [(line, (None, 0)) for line in (*opening.splitlines(), *film[0])]
    hoisted = set(extensions)
    parts += [
        ("" if i in hoisted else line, origin)
        for i, (line, origin) in enumerate(zip(lines, origins, strict=True))
    ]
    parts += [(line, (None, 0)) for line in closing.splitlines()]
    text = "\n".join(line for line, _ in parts) + "\n"
    return Stage(kind, text, tuple(origin for _, origin in parts), (*files, *film[1]))


def _film(spec: SceneSpec, folders: Sequence[Path]) -> tuple[list[str], list[Path]]:
    """What a layer's light is shown with, and its files; nothing if that is the picture's to do."""
    if spec.film != "layers":
        return [], []
    path = find_shader(FILM, folders)
    if path is None:
        raise _missing(FILM, folders, spec.file, "film", line_in(spec.file, "film"))
    lines, _, files = expand(path, folders)
    return lines, files


def _reject_uniforms(spec: SceneSpec, lines: list[str], origins: list[Origin]) -> None:
    code = strip_comments("\n".join(lines)).split("\n")
    for line, (file, number) in zip(code, origins, strict=True):
        if "uniform" in line and (match := _UNIFORM.match(line)):
            known = [p.name for p in spec.parameters]
            raise ShaderError(
                f"uniform {match[1]!r} is fed by nobody; make it a parameter of the scene "
                f"(they need no declaration) or a constant{nearest(match[1], known)}",
                file,
                str(number),
            )


def explain(log: str, stages: Sequence[Stage], file: Path) -> ShaderError:
    """A driver's complaint as a `ShaderError` with our files and lines.

    `log` may hold `fragment_shader` / `vertex_shader` headings (moderngl's); a complaint that
    has none is taken as the last stage's. `file` is named when no place can be found.
    """
    by_kind = {stage.kind: stage for stage in stages}
    stage = stages[-1]
    found: list[tuple[Path | None, str, str]] = []
    for raw in log.splitlines():
        line = raw.strip()
        if line in ("vertex_shader", "fragment_shader"):
            stage = by_kind.get("vert" if line[0] == "v" else "frag", stage)
            continue
        match = next((m for pattern in _COMPLAINTS if (m := pattern.match(line))), None)
        if match is None:
            continue
        origin, number = stage.place(int(match["line"]))
        column = match.groupdict().get("column")
        where = f"{number}:{column}" if column and origin else str(number) if origin else ""
        if match["kind"].lower() == "error":
            text = match["text"] if origin else f"{match['text']} (in generated {stage.kind} lines)"
            found.append((origin, where, text))
    if not found:
        words = " ".join(w for w in log.replace("=", " ").split())
        return ShaderError(words or "the driver gave no reason", file)
    details = tuple(f"{o or file}:{w}: {t}" for o, w, t in found)
    origin, where, text = found[0]
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return ShaderError(text + more, origin or file, where, details)

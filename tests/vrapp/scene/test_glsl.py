from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vrapp.scene.conftest import Folder
from vrapp.scene.errors import ShaderError
from vrapp.scene.glsl import Kind, Stage, assemble, expand, explain, strip_comments
from vrapp.scene.library import load_scene, shader_folders


def stage(folder: Folder) -> Stage:
    spec = load_scene(folder.toml)
    return assemble(spec, spec.layers[0], "frag", shader_folders(spec))


def line_of(made: Stage, words: str) -> int:
    """Line number (1-based) in the assembled text."""
    return next(i for i, line in enumerate(made.text.split("\n"), 1) if words in line)


def test_every_line_remembers_where_it_came_from(folder: Folder) -> None:
    made = stage(folder)
    assert made.place(line_of(made, "float own()")) == (folder.lib.resolve(), 1)
    assert made.place(line_of(made, "swell + swell_ago")) == (folder.frag.resolve(), 3)
    assert made.place(1) == (None, 0)
    assert made.text.startswith("#version 330 core\n")
    assert set(made.files) == {folder.lib.resolve(), folder.frag.resolve()}


def test_a_file_is_included_once_even_in_a_circle(folder: Folder) -> None:
    folder.lib.write_text('#include "lib/own.glsl"\nfloat own() { return 0.5; }\n')
    folder.frag.write_text('#include "lib/own.glsl"\n#include "lib/own.glsl"\nvoid main() {}\n')
    lines, origins, files = expand(folder.frag, (folder.root / "shaders",))
    assert lines == ["float own() { return 0.5; }", "void main() {}"]
    assert [number for _, number in origins] == [2, 3]
    assert files == [folder.frag, folder.lib]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('#include "lib/own.glls"', "did you mean 'lib/own.glsl'?"),
        ('#include "../../secret.glsl"', "no shader '../../secret.glsl'"),
        ("#include <lib/own.glsl>", 'write #include "lib/name.glsl"'),
        ("#version 450", "#version 450; scenes are written in 330 core"),
        ("uniform float swel;", "uniform 'swel' is fed by nobody"),
        ("layout(location = 3) uniform highp vec3 tide[4];", "uniform 'tide' is fed by nobody"),
    ],
)
def test_what_cannot_work_is_refused_with_file_and_line(
    folder: Folder, line: str, said: str
) -> None:
    folder.frag.write_text(f"// one\n{line}\nvoid main() {{ color = vec4(1.0); }}\n")
    with pytest.raises(ShaderError) as caught:
        stage(folder)
    assert str(caught.value).startswith(f"{folder.frag.resolve()}: 2: ")
    assert said in str(caught.value)


def test_a_commented_uniform_is_no_uniform(folder: Folder) -> None:
    folder.frag.write_text("/*\nuniform float a;\n*/\n// uniform float b;\nvoid main() {}\n")
    assert "void main" in stage(folder).text


def test_a_missing_shader_names_the_layer(folder: Folder) -> None:
    folder.frag.unlink()
    with pytest.raises(ShaderError, match=r"layers\.water\.shader: no shader 'small/water\.frag'"):
        stage(folder)


def test_extensions_come_before_everything_else(folder: Folder) -> None:
    folder.frag.write_text("void f() {}\n#extension GL_ARB_gpu_shader5 : enable\nvoid main() {}\n")
    lines = stage(folder).text.split("\n")
    assert lines[1] == "#extension GL_ARB_gpu_shader5 : enable"
    made = stage(folder)
    assert made.place(2) == (folder.frag.resolve(), 2)
    assert made.place(line_of(made, "void main()"))[1] == 3


@pytest.mark.parametrize("kind", ["vert", "frag"])
def test_a_stage_for_both_eyes_speaks_to_its_author_as_one_for_one_does(
    folder: Folder, kind: Kind
) -> None:
    folder.frag.with_suffix(".vert").write_text("// mine\nvoid main() {}\n")
    spec = load_scene(folder.toml)
    folders = shader_folders(spec)
    made = assemble(spec, spec.layers[0], kind, folders, "GL_ARB_shader_viewport_layer_array")
    line = line_of(made, "void main()")
    own = folder.frag if kind == "frag" else folder.frag.with_suffix(".vert")
    assert made.place(line) == (own.resolve(), 2)
    for name in ("clip_from_world", "viewport", "mirrored"):
        assert f"#define {name} vrapp_views[vrapp_eye].{name}" in made.text
    assert ("#extension GL_ARB" in made.text) == (kind == "vert")
    assert ("gl_Layer" in made.text) == (kind == "vert")


@pytest.mark.parametrize(
    ("log", "column"),
    [
        ("0:{line}(14): error: `foo' undeclared", ":14"),
        ('0({line}) : error C1503: undefined variable "foo\'"', ""),
        ("ERROR: 0:{line}: 'foo' : undeclared identifier", ""),
    ],
    ids=["Mesa", "NVIDIA", "AMD and Intel"],
)
def test_each_drivers_complaint_is_brought_back_to_the_file(
    folder: Folder, log: str, column: str
) -> None:
    made = stage(folder)
    line = line_of(made, "float own()")
    text = f"GLSL Compiler failed\n\nfragment_shader\n====\n{log.format(line=line)}\n"
    error = explain(text, (made,), folder.toml)
    assert str(error).startswith(f"{folder.lib.resolve()}: 1{column}: ")
    assert "undeclared" in str(error) or "undefined" in str(error)
    assert len(error.details) == 1


def test_several_complaints_are_counted_and_all_kept(folder: Folder) -> None:
    made = stage(folder)
    at = line_of(made, "swell + swell_ago")
    log = f"0:{at}(1): error: one\n0:{at}(2): warning: unused\n0:{at + 1}(3): error: two\n"
    error = explain(log, (made,), folder.toml)
    assert str(error).endswith("one (and 1 more)")
    assert error.details[1].endswith(":4:3: two")


def test_a_linker_complaint_without_a_place_names_the_scene(folder: Folder) -> None:
    error = explain("GLSL Linker failed\n\n===\nerror: too much", (stage(folder),), folder.toml)
    assert str(error) == f"{folder.toml}: GLSL Linker failed error: too much"


@given(st.text(alphabet="ab/*\n \"'", max_size=60))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_stripping_comments_keeps_the_lines(text: str) -> None:
    assert strip_comments(text).count("\n") == text.count("\n")


@given(st.text(max_size=120))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_any_log_gives_one_readable_error(log: str) -> None:
    made = Stage("frag", "a\n", ((None, 0),), ())
    assert str(explain(log, (made,), Path("x.frag"))).startswith("x.frag: ")

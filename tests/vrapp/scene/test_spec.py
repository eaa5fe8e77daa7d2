from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vrapp.scene.conftest import GOOD, Folder
from vrapp.scene.errors import SceneError
from vrapp.scene.library import load_scene
from vrapp.scene.spec import INDICES, Drive, SceneSpec, parse_scene

FILE = Path("scenes/small.toml")


def parse(text: str) -> SceneSpec:
    return parse_scene(text, FILE, Path())


def test_a_good_scene_is_read_as_written(folder: Folder) -> None:
    spec = load_scene(folder.toml)
    assert (spec.name, spec.title, spec.root) == ("small", "Small", folder.root.resolve())
    swell = spec.parameter("swell")
    assert (swell.range, swell.rest, swell.unit) == ((0.0, 0.4), 0.1, "m")
    assert swell.drive == Drive("breath", (0.05, 0.3), "smooth", 0.2)
    assert spec.history_parameters == (0,)
    assert spec.index_of("swell") == 0
    assert spec.layers[0].instances == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format = 1", "format = 2", ["format", "is 2"]),
        ("rest = 0.1", "rest = 0.9", ["parameters.swell.rest", "0.9", "from 0 to 0.4"]),
        ("rest = 0.1", "", ["parameters.swell.rest", "is missing"]),
        ("rest = 0.1", "rest = true", ["parameters.swell.rest", "True"]),
        ("rest = 0.1", "rest = nan", ["parameters.swell.rest", "nan"]),
        ("range = [0.0, 0.4]", "range = [0.4, 0.0]", ["parameters.swell.range", "less than"]),
        ("slew_per_s = 0.4", "slew_per_s = 0", ["parameters.swell.slew_per_s", "above 0"]),
        ("slew_per_s", "slew_pers", ["parameters.swell.slew_pers", "did you mean 'slew_per_s'?"]),
        ('"smooth"', '"smoth"', ["parameters.swell.drive.curve", "did you mean 'smooth'?"]),
        ('"breath"', '"breth"', ["parameters.swell.drive.index", "did you mean 'breath'?"]),
        ("to = [0.05, 0.3]", "to = [0.05, 0.5]", ["parameters.swell.drive.to[1]", "0 to 0.4"]),
        ("to = [0.05, 0.3]", "to = 0.3", ["parameters.swell.drive.to", "list of 2 numbers"]),
        ("[parameters.swell]", "[parameters.Swell]", ["parameters.Swell", "no parameter name"]),
        ("[parameters.swell]", "[parameters.mix]", ["parameters.mix", "rename"]),
        ("[parameters.swell]", "[parameters.time_s]", ["parameters.time_s", "rename"]),
        ("[parameters.swell]", "[parameters.x_ago]", ["parameters.x_ago", "rename"]),
        ('kind = "grid"', 'kind = "gird"', ["layers[0].geometry.kind", "did you mean 'grid'?"]),
        ("near_m = 1.0", "near_m = 200.0", ["layers[0].geometry.far_m", "more than near_m"]),
        ("rings = 8", "ring = 8", ["layers[0].geometry.rings", "is missing"]),
        ("rings = 8", "rings = 8, ring = 8", ["layers[0].geometry.ring", "mean 'rings'"]),
        ("rings = 8", "rings = 8.5", ["layers[0].geometry.rings", "whole number"]),
        ("rings = 8", "rings = 1024, segments = 1024 } #", ["layers[0].instances", "over 1000000"]),
        ('shader = "small/water"', 'shader = "../x"', ["layers[0].shader", "path below shaders/"]),
        ('shader = "small/water"', 'shader = "a"\nblend = "mul"', ["layers[0].blend", "alpha"]),
        ('title = "Small"', "title = 3", ["title", "text in quotes"]),
        ('title = "Small"', "clip_m = [5.0, 1.0]", ["clip_m", "less than"]),
        ("[[layers]]", "[[layrs]]", ["layrs", "did you mean 'layers'?"]),
        ('title = "Small"', "title = ", ["not valid TOML", "line 2"]),
    ],
)
def test_an_error_names_the_file_the_place_and_what_is_allowed(
    old: str, new: str, said: list[str]
) -> None:
    assert old in GOOD
    with pytest.raises(SceneError) as caught:
        parse(GOOD.replace(old, new, 1))
    message = str(caught.value)
    assert message.startswith(f"{FILE}: ")
    assert "\n" not in message
    for words in said:
        assert words in message


def test_two_layers_cannot_share_a_name() -> None:
    layer = GOOD[GOOD.index("[[layers]]") :]
    with pytest.raises(SceneError, match=r"layers\[1\]\.name: 'water' is used twice"):
        parse(GOOD + layer)


def test_an_explicit_place_counts_as_an_instance_and_excludes_a_count() -> None:
    placed = GOOD.replace("rings = 8", "at = [[0, 0, 0], [1, 2.5, -3]], rings = 8")
    layer = parse(placed).layers[0]
    assert layer.instances == 2
    assert layer.at[1] == (1.0, 2.5, -3.0)
    with pytest.raises(SceneError, match=r"layers\[0\]\.instances: is set by the length of `at`"):
        parse(placed + "instances = 2\n")


def test_an_unknown_parameter_is_named_with_the_nearest() -> None:
    with pytest.raises(SceneError, match=r"no parameter 'swel'; did you mean 'swell'\?"):
        parse(GOOD).index_of("swel")


@given(
    st.floats(allow_nan=False),
    st.sampled_from(["linear", "smooth", "ease_in", "ease_out"]),
    st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)),
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_drive_goes_from_one_end_to_the_other_and_never_beyond(
    x: float, curve: str, to: tuple[float, float]
) -> None:
    drive = Drive("breath", to, curve)  # type: ignore[arg-type]
    slack = 1e-9 * max(abs(to[0]), abs(to[1]), 1.0)
    assert min(to) - slack <= drive.at(x) <= max(to) + slack
    assert drive.at(0.0) == to[0]
    assert math.isclose(drive.at(1.0), to[1], abs_tol=slack)
    ups = [drive.at(i / 16) for i in range(17)]
    assert ups == sorted(ups, reverse=to[1] < to[0])


@given(st.text(max_size=200))
@settings(max_examples=80, deadline=None, derandomize=True)
def test_any_text_is_a_scene_or_a_scene_error(text: str) -> None:
    with pytest.raises(SceneError):
        parse(text)


_leaf = st.one_of(
    st.integers(-3, 2000),
    st.floats(),
    st.booleans(),
    st.text(max_size=5),
    st.lists(st.floats(-5, 5), max_size=4),
    st.just({}),
)


@given(st.sampled_from(GOOD.splitlines()), _leaf)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_value_at_any_key_is_taken_or_refused_with_its_place(line: str, value: object) -> None:
    key = line.partition("=")[0].strip()
    if "=" not in line:
        return
    written = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else None
    if isinstance(value, str):
        written = "'" + "".join(c for c in value if c.isprintable() and c != "'") + "'"
    text = GOOD.replace(line, f"{key} = {written or repr(value)}", 1)
    try:
        spec = parse(text)
    except SceneError as error:
        assert key in str(error) or "not valid TOML" in str(error)  # noqa: PT017
    else:
        p = spec.parameters[0]
        assert p.range[0] <= p.rest <= p.range[1]


def test_every_index_says_what_it_means() -> None:
    assert {"breath", "pacer", "own_breath", "coherence", "heart_wave"} <= set(INDICES)
    assert all(len(meaning) > 10 for meaning in INDICES.values())

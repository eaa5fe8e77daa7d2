from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import moderngl
import pytest

from vrapp.bench.meshes import mesh_scene
from vrapp.bench.scenes import Bench, bench_scenes, moments, profile_scene
from vrapp.render.target import GraphicsError, standalone_context
from vrapp.scene.library import load_scene


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    try:
        context = standalone_context()
    except GraphicsError as error:
        pytest.skip(str(error))
    made = Bench(context, 64)
    yield made
    made.release()
    context.release()


def test_the_calibration_is_a_thousand_multiply_adds(bench: Bench) -> None:
    """The last pixel's value is what 250 steps of four make of it, worked out here."""
    target = bench.context.framebuffer((bench.context.texture((1, 1), 4, dtype="f4"),))
    target.use()
    bench.context.enable_only(moderngl.NOTHING)
    bench._array.render(vertices=3)
    u = 0.5
    x = [u, u, 0.1, 0.2]
    a = [k + 0.001 * u for k in (0.99, 0.98, 0.97, 0.96)]
    b = [k * u for k in (0.01, 0.02, 0.03, 0.04)]
    for _ in range(250):
        x = [xi * ai + bi for xi, ai, bi in zip(x, a, b, strict=True)]
    shown = memoryview(target.read(components=4, dtype="f4")).cast("f")
    assert list(shown) == pytest.approx(x, rel=1e-4)


def test_a_draw_is_compared_with_the_calibration(bench: Bench) -> None:
    def twice() -> None:
        bench.arithmetic()
        bench.arithmetic()

    (once_ms, once), (twice_ms, two) = bench.compare([bench.arithmetic, twice], 5, 3)
    assert 0.0 < once_ms < twice_ms
    assert once == pytest.approx(1.0, abs=0.35)
    assert two == pytest.approx(2.0, abs=0.7)


def test_the_moments_are_rest_and_all_that_can_be() -> None:
    spec = load_scene("bay")
    rest, full = moments(spec)
    assert rest.value("glow") == pytest.approx(spec.parameter("glow").rest)
    assert full.value("glow") == 1.0


def test_every_scene_gets_its_row(bench: Bench) -> None:
    device, unit_ms, costs = bench_scenes(["bay"], size=48, blocks=1, frames=1)
    assert device == bench.context.info["GL_RENDERER"]
    assert unit_ms > 0.0
    empty, bay = costs
    assert (empty.name, bay.name) == ("an empty scene", "bay")
    assert 0.0 < empty.ratio < bay.ratio <= bay.worst
    assert math.isnan(empty.submission_us)
    assert 0.0 < bay.submission_us < 1e5


def test_every_layer_gets_its_row(bench: Bench, tmp_path: Path) -> None:
    spec = mesh_scene(3, tmp_path, alike=False)
    rows = profile_scene(str(spec.file), size=32, blocks=1)
    assert [row.name for row in rows[4:]] == [layer.name for layer in spec.layers]
    assert rows[0].saved > 0.0
    assert rows[1].alone > 0.0
    assert all(math.isfinite(row.alone) and math.isfinite(row.saved) for row in rows[4:])

"""What a user installs holds everything that the program needs."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_every_module_scene_and_shader_is_in_the_wheel(wheel):
    packed = set(wheel.namelist())
    wanted = set()
    for package in ("vrapp", "biofeedback"):
        wanted |= {
            path.relative_to(ROOT).as_posix()
            for path in (ROOT / package).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
    for folder in ("scenes", "shaders", "protocols"):
        wanted |= {
            f"vrapp/data/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file()
        }
    assert wanted - packed == set()
    assert any(name.endswith(".frag") for name in packed)
    assert "vrapp/data/scenes/bay.toml" in packed
    assert "vrapp/py.typed" in packed


def test_nothing_else_is_in_the_wheel(wheel):
    strangers = [
        name
        for name in wheel.namelist()
        if not name.startswith(("vrapp/", "biofeedback/", "vrapp-0."))
    ]
    assert strangers == []


def test_the_command_is_declared(wheel):
    entry = next(n for n in wheel.namelist() if n.endswith("entry_points.txt"))
    assert "vrapp = vrapp.cli:main" in wheel.read(entry).decode()

"""Bad input: one clear message with the place and the remedy, exit code 2, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def vrapp(*words, env=None, cwd=None, timeout=60):
    return subprocess.run(
        [sys.executable, "-m", "vrapp", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        check=False,
    )


def refused(result, *words):
    """Exit code 2, no traceback, one message that holds all the words."""
    assert result.returncode == 2, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in result.stderr, result.stderr
    return True


def test_help_is_quick_and_names_every_command():
    result = vrapp("--help")
    assert result.returncode == 0
    for command in ("demo", "run", "simulate", "replay", "analyze", "scenes", "doctor", "bench"):
        assert command in result.stdout


def test_unknown_option_and_command():
    assert refused(vrapp("dmeo"), "dmeo")
    assert refused(vrapp("run", "--sorce", "x"), "--sorce")
    assert refused(vrapp("run", "--size", "huge"), "WIDTHxHEIGHT")


def test_missing_and_malformed_recordings(tmp_path):
    assert refused(vrapp("analyze", tmp_path / "none.xdf"), "none.xdf")
    broken = tmp_path / "broken.xdf"
    broken.write_bytes(b"XDF:\x07\x02\x00garbage that is no chunk at all")
    assert refused(vrapp("analyze", broken), "broken.xdf")
    ragged = tmp_path / "ragged.csv"
    ragged.write_text("time,ecg\n0,1\n0.01,2,3\n", encoding="utf-8")
    assert refused(vrapp("analyze", ragged), "ragged.csv", "3")
    foreign = tmp_path / "song.mp3"
    foreign.write_bytes(b"ID3")
    assert refused(vrapp("replay", foreign), "song.mp3")


def test_csv_without_time_column_names_the_option(tmp_path):
    path = tmp_path / "plain.csv"
    path.write_text("ecg\n" + "0\n" * 50, encoding="utf-8")
    assert refused(vrapp("analyze", path), "--rate")


def test_map_of_a_column_that_is_not_there(tmp_path):
    path = tmp_path / "plain.csv"
    path.write_text("time,a\n" + "".join(f"{i / 100},0\n" for i in range(50)), encoding="utf-8")
    assert refused(vrapp("analyze", path, "--map", "ecg=b"), "b")
    assert refused(vrapp("analyze", path, "--map", "ecg"), "SIGNAL=COLUMN")


def test_unknown_scene_names_the_nearest(tmp_path):
    result = vrapp("run", "--source", "patient", "--scene", "bey", "--duration", "1",
                   "--display", "headless", "--out", tmp_path / "s")  # fmt: skip
    assert refused(result, "bey", "'bay'")


@pytest.fixture
def scene_folder(tmp_path):
    (tmp_path / "scenes").mkdir()
    (tmp_path / "shaders" / "mine").mkdir(parents=True)
    (tmp_path / "shaders" / "mine" / "all.frag").write_text(
        "void main() {\n    color = vec4(glow, 0.0, 0.0, 1.0);\n}\n", encoding="utf-8"
    )
    (tmp_path / "scenes" / "mine.toml").write_text(
        "format = 1\n[parameters.glow]\nrange = [0.0, 1.0]\nrest = 0.5\n"
        '[[layers]]\nname = "all"\nshader = "mine/all"\ngeometry = { kind = "screen" }\n',
        encoding="utf-8",
    )
    return tmp_path


def test_a_folder_of_scenes_that_is_not_there(tmp_path):
    result = vrapp("scenes", "list", env={"VRAPP_SCENES": str(tmp_path / "gone")})
    assert refused(result, "VRAPP_SCENES", "gone")


def test_a_parameter_out_of_its_range(tmp_path):
    result = vrapp("render", "bay", "--set", "swell=9", "--out", tmp_path / "a.png")
    assert refused(result, "swell goes from 0 to 0.36")


def test_options_of_live_sensors_are_not_ignored(tmp_path):
    result = vrapp("run", "--source", "patient", "--stream", "ecg", "--out", tmp_path / "s")
    assert refused(result, "--stream is of live sensors")


def test_a_scene_of_ones_own_is_checked(scene_folder):
    result = vrapp("scenes", "check", "mine", env={"VRAPP_SCENES": str(scene_folder)})
    assert result.returncode == 0, result.stderr


def test_unknown_scene_key_names_file_key_and_nearest(scene_folder):
    file = scene_folder / "scenes" / "mine.toml"
    file.write_text(file.read_text().replace("rest =", "reste ="), encoding="utf-8")
    result = vrapp("scenes", "check", "mine", env={"VRAPP_SCENES": str(scene_folder)})
    assert refused(result, "mine.toml", "parameters.glow", "reste", "rest")


def test_glsl_error_names_file_and_line(scene_folder):
    shader = scene_folder / "shaders" / "mine" / "all.frag"
    shader.write_text(shader.read_text().replace("vec4(glow", "vec4(gloww"), encoding="utf-8")
    result = vrapp("scenes", "check", "mine", env={"VRAPP_SCENES": str(scene_folder)})
    assert refused(result, "all.frag", "2", "gloww")


def test_out_folder_that_is_not_empty(tmp_path):
    (tmp_path / "old").write_text("precious")
    result = vrapp("run", "--source", "patient", "--duration", "1", "--display", "headless",
                   "--out", tmp_path)  # fmt: skip
    assert refused(result, "not empty", "--out")


@pytest.mark.skipif(sys.platform == "win32", reason="on Windows a window needs no DISPLAY")
def test_window_without_a_screen(tmp_path):
    env = {"DISPLAY": "", "WAYLAND_DISPLAY": ""}
    result = vrapp("run", "--source", "patient", "--duration", "1", "--display", "window",
                   "--out", tmp_path / "s", env=env)  # fmt: skip
    assert refused(result, "--display headless")


def test_a_missing_lsl_library_names_the_remedy(tmp_path):
    (tmp_path / "pylsl.py").write_text(
        "raise RuntimeError('LSL binary library file was not found')"
    )
    result = vrapp("simulate", "--duration", "1", env={"PYTHONPATH": str(tmp_path)})
    assert refused(result, "pylsl")


def test_no_opengl_names_the_packages(tmp_path):
    (tmp_path / "glcontext.py").write_text("raise ImportError('libGL.so not found')")
    result = vrapp("run", "--source", "patient", "--duration", "1", "--display", "headless",
                   "--out", tmp_path / "s", env={"PYTHONPATH": str(tmp_path)})  # fmt: skip
    assert refused(result, "libgl1")

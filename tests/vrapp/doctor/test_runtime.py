"""Where the active runtime is named, by the loader's rules."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from vrapp.doctor.runtime import active_runtime


def manifest(path: Path, name: str = "One", library: str = "libone.so") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {"file_format_version": "1.0.0", "runtime": {"name": name, "library_path": library}}
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def test_the_environment_comes_first(tmp_path: Path) -> None:
    one = manifest(tmp_path / "one.json")
    manifest(tmp_path / "config/openxr/1/active_runtime.json", "Two")
    found = active_runtime(
        {"XR_RUNTIME_JSON": str(one), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    )
    assert found is not None
    assert (found.name, found.fault) == ("One", "")
    assert "XR_RUNTIME_JSON" in found.place


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps it in the registry")
def test_the_users_choice_comes_before_the_systems(tmp_path: Path) -> None:
    manifest(tmp_path / "home/.config/openxr/1/active_runtime.json", "Mine")
    manifest(tmp_path / "etc/openxr/1/active_runtime.json", "Theirs")
    environment = {"HOME": str(tmp_path / "home"), "XDG_CONFIG_DIRS": str(tmp_path / "etc")}
    found = active_runtime(environment)
    assert found is not None
    assert found.name == "Mine"
    environment["HOME"] = str(tmp_path)
    found = active_runtime(environment)
    assert found is not None
    assert found.name == "Theirs"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    found = active_runtime({"XR_RUNTIME_JSON": str(tmp_path / "gone.json")})
    assert found is not None
    assert "gone.json cannot be read" in found.fault


@pytest.mark.parametrize("text", ["", "[]", '{"runtime": {}}', '{"runtime": 3}'])
def test_a_file_that_is_no_manifest_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "odd.json"
    path.write_text(text, encoding="utf-8")
    found = active_runtime({"XR_RUNTIME_JSON": str(path)})
    assert found is not None
    assert "is no manifest" in found.fault


def test_a_library_is_looked_for_beside_its_manifest(tmp_path: Path) -> None:
    path = manifest(tmp_path / "one.json", library="./lib/libone.so")
    found = active_runtime({"XR_RUNTIME_JSON": str(path)})
    assert found is not None
    assert "libone.so is not there" in found.fault
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "libone.so").touch()
    found = active_runtime({"XR_RUNTIME_JSON": str(path)})
    assert found is not None
    assert found.fault == ""

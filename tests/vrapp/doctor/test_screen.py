"""What is said about the screen, without a word from the libraries below."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no Wayland")
def test_wayland_without_its_folder_is_told_by_us_alone(tmp_path: Path) -> None:
    drop = ("DISPLAY", "XDG_RUNTIME_DIR")
    env = {name: value for name, value in os.environ.items() if name not in drop}
    env |= {"WAYLAND_DISPLAY": "wayland-0", "HOME": str(tmp_path), "COLUMNS": "400"}
    done = subprocess.run(
        [sys.executable, "-m", "vrapp", "doctor"],
        env=env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "XDG_RUNTIME_DIR names no folder" in done.stdout
    assert done.stderr == ""
    assert done.returncode == 2

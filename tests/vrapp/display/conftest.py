"""A screen for tests that need a window: the real one, or a virtual one of our own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def screen() -> Iterator[str]:
    """Name of an X display (empty where there is no X at all, as on Windows)."""
    if not sys.platform.startswith("linux"):
        yield ""
        return
    if os.environ.get("DISPLAY"):
        yield os.environ["DISPLAY"]
        return
    server = shutil.which("Xvfb")
    if server is None:
        pytest.skip("no DISPLAY, and no Xvfb to make one (Debian: apt install xvfb)")
    read, write = os.pipe()
    # -noreset: without it the server starts anew, deaf for a moment, whenever a window closes.
    process = subprocess.Popen(
        [
            server,
            "-displayfd",
            str(write),
            "-screen",
            "0",
            "1920x1200x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()  # written when the server is ready
        if not number:
            pytest.skip("Xvfb did not start")
        os.environ["DISPLAY"] = f":{number}"
        yield os.environ["DISPLAY"]
    finally:
        os.environ.pop("DISPLAY", None)
        process.terminate()
        process.wait(timeout=10)

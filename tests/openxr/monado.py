"""Monado, the open OpenXR runtime, as a child process: a simulated headset and software Vulkan.

`python -m tests.openxr.monado [--screen] COMMAND ...` runs a command beside a service of its own,
with the null compositor at 20 Hz, or with the main compositor at 90 Hz on a virtual screen.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

READY = "The Monado service has started"
START_S = 30.0
"""The software Vulkan of a loaded machine takes seconds to begin; alone it takes half a one."""


class Monado:
    """A `monado-service` with folders of its own, and what a program needs to find it.

    Parameters
    ----------
    folder
        An empty folder; the service's sockets, settings and logs go there.
    remote
        Head and hands are scripted over TCP (`tests.openxr.remote`) instead of resting.
    screen
        The main compositor draws on a virtual screen of its own, at 90 Hz; otherwise the null
        compositor paces frames at 20 Hz and shows them nowhere.
    settings
        More environment variables, of the service and of the program.
    """

    def __init__(
        self, folder: Path, *, remote: bool = False, screen: bool = False, **settings: str
    ) -> None:
        self.folder = folder
        self.port = _free_port() if remote else 0
        run, config = folder / "run", folder / "config"
        run.mkdir(mode=0o700)
        (config / "monado").mkdir(parents=True)
        self.env = {
            **os.environ,
            "XDG_RUNTIME_DIR": str(run),
            "XDG_CONFIG_HOME": str(config),
            "XRT_NO_STDIN": "1",
            **settings,
        }
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "XR_RUNTIME_JSON"):
            self.env.pop(name, None)
        if remote:
            chosen = {"version": 0, "port": self.port, "view_count": 2}
            (config / "monado" / "config_v0.json").write_text(
                json.dumps({"active": "remote", "remote": chosen}), encoding="utf-8"
            )
        else:
            self.env["SIMULATED_ENABLE"] = "1"
        self._screen: subprocess.Popen[bytes] | None = None
        if screen:
            self._open_screen()
            self.env |= {
                "XRT_COMPOSITOR_FORCE_XCB": "1",
                "XRT_COMPOSITOR_XCB_FULLSCREEN": "0",
                "XRT_COMPOSITOR_SCALE_PERCENTAGE": "30",
                "XRT_COMPOSITOR_DEFAULT_FRAMERATE": "90",
            }
        else:
            self.env["XRT_COMPOSITOR_NULL"] = "1"
        self._service: subprocess.Popen[bytes] | None = None
        self._programs: list[subprocess.Popen[str]] = []
        self._starts = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        for program in self._programs:
            if program.returncode is None:
                program.kill()
                program.communicate()
        self.kill()
        if self._screen is not None:
            self._screen.kill()
            self._screen.wait()

    @property
    def log(self) -> Path:
        """What the service now running, or the last one, said."""
        return self.folder / f"service-{self._starts}.log"

    @property
    def framebuffer(self) -> Path:
        """The virtual screen's picture, an XWD file."""
        return self.folder / "Xvfb_screen0"

    def start(self) -> None:
        """Start the service and wait until programs can reach it."""
        self._starts += 1
        with self.log.open("wb") as log:
            self._service = subprocess.Popen(
                ["monado-service"], env=self.env, stdout=log, stderr=subprocess.STDOUT
            )
        give_up = time.monotonic() + START_S
        while READY not in self.log.read_text(encoding="utf-8", errors="replace"):
            if self._service.poll() is not None or time.monotonic() > give_up:
                self.kill()
                raise RuntimeError(f"Monado did not start:\n{self.log.read_text(errors='replace')}")
            time.sleep(0.02)

    def kill(self) -> None:
        """End the service as a crash would: at once, saying nothing to anyone."""
        if self._service is not None:
            self._service.kill()
            self._service.wait()
            self._service = None

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """The service is there and does nothing, as one that hangs."""
        assert self._service is not None
        self._service.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._service.send_signal(signal.SIGCONT)

    def control(self, *arguments: str) -> str:
        """Run `monado-ctl` and return what it said."""
        done = subprocess.run(
            ["monado-ctl", *arguments], env=self.env, capture_output=True, text=True, timeout=20
        )
        if done.returncode:
            raise RuntimeError(f"monado-ctl {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def run(
        self, *command: str, timeout: float = 60.0, **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a program beside the service, to its end."""
        return subprocess.run(
            command, env=self.env | settings, capture_output=True, text=True, timeout=timeout
        )

    def spawn(self, *command: str, **settings: str) -> subprocess.Popen[str]:
        """Start a program beside the service; if it still runs at the end, it is ended."""
        pipe: Any = subprocess.PIPE
        program: subprocess.Popen[str] = subprocess.Popen(
            command, env=self.env | settings, stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )
        self._programs.append(program)
        return program

    def _open_screen(self) -> None:
        read, write = os.pipe()  # the X server says here which number it took, once it is ready
        self._screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x720x24", "-nolisten", "tcp",
             "-fbdir", str(self.folder)],
            pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        self.env["DISPLAY"] = f":{number}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    on_screen = sys.argv[1:2] == ["--screen"]
    with tempfile.TemporaryDirectory() as place, Monado(Path(place), screen=on_screen) as monado:
        sys.exit(subprocess.run(sys.argv[1 + on_screen :], env=monado.env).returncode)

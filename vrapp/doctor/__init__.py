"""What this machine has, what it lacks, and how to mend it."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from vrapp.doctor.finding import Finding

__all__ = ["Finding", "examine"]

DEBIAN_GL = "sudo apt install libegl1 libgl1 libgl1-mesa-dri libglx-mesa0"
"""Debian and Ubuntu packages that a bare system lacks for OpenGL, with and without a screen."""

PACKAGES = ("numpy", "scipy", "pylsl", "pyxdf", "moderngl", "pyopenxr", "pygame", "imgui-bundle")


def examine() -> Iterator[Finding]:
    """Look at everything, one finding after the other; no check can stop the others."""
    checks: tuple[Callable[[], Iterator[Finding] | Finding], ...] = (
        _python, _packages, _lsl_library, _lsl_loopback, _opengl_headless, _screen,
        _openxr, _sound, _sessions_folder,
    )  # fmt: skip
    for check in checks:
        try:
            found = check()
            yield from (found,) if isinstance(found, Finding) else found
        except Exception as error:  # a doctor reports what it finds, whatever it is
            what = check.__name__.strip("_").replace("_", " ")
            yield Finding(what, "bad", f"{type(error).__name__}: {error}", "please report this")


def _python() -> Finding:
    version = platform.python_version()
    detail = f"Python {version} on {platform.system()} {platform.release()} ({platform.machine()})"
    if (3, 11) <= sys.version_info < (3, 14):
        return Finding("Python", "good", detail)
    return Finding("Python", "bad", detail, "use Python 3.11, 3.12 or 3.13")


def _packages() -> Finding:
    found, missing = [], []
    for name in PACKAGES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding(
            "packages", "bad", f"missing: {', '.join(missing)}",
            f"{sys.executable} -m pip install {' '.join(missing)}",
        )  # fmt: skip
    return Finding("packages", "good", ", ".join(found))


def _lsl_library() -> Finding:
    from biofeedback.lsl.config import LslError, configure, library

    try:
        configure("machine")
        version = library().library_version()
    except LslError as error:
        return Finding("LSL library", "bad", str(error), "pip install --force-reinstall pylsl")
    return Finding("LSL library", "good", f"liblsl {version / 100:.2f}")


def _lsl_loopback() -> Finding:
    from biofeedback.lsl.probe import loopback_seconds

    seconds = loopback_seconds(timeout_s=4.0)
    if seconds is None:
        return Finding(
            "LSL on this machine", "bad", "a stream sent here was not found here within 4 s",
            "allow UDP ports 16571-16604 and TCP 16572-16604 for Python in the firewall; on "
            "networks without multicast name the other machines with --known-peers",
        )  # fmt: skip
    return Finding("LSL on this machine", "good", f"a stream was found in {seconds:.1f} s")


def _opengl_headless() -> Finding:
    from vrapp.display.base import DisplayError
    from vrapp.display.context import headless_context, is_software

    try:
        context = headless_context()
    except DisplayError as error:
        return Finding("OpenGL without a screen", "bad", str(error), DEBIAN_GL)
    renderer, version = context.info["GL_RENDERER"], context.info["GL_VERSION"]
    context.release()
    if is_software(renderer):
        return Finding(
            "OpenGL without a screen", "note", f"{renderer}, {version}: a software rasteriser",
            "fine for tests and a look; install the driver of your graphics card for a headset",
        )  # fmt: skip
    return Finding("OpenGL without a screen", "good", f"{renderer}, {version}")


def _screen() -> Finding:
    if sys.platform not in ("win32", "darwin") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return Finding(
            "screen", "note", "no DISPLAY or WAYLAND_DISPLAY here: the window cannot open",
            "run in a desktop session, or use --display headless",
        )  # fmt: skip
    wayland = os.environ.get("WAYLAND_DISPLAY", "")
    if wayland and not (
        os.environ.get("DISPLAY")
        or Path(wayland).is_absolute()
        or Path(os.environ.get("XDG_RUNTIME_DIR") or "/nowhere").is_dir()
    ):  # asked all the same, its library would write to the terminal
        return Finding(
            "screen", "bad", "WAYLAND_DISPLAY is set, but XDG_RUNTIME_DIR names no folder",
            "run in the desktop session itself (sudo and ssh lose it), or use --display headless",
        )  # fmt: skip
    from biofeedback.clock import VirtualClock
    from vrapp.display.base import DisplayError
    from vrapp.display.window import WindowDisplay

    try:
        with WindowDisplay(size=(320, 240), clock=VirtualClock()) as display:
            renderer = display.context.info["GL_RENDERER"]
    except DisplayError as error:
        return Finding("screen", "bad", str(error), DEBIAN_GL)
    return Finding("screen", "good", f"a window with OpenGL opened on {renderer}")


def _openxr() -> Iterator[Finding]:
    from vrapp.doctor.openxr import look

    return look()


def _sound() -> Finding:
    from vrapp.doctor.sound import look

    return look()


def _sessions_folder() -> Finding:
    from vrapp.report.place import sessions_folder

    folder = sessions_folder()
    probe = _first_existing(folder)
    try:
        with tempfile.TemporaryFile(dir=probe):
            pass
    except OSError as error:
        return Finding("sessions", "bad", f"cannot write to {probe}: {error}", "use --out FOLDER")
    return Finding("sessions", "good", f"kept in {folder}")


def _first_existing(folder: Path) -> Path:
    return folder if folder.exists() else _first_existing(folder.parent)

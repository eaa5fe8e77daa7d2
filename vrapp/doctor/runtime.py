"""Which OpenXR runtime the loader will find, and where that is written.

The loader's rules: OpenXR Loader Design, "Active Runtime Information" (Khronos, 1.1).
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

REGISTRY_KEY = r"SOFTWARE\Khronos\OpenXR\1"
"""Under HKEY_LOCAL_MACHINE; its value `ActiveRuntime` is the path of the manifest."""

ARCHITECTURES = {"amd64": "x86_64", "arm64": "aarch64"}
"""Names of a processor that the loader calls otherwise."""


@dataclass(frozen=True, slots=True)
class ActiveRuntime:
    """What says which runtime is active."""

    place: str
    """Where that is said, in words."""
    manifest: Path
    name: str = ""
    """As the manifest has it; it may have none."""
    fault: str = ""
    """Why the loader cannot load it, as far as the files tell."""


def active_runtime(environment: Mapping[str, str] = os.environ) -> ActiveRuntime | None:
    """The runtime that the loader will take, sound or not; None if none is named anywhere."""
    for place, manifest in _candidates(environment):
        return _read(place, manifest)
    return None


def _candidates(environment: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    chosen = environment.get("XR_RUNTIME_JSON")
    if chosen:  # taken even if there is no such file
        yield "the environment variable XR_RUNTIME_JSON", Path(chosen)
    if sys.platform == "win32":
        yield from _registry()
    else:
        yield from _files(environment)


def _files(environment: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    home = environment.get("XDG_CONFIG_HOME") or Path(environment.get("HOME", "/root")) / ".config"
    system = environment.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    machine = platform.machine().lower()
    for folder in (home, *system.split(":"), "/usr/local/etc", "/etc"):
        for ending in (f".{ARCHITECTURES.get(machine, machine)}", ""):
            path = Path(folder) / "openxr" / "1" / f"active_runtime{ending}.json"
            if path.exists():
                yield str(path), path


def _registry() -> list[tuple[str, Path]]:
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, REGISTRY_KEY) as key:
                value, _ = winreg.QueryValueEx(key, "ActiveRuntime")
        except OSError:
            return []
        place = rf"the registry, HKEY_LOCAL_MACHINE\{REGISTRY_KEY}, ActiveRuntime"
        return [(place, Path(str(value)))]
    return []


def _read(place: str, manifest: Path) -> ActiveRuntime:
    try:
        runtime = json.loads(manifest.read_text(encoding="utf-8"))["runtime"]
        name, library = str(runtime.get("name", "")), str(runtime["library_path"])
    except OSError as error:
        return ActiveRuntime(place, manifest, fault=f"{manifest} cannot be read: {error.strerror}")
    except (ValueError, KeyError, TypeError, AttributeError):
        return ActiveRuntime(place, manifest, fault=f"{manifest} is no manifest of a runtime")
    # Without a folder in its name the system finds the library; otherwise from the manifest's.
    if ("/" in library or "\\" in library) and not (manifest.resolve().parent / library).exists():
        return ActiveRuntime(place, manifest, name, f"its library {library} is not there")
    return ActiveRuntime(place, manifest, name)

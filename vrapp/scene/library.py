"""Where scenes are kept, which there are, and one by its name.

A *root* is a folder with `scenes/NAME.toml` and `shaders/`. The product's own root is the
repository while developing and `vrapp/data` in an installed wheel. Further roots come as
arguments or, for every program, from the environment variable `VRAPP_SCENES` (folders joined as
in PATH); they are looked through first, so a clinic can bring its own.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import platformdirs

from vrapp.scene.errors import SceneError, nearest
from vrapp.scene.frame import HISTORY_LENGTH, FrameState
from vrapp.scene.spec import SceneSpec, parse_scene

SCENES_VARIABLE = "VRAPP_SCENES"


@cache
def data_root() -> Path:
    """The product's own root. Raises `SceneError` when the installation lacks it."""
    package = Path(__file__).resolve().parents[1]
    for root in (package / "data", package.parent):
        if (root / "scenes").is_dir() and (root / "shaders").is_dir():
            return root
    raise SceneError(
        f"no scenes beside {package}; the installation is broken, install vrapp again", package
    )


def user_root() -> Path:
    """Where the user's own scenes lie (not made here)."""
    return Path(platformdirs.user_documents_dir()) / "vrapp"


def writing_root() -> Path:
    """Where a new scene goes: the first folder of `VRAPP_SCENES`, otherwise `user_root`."""
    named = [Path(p) for p in os.environ.get(SCENES_VARIABLE, "").split(os.pathsep) if p]
    return named[0] if named else user_root()


def scene_roots(extra: Sequence[Path] = ()) -> tuple[Path, ...]:
    """All roots in the order in which they are looked through.

    Raises `SceneError` for one in the environment that is no folder: its scenes would be missed.
    """
    named = [Path(p) for p in os.environ.get(SCENES_VARIABLE, "").split(os.pathsep) if p]
    for root in named:
        if not root.is_dir():
            raise SceneError(f"{SCENES_VARIABLE} names {root}, which is no folder", root)
    own = [user_root()] if (user_root() / "scenes").is_dir() else []
    return (*extra, *named, *own, data_root())


def list_scenes(extra: Sequence[Path] = ()) -> Mapping[str, Path]:
    """Name -> file of every scene, sorted by name; an earlier root hides a later one's."""
    found: dict[str, Path] = {}
    for root in scene_roots(extra):
        for file in sorted((root / "scenes").glob("*.toml")):
            found.setdefault(file.stem, file)
    return dict(sorted(found.items()))


def load_scene(name: str | Path, extra: Sequence[Path] = ()) -> SceneSpec:
    """The scene of that name, or in that `.toml` file. Raises `SceneError`."""
    if str(name).endswith(".toml"):
        file = Path(name)
    else:
        scenes = list_scenes(extra)
        if str(name) not in scenes:
            known = ", ".join(scenes) or "none"
            raise SceneError(f"no scene {str(name)!r}{nearest(str(name), scenes)} (known: {known})")
        file = scenes[str(name)]
    root = file.resolve().parent
    root = root.parent if root.name == "scenes" else root
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SceneError(f"cannot be read: {reason}", file) from None
    return parse_scene(text, file, root)


def shader_folders(spec: SceneSpec) -> tuple[Path, ...]:
    """Folders that a scene's shader paths and includes are looked up in, in order."""
    own, ours = spec.root / "shaders", data_root() / "shaders"
    return (own,) if own == ours else (own, ours)


def rest_state(spec: SceneSpec, time_s: float = 0.0, **values: float) -> FrameState:
    """The scene at rest at its own time `time_s`, with some parameters held at other values.

    A value outside its parameter's range is brought to the nearest bound.
    """
    shown = np.array([p.rest for p in spec.parameters], dtype=np.float32)
    for name, value in values.items():
        i = spec.index_of(name)
        shown[i] = min(max(value, spec.parameters[i].range[0]), spec.parameters[i].range[1])
    past = np.repeat(shown[list(spec.history_parameters), None], HISTORY_LENGTH, axis=1)
    return FrameState(time_s, time_s, spec, shown, past.astype(np.float32))

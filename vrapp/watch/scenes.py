"""The scenes of a kept session, and whether they are still what they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from vrapp.record.scenes import scene_facts
from vrapp.scene.library import load_scene
from vrapp.scene.spec import SceneSpec


def scenes_of(
    names: Iterable[str], manifest: Mapping[str, Any], files: Sequence[Path] = ()
) -> tuple[dict[str, SceneSpec], list[str]]:
    """The scenes by name, from `files` or the program's own, and a warning for each that differs
    from the checksum in the manifest.

    Raises
    ------
    SceneError
        One is not there any more, or cannot be read.
    """
    given = {spec.name: spec for spec in map(load_scene, files)}
    found: dict[str, SceneSpec] = {}
    warnings: list[str] = []
    kept = manifest.get("scenes", {})
    program = manifest.get("program", {}).get("version", "unknown")
    for name in sorted(names):
        spec = found[name] = given.get(name) or load_scene(name)
        was = (kept.get(name) or {}).get("sha256")
        if was != scene_facts(spec)["sha256"]:
            warnings.append(
                f"scene {name!r} is not the one that was shown (its files have changed since); "
                f"pictures may differ. Replay with vrapp {program}, or bring the scene as it was "
                "with --scene FILE"
            )
    return found, warnings

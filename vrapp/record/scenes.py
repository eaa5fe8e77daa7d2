"""Which scenes a session was run with, told so that a change of them is seen later."""

from __future__ import annotations

from typing import Any

from vrapp.record.manifest import checksum
from vrapp.scene.spec import SceneSpec


def scene_facts(spec: SceneSpec) -> dict[str, Any]:
    """Its file, and the checksum of it and of every shader in the folders it draws with."""
    folders = sorted({layer.shader.partition("/")[0] for layer in spec.layers})
    shaders = [
        path
        for folder in (*folders, "lib")
        for path in sorted((spec.root / "shaders" / folder).glob("*"))
        if path.is_file()
    ]
    return {"file": spec.file.name, "sha256": checksum([spec.file, *shaders])}

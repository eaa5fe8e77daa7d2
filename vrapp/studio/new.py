"""A first scene to change: `template/`, written under a name of one's own."""

from __future__ import annotations

import re
from pathlib import Path

from vrapp.scene.errors import SceneError

TEMPLATE = Path(__file__).parent / "template"
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}\Z")


def new_scene(name: str, root: Path) -> list[Path]:
    """Write `scenes/NAME.toml` and `shaders/NAME/*` below `root`; returns the files, TOML first.

    Raises `SceneError` for a name that cannot be one, and where something of that name is there
    already: nothing is ever written over.
    """
    if not _NAME.match(name):
        raise SceneError(
            f"{name!r} is no scene name; allowed are a-z, 0-9, _ and - (a letter first)"
        )
    toml, folder = root / "scenes" / f"{name}.toml", root / "shaders" / name
    for there in (toml, folder):
        if there.exists():
            raise SceneError("is there already; choose another name", there)
    title = name.replace("_", " ").replace("-", " ").capitalize()
    written: list[Path] = []
    try:
        toml.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(parents=True)
        for source in sorted(TEMPLATE.iterdir()):
            text = source.read_text(encoding="utf-8")
            target = toml if source.name == "scene.toml" else folder / source.name
            text = text.replace("@NAME@", name).replace("@TITLE@", title)
            with target.open("x", encoding="utf-8") as file:
                file.write(text)
            written.append(target)
    except OSError as error:
        raise SceneError(f"cannot be written: {error}; give another --out", root) from None
    return sorted(written, key=lambda file: file != toml)

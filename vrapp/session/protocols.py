"""Where protocols are kept, which there are, and one by its name.

A root is a folder with `protocols/NAME.toml`: those that scenes are looked for in (`VRAPP_SCENES`
first, then the product's own, beside `scenes/`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from vrapp.scene.errors import SceneError, nearest
from vrapp.scene.library import scene_roots
from vrapp.session.protocol import Protocol
from vrapp.session.protocol_file import parse_protocol

FOLDER = "protocols"


def list_protocols() -> Mapping[str, Path]:
    """Name -> file of every protocol, sorted by name; an earlier root hides a later one's."""
    found: dict[str, Path] = {}
    for root in scene_roots():
        for file in sorted((root / FOLDER).glob("*.toml")):
            found.setdefault(file.stem, file)
    return dict(sorted(found.items()))


def load_protocol(name: str | Path, *, children: bool = False) -> Protocol:
    """The protocol of that name, or in that `.toml` file.

    Raises
    ------
    SceneError
        There is none, or it is wrong: file, key, what is allowed and the nearest valid one.
    """
    if str(name).endswith(".toml"):
        file = Path(name)
    else:
        known = list_protocols()
        if str(name) not in known:
            listed = ", ".join(known) or "none"
            raise SceneError(
                f"no protocol {str(name)!r}{nearest(str(name), known)} (known: {listed})"
            )
        file = known[str(name)]
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SceneError(f"cannot be read: {reason}", file) from None
    return parse_protocol(text, file, children=children)

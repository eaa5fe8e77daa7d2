"""A file that is replaced at once: whoever reads it finds the old one or the new one, whole."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

PAUSES_S = (0.02, 0.05, 0.1, 0.3, 0.6, 1.0)
"""Before each further try at an end, two seconds in all: a virus scanner, a backup or an index
holds a file on Windows for a moment after it was written, and replacing it is refused meanwhile."""


def write_json(
    path: Path, told: Mapping[str, Any], to_disk: bool = True, pauses_s: Sequence[float] = PAUSES_S
) -> None:
    """Write plain JSON as `write_whole` does; `ValueError` or `TypeError` where it is none."""
    text = json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    write_whole(path, text, to_disk, pauses_s)


def write_whole(
    path: Path, text: str, to_disk: bool = True, pauses_s: Sequence[float] = PAUSES_S
) -> None:
    """Write to a file beside it that then takes its place.

    `to_disk` waits until it is there. While it is refused it is tried again after each of
    `pauses_s`.

    Raises
    ------
    OSError
        It cannot be written; what was there before stands, and nothing lies beside it.
    """
    beside = path.with_name(f"{path.name}.part")
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
            if to_disk:
                file.flush()
                os.fsync(file.fileno())
        _replace(beside, path, pauses_s)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def _replace(beside: Path, path: Path, pauses_s: Sequence[float]) -> None:
    for pause_s in pauses_s:
        try:
            beside.replace(path)
        except PermissionError:
            time.sleep(pause_s)
        else:
            return
    beside.replace(path)

"""What the author's window knows beside the puppet: how time runs, and what went wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)
USUAL_SHARE = 0.05
_NEXT_FILE = re.compile(r"; (?=/|[A-Za-z]:\\)")


@dataclass(slots=True)
class Play:
    """How scene time runs, and what the author is told."""

    running: bool = True
    speed: float = 1.0
    error: str = ""  # of the files as they are now; the picture is of the last good ones
    note: str = ""
    frame_s: float = 0.0  # of the frame loop, running mean

    def scene_dt(self, dt: float) -> float:
        """Seconds of scene time in `dt` seconds of the window's."""
        return min(max(dt, 0.0), 0.25) * self.speed if self.running else 0.0

    def measured(self, frame_s: float) -> None:
        """Take the time from one frame to the next into the running mean."""
        if frame_s > 0.0:
            known = self.frame_s or frame_s
            self.frame_s = known + USUAL_SHARE * (frame_s - known)


def error_lines(error: str) -> list[tuple[str, str]]:
    """An error as (place, message) for each complaint: `file: 3: where`, and what it is.

    Paths are shortened to the last two parts: the author knows the folder.
    """
    found = []
    for complaint in _NEXT_FILE.split(error):
        parts = complaint.split(": ")
        cut = 1
        while cut < len(parts) - 1 and (parts[cut].replace(":", "").isdigit()):
            cut += 1
        place = ": ".join(parts[:cut])
        place = "/".join(place.replace("\\", "/").split("/")[-2:])
        found.append((place, ": ".join(parts[cut:]) or complaint))
    return found

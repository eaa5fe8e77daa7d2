"""The therapist's view.

`Panel` is imported when it is asked for: imgui and pygame take a quarter of a second, and the frame
loop only needs to know what was meant at the desk.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # only the command line prints

from vrapp.panel.intents import command_for

if TYPE_CHECKING:
    from vrapp.panel.panel import Panel

__all__ = ["Panel", "command_for"]


def __getattr__(name: str) -> Any:
    if name == "Panel":
        from vrapp.panel.panel import Panel

        return Panel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""The therapist's view."""

from __future__ import annotations

import os

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # only the command line prints

from vrapp.panel.intents import command_for
from vrapp.panel.panel import Panel

__all__ = ["Panel", "command_for"]

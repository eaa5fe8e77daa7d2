"""Displays: one contract, one file a backend."""

from __future__ import annotations

import os

# pygame reads these when it is imported: no greeting on the terminal (only the command line
# prints), and on Windows sharp pixels instead of a small picture stretched over a dense screen.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
os.environ.setdefault("SDL_WINDOWS_DPI_AWARENESS", "permonitorv2")

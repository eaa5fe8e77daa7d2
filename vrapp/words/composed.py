"""Texts that other rooms put together in English (reasons, notices, titles), as templates.

They stand here so that a catalogue can have them: `Words.told` finds the one that was filled. A
reason that is not among them is shown in English.
"""

from __future__ import annotations

COMPOSED = (
    # parts of an assessment, and the notice of a pain that rose
    "rest",
    "{pace} a minute",
    "pain rose from {before} to {after}: ask how it is",
)

"""What a look at the machine finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["good", "note", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `note` works but deserves a look; `bad` stops something from working."""

    what: str
    verdict: Verdict
    detail: str
    remedy: str = ""

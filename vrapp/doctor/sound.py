"""Whether anything can be heard here."""

from __future__ import annotations

import sys

from vrapp.doctor.finding import Finding


def look() -> Finding:
    """Open the audio device as a session would."""
    from vrapp.audio.player import AudioError, device_name

    try:
        return Finding("sound", "good", device_name())
    except AudioError as error:
        remedy = "plug in or switch on headphones or a headset; sessions run without sound as well"
        if sys.platform.startswith("linux"):
            remedy += " (in a container or over ssh there is often none)"
        return Finding("sound", "note", str(error), remedy)

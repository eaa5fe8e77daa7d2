"""Is what the record says still what was shown? Every checkpoint is worked out again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from vrapp.record.shown import fold, numbers, view_floats
from vrapp.watch.again import Again
from vrapp.watch.reading import ShownSession

Verdict = Literal["same", "differs", "not compared"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A checkpoint: the frames since the one before, and the picture at it.

    `pictures` is "not compared" where none was taken, and where another driver draws.
    """

    at_s: float
    since_s: float
    frames: Verdict
    pictures: Verdict


def verify(shown: ShownSession, again: Again | None = None) -> Iterator[Checked]:
    """Every checkpoint of a session, in order; without `again` no picture is drawn."""
    digest, since_s = hashlib.sha256(), 0.0
    comparable = again is not None and again.same_driver(shown)
    for frame in shown.frames():
        state = frame.state
        row = numbers(frame.number, state, frame.gain, len(frame.views), frame.attended)
        fold(digest, state, row, view_floats(frame.views, frame.world_from_head))
        told = frame.checkpoint
        if told is None:
            continue
        pictures: Verdict = "not compared"
        if told.pictures and again is not None and comparable:
            pictures = _verdict(again.digests(frame) == list(told.pictures))
        yield Checked(frame.at_s, since_s, _verdict(digest.hexdigest() == told.frames), pictures)
        digest, since_s = hashlib.sha256(), frame.at_s


def _verdict(same: bool) -> Verdict:
    return "same" if same else "differs"

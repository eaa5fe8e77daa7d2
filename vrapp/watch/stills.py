"""Single pictures of what was shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from vrapp.studio.sheet import in_rows, lay_out, save
from vrapp.watch.again import Again
from vrapp.watch.reading import ReplayError, ShownFrame, ShownSession

RgbArray = npt.NDArray[np.uint8]
JITTER_S = 1e-6
"""Frame times are sums; a frame this much early is the one that was meant."""


def every(shown: ShownSession, period_s: float) -> list[float]:
    """Times from the session's beginning on, `period_s` apart, as far as it goes."""
    return [n * period_s for n in range(int((shown.length_s + JITTER_S) / period_s) + 1)]


def stills(
    shown: ShownSession, again: Again, times_s: Sequence[float]
) -> Iterator[tuple[ShownFrame, RgbArray]]:
    """What was shown at each of the times (s since the session began), in order of time: the first
    frame from then on. Times after the last frame are left out.
    """
    wanted = sorted(times_s)
    for frame in shown.frames():
        again.step(frame)
        if wanted and frame.at_s >= wanted[0] - JITTER_S:
            again.draw(frame)
            picture = again.read_rgb()
            while wanted and frame.at_s >= wanted[0] - JITTER_S:
                wanted.pop(0)
            yield frame, picture
        if not wanted:
            return


def name_of(at_s: float) -> str:
    """A picture's file name, by minutes and seconds; it sorts by time."""
    tenths = round(at_s * 10)
    return f"shown-{tenths // 600:02d}m{tenths // 10 % 60:02d}.{tenths % 10}s.png"


def write(
    taken: Iterator[tuple[ShownFrame, RgbArray]], folder: Path | None, sheet: Path | None
) -> list[Path]:
    """Write pictures into a folder, or onto one sheet, or both; the files that were written.

    Raises
    ------
    ReplayError
        There is no picture at these times, or a file cannot be written.
    """
    written: list[Path] = []
    pictures: list[RgbArray] = []
    captions: list[str] = []
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        for frame, picture in taken:
            if folder is not None:
                written.append(folder / name_of(frame.at_s))
                Image.fromarray(picture).save(written[-1])
            if sheet is not None:
                pictures.append(picture)
                captions.append(f"{frame.at_s:.1f} s  {frame.state.scene.name}")
        if not (written or pictures):
            raise ReplayError("nothing was shown at these times; give earlier ones with --at")
        if sheet is not None:
            save(lay_out(in_rows(pictures, captions)), sheet)
            written.append(sheet)
    except OSError as error:
        where = sheet if folder is None else folder
        raise ReplayError(
            f"cannot write to {where}: {error.strerror or error}; give another place"
        ) from error
    except ValueError as error:
        raise ReplayError(f"{sheet}: {error}") from error
    return written

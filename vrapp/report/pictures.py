"""Pictures of a session, written beside the frame loop and never by it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

MOST_TILES = 48
"""More pictures are thinned out evenly: a sheet is for a look."""

RgbArray = npt.NDArray[np.uint8]


class PictureWriter:
    """Saves PNG files in a thread of its own.

    An error while writing (a full disk, say) is kept and raised by `close`: a session must not
    end because a picture could not be saved, and must not hide it either.
    """

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[tuple[Path, RgbArray] | None] = queue.SimpleQueue()
        self._error: OSError | None = None
        self.paths: list[Path] = []
        self._thread = threading.Thread(target=self._run, name="pictures", daemon=True)
        self._thread.start()

    def save(self, path: Path, rgb: RgbArray) -> None:
        """Take a picture (height, width, 3); it is written soon."""
        self._queue.put((path, rgb))

    def close(self) -> None:
        """Wait until all is written; raise the first error that there was."""
        self._queue.put(None)
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        # Half a second of imports that the plot at the end will want: done now, while the picture
        # fades in, so that ending is quick.
        import matplotlib.backends.backend_agg
        import matplotlib.figure  # noqa: F401

        while (item := self._queue.get()) is not None:
            path, rgb = item
            try:
                Image.fromarray(rgb).save(path, compress_level=3)
            except OSError as error:
                self._error = self._error or error
            else:
                self.paths.append(path)


def contact_sheet(paths: Sequence[Path], out: Path, columns: int = 3, width: int = 640) -> None:
    """Lay pictures out in rows with the moment (the file's stem) under each."""
    if not paths:
        raise ValueError("a contact sheet needs at least one picture")
    every = -(-len(paths) // MOST_TILES)
    paths = paths[::every]
    tiles = []
    for path in paths:
        with Image.open(path) as picture:
            height = round(picture.height * width / picture.width)
            tiles.append(picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS))
    gap, label = 12, 28
    tile_height = max(tile.height for tile in tiles)
    rows = -(-len(tiles) // columns)
    size = (
        gap + columns * (width + gap),
        gap + rows * (tile_height + label + gap),
    )
    sheet = Image.new("RGB", size, (16, 18, 24))
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=16)
    for i, (tile, path) in enumerate(zip(tiles, paths, strict=True)):
        x = gap + (i % columns) * (width + gap)
        y = gap + (i // columns) * (tile_height + label + gap)
        sheet.paste(tile, (x, y))
        draw.text((x + 2, y + tile_height + 5), path.stem, fill=(188, 196, 208), font=font)
    sheet.save(out)

"""Crisp type and soft shapes on a transparent picture, drawn once when the content changes."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from vrapp.prompt.look import LONGEST_LINE, MOST_LINES, PIXELS_PER_DEG, Rgb

Pixels = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float32]


@lru_cache(maxsize=8)
def font(em_deg: float) -> ImageFont.FreeTypeFont:
    """Roboto (Apache-2.0), which comes with imgui-bundle: Pillow's own face has no umlauts.

    The package is only looked up, not imported (a quarter of a second of OpenGL and windows).
    """
    found = find_spec("imgui_bundle")
    folders = [] if found is None else list(found.submodule_search_locations or ())
    for folder in folders:
        path = Path(folder) / "assets" / "fonts" / "Roboto" / "Roboto-Regular.ttf"
        if path.is_file():
            return ImageFont.truetype(str(path), round(em_deg * PIXELS_PER_DEG))
    raise FileNotFoundError(
        "typeface Roboto-Regular.ttf is missing from imgui-bundle; reinstall it: "
        "python -m pip install --force-reinstall imgui-bundle"
    )


def wrap(text: str, longest: int = LONGEST_LINE, most: int = MOST_LINES) -> list[str]:
    """Lines of at most `longest` characters, about equally long; an ellipsis ends what is too much.

    A single word that is longer is cut: a plate must never grow past what an eye can take.
    """
    words = [w[i : i + longest] for w in text.split() for i in range(0, len(w), longest)]
    for width in _widths(words, longest):
        lines = _greedy(words, width)
        if len(lines) <= len(_greedy(words, longest)):
            break
    else:
        return []
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] = lines[-1][: longest - 1].rstrip(" ,;:") + "…"
    return lines


def _widths(words: list[str], longest: int) -> range:
    return range(max(map(len, words), default=longest + 1), longest + 1)


def _greedy(words: list[str], width: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def width_deg(text: str, em_deg: float) -> float:
    return float(font(em_deg).getlength(text)) / PIXELS_PER_DEG


class Ink:
    """A transparent picture of `size_deg` = (width, height); places count from its middle, +y up.

    Kept as premultiplied sRGB values, which filter and blend without dark or bright seams.
    """

    def __init__(self, size_deg: tuple[float, float]) -> None:
        width, height = (max(round(side * PIXELS_PER_DEG), 1) for side in size_deg)
        self._picture = np.zeros((height, width, 4), dtype=np.float32)

    def shape(
        self,
        centre: tuple[float, float],
        size: tuple[float, float],
        radius: float,
        colour: Rgb,
        alpha: float = 1.0,
        line: float = 0.0,
        soft: float = 0.0,
    ) -> None:
        """A rounded box; with `line` (degrees) only its outline; `soft` blurs its edge."""
        height, width = self._picture.shape[:2]
        p = PIXELS_PER_DEG
        x0, y0 = width / 2 + centre[0] * p, height / 2 - centre[1] * p
        half = (size[0] * p / 2, size[1] * p / 2)
        left, top = max(int(x0 - half[0]) - 1, 0), max(int(y0 - half[1]) - 1, 0)
        right, bottom = int(x0 + half[0]) + 3, int(y0 + half[1]) + 3
        area = self._picture[top:bottom, left:right]
        x = np.abs(np.arange(left, left + area.shape[1], dtype=np.float32) + 0.5 - x0)
        y = np.abs(np.arange(top, top + area.shape[0], dtype=np.float32) + 0.5 - y0)
        r = min(radius * p, *half)
        # signed distance to a rounded box: the coverage of a pixel is its distance to the edge
        qx, qy = x[None, :] - (half[0] - r), y[:, None] - (half[1] - r)
        distance = np.hypot(np.maximum(qx, 0), np.maximum(qy, 0)) + np.minimum(
            np.maximum(qx, qy), 0
        )
        distance -= r
        edge = max(soft * p, 1.0)
        if line:
            distance = np.abs(distance + line * p / 2) - line * p / 2
        cover = np.clip(0.5 - (distance + (edge - 1.0) / 2) / edge, 0.0, 1.0)
        if soft:
            cover = cover * cover * (3.0 - 2.0 * cover)
        self._lay(area, (cover * alpha).astype(np.float32), colour)

    def write(
        self, text: str, at: tuple[float, float], em_deg: float, colour: Rgb, anchor: str = "mm"
    ) -> None:
        """One line; `anchor` as in Pillow (`mm` middle, `ls` left at the baseline, ...)."""
        height, width = self._picture.shape[:2]
        mask = Image.new("L", (width, height))
        place = (width / 2 + at[0] * PIXELS_PER_DEG, height / 2 - at[1] * PIXELS_PER_DEG)
        ImageDraw.Draw(mask).text(place, text, fill=255, font=font(em_deg), anchor=anchor)
        box = mask.getbbox()
        if box is None:
            return
        cover = np.asarray(mask.crop(box), dtype=np.float32) / np.float32(255)
        self._lay(self._picture[box[1] : box[3], box[0] : box[2]], cover, colour)

    @staticmethod
    def _lay(area: FloatArray, cover: FloatArray, colour: Rgb) -> None:
        cover = cover[..., None]
        area *= np.float32(1) - cover
        area[..., :3] += cover * (np.array(colour, dtype=np.float32) / np.float32(255))
        area[..., 3:] += cover

    def pixels(self) -> Pixels:
        """(height, width, 4) premultiplied, top row first."""
        pixels: Pixels = np.rint(self._picture * 255.0).astype(np.uint8)
        return pixels

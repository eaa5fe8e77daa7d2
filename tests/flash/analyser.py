"""Finds flashes in a film, after WCAG 2.2, 2.3.1 ("general flash and red flash thresholds").

It looks at the whole film afterwards, by turning points, where the guard counts as it goes: the
two share no line. Area gives no exemption: every cell of a 32 x 32 grid counts alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

GRID = 32
CHANGE = 0.10  # of the maximum relative luminance
DARKER_BELOW = 0.80
RED_SHARE, RED_CHANGE = 0.80, 0.20  # R / (R + G + B) of linear values; CIE 1976 u'v'
BLACK = 0.003
"""Relative luminance below which a colour is not seen as one: 8-bit black is (1, 0, 0) as well."""
MOST = 3  # flashes in any second

Film = npt.NDArray[np.float32]


def linear(picture: npt.NDArray[np.uint8]) -> Film:
    """sRGB bytes (..., 3) to linear light 0..1 (IEC 61966-2-1)."""
    v = np.arange(256) / 255.0
    table = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4).astype(np.float32)
    return table[picture]


@dataclass
class FilmTaker:
    """Keeps the cells' mean colours of pictures (height, width, 3), sides multiples of 32."""

    t: list[float] = field(default_factory=list)
    cells: list[Film] = field(default_factory=list)

    def take(self, t: float, picture: npt.NDArray[np.uint8]) -> None:
        height, width, _ = picture.shape
        parts = linear(picture).reshape(GRID, height // GRID, GRID, width // GRID, 3)
        self.t.append(t)
        self.cells.append(parts.mean(axis=(1, 3)).reshape(GRID * GRID, 3))

    def flashes(self) -> tuple[int, int]:
        """Most general flashes and most red flashes of any cell within any second."""
        return flashes(np.array(self.t), np.stack(self.cells))


def flashes(t: npt.NDArray[np.float64], cells: Film) -> tuple[int, int]:
    """As `FilmTaker.flashes`, of colours (frames, cells, 3), linear 0..1, at times (frames,)."""
    light = cells @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    general = red = 0
    for cell in np.flatnonzero(np.ptp(light, axis=0) >= CHANGE):
        general = max(general, _most(_opposing(t, light[:, cell])) // 2)
    share = cells[..., 0] / np.maximum(cells.sum(-1), 1e-9)
    for cell in np.flatnonzero(((share >= RED_SHARE) & (light > BLACK)).any(axis=0)):
        red = max(red, _most(_red_changes(t, cells[:, cell], light[:, cell])) // 2)
    return general, red


def _opposing(t: npt.NDArray[np.float64], light: Film) -> list[float]:
    """When each change ended that counts, between neighbouring turning points."""
    turns = [0]
    step = np.sign(np.diff(light))
    moving = np.flatnonzero(step)
    ends = moving[np.flatnonzero(np.diff(step[moving]))] + 1  # where up becomes down or down up
    for i in [*ends, len(light) - 1]:
        value = light[i]
        turns.append(int(i))
        # a small swing between two large ones is no turn
        while len(turns) >= 4:
            a, b, c, d = (float(light[k]) for k in turns[-4:])
            if abs(c - b) >= CHANGE or abs(c - b) > abs(b - a) or abs(c - b) > abs(d - c):
                break
            del turns[-3:-1]
        if len(turns) == 3 and abs(float(light[turns[1]]) - float(light[turns[0]])) < CHANGE:
            first, second = float(light[turns[0]]), float(light[turns[1]])
            del turns[0 if abs(value - second) >= abs(value - first) else 1]
    return [
        float(t[b])
        for a, b in pairwise(turns)
        if abs(light[b] - light[a]) >= CHANGE and min(light[a], light[b]) < DARKER_BELOW
    ]


def _red_changes(t: npt.NDArray[np.float64], rgb: Film, light: Film) -> list[float]:
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    x, y, z = (rgb @ to_xyz.T.astype(np.float32)).T
    below = np.maximum(x + 15.0 * y + 3.0 * z, 1e-9)
    uv = np.stack([4.0 * x / below, 9.0 * y / below], axis=1)
    red = rgb[:, 0] >= RED_SHARE * np.maximum(rgb.sum(1), 1e-9)
    found: list[float] = []
    seen = [i for i in range(len(t)) if light[i] > BLACK]
    if not seen:
        return found
    before = at = seen[0]
    for i in seen:
        if np.hypot(*(uv[i] - uv[at])) > RED_CHANGE and (red[i] or red[at]):
            found.append(float(t[i]))
            before, at = at, i
        elif np.hypot(*(uv[i] - uv[before])) > np.hypot(*(uv[at] - uv[before])):
            at = i  # further along the same way
    return found


def _most(times: list[float]) -> int:
    """Most of them within any second."""
    most = start = 0
    for end, t in enumerate(times):
        while t - times[start] >= 1.0:
            start += 1
        most = max(most, end - start + 1)
    return most

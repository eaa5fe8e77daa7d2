"""Stripes in a picture that could harm a photosensitive person, found by local Fourier analysis.

What counts (ITU-R BT.1702-2, annex 1, and Harding & Jeavons 1994): regular stripes, straight or
gently curved, with more than five light-dark pairs, a difference of at least 20 cd/m² between
light and dark where the dark ones are below 160 cd/m², over more than a quarter of the view. A
display's white is taken as 200 cd/m², as the recommendation does for standard pictures, so 20 is
0.1 of it.

How: at three sizes of the picture, windows that overlap by half are looked at one by one. A window
is striped when one wave holds most of the energy of its spectrum and swings far enough. Striped
neighbours of like direction and spacing are one field; its pairs are its length across the stripes
times their frequency. A single edge (a horizon) has most of its energy below the lowest frequency
that counts, noise and foliage spread theirs: neither is a stripe.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Light = npt.NDArray[np.float64]

MOST_PAIRS = 5
"""More light-dark pairs than this are a pattern."""
LARGEST_SHARE = 0.25
"""Of the view, that a pattern may fill."""
SWING, DARK_BELOW = 0.1, 0.8
"""20 and 160 of 200 cd/m²."""

WINDOW = 48  # pixels
HOP = WINDOW // 2
SLOWEST = 2.5
"""Cycles a window: slower ones are seen at the next smaller size of the picture."""
FASTEST = 17.0
EDGES_FROM = 1.4
"""Cycles a window from which on energy counts: below are gradients and what Hann's window leaks."""
CONCENTRATED = 0.5
"""Share of the energy that one wave (its bin and the eight about it) must hold."""
TURN_RAD = np.radians(25.0)
STRETCH = 1.6
"""Neighbours this much turned, or this much wider, are still one field."""


@dataclass(frozen=True, slots=True)
class Stripes:
    """The largest field of stripes: its share of the view 0..1, its light-dark pairs, and the
    difference of relative luminance (0..1) between them.
    """

    share: float = 0.0
    pairs: float = 0.0
    swing: float = 0.0

    @property
    def harmful(self) -> bool:
        return self.share > LARGEST_SHARE and self.pairs > MOST_PAIRS


def luminance(rgb: npt.NDArray[np.uint8]) -> Light:
    """Relative luminance 0..1 of an sRGB picture (IEC 61966-2-1, Rec. 709)."""
    return np.asarray(linear(rgb) @ (0.2126, 0.7152, 0.0722))


def linear(rgb: npt.NDArray[np.uint8]) -> Light:
    """Linear light 0..1 of an sRGB picture (IEC 61966-2-1)."""
    v = np.arange(256) / 255.0
    table = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
    return np.asarray(table[rgb])


def find_stripes(light: Light) -> Stripes:
    """The largest field of stripes in a picture's luminance (height, width), 0..1.

    At least 48 pixels high and wide; about five pixels a degree see stripes of up to one and a
    half cycles a degree.
    """
    if min(light.shape) < WINDOW:
        raise ValueError(f"the picture is {light.shape}; allowed is {WINDOW} pixels or more a side")
    worst = Stripes()
    while min(light.shape) >= WINDOW:
        for found in _fields(light):
            if (found.harmful, found.share) > (worst.harmful, worst.share):
                worst = found
        height, width = (side // 2 * 2 for side in light.shape)
        light = light[:height, :width].reshape(height // 2, 2, width // 2, 2).mean((1, 3))
    return worst


def _fields(light: Light) -> list[Stripes]:
    """The fields of stripes at one size of the picture."""
    waves = _waves(light)
    rows, columns, _ = waves.shape
    found: list[Stripes] = []
    free = waves[..., 2] >= SWING
    for start in zip(*np.nonzero(free), strict=True):
        if not free[start]:
            continue
        free[start] = False
        field, edge = [start], [start]
        while edge:
            r, c = edge.pop()
            for near in ((r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)):
                inside = 0 <= near[0] < rows and 0 <= near[1] < columns
                if inside and free[near] and _alike(waves[r, c], waves[near]):
                    free[near] = False
                    field.append(near)
                    edge.append(near)
        found.append(_measure(np.array(field), waves, rows * columns))
    return found


def _measure(field: npt.NDArray[np.int64], waves: Light, windows: int) -> Stripes:
    inside = waves[field[:, 0], field[:, 1]]
    # a direction and its opposite are one: doubled angles have a mean
    double = np.arctan2(inside[:, 1], inside[:, 0]) * 2.0
    angle = np.arctan2(np.sin(double).mean(), np.cos(double).mean()) / 2.0
    across = (field * HOP) @ (np.cos(angle), np.sin(angle))
    frequency = float(np.median(np.hypot(inside[:, 0], inside[:, 1]))) / WINDOW
    length = float(np.ptp(across)) + WINDOW
    # a window that stripes fill in part swings less: it counts for that part
    swing = float(np.quantile(inside[:, 2], 0.8))
    share = float(np.minimum(inside[:, 2] / swing, 1.0).sum()) / windows
    return Stripes(share, length * frequency, swing)


def _alike(one: Light, other: Light) -> bool:
    a, b = np.hypot(one[0], one[1]), np.hypot(other[0], other[1])
    cosine = abs(one[0] * other[0] + one[1] * other[1]) / (a * b)
    return bool(cosine >= np.cos(TURN_RAD) and max(a, b) <= STRETCH * min(a, b))


def _waves(light: Light) -> Light:
    """(rows, columns, 3) of the windows: cycles a window down and to the right, and the swing.

    The swing (light minus dark) is 0 where a window is not striped.
    """
    view = np.lib.stride_tricks.sliding_window_view(light, (WINDOW, WINDOW))[::HOP, ::HOP]
    hann = np.hanning(WINDOW + 1)[:-1]
    shape = np.outer(hann, hann)
    mean = (view * shape).sum((2, 3)) / shape.sum()
    power = np.abs(np.fft.rfft2((view - mean[..., None, None]) * shape)) ** 2
    down = np.fft.fftfreq(WINDOW, 1 / WINDOW)[:, None]
    right = np.fft.rfftfreq(WINDOW, 1 / WINDOW)[None, :]
    cycles = np.hypot(down, right)
    # of a real picture a column of the half spectrum stands for itself and its mirror image
    counted = np.where((right == 0) | (right == WINDOW / 2), 1.0, 2.0) * (cycles >= EDGES_FROM)
    rows, columns = power.shape[:2]
    out = np.zeros((rows, columns, 3))
    peaks = (power * counted).reshape(rows, columns, -1).argmax(2)
    for r in range(rows):
        for c in range(columns):
            i, j = np.unravel_index(peaks[r, c], cycles.shape)
            if not SLOWEST <= cycles[i, j] <= FASTEST:
                continue
            near_i = np.arange(i - 1, i + 2) % WINDOW
            near_j = np.arange(max(j - 1, 0), min(j + 2, power.shape[3]))
            held = (power[r, c] * counted)[np.ix_(near_i, near_j)].sum()
            if j <= 1:  # and of the mirror image in the first column
                mirror = np.setdiff1d((-near_i) % WINDOW, near_i)
                held += (power[r, c] * counted)[mirror, 0].sum()
            if held < CONCENTRATED * (power[r, c] * counted).sum():
                continue
            # Parseval: a wave of amplitude A under the window has the energy (A² / 2) sum(w²) N²
            energy = held / (shape**2).sum() / WINDOW**2
            amplitude = float(np.sqrt(2.0 * energy))
            if mean[r, c] - amplitude < DARK_BELOW:
                out[r, c] = down[i, 0], right[0, j], 2.0 * amplitude
    return out

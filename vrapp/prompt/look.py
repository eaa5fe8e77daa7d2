"""Colours and sizes of what hangs in the scene. Angles in degrees as the patient sees them.

Readable at rest in the middle of the view and calm beside it: warm, soft, never the brightest
thing in a room. Sizes follow the distance-independent millimetres of Glazier and McKenzie
("Designing Screen Interfaces for VR", Google I/O 2017; 1 dmm = 1 mrad): type of 20 dmm at the
least, targets of 64 dmm with 16 between them.
"""

from __future__ import annotations

Rgb = tuple[int, int, int]

DISTANCE_M = 1.9
"""Near the focus of usual headsets (1.5-2 m), so that eyes need not fight it."""

PIXELS_PER_DEG = 40.0
"""Finer than today's headsets show (20-35 a degree): mipmaps take it down."""

EM_DEG = 1.4
"""24 dmm: letters 1.3 deg from ascender to descender, x-height 44 arcmin (ISO 9241-303 asks for
capitals of 20-22 arcmin on a sharp screen; a headset is not one)."""

SMALL_EM_DEG = 1.15
"""20 dmm, for words beside a target."""

LINE_DEG = 1.36 * EM_DEG
PADDING_DEG = 1.5
CORNER_DEG = 1.5
TARGET_DEG = 2.9
PITCH_DEG = 3.5
"""Targets side by side: each takes looks within 3.5 deg, 61 dmm."""

BUTTON_DEG = (7.0, 3.4)
RING_DEG = 7.4
"""Widest ring: 0.245 m, what a small layer of the headset's holds."""
LONGEST_LINE = 34
MOST_LINES = 4

LUMINANCE_CEILING = 0.6
"""No pixel of a plate is brighter than this share of the display's white (law of comfort)."""

TEXT: Rgb = (213, 201, 181)
QUIET: Rgb = (176, 170, 160)
GROUND: Rgb = (16, 21, 27)
GROUND_ALPHA = 0.8
TARGET: Rgb = (50, 62, 73)
FILL: Rgb = (62, 136, 146)
FILL_ALPHA = 0.42
"""The light that grows within a target while it is looked at; a word below it stays read."""
DOT = TEXT


def luminance(colour: Rgb) -> float:
    """Relative luminance 0..1 of an sRGB colour (WCAG 2.2)."""
    linear = [((c / 255 + 0.055) / 1.055) ** 2.4 if c > 10 else c / 255 / 12.92 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

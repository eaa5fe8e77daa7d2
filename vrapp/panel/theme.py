"""Colours, type and icons of the desk: dark and quiet, so that the person stays the brightest.

Every pair of text and ground keeps the contrast of WCAG 2.2 level AA (4.5:1, criterion 1.4.3);
a test computes it. Hue never carries a meaning alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

Rgb = tuple[int, int, int]

GROUND: Rgb = (14, 19, 25)
CARD: Rgb = (22, 29, 37)
RAISED: Rgb = (35, 45, 56)
HOVERED: Rgb = (46, 58, 71)
EDGE: Rgb = (52, 64, 77)
TEXT: Rgb = (235, 240, 244)
QUIET: Rgb = (166, 180, 193)
FOCUS: Rgb = (150, 200, 255)
ATTENTION: Rgb = (240, 196, 110)
STOP: Rgb = (190, 42, 44)
STOP_HOVERED: Rgb = (205, 54, 54)
STOP_TEXT: Rgb = (255, 255, 255)
GO: Rgb = (24, 92, 138)
GO_HOVERED: Rgb = (30, 106, 158)

HEART: Rgb = (244, 160, 142)
BREATH: Rgb = (126, 206, 198)
RHYTHM: Rgb = (160, 186, 248)
COHERENCE: Rgb = (232, 204, 128)

TEXT_PAIRS: tuple[tuple[Rgb, Rgb], ...] = (
    (TEXT, GROUND), (TEXT, CARD), (TEXT, RAISED), (TEXT, HOVERED),
    (QUIET, GROUND), (QUIET, CARD), (QUIET, RAISED), (QUIET, HOVERED),
    (ATTENTION, GROUND), (ATTENTION, CARD), (STOP_TEXT, STOP), (STOP_TEXT, STOP_HOVERED),
    (TEXT, GO), (TEXT, GO_HOVERED), (FOCUS, CARD), (FOCUS, HOVERED), (ATTENTION, HOVERED),
)  # fmt: skip
"""Every combination of text and ground that the desk uses at full opacity."""

ICON_STOP, ICON_PAUSE, ICON_PLAY, ICON_SKIP = "\uf04d", "\uf04c", "\uf04b", "\uf051"
ICON_LEFT, ICON_RIGHT, ICON_MINUS, ICON_PLUS = "\uf053", "\uf054", "\uf068", "\uf067"
ICON_ATTENTION, ICON_FINE, ICON_REST = "\uf071", "\uf058", "\uf186"
ICON_WAIT = "\uf017"
ICON_REPORT, ICON_SOUND, ICON_SILENT = "\uf15c", "\uf028", "\uf6a9"
ICON_GUARDED, ICON_DIMMED = "\uf3ed", "\uf132"
ICON_REPEAT, ICON_TICKED = "\uf2f9", "\uf14a"
ICON_CLOSE = "\uf00d"
ICON_TIME, ICON_RATING, ICON_EVENT = "\uf252", "\uf4fd", "\uf0fa"


def luminance(colour: Rgb) -> float:
    """Relative luminance 0..1 of an sRGB colour (WCAG 2.2)."""

    def linear(channel: int) -> float:
        c = channel / 255.0
        return c / 12.92 if c <= 0.04045 else float(((c + 0.055) / 1.055) ** 2.4)

    r, g, b = (linear(c) for c in colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio 1..21 of two colours (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def packed(colour: Rgb, alpha: float = 1.0) -> int:
    """As imgui's 32-bit colour (ABGR)."""
    r, g, b = colour
    return (round(min(max(alpha, 0.0), 1.0) * 255) << 24) | (b << 16) | (g << 8) | r


def mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    """`one` with `share` (0..1) of `other` in it."""
    r, g, b = (round(a + (c - a) * share) for a, c in zip(one, other, strict=True))
    return (r, g, b)


@dataclass(frozen=True, slots=True)
class FontFiles:
    """Typefaces that come with imgui-bundle (Roboto: Apache-2.0; Font Awesome Free: OFL-1.1)."""

    regular: Path
    bold: Path
    icons: Path


def font_files() -> FontFiles:
    """Where the typefaces are; raises FileNotFoundError naming the one that is missing."""
    import imgui_bundle

    folder = Path(imgui_bundle.__file__).parent / "assets" / "fonts"
    files = FontFiles(
        regular=folder / "Roboto" / "Roboto-Regular.ttf",
        bold=folder / "Roboto" / "Roboto-Bold.ttf",
        icons=folder / "Font_Awesome_6_Free-Solid-900.otf",
    )
    for path in (files.regular, files.bold, files.icons):
        if not path.is_file():
            raise FileNotFoundError(
                f"typeface {path} is missing from imgui-bundle; reinstall it: "
                "python -m pip install --force-reinstall imgui-bundle"
            )
    return files

"""Pictures side by side with a word under each: contact sheets and the gallery."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

RgbArray = npt.NDArray[np.uint8]

GROUND, TEXT, QUIET = (13, 17, 23), (226, 232, 238), (146, 158, 171)
GAP = 10

BEST_JPEG, WORST_JPEG = 92, 70


@dataclass(frozen=True, slots=True)
class Row:
    """Pictures of one height, each with its caption; `title` stands above them where given."""

    pictures: Sequence[RgbArray]
    captions: Sequence[str]
    title: str = ""


def lay_out(rows: Sequence[Row]) -> Image.Image:
    """One picture of all rows."""
    if not rows or not all(row.pictures for row in rows):
        raise ValueError("a sheet needs at least one row, and each row a picture")
    unit = max(picture.shape[1] for row in rows for picture in row.pictures)
    low, high = max(min(unit // 24, 15), 9), max(min(unit // 17, 21), 11)  # sizes of type
    small, large = ImageFont.load_default(size=low), ImageFont.load_default(size=high)
    below, above = round(low * 1.9), round(high * 2.0)
    width = GAP + max(sum(p.shape[1] + GAP for p in row.pictures) for row in rows)
    heights = [
        (above if row.title else 0) + max(p.shape[0] for p in row.pictures) + below for row in rows
    ]
    sheet = Image.new("RGB", (width, GAP + sum(heights)), GROUND)
    draw = ImageDraw.Draw(sheet)
    top = GAP
    for row, height in zip(rows, heights, strict=True):
        x, y = GAP, top
        if row.title:
            draw.text((x, y + 0.3 * high), row.title, fill=TEXT, font=large)
            y += above
        for picture, caption in zip(row.pictures, row.captions, strict=True):
            sheet.paste(Image.fromarray(picture), (x, y))
            at = (x + 1, y + picture.shape[0] + 0.3 * low)
            draw.text(at, caption, fill=QUIET, font=small)
            x += picture.shape[1] + GAP
        top += height
    return sheet


def in_rows(pictures: Sequence[RgbArray], captions: Sequence[str], columns: int = 0) -> list[Row]:
    """Pictures in rows of `columns`, by itself about as wide as high."""
    columns = columns or max(round(len(pictures) ** 0.5), 1)
    return [
        Row(pictures[i : i + columns], captions[i : i + columns])
        for i in range(0, len(pictures), columns)
    ]


def save(picture: Image.Image, out: Path, limit_bytes: int | None = None) -> int:
    """Write it as its ending says; returns the bytes it took.

    A JPEG is written as well as the limit allows (quality 92 down to 70); raises ValueError for
    an ending that Pillow does not know, or when the limit cannot be kept.
    """
    kind = Image.registered_extensions().get(out.suffix.lower())
    if kind is None:
        raise ValueError(f"unknown ending {out.suffix!r}; write .png or .jpg")
    data = b""
    for quality in range(BEST_JPEG, WORST_JPEG - 1, -4):
        buffer = io.BytesIO()
        if kind == "JPEG":
            picture.save(buffer, kind, quality=quality, optimize=True, progressive=True)
        else:
            picture.save(buffer, kind)
        data = buffer.getvalue()
        if limit_bytes is None or len(data) <= limit_bytes or kind != "JPEG":
            break
    if limit_bytes is not None and len(data) > limit_bytes:
        raise ValueError(
            f"it takes {len(data)} bytes, more than {limit_bytes}; write a .jpg, or make it smaller"
        )
    out.write_bytes(data)
    return len(data)

"""Rows of text into numbers: what CSV and BIDS share. Every complaint names file and line."""

from __future__ import annotations

import gzip
import io
import zlib
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from csv import Error as CsvError
from csv import reader as csv_reader
from operator import itemgetter
from pathlib import Path
from typing import TextIO

import numpy as np

from biofeedback.sources.base import SourceError
from biofeedback.types import FloatArray

MISSING = frozenset({"", "nan", "na", "n/a", "null", "none", "-", "--"})


@contextmanager
def open_text(path: Path) -> Iterator[TextIO]:
    """The file as UTF-8 text, unpacked where its name ends in .gz.

    Raises
    ------
    SourceError
        Whatever goes wrong while the text is open: not readable, not text, not whole.
    """
    try:
        with path.open("rb") as file:
            packed = path.suffix.lower() == ".gz"
            binary = gzip.GzipFile(fileobj=file) if packed else file
            with io.TextIOWrapper(binary, encoding="utf-8-sig", newline="") as text:
                yield text
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{path}: is not UTF-8 text ({error.reason}); save it as UTF-8, or choose another file"
        ) from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise SourceError(
            f"{path}: the gzip data are damaged or cut short ({error}); copy the file again"
        ) from error
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror or error}") from error


class Rows:
    """Rows of cells with their line numbers; blank lines are passed over."""

    def __init__(self, path: Path, text: TextIO, delimiter: str, before: int = 0) -> None:
        self._path = path
        self._before = before
        self._reader = csv_reader(text, delimiter=delimiter)

    @property
    def line(self) -> int:
        """Line of the row that was given last, counted from 1."""
        return self._before + self._reader.line_num

    def __iter__(self) -> Iterator[list[str]]:
        try:
            for row in self._reader:
                if row and any(cell.strip() for cell in row):
                    yield row
        except CsvError as error:
            raise SourceError(
                f"{self._path}, line {self.line}: no table ({error}); choose another file"
            ) from error


def read_numbers(
    path: Path,
    rows: Rows,
    names: Sequence[str],
    wanted: Sequence[int],
    *,
    decimal_comma: bool = False,
    texts: int | None = None,
) -> tuple[FloatArray, list[tuple[int, str]]]:
    """All rows of the wanted columns.

    Parameters
    ----------
    path, rows
        The file, for complaints, and its rows below the header.
    names
        Of all columns; every row must have as many cells.
    wanted
        Which columns are numbers; missing values (empty, ``NaN``, ``n/a``) become NaN.
    decimal_comma
        Numbers are written 1,5.
    texts
        A column of words: its cells that are not missing are returned with their row numbers.

    Returns
    -------
    values (n, len(wanted)), texts
    """
    values = array("d")
    words: list[tuple[int, str]] = []
    pick = itemgetter(*wanted) if len(wanted) > 1 else lambda row: (row[wanted[0]],)
    count = 0
    for row in rows:
        if len(row) != len(names):
            raise SourceError(
                f"{path}, line {rows.line}: has {len(row)} cells where the header has {len(names)} "
                f"columns; complete or delete that line"
            )
        if wanted:
            cells = pick(row)
            try:
                values.extend(map(float, cells))
            except ValueError:
                del values[count * len(wanted) :]  # what of this row was taken already
                values.extend(
                    _number(path, rows.line, names[column], cell, decimal_comma)
                    for column, cell in zip(wanted, cells, strict=True)
                )
        if texts is not None and row[texts].strip().lower() not in MISSING:
            words.append((count, row[texts].strip()))
        count += 1
    table = np.frombuffer(values, dtype=np.float64) if count and wanted else np.empty(0)
    return table.reshape(count, len(wanted)), words


def _number(path: Path, line: int, column: str, cell: str, decimal_comma: bool) -> float:
    text = cell.strip()
    if text.lower() in MISSING:
        return float("nan")
    try:
        return float(text.replace(",", ".") if decimal_comma else text)
    except ValueError:
        raise SourceError(
            f"{path}, line {line}, column {column!r}: {cell[:40]!r} is not a number; correct it, "
            "or leave the cell empty for a missing value"
        ) from None

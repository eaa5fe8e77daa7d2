"""A recorded file as a source on virtual time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import numpy as np

from biofeedback.sources.base import SourceError
from biofeedback.sources.tracks import Tracks
from biofeedback.types import Chunk, Notice, Pacer, Pull, StreamInfo

FORMATS = "XDF (.xdf, .xdfz, .xdf.gz), CSV with a header (.csv, .txt, .tsv), BIDS (_physio.tsv.gz)"


class Recording:
    """A file read forward once, a `Source`.

    Times are the file's own: for XDF, seconds on the LSL clock of the recording computer, as
    pyxdf corrects and dejitters them; for CSV, the numbers of the time column in seconds (Unix
    times stay Unix times), or seconds from the first row where only a rate is known; for BIDS,
    `StartTime` + n / `SamplingFrequency`, so that 0 is the beginning of the imaging or main run.
    `first_sample` tells where each stream begins.

    `read` hands out copies of the part asked for and keeps nothing of it.
    """

    def __init__(self, path: Path, tracks: Tracks) -> None:
        self.path = path
        self._tracks = tracks.tracks
        self._streams = (*(track.stream for track in self._tracks), *tracks.marker_streams)
        self._markers = sorted(tracks.markers, key=lambda marker: marker.t)
        bounds = [b for track in self._tracks if track.t.size for b in (track.t[0], track.t[-1])]
        bounds += [marker.t for marker in self._markers]
        self.start = float(min(bounds, default=0.0))
        """Stamp of the earliest sample or marker, seconds; 0 for a file without any."""
        self.end = float(max(bounds, default=self.start))
        """Stamp of the latest sample or marker, seconds."""
        self._notices = sorted(
            (self._placed(notice) for notice in tracks.notices), key=lambda notice: notice.t
        )
        self.rewind()

    @property
    def streams(self) -> Sequence[StreamInfo]:
        return self._streams

    @property
    def notices(self) -> Sequence[Notice]:
        """Everything odd about the file, also given by `read` at its time."""
        return tuple(self._notices)

    @property
    def first_sample(self) -> Mapping[str, float]:
        """Time of the first sample of each stream that has one, by `StreamInfo.key`."""
        first = {t.stream.key: float(t.t[0]) for t in self._tracks if t.t.size}
        for marker in reversed(self._markers):
            first[marker.stream.key] = marker.t
        return MappingProxyType(first)

    def read(self, until: float) -> Pull:
        """Samples, markers and notices before `until` (s) that were not read yet."""
        if math.isnan(until):
            raise ValueError(f"until {until!r}: must be a time in seconds")
        chunks = []
        for i, track in enumerate(self._tracks):
            first = self._at[i]
            stop = first + int(np.searchsorted(track.t[first:], until))
            if stop > first:
                t, x = track.t[first:stop].copy(), track.x[first:stop]
                with np.errstate(invalid="ignore"):  # a signalling NaN just becomes a NaN
                    chunks.append(Chunk(track.stream, t, x.astype(np.float64)))
                self._at[i] = stop
        first = self._marker
        while self._marker < len(self._markers) and self._markers[self._marker].t < until:
            self._marker += 1
        told = self._notice
        while self._notice < len(self._notices) and self._notices[self._notice].t < until:
            self._notice += 1
        return Pull(
            chunks=tuple(chunks),
            markers=tuple(self._markers[first : self._marker]),
            notices=tuple(self._notices[told : self._notice]),
        )

    def hear(self, pacer: Pacer) -> None:
        """Nothing: what is recorded does not change."""

    def rewind(self) -> None:
        """Start over; the next `read` begins with the first sample."""
        self._at = [0] * len(self._tracks)
        self._marker = 0
        self._notice = 0

    def close(self) -> None:
        """Let go of the samples; there is nothing to read afterwards."""
        self._tracks, self._markers, self._notices = [], [], []
        self.rewind()

    def _placed(self, notice: Notice) -> Notice:
        """A notice of no place in time is told at the start."""
        if self.start <= notice.t <= self.end:
            return notice
        return Notice(notice.stream, notice.kind, self.start, notice.detail)


def open_recording(
    path: str | Path, rate_hz: float | None = None, mapping: Mapping[str, str] | None = None
) -> Recording:
    """Open a recording of any format we know.

    Parameters
    ----------
    path
        XDF, CSV with a header row, or BIDS physio beside its JSON.
    rate_hz
        Sampling rate of a CSV without a time column; above 0.
    mapping
        Signal to column name (CSV, BIDS) or to stream name (XDF), for names that are not
        recognised by themselves: ``{"ecg": "Lead II"}``. For BIDS ``{"ecg": "cardiac"}`` says that
        the cardiac column is an ECG and no pulse.

    Raises
    ------
    SourceError
        The file is missing, foreign, damaged beyond use or does not say enough; the message has
        the place and the remedy.
    """
    path = Path(path)
    if rate_hz is not None and not (math.isfinite(rate_hz) and rate_hz > 0.0):
        raise SourceError(f"rate {rate_hz!r}: must be above 0 samples a second")
    try:
        if path.is_dir():
            raise SourceError(f"{path}: is a folder; name one file, of {FORMATS}")
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise SourceError(f"{path}: cannot be opened: {error.strerror or error}") from error
    if not magic:
        raise SourceError(f"{path}: the file is empty; choose another, of {FORMATS}")
    name = path.name.lower()
    if magic == b"XDF:" or name.endswith((".xdf", ".xdfz", ".xdf.gz")):
        from biofeedback.sources.xdf import read_xdf

        return Recording(path, read_xdf(path, mapping))
    if name.endswith(("_physio.tsv.gz", "_physio.tsv")):
        from biofeedback.sources.bids import read_bids

        return Recording(path, read_bids(path, mapping))
    if name.removesuffix(".gz").endswith((".csv", ".txt", ".tsv")):
        from biofeedback.sources.csv import read_csv

        return Recording(path, read_csv(path, rate_hz, mapping))
    raise SourceError(f"{path}: this kind of file is not known; choose one of {FORMATS}")

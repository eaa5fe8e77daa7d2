"""The report's figures as SVG text, to stand within a page."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from vrapp.report.kept import KeptSession, Series
from vrapp.report.plot import BREATH, COHERENCE, GUIDE, HEART, INK, TRUSTED, UNKNOWN
from vrapp.session.pacer import volume
from vrapp.words.catalogue import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

POINTS = 2400
"""Most points of a line: more than a printed page's width can show."""


def course(kept: KeptSession, words: Words) -> str:
    """Heart rate, breathing rate and coherence over the session, its phases marked."""
    figure = _figure(7.4, 4.6)
    heart, breath, coherence = figure.subplots(3, 1, sharex=True)
    t, y, trust = kept.series("heart_rate")
    _, wave, _ = kept.series("heart_rate_wave")
    beats = y + wave if wave.size == y.size else y
    _line(heart, (t, beats, trust), HEART)
    _line(breath, kept.series("respiration_rate"), BREATH)
    _line(coherence, kept.series("coherence"), COHERENCE)
    for axis, label in (
        (heart, words("heart rate") + "\n(1/min)"),
        (breath, words("breaths") + "\n(1/min)"),
        (coherence, words("coherence") + "\n(0–1)"),
    ):
        axis.set_ylabel(label, fontsize=8, color=INK)
        _plain(axis)
    coherence.set_ylim(0, 1)
    coherence.set_xlabel(words("minutes"), fontsize=8, color=INK)
    heart.set_xlim(0, max(kept.duration_s, 1.0) / 60.0)
    _phases(kept, (heart, breath, coherence), words)
    return _svg(figure)


def minute(kept: KeptSession, words: Words) -> str:
    """The calmest minute: heart rate and breath, as they go together. Empty without one."""
    start_s = _best_minute(kept)
    if math.isnan(start_s):
        return ""
    figure = _figure(7.4, 1.9)
    heart = figure.subplots()
    breath = heart.twinx()
    t, y, trust = kept.series("heart_rate")
    _, wave, _ = kept.series("heart_rate_wave")
    beats = y + wave if wave.size == y.size else y
    _line(heart, (t, beats, trust), HEART)
    # a series of its own length: a sensor may come later, or miss a row
    breath_t, phase, breath_trust = kept.series("respiration_phase")
    _line(breath, (breath_t, np.array([volume(p) for p in phase]), breath_trust), BREATH)
    rate = words("heart rate") + "\n(1/min)"
    for axis, label, color in ((heart, rate, HEART), (breath, words("breath"), BREATH)):
        axis.set_ylabel(label, fontsize=8, color=color)
        _plain(axis)
    breath.set_yticks([0, 1], [words("empty"), words("full")])
    heart.set_xlim(start_s / 60.0, start_s / 60.0 + 1.0)
    at = np.arange(0.0, 61.0, 10.0)
    heart.set_xticks((start_s + at) / 60.0, [f"{s:.0f}" for s in at])
    seen = beats[(t >= start_s) & (t <= start_s + 60.0)]
    if np.isfinite(seen).any():
        heart.set_ylim(np.nanmin(seen) - 2, np.nanmax(seen) + 2)
    minutes, seconds = divmod(round(start_s), 60)
    label = words("seconds from {when} on", when=f"{minutes}:{seconds:02d}")
    heart.set_xlabel(label, fontsize=8, color=INK)
    return _svg(figure)


def trend(
    titles: Sequence[str],
    before: Sequence[float],
    after: Sequence[float],
    peg: Sequence[float],
    words: Words,
) -> str:
    """Pain before and after each of several sessions, and PEG (NaN where it was not asked)."""
    figure = _figure(7.4, 2.2)
    axis = figure.subplots()
    x = np.arange(len(titles))
    axis.vlines(x, before, after, color=GUIDE, lw=1.0, zorder=1)
    axis.scatter(
        x, before, s=34, color="white", edgecolor=HEART, lw=1.6, label=words("before"), zorder=2
    )
    axis.scatter(x, after, s=34, color=HEART, label=words("after"), zorder=3)
    asked = np.isfinite(peg)
    if asked.any():
        style = {"marker": "D", "ms": 4.5, "color": BREATH, "lw": 1.0, "zorder": 2}
        axis.plot(x[asked], np.asarray(peg)[asked], label=words("PEG, past week"), **style)
    axis.set_xticks(x, titles, fontsize=7, rotation=30, ha="right")
    axis.set_ylim(-0.3, 10.3)
    axis.set_ylabel(words("pain, 0 to 10"), fontsize=8, color=INK)
    axis.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, frameon=False, fontsize=8)
    _plain(axis)
    return _svg(figure)


def _best_minute(kept: KeptSession) -> float:
    """Where the trusted coherence is highest; the index looks back 64 s."""
    t, y, trust = kept.series("coherence")
    good = np.isfinite(y) & (trust >= TRUSTED) & (t > 64.0)
    if not good.any():
        return math.nan
    return float(t[good][np.argmax(y[good])]) - 62.0


def _phases(kept: KeptSession, axes: Sequence[Any], words: Words) -> None:
    """Each part of the protocol as a band, its name above the first axis."""
    spans: list[tuple[str, float, float]] = []
    for phase in kept.manifest.get("phases", ()):
        end = kept.duration_s if phase["end_s"] is None else phase["end_s"]
        name = words.told(phase.get("part_of") or phase["title"])
        if spans and spans[-1][0] == name and phase["start_s"] - spans[-1][2] < 1.0:
            spans[-1] = (name, spans[-1][1], end)
        else:
            spans.append((name, phase["start_s"], end))
    named = _apart(spans, kept.duration_s)
    for i, (name, start, end) in enumerate(spans):
        for axis in axes:
            if i % 2:
                axis.axvspan(start / 60.0, end / 60.0, color="#f3f5f7", lw=0, zorder=0)
        if start in named:
            axes[0].annotate(
                name, (start / 60.0, 1.0), xycoords=("data", "axes fraction"), xytext=(1, 3),
                textcoords="offset points", fontsize=6.5, color=INK, rotation=18,
            )  # fmt: skip


def _apart(spans: Sequence[tuple[str, float, float]], duration_s: float) -> set[float]:
    """Where the names of parts may stand without lying on each other; the longest parts first."""
    taken: set[float] = set()
    for _, start, end in sorted(spans, key=lambda span: span[1] - span[2]):
        free = all(abs(start - other) > 0.06 * duration_s for other in taken)
        if free and end - start > 0.015 * duration_s:
            taken.add(start)
    return taken


def _figure(width: float, height: float) -> Figure:
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasSVG(figure)
    return figure


def _line(axis: Any, series: Series, color: str) -> None:
    t, y, trust = (each[:: max(len(series[0]) // POINTS, 1)] for each in series)
    axis.plot(
        t / 60.0, np.where(trust > UNKNOWN, y, math.nan), color=color, lw=0.6, ls=":", alpha=0.7
    )
    axis.plot(t / 60.0, np.where(trust >= TRUSTED, y, math.nan), color=color, lw=1.1)


def _plain(axis: Any) -> None:
    axis.grid(color="#e6eaee", lw=0.6)
    axis.spines[["top", "right"]].set_visible(False)
    axis.tick_params(colors=INK, labelsize=7)


def _svg(figure: Figure) -> str:
    import matplotlib

    out = io.StringIO()
    # text stays text, ids do not depend on chance, and no date is written: same session, same page
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "vrapp"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    return text[text.index("<svg") :]

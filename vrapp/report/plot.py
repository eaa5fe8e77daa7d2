"""Heart, breath and coherence of a session on one page."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from vrapp.report.story import Story

TRUSTED = 0.5
UNKNOWN = 0.05
"""Values of less trust are not drawn at all: they would be a line about nothing."""
ABOVE = 0.16
"""Of an axis, kept free above the lines for their names."""
INK, GUIDE = "#22303c", "#8a97a3"
HEART, BREATH, PACER, COHERENCE = "#b4493a", "#2d7d9a", "#c9a227", "#3f7d4e"


def plot_session(story: Story, out: Path) -> None:
    """Draw the story to `out` (PNG or PDF by its ending).

    Thick lines are values trusted at 0.5 or more; thin dotted ones must not be relied on.
    """
    # matplotlib costs half a second to import and is needed only here, after the session
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    # margins by hand: matplotlib's layout engine draws everything twice
    figure = Figure(figsize=(11, 7.2))
    figure.subplots_adjust(left=0.07, right=0.985, top=0.96, bottom=0.07, hspace=0.12)
    FigureCanvasAgg(figure)
    heart, breath, coherence = figure.subplots(3, 1, sharex=True, height_ratios=(1.25, 1.25, 1.0))
    _trusted_line(heart, *story.series("heart_rate_now"), HEART, story.heart)
    heart.set_ylabel("heart rate (1/min)")
    low, high = heart.get_ylim()
    heart.set_ylim(low, high + ABOVE * (high - low))
    t, volume, trust = story.series("breath")
    _trusted_line(breath, t, volume, trust, BREATH, "breath")
    t, paced, _ = story.series("pacer")
    if np.isfinite(paced).any():
        breath.plot(t, paced, color=PACER, lw=1.1, ls="--", label="pacer")
    breath.set_ylabel("breath (0 empty, 1 full)")
    breath.set_ylim(-0.08, 1.08 + ABOVE)
    breath.set_yticks((0.0, 0.5, 1.0))
    _trusted_line(coherence, *story.series("coherence"), COHERENCE, "coherence")
    coherence.set_ylabel("coherence (0-1)")
    coherence.set_ylim(0, 1.0 + ABOVE)
    coherence.set_yticks((0.0, 0.5, 1.0))
    coherence.set_xlabel("seconds since the session began")
    if not np.isfinite(story.series("coherence")[1]).any():
        coherence.text(
            0.5, 0.5, "needs 64 s of heartbeats: not reached in this session",
            transform=coherence.transAxes, ha="center", va="center", color=GUIDE,
        )  # fmt: skip
    if not story.series("heart_rate_now")[0].size:
        heart.text(
            0.5, 0.5, "no heartbeats", transform=heart.transAxes, ha="center", va="center",
            color=GUIDE,
        )  # fmt: skip
    heart.set_xlim(0.0, max(story.duration_s, 1.0))
    for axis in (heart, breath, coherence):
        axis.grid(color="#e6eaee", lw=0.8)
        axis.spines[["top", "right"]].set_visible(False)
        axis.tick_params(colors=INK)
        for moment, title in story.phases:
            axis.axvline(moment, color=GUIDE, lw=0.8, ls=":")
            if axis is heart:
                axis.annotate(
                    title, (moment, 1.0), xycoords=("data", "axes fraction"), xytext=(4, 4),
                    textcoords="offset points", color=INK, fontsize=9,
                )  # fmt: skip
        if axis.get_legend_handles_labels()[1]:
            axis.legend(loc="upper right", ncols=2, frameon=False, fontsize=9)
    figure.savefig(out, dpi=120)


def _trusted_line(axis, t, y, trust, color: str, label: str) -> None:  # type: ignore[no-untyped-def]
    sure = np.where(trust >= TRUSTED, y, math.nan)
    y = np.where(trust > UNKNOWN, y, math.nan)
    axis.plot(t, y, color=color, lw=0.8, ls=":", alpha=0.7)
    axis.plot(t, sure, color=color, lw=1.8, label=label)

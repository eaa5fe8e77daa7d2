"""The four live pictures of the desk, drawn with implot: ECG, breath, heart rate, coherence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from imgui_bundle import imgui, implot

from biofeedback.types import BodyState, FloatArray, Trace
from vrapp.panel import theme
from vrapp.panel.history import SPAN_S, Curve, Strip
from vrapp.panel.layout import Rect
from vrapp.panel.pen import SMALL, Pen
from vrapp.panel.texts import Texts
from vrapp.panel.theme import Rgb, packed
from vrapp.panel.traces import AutoRange, averages, envelope, value_at, with_gaps
from vrapp.panel.trust import MEDIUM_FROM

ECG_S = 8.0
BREATH_S = 40.0
COHERENCE_STEP_S = 6.0
"""Slowest update of coherence that still counts as unbroken (published ones take 5 s)."""

HEART_KINDS = ("ecg", "ppg")

Thinning = Callable[[FloatArray, FloatArray, float], tuple[FloatArray, FloatArray]]

_PLOT = implot.Flags_.canvas_only | implot.Flags_.no_inputs | implot.Flags_.no_frame
_AXIS = implot.AxisFlags_.no_decorations | implot.AxisFlags_.lock


def ink(colour: Rgb, alpha: float = 1.0) -> Any:
    r, g, b = colour
    return imgui.ImVec4(r / 255.0, g / 255.0, b / 255.0, alpha)


@contextmanager
def plot(name: str, area: Rect, span_s: float, low: float, high: float) -> Iterator[bool]:
    """A bare plot over `area`: seconds before now from -span_s to 0, values low..high."""
    imgui.set_cursor_screen_pos((area.x, area.y))
    implot.push_style_var(implot.StyleVar_.plot_padding, (0.0, 0.0))
    implot.push_style_var(implot.StyleVar_.plot_min_size, (1.0, 1.0))
    imgui.push_item_flag(imgui.ItemFlags_.no_nav, True)  # the keyboard goes to controls only
    shown = implot.begin_plot(name, (max(area.w, 1.0), max(area.h, 1.0)), _PLOT)
    if shown:
        implot.setup_axes("", "", _AXIS, _AXIS)
        implot.setup_axes_limits(-span_s, 0.0, low, high, implot.Cond_.always)
    try:
        yield shown
    finally:
        if shown:
            implot.end_plot()
        imgui.pop_item_flag()
        implot.pop_style_var(2)


def line(name: str, t: FloatArray, y: FloatArray, colour: Rgb, alpha: float, weight: float) -> None:
    if t.size > 1:
        spec = implot.Spec(line_color=ink(colour, alpha), line_weight=weight)
        implot.plot_line(name, np.ascontiguousarray(t), np.ascontiguousarray(y), spec)


def level(pen: Pen, value: float, span_s: float) -> None:
    """The person's value at rest, dashed through the picture; nothing where it is not known."""
    if not np.isfinite(value):
        return
    implot.push_plot_clip_rect()
    draw = implot.get_plot_draw_list()
    left, right = implot.plot_to_pixels(-span_s, value), implot.plot_to_pixels(0.0, value)
    dash = 6.0 * pen.scale
    for x in np.arange(left.x, right.x, 2.0 * dash):
        ends = (float(x), left.y), (min(float(x) + dash, right.x), left.y)
        draw.add_line(*ends, packed(theme.TEXT, 0.7), 1.2 * pen.scale)
    implot.pop_plot_clip_rect()


CAPTION, GUTTER = 17.0, 32.0
"""Height of a picture's caption, and width kept free for the numbers at its right, at scale 1."""


def frame(pen: Pen, area: Rect, caption: str) -> Rect:
    """Caption a picture; returns where its line goes. All four end at the same 'now'."""
    s = pen.scale
    pen.text(area.x, area.y, caption, SMALL * 0.92, theme.QUIET, width=area.w / 2)
    top = area.y + (CAPTION + 4) * s
    return Rect(area.x, top, max(area.w - GUTTER * s, 1.0), max(area.bottom - top, 1.0))


def limits(pen: Pen, area: Rect, low: str, high: str) -> None:
    """The numbers at the upper and lower end of a picture, right of it."""
    right, size = area.right + GUTTER * pen.scale, SMALL * 0.92
    pen.text(right, area.y - 2 * pen.scale, high, size, theme.QUIET, align=1.0)
    pen.text(right, area.bottom - 12 * pen.scale, low, size, theme.QUIET, align=1.0)


class Charts:
    """Draws the pictures; keeps only the vertical ranges between two drawings."""

    def __init__(self, texts: Texts) -> None:
        self._captions = texts.captions
        self._heart = AutoRange(least=0.0)
        self._breath = AutoRange(least=0.0)
        self._rate = AutoRange(least=12.0)

    def heart(self, pen: Pen, area: Rect, body: BodyState, now: float, dt_s: float) -> None:
        """The last seconds of ECG (or pulse wave), every detected beat marked above it."""
        kind = next((k for k in HEART_KINDS if k in body.traces), None)
        trace = body.traces[kind] if kind else Trace(np.zeros(0), np.zeros(0))
        t, y = self._recent(trace, now, ECG_S, area.w, envelope)
        low, high = self._heart.fit(y, dt_s, tail=0.002)
        area = frame(pen, area, self._captions[kind or "ecg"].format(seconds=ECG_S))
        head = 0.3 * (high - low)  # room for the marks
        with plot("##heart", area, ECG_S, low, high + head) as shown:
            if not shown:
                return
            line("trace", t, y, theme.HEART, 1.0, 1.5 * pen.scale)
            implot.push_plot_clip_rect()
            draw, r = implot.get_plot_draw_list(), 3.4 * pen.scale
            for beat in body.beats:
                if beat.t < now - ECG_S:
                    continue
                at = implot.plot_to_pixels(beat.t - now, high + 0.5 * head)
                if beat.trust >= MEDIUM_FROM:
                    draw.add_circle_filled(at, r, packed(theme.HEART), 16)
                else:
                    draw.add_circle(at, r, packed(theme.QUIET), 16, 1.5 * pen.scale)
            implot.pop_plot_clip_rect()

    def breath(
        self, pen: Pen, area: Rect, body: BodyState, belt: Strip, now: float, dt_s: float
    ) -> None:
        """The last breaths of the belt, every inhalation found as a lighter band."""
        t, y = self._recent(Trace(belt.t, belt.y), now, BREATH_S, area.w, averages)
        low, high = self._breath.fit(y, dt_s, tail=0.002)
        area = frame(pen, area, self._captions["breath"].format(seconds=BREATH_S))
        with plot("##breath", area, BREATH_S, low, high) as shown:
            if not shown:
                return
            implot.push_plot_clip_rect()
            draw = implot.get_plot_draw_list()
            starts = [b.inhale - now for b in body.breaths if b.exhale > now - BREATH_S]
            heights = value_at(t, y, np.array(starts))
            recent = [b for b in body.breaths if b.exhale > now - BREATH_S]
            for breath, height in zip(recent, heights, strict=True):
                sure = breath.trust >= MEDIUM_FROM
                left = implot.plot_to_pixels(breath.inhale - now, high)
                right = implot.plot_to_pixels(breath.exhale - now, low)
                draw.add_rect_filled(left, right, packed(theme.BREATH, 0.13 if sure else 0.05))
                if np.isfinite(height):
                    at = implot.plot_to_pixels(breath.inhale - now, float(height))
                    if sure:
                        draw.add_circle_filled(at, 3.4 * pen.scale, packed(theme.BREATH), 16)
                    else:
                        draw.add_circle(
                            at, 3.4 * pen.scale, packed(theme.QUIET), 16, 1.5 * pen.scale
                        )
            implot.pop_plot_clip_rect()
            line("trace", t, y, theme.BREATH, 1.0, 1.8 * pen.scale)

    def heart_rate(
        self, pen: Pen, area: Rect, curve: Curve, now: float, dt_s: float, rest: float
    ) -> None:
        """Heart rate from beat to beat over five minutes: its waves are the variability. A dashed
        line is the person's `rest`, NaN for none.
        """
        t, y, trust = curve.arrays()
        t = t - now
        sure = np.where(trust >= MEDIUM_FROM, y, np.nan)
        low, high = self._rate.fit(sure if np.isfinite(sure).any() else y, dt_s)
        area = frame(pen, area, self._captions["heart_rate"].format(minutes=SPAN_S / 60))
        if t.size:
            limits(pen, area, f"{low:.0f}", f"{high:.0f}")
        with plot("##rate", area, SPAN_S, low, high) as shown:
            if not shown:
                return
            level(pen, rest, SPAN_S)
            whole_t, whole = with_gaps(t, y, usual_step_s=1.0)
            line("all", whole_t, whole, theme.QUIET, 0.55, 1.0 * pen.scale)
            sure_t, sure = with_gaps(t, sure, usual_step_s=1.0)
            line("sure", sure_t, sure, theme.RHYTHM, 1.0, 1.5 * pen.scale)

    def coherence(self, pen: Pen, area: Rect, curve: Curve, now: float, rest: float) -> None:
        """Coherence over five minutes, 0 at the bottom; a dashed line is the `rest`."""
        t, y, trust = curve.arrays()
        t = t - now
        sure = np.where(trust >= MEDIUM_FROM, y, np.nan)
        area = frame(pen, area, self._captions["coherence"].format(minutes=SPAN_S / 60))
        if t.size:
            limits(pen, area, "0", "100")
        with plot("##coherence", area, SPAN_S, -0.04, 1.04) as shown:
            if not shown:
                return
            level(pen, rest, SPAN_S)
            all_t, all_y = with_gaps(t, y, usual_step_s=COHERENCE_STEP_S)
            line("all", all_t, all_y, theme.QUIET, 0.55, 1.0 * pen.scale)
            sure_t, sure = with_gaps(t, sure, usual_step_s=COHERENCE_STEP_S)
            filled = np.nan_to_num(sure, nan=0.0)
            if sure_t.size > 1:
                spec = implot.Spec(fill_color=ink(theme.COHERENCE), fill_alpha=0.22)
                implot.plot_shaded("fill", np.ascontiguousarray(sure_t), filled, 0.0, spec)
            line("sure", sure_t, sure, theme.COHERENCE, 1.0, 2.0 * pen.scale)

    @staticmethod
    def _recent(
        trace: Trace, now: float, span_s: float, width: float, thin: Thinning
    ) -> tuple[FloatArray, FloatArray]:
        """The trace's last `span_s`, thinned to the pixels of the picture, in seconds from now."""
        start = int(np.searchsorted(trace.t, now - span_s - 0.5))
        t, y = trace.t[start:], trace.y[start:]
        if t.size < 3:
            return t - now, y
        step_s = span_s / max(width, 1.0)
        usual = max(float(np.median(np.diff(t))), step_s)
        t, y = thin(t, y, step_s)
        return with_gaps(t - now, y, usual)

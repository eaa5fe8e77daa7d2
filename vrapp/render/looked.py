"""What only looking at a scene tells: stripes, glare, too much red. At rest and at its extremes."""

from __future__ import annotations

import math
from collections.abc import Iterator

import moderngl
import numpy as np

from vrapp.render.renderer import Renderer
from vrapp.render.stripes import DARK_BELOW, MOST_PAIRS, find_stripes, linear
from vrapp.render.target import Target
from vrapp.render.view import View, eye_from_world, perspective
from vrapp.scene.errors import SceneError
from vrapp.scene.frame import FrameState
from vrapp.scene.library import rest_state
from vrapp.scene.places import line_in
from vrapp.scene.spec import SceneSpec

PIXELS = 384
VIEW_RAD = math.radians(90.0)
TIME_S = 20.0
DIRECTIONS = ((0, 0), (90, 0), (180, 0), (270, 0), (0, 55), (0, -45))
"""Yaw and pitch in degrees: all round, up and down."""

BRIGHTEST_MEAN = 0.5
"""Of the display's white, linear: brighter pictures are damped by the comfort guard."""
RED, MOST_RED = 0.8, 0.005
"""Saturated red is R / (R + G + B) >= 0.8 in linear light (WCAG 2.3.1); share of a view with it."""
BLACK_BESIDE = 0.03
"""A pixel of no light at all, beside one this bright: most likely no number, shown as black."""
MOST_BLACK = 3
VISIBLE_RED = 0.05
"""Linear red below this is too dark to be seen as a colour."""


def look_problems(context: moderngl.Context, spec: SceneSpec) -> list[str]:
    """What a person should not be shown, one line for each kind, where it is worst."""
    worst: dict[str, tuple[float, str]] = {}
    # as a graphics card draws it: at the rim of a triangle its corners are extrapolated
    renderer, target = Renderer(context, 4), Target(context, (PIXELS, PIXELS))
    clip = perspective(VIEW_RAD, 1.0)
    view = View(0, eye_from_world(), clip, target.framebuffer, (0, 0, PIXELS, PIXELS))
    try:
        for name, state in _extremes(spec):
            for yaw, pitch in DIRECTIONS:
                view.eye_from_world[...] = eye_from_world(math.radians(yaw), math.radians(pitch))
                renderer.draw(state, (view,))
                where = f"{name}, looking {yaw}° to the left and {pitch}° up"
                for kind, size, text in seen(target.read_rgb()):
                    if size > worst.get(kind, (0.0, ""))[0]:
                        worst[kind] = size, f"{text} ({where})"
    finally:
        target.release()
        renderer.release()
    line = line_in(spec.file, "layers")
    return [str(SceneError(text, spec.file, kind, line)) for kind, (_, text) in worst.items()]


def _extremes(spec: SceneSpec) -> Iterator[tuple[str, FrameState]]:
    yield "at rest", rest_state(spec, TIME_S)
    for i, word in enumerate(("lowest", "highest")):
        values = {p.name: p.range[i] for p in spec.parameters}
        yield f"every parameter at its {word}", rest_state(spec, TIME_S, **values)


def seen(rgb: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Iterator[tuple[str, float, str]]:
    """What is wrong with one picture: its kind, how much of it, and what to say of it."""
    light = linear(rgb)
    level = light @ (0.2126, 0.7152, 0.0722)
    stripes = find_stripes(level)
    if stripes.harmful:
        text = (
            f"{stripes.pairs:.0f} light and dark pairs fill {stripes.share:.0%} of the view, "
            f"{stripes.swing:.0%} of white apart; allowed are {MOST_PAIRS} pairs, or 25 % of the "
            f"view, or less than 10 % apart, or dark ones above {DARK_BELOW:.0%} (ITU-R BT.1702)"
        )
        yield "stripes", stripes.share, text
    mean = float(level.mean())
    if mean > BRIGHTEST_MEAN:
        text = (
            f"the mean luminance is {mean:.0%} of white; above {BRIGHTEST_MEAN:.0%} it is tiring "
            "in a headset and the guard darkens it: lower `exposure` or the light"
        )
        yield "brightness", mean, text
    black = int(_no_light(rgb, level).sum())
    if black > MOST_BLACK:
        text = (
            f"{black} pixels of {level.size} are black beside light, so probably no numbers: look "
            "for a division by 0, a root or power of less than 0, a normalize of nothing"
        )
        yield "black pixels", float(black), text
    red = float((light[..., 0] > np.maximum(RED * light.sum(2), VISIBLE_RED)).mean())
    if red > MOST_RED:
        text = (
            f"{red:.1%} of the view is saturated red, R / (R + G + B) of {RED:g} or more in linear "
            "light (WCAG 2.3.1); mix in green or blue"
        )
        yield "red", red, text


def _no_light(
    rgb: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
    level: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Where there is none, right beside a pixel that has some."""
    black = (rgb == 0).all(2)
    bright = level > BLACK_BESIDE
    beside = np.zeros_like(bright)
    beside[1:] |= bright[:-1]
    beside[:-1] |= bright[1:]
    beside[:, 1:] |= bright[:, :-1]
    beside[:, :-1] |= bright[:, 1:]
    return np.asarray(black & beside)

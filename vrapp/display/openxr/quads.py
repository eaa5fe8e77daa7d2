"""Plates as layers of the headset's compositor: sampled once, crisp, and steady in a late frame."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import POINTER, byref, cast, sizeof
from struct import Struct
from typing import Any, Protocol

import moderngl
import numpy as np
import xr

from vrapp.display.openxr.poses import pose_from_matrix
from vrapp.display.openxr.swapchain import Swapchain
from vrapp.render.plates import Plate

WIDE, SMALL = (1664, 576), (256, 256)
"""Pixels of a picture with words, and of a ring, a light or a dot, at full density."""
SLOTS = (WIDE, SMALL, SMALL, SMALL, SMALL, SMALL, SMALL)
"""Words, and at once at most: two rings below, the light in each, one more light, the dot or the
pacer's ring."""
WIDE_M = 0.25
"""Plates wider than this want the wide picture."""
FULL_PER_DEG, LEAST_DENSITY = 40.0, 0.3

STEPS = 128
"""Of opacity, from none to all: a fade is drawn no finer, as 8 bits would hardly show it."""

_VERTEX = """
#version 330 core
in vec2 in_corner;
out vec2 v_uv;
void main() {
    v_uv = in_corner;
    gl_Position = vec4(2.0 * in_corner - 1.0, 0.0, 1.0);
}
"""

# The compositor blends linear light, where a plate's premultiplied sRGB values would let too much
# of what is behind shine through: of a share 1 - a in sRGB, about (1 - a)^2.2 is left as light.
_FRAGMENT = """
#version 330 core
uniform sampler2D u_picture;
uniform float u_opacity;
in vec2 v_uv;
out vec4 out_colour;
void main() {
    vec4 premultiplied = texture(u_picture, v_uv) * u_opacity;
    out_colour = vec4(premultiplied.rgb, 1.0 - pow(1.0 - premultiplied.a, 2.2));
}
"""

_PLACED = Struct("4f3f2f")  # XrPosef and XrExtent2Df of an XrCompositionLayerQuad
_AT = xr.CompositionLayerQuad.pose.offset
assert xr.CompositionLayerQuad.size.offset == _AT + sizeof(xr.Posef)


class _Slot:
    """One picture and its layer."""

    def __init__(self, chain: Swapchain, space: Any) -> None:
        self.chain = chain
        self.wide = chain.size[0] > chain.size[1]
        self.version, self.opacity = -1, 0.0
        """Of the plate that it holds."""
        self.placed: tuple[bytes, tuple[float, float]] | None = None
        """Where that hangs, as it was told last, and its size in metres."""
        flags = xr.CompositionLayerFlags.BLEND_TEXTURE_SOURCE_ALPHA_BIT
        picture = xr.SwapchainSubImage(
            chain.handle, xr.Rect2Di((0, 0), xr.Extent2Di(*chain.size)), 0
        )
        self.layer = xr.CompositionLayerQuad(
            layer_flags=flags, space=space, eye_visibility=xr.EyeVisibility.BOTH, sub_image=picture
        )
        self.header = cast(byref(self.layer), POINTER(xr.CompositionLayerBaseHeader))


class Quads:
    """Shows plates over the scene; every swapchain is made at the start, none within a frame.

    Parameters
    ----------
    per_deg
        Pixels a degree of the eyes' pictures: finer plates would only flicker.
    """

    def __init__(self, context: moderngl.Context, session: Any, space: Any, per_deg: float) -> None:
        self._context = context
        density = min(max(1.5 * per_deg / FULL_PER_DEG, LEAST_DENSITY), 1.0)
        self._slots = [
            _Slot(Swapchain(context, session, _scaled(size, density)), space) for size in SLOTS
        ]
        self._program = context.program(vertex_shader=_VERTEX, fragment_shader=_FRAGMENT)
        self._opacity: Any = self._program["u_opacity"]
        corners = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], dtype=np.float32)
        self._corners = context.buffer(corners)
        self._array = context.vertex_array(self._program, [(self._corners, "2f", "in_corner")])
        self._taken: list[_Slot] = []
        self.shown: list[Any] = []
        """Layers of this frame, back to front."""

    def hang_in(self, world: Any) -> None:
        """The space that plates' places are told in."""
        for slot in self._slots:
            slot.layer.space = world

    def show(self, plates: Sequence[Plate]) -> bool:
        """Take these for this frame. False, and none are shown, when they do not fit."""
        self.shown.clear()
        before = self._taken
        taken = self._taken = []
        for plate in plates:
            slot = self._slot(plate)
            if slot is None:
                taken.clear()
                return False
            taken.append(slot)
        for i in due(plates, taken, before):
            self._draw(plates[i], taken[i])
        for plate, slot in zip(plates, taken, strict=True):
            placed = plate.world_from_plate.tobytes(), plate.size_m
            if placed != slot.placed:  # most hang still
                slot.placed = placed
                turn, place = pose_from_matrix(plate.world_from_plate)
                _PLACED.pack_into(slot.layer, _AT, *turn, *place, *plate.size_m)
            self.shown.append(slot.header)
        return True

    def _slot(self, plate: Plate) -> _Slot | None:
        """The one that holds the plate's picture already, or one that nobody needs now."""
        wide, free = plate.size_m[0] > WIDE_M, None
        for slot in self._slots:
            if slot.wide == wide and slot not in self._taken:
                if slot.version == plate.version:
                    return slot
                free = free or slot
        return free

    def _draw(self, plate: Plate, slot: _Slot) -> None:
        target = slot.chain.acquire()
        self._context.enable_only(moderngl.NOTHING)
        target.use()
        slot.version, slot.opacity = plate.version, round(STEPS * plate.opacity) / STEPS
        self._opacity.value = slot.opacity
        plate.texture.use(0)
        self._array.render(moderngl.TRIANGLE_STRIP)
        slot.chain.release()

    def close(self) -> None:
        for slot in self._slots:
            slot.chain.close()
        for made in (self._array, self._corners, self._program):
            made.release()


class Holds(Protocol):
    """What a slot's picture was last drawn from."""

    version: int
    opacity: float


def due(plates: Sequence[Plate], slots: Sequence[Holds], before: Sequence[Holds]) -> list[int]:
    """Which plates are to be drawn now into their slots; `before`: those of the frame before.

    Another picture, and one that nobody has seen just now, at once. Of those that only fade, the
    one that is farthest off: to draw them all in a frame costs as much as the scene may.
    """
    found: list[int] = []
    fading, farthest = -1, 0.5 / STEPS
    for i, (plate, slot) in enumerate(zip(plates, slots, strict=True)):
        off = abs(plate.opacity - slot.opacity)
        if slot.version != plate.version or (off > 0.5 / STEPS and slot not in before):
            found.append(i)
        elif off > farthest:
            fading, farthest = i, off
    if fading >= 0:
        found.append(fading)
    return found


def _scaled(size: tuple[int, int], density: float) -> tuple[int, int]:
    return round(size[0] * density), round(size[1] * density)

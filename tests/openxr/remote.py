"""Head and hands moved by a script, through the remote driver that Monado has for it.

The protocol is `struct r_remote_data` of Monado 25 (src/xrt/drivers/remote/r_interface.h), sent as
it lies in memory, little-endian. What a client is sent on connecting is a valid packet, so only
known fields are written and the rest is sent back as it came.
"""

from __future__ import annotations

import socket
import struct
import time
from typing import Self

PACKET = 376
VIEWS, CENTRE = 8, 104
"""Offsets: two views of field of view (4f), pose (7f) and padding (4); the head's pose (7f)."""
VIEW_SIZE, PER_VIEW = 48, 132
HANDS = {"left": 136, "right": 256}
POSE, TRIGGER, SQUEEZE, BUTTONS = 0, 72, 76, 104
"""Offsets in a hand: pose (7f), trigger, squeeze, then thirteen booleans of a byte."""
FLAGS = {name: BUTTONS + i for i, name in enumerate(
    ("tracked", "active", "system", "system_touch", "a", "a_touch", "b", "b_touch",
     "trigger_click", "trigger_touch", "thumbstick_click", "thumbstick_touch", "trackpad_touch")
)}  # fmt: skip

Position = tuple[float, float, float]
Quaternion = tuple[float, float, float, float]
"""x, y, z, w."""
UPRIGHT: Quaternion = (0.0, 0.0, 0.0, 1.0)


class Remote:
    """A connection to the service's remote driver; what is set stays until it is set again."""

    def __init__(self, port: int) -> None:
        self._socket = _connect(port)
        self._packet = bytearray(self._receive(2 * PACKET)[PACKET:])  # at rest, then latest

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._socket.close()

    def head(self, position: Position = (0.0, 1.6, 0.0), turned: Quaternion = UPRIGHT) -> None:
        """Put the head there. Metres above the floor; turned as from looking ahead (-Z)."""
        struct.pack_into("<7f", self._packet, CENTRE, *turned, *position)
        self._send()

    def field_of_view(self, left: float, right: float, up: float, down: float) -> None:
        """Radians from straight ahead, right and up positive, the same for both eyes."""
        for eye in range(2):
            at = VIEWS + eye * VIEW_SIZE
            struct.pack_into("<4f", self._packet, at, left, right, up, down)
        self._send()

    def hand(
        self, side: str, position: Position | None = None, turned: Quaternion = UPRIGHT,
        *, trigger: float | None = None, **flags: bool,
    ) -> None:  # fmt: skip
        """Put a hand there, press and let go. `flags` are of `FLAGS`; active=False loses it."""
        base = HANDS[side]
        if position is not None:
            struct.pack_into("<7f", self._packet, base + POSE, *turned, *position)
        if trigger is not None:
            struct.pack_into("<f", self._packet, base + TRIGGER, trigger)
            flags.setdefault("trigger_click", trigger > 0.9)
        for name, value in flags.items():
            self._packet[base + FLAGS[name]] = value
        self._send()

    def _send(self) -> None:
        self._socket.sendall(self._packet)

    def _receive(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = self._socket.recv(size - len(data))
            if not more:
                raise ConnectionError("Monado's remote driver hung up")
            data += more
        return data


def _connect(port: int) -> socket.socket:
    for _ in range(100):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=10.0)
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise ConnectionError(f"nothing listens on port {port}; is the remote driver active?")

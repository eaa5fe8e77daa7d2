"""The arms of a study: what a session's feedback is made of, who gets which, and who may know.

An arm changes only the phases that have feedback (`feedback` other than "off"); screening, ratings,
baseline and assessment are the same in all of them.

- `live`: the person's own body moves the scene;
- `yoked`: the indices of another session's record move it;
- `pacing`: the breath is led as in `live`, and no body moves the scene;
- `scene`: nothing leads the breath and no body moves the scene.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from biofeedback.types import Index

Arm = Literal["live", "yoked", "pacing", "scene"]
ARMS: tuple[Arm, ...] = get_args(Arm)
SEALED = "sealed:"
SEAL_BYTES, KEY_BYTES = 48, 8

Yoke = Callable[[float], Mapping[str, Index]]
"""Seconds since the session began -> indices by name, of another session at that time."""


class StudyError(Exception):
    """A study's settings cannot be used; the message names the remedy."""


@dataclass(frozen=True, slots=True)
class Study:
    """How a session is run within a study; by itself it is live and everyone may know it.

    `seed` is that of the randomisation, None where the arm was given by hand.
    """

    arm: Arm = "live"
    blinded: bool = False
    code: str = ""
    seed: int | None = None

    @property
    def told(self) -> str:
        """The arm as it may be told while the session runs: its name, or sealed."""
        return seal(self.arm, self.salt) if self.blinded else self.arm

    @property
    def salt(self) -> str:
        """What makes this person's sealed words their own."""
        return f"{self.code}:{self.seed}"

    @property
    def controlled(self) -> bool:
        """Whether an arm decides what is shown, so that departing from it matters."""
        return self.blinded or self.seed is not None or self.arm != "live"


def allocate(seed: int, code: str, arms: tuple[Arm, ...] = ARMS) -> Arm:
    """The arm of the person with this code: permuted blocks, one of each arm a block.

    The number at the end of the code is the person's place in the study (`P012`: the twelfth, from
    1). Within each block of `len(arms)` places the arms are ordered by the SHA-256 of
    "vrapp-1:SEED:BLOCK:ARM": anybody can repeat it, nobody can guess it without the seed.

    Raises
    ------
    StudyError
        The code ends in no number, or in 0.
    """
    found = re.search(r"(\d+)$", code)
    if found is None or int(found[1]) < 1:
        raise StudyError(f"code {code!r} ends in no number from 1; give one such as P012 (--code)")
    block, place = divmod(int(found[1]) - 1, len(arms))
    order = sorted(
        arms, key=lambda arm: hashlib.sha256(f"vrapp-1:{seed}:{block}:{arm}".encode()).digest()
    )
    return order[place]


def seal(text: str, salt: str = "") -> str:
    """Not to be read by accident. It hides a word from a glance and from nobody who wants it.

    Salted, so that two people's sealed arms cannot be told to be the same one, and filled up, so
    that its length tells nothing.
    """
    plain = text.encode()
    plain += b" " * (-len(plain) % SEAL_BYTES)
    key = hashlib.sha256(f"vrapp-seal:{salt}".encode()).digest()[:KEY_BYTES]
    return SEALED + base64.b64encode(key + _mixed(plain, key)).decode()


def unseal(text: str) -> str:
    """What `seal` has hidden; a text that is not sealed as it is."""
    if not text.startswith(SEALED):
        return text
    raw = base64.b64decode(text.removeprefix(SEALED))
    if len(raw) % SEAL_BYTES != KEY_BYTES:
        return raw.decode()  # as it was sealed once, by base64 alone
    return _mixed(raw[KEY_BYTES:], raw[:KEY_BYTES]).decode().rstrip(" ")


def _mixed(text: bytes, key: bytes) -> bytes:
    """The text, or back, by a stream of bytes that the key gives."""
    blocks = range(-(-len(text) // 32))
    stream = b"".join(hashlib.sha256(key + bytes([n])).digest() for n in blocks)
    return bytes(a ^ b for a, b in zip(text, stream, strict=False))

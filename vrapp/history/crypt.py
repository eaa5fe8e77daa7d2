"""A file locked with a secret: AES-256-GCM in chunks.

Each file has a key of its own (scrypt, then HKDF with the file's random salt). Chunk `i` has the
nonce `i` in 11 bytes and one byte that is 1 for the last, and the header as associated data, so
that a changed, moved, missing or added chunk is found: the STREAM construction, Hoang et al. 2015,
CRYPTO, "Online authenticated-encryption and its nonce-reuse misuse-resistance".

The header: `vrapplck`, format (1 byte), log2 of scrypt's n (1), bytes of a chunk (4, big-endian),
salt of the passphrase (16), salt of the file (16), and 16 bytes by which a wrong secret is told
from a damaged file.
"""

from __future__ import annotations

import hmac
import os
import struct
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vrapp.history.errors import HistoryError, WrongSecretError
from vrapp.history.secret import Secret, derived

MAGIC, FORMAT = b"vrapplck", 1
HEADER = struct.Struct(">8sBBI16s16s16s")
TAG = 16
SALT = 16
CHUNK, MOST_CHUNK = 1 << 20, 1 << 24
COST, MOST_COST = 17, 18
"""log2 of scrypt's n: as written, and the most that is read (a forged one must not fill memory)."""


def encrypt(
    plain: BinaryIO,
    locked: BinaryIO,
    secret: Secret,
    salt: bytes,
    cost: int = COST,
    chunk: int = CHUNK,
) -> None:
    """Write what `plain` holds, from where it stands, locked to `locked`.

    `salt` (16 random bytes) may be shared by the files that are locked together; scrypt then runs
    once for all of them.
    """
    master = secret.master(salt, cost)
    own = os.urandom(SALT)
    header = HEADER.pack(MAGIC, FORMAT, cost, chunk, salt, own, _check(master))
    cipher = AESGCM(derived(master, b"vrapp file 1", own))
    locked.write(header)
    locked.writelines(
        cipher.encrypt(_nonce(number, last), piece, header)
        for number, (piece, last) in enumerate(_pieces(plain, chunk))
    )


def decrypt(locked: BinaryIO, plain: BinaryIO, secret: Secret, name: str = "the file") -> None:
    """Write to `plain` what was locked. Each chunk is checked before it is written; the whole is
    good only when this returns.

    Raises
    ------
    WrongSecretError
        It was locked with another secret.
    HistoryError
        It is no locked file, of a newer version, or not as it was written.
    """
    header, cipher, chunk = _open(locked, secret, name)
    for number, (piece, last) in enumerate(_pieces(locked, chunk + TAG)):
        try:
            plain.write(cipher.decrypt(_nonce(number, last), piece, header))
        except InvalidTag:
            raise HistoryError(
                f"{name} is damaged or was changed (part {number + 1}); nothing of it was "
                "unlocked: take it from a backup"
            ) from None


def opens(locked: BinaryIO, secret: Secret, name: str = "the file") -> None:
    """Return where the secret is the one that the file was locked with.

    Raises
    ------
    WrongSecretError, HistoryError
        As `decrypt`.
    """
    _open(locked, secret, name)


def _open(locked: BinaryIO, secret: Secret, name: str) -> tuple[bytes, AESGCM, int]:
    header = locked.read(HEADER.size)
    if len(header) < HEADER.size or not header.startswith(MAGIC):
        raise HistoryError(f"{name} is no file that vrapp locked, or its beginning is damaged")
    _, form, cost, chunk, salt, own, check = HEADER.unpack(header)
    if form != FORMAT:
        raise HistoryError(
            f"{name} is locked in format {form}, this program reads {FORMAT}; use a newer vrapp"
        )
    if not (1 <= cost <= MOST_COST and 1 <= chunk <= MOST_CHUNK):
        raise HistoryError(f"{name} is damaged at its beginning; take it from a backup")
    master = secret.master(salt, cost)
    if not hmac.compare_digest(check, _check(master)):
        raise WrongSecretError(
            f"wrong passphrase or key file for {name}; nothing was changed: try again"
        )
    return header, AESGCM(derived(master, b"vrapp file 1", own)), chunk


def _check(master: bytes) -> bytes:
    return derived(master, b"vrapp check 1", length=16)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _pieces(file: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Pieces of `size` bytes, and whether it is the last; one empty piece of an empty file."""
    piece = file.read(size)
    while True:
        following = file.read(size)
        yield piece, not following
        if not following:
            return
        piece = following

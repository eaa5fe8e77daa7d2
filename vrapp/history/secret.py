"""A passphrase or a key file, and the keys that are made of it."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from vrapp.history.errors import HistoryError
from vrapp.history.place import KEY_FILE, PASSPHRASE

KEY_BYTES = 32
LEAST_KEY_FILE = 32
MOST_KEY_FILE = 65536


@dataclass(frozen=True, slots=True)
class Secret:
    """What locks and unlocks. Never shown: it is left out of its own representation."""

    material: bytes = field(repr=False)

    @classmethod
    def of_passphrase(cls, passphrase: str) -> Secret:
        """The same letters give the same secret however a keyboard composes them (Unicode NFC).

        Raises
        ------
        HistoryError
            It is empty.
        """
        if not passphrase.strip():
            raise HistoryError("the passphrase is empty; give one of several words")
        return cls(unicodedata.normalize("NFC", passphrase).encode())

    @classmethod
    def of_key_file(cls, path: Path) -> Secret:
        """All bytes of a key file.

        Raises
        ------
        HistoryError
            It cannot be read, or has not between 32 bytes and 64 KiB.
        """
        try:
            with path.open("rb") as file:
                material = file.read(MOST_KEY_FILE + 1)
        except OSError as error:
            raise HistoryError(
                f"the key file {path} cannot be read ({error.strerror}); bring it here, or make "
                "a new one with `vrapp history key FILE`"
            ) from None
        if not LEAST_KEY_FILE <= len(material) <= MOST_KEY_FILE:
            raise HistoryError(
                f"{path} is no key file: it must have {LEAST_KEY_FILE} to {MOST_KEY_FILE} bytes; "
                "make one with `vrapp history key FILE`"
            )
        return cls(material)

    def master(self, salt: bytes, log2_n: int) -> bytes:
        """Key of 32 bytes by scrypt, r = 8, p = 1 (RFC 7914); `salt` of 16 bytes.

        Takes `1024 * 2**log2_n` bytes of memory: 128 MiB at 17, the cost that the OWASP password
        storage cheat sheet asks for.
        """
        return _scrypt(self.material, salt, log2_n)

    def database_key(self) -> str:
        """What SQLCipher is given; it makes its own key of it, salted, by PBKDF2-HMAC-SHA512."""
        return hashlib.sha256(b"vrapp database 1" + self.material).hexdigest()


@lru_cache(maxsize=4)
def _scrypt(material: bytes, salt: bytes, log2_n: int) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=2**log2_n, r=8, p=1).derive(material)


def derived(
    master: bytes, info: bytes, salt: bytes | None = None, length: int = KEY_BYTES
) -> bytes:
    """A key for one purpose of a master key: HKDF with SHA-256 (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(master)


_held: list[Secret] = []


def hold(secret: Secret) -> None:
    """Use this secret from now on in this process, as if the environment said it: one that somebody
    has typed once, and that no process begun by this one shall find in its environment.
    """
    _held[:] = [secret]


def secret_of_environment() -> Secret | None:
    """What is held, or from `VRAPP_KEY_FILE` or `VRAPP_PASSPHRASE`; None where there is none."""
    if _held:
        return _held[0]
    if path := os.environ.get(KEY_FILE):
        return Secret.of_key_file(Path(path))
    if passphrase := os.environ.get(PASSPHRASE):
        return Secret.of_passphrase(passphrase)
    return None


def new_key_file(path: Path) -> None:
    """A new key file, readable by its owner only.

    Raises
    ------
    HistoryError
        There is one already, or it cannot be written.
    """
    try:
        handle = os.open(
            path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
        )
        with os.fdopen(handle, "wb") as file:
            file.write(os.urandom(2 * LEAST_KEY_FILE))
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise HistoryError(f"{path} exists already; a key file is never replaced") from None
    except OSError as error:
        raise HistoryError(f"cannot write {path}: {error.strerror}; name another place") from None

"""Locked files: what goes in comes out, and nothing else does."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vrapp.history.people import CHEAP, OTHER, SECRET
from vrapp.history.crypt import HEADER, TAG, decrypt, encrypt
from vrapp.history.errors import HistoryError, WrongSecretError
from vrapp.history.secret import Secret, new_key_file

SALT = bytes(16)
CONTENT = bytes(range(100))


def locked(content: bytes, chunk: int = 16) -> bytes:
    out = io.BytesIO()
    encrypt(io.BytesIO(content), out, SECRET, SALT, CHEAP, chunk)
    return out.getvalue()


def unlocked(content: bytes, secret: Secret = SECRET) -> bytes:
    out = io.BytesIO()
    decrypt(io.BytesIO(content), out, secret)
    return out.getvalue()


@given(st.binary(max_size=300), st.integers(1, 64))
def test_what_goes_in_comes_out(content: bytes, chunk: int) -> None:
    made = locked(content, chunk)
    assert unlocked(made) == content
    chunks = max(-(-len(content) // chunk), 1)
    assert len(made) == HEADER.size + len(content) + chunks * TAG


def test_nothing_of_it_is_seen() -> None:
    assert b"P012 and more" not in locked(b"P012 and more", 1000)
    assert locked(CONTENT) != locked(CONTENT)


@given(st.integers(0, len(locked(CONTENT)) - 1))
def test_cut_short_it_does_not_open(length: int) -> None:
    with pytest.raises(HistoryError):
        unlocked(locked(CONTENT)[:length])


@given(st.integers(0, len(locked(CONTENT)) - 1), st.integers(1, 255))
def test_changed_anywhere_it_does_not_open(place: int, change: int) -> None:
    made = bytearray(locked(CONTENT))
    made[place] ^= change
    with pytest.raises(HistoryError):
        unlocked(bytes(made))


@given(st.permutations(range(6)), st.binary(max_size=40))
def test_parts_in_another_order_or_more_of_them_do_not_open(order: list[int], more: bytes) -> None:
    made = locked(bytes(96))
    size = 16 + TAG
    parts = [made[HEADER.size + i * size :][:size] for i in range(6)]
    other = made[: HEADER.size] + b"".join(parts[i] for i in order) + more
    if other == made:
        assert unlocked(other) == bytes(96)
    else:
        with pytest.raises(HistoryError):
            unlocked(other)


def test_a_wrong_passphrase_is_told_from_damage() -> None:
    made = locked(CONTENT)
    with pytest.raises(WrongSecretError, match="wrong passphrase or key file for the file"):
        unlocked(made, OTHER)
    with pytest.raises(HistoryError, match=r"damaged or was changed \(part 7\)"):
        unlocked(made[:-1])
    with pytest.raises(HistoryError, match="no file that vrapp locked"):
        unlocked(b"P" * 300)
    newer = made[:8] + b"\2" + made[9:]
    with pytest.raises(HistoryError, match="locked in format 2, this program reads 1"):
        unlocked(newer)
    costly = made[:9] + b"\x1e" + made[10:]  # a terabyte of scrypt
    with pytest.raises(HistoryError, match="damaged at its beginning"):
        unlocked(costly)


def test_a_secret_is_never_shown_and_the_same_however_it_is_typed() -> None:
    assert "calm" not in repr(SECRET)
    assert Secret.of_passphrase("Ru\u0308he") == Secret.of_passphrase("R\u00fche")
    with pytest.raises(HistoryError, match="passphrase is empty"):
        Secret.of_passphrase("  ")


def test_a_key_file_is_made_once_and_read(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "key"
    new_key_file(path)
    assert Secret.of_key_file(path) == Secret.of_key_file(path)
    with pytest.raises(HistoryError, match="never replaced"):
        new_key_file(path)
    (tmp_path / "short").write_bytes(b"x")
    with pytest.raises(HistoryError, match="is no key file"):
        Secret.of_key_file(tmp_path / "short")
    with pytest.raises(HistoryError, match="cannot be read"):
        Secret.of_key_file(tmp_path / "none")

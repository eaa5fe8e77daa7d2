"""The room's errors."""

from __future__ import annotations


class HistoryError(Exception):
    """Something of the history cannot be read or written; the message names the remedy."""


class WrongSecretError(HistoryError):
    """The passphrase or key file is not the one that was used to lock."""

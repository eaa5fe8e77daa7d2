"""A history of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from vrapp.history import secret as secrets
from vrapp.history.database import Database


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    file = tmp_path / "history.db"
    monkeypatch.setenv("VRAPP_DATABASE", str(file))
    monkeypatch.delenv("VRAPP_PASSPHRASE", raising=False)
    monkeypatch.delenv("VRAPP_KEY_FILE", raising=False)
    monkeypatch.setattr(secrets, "_held", [])
    return Database(str(file))

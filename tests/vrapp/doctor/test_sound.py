"""What the doctor says of the audio device."""

from __future__ import annotations

import pytest

from vrapp.doctor.sound import look


def test_a_device_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    found = look()
    assert found.verdict == "good"
    assert "48000 Hz, 2 channels" in found.detail


def test_without_one_it_is_a_note_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    found = look()
    assert found.verdict == "note"
    assert "no audio device" in found.detail
    assert "without sound" in found.remedy

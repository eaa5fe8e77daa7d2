"""The thread and the sound card: no gap between blocks, no device, a fade at the end."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from tests.vrapp.audio.ears import clicks, sound
from vrapp.audio import player as playing
from vrapp.audio.base import RATE
from vrapp.audio.mix import Heard
from vrapp.audio.player import AudioError, Player, Workshop, device_name

pytestmark = pytest.mark.realtime
SEA = sound("surf", "pad")


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    return lambda name: monkeypatch.setenv("SDL_AUDIODRIVER", name)


def test_plays_on_a_device_that_nobody_hears(driver) -> None:  # type: ignore[no-untyped-def]
    driver("dummy")
    player = Player()
    player.heard = Heard(SEA)
    time.sleep(1.0)
    assert player.error is None
    assert player.cpu_s > 0.0
    player.close()
    player.close()


@pytest.mark.parametrize("name", ["no-such-driver", "alsa"])
def test_without_a_device_one_error_says_so(driver, name: str, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    if name == "alsa" and not sys.platform.startswith("linux"):
        pytest.skip("ALSA is of Linux")
    if name == "alsa":  # a configuration without any card
        empty = tmp_path / "asound.conf"
        empty.write_text("", encoding="utf-8")
        monkeypatch.setenv("ALSA_CONFIG_PATH", str(empty))
    driver(name)
    with pytest.raises(AudioError, match="no audio device"):
        Player()
    with pytest.raises(AudioError, match="no audio device"):
        device_name()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ALSA is of Linux")
def test_the_libraries_below_say_nothing_themselves(driver, capfd) -> None:  # type: ignore[no-untyped-def]
    driver("alsa")
    with suppress(AudioError):
        device_name()
    assert capfd.readouterr() == ("", "")


def test_what_reaches_the_device_has_no_gap_and_fades_at_the_end(
    driver,  # type: ignore[no-untyped-def]
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """SDL's disk driver writes what a sound card would get."""
    driver("disk")
    file = tmp_path / "heard.raw"
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(file))
    player = Player()
    player.heard = Heard(SEA)
    for _ in range(200):  # a busy machine takes its time
        time.sleep(0.1)
        if file.stat().st_size > 3.5 * RATE * 4:
            break
    player.close()
    assert player.error is None
    raw = np.fromfile(file, "<i2").reshape(-1, 2)
    x = (raw / 32768.0).astype(np.float32)
    sounding = np.flatnonzero(np.abs(x).max(axis=1) > 0.01)
    assert np.abs(x).max() > 0.02
    body = x[sounding[0] + RATE // 2 : sounding[-1]]
    assert body.shape[0] > RATE
    if player.gaps == 0:  # a machine that is late makes gaps of its own
        assert clicks(body) < 7.0
    # the fade was played to its end: the last tenth of a second before silence is soft
    last = np.flatnonzero(np.abs(x).max(axis=1) > 0)[-1]
    assert np.abs(x[last - RATE // 10 : last]).max() < 0.02


def test_voices_are_made_beside_the_sound_and_given_once() -> None:
    workshop = Workshop()
    assert workshop.voices(SEA) is None
    for _ in range(200):
        time.sleep(0.02)
        if (made := workshop.voices(SEA)) is not None:
            break
    assert made is not None
    assert len(made) == 2
    assert workshop.voices(SEA) is None  # another visit, other voices


def test_voices_that_cannot_be_made_are_an_error_where_they_are_asked_for() -> None:
    broken = sound("no_such_kind")
    workshop = Workshop()
    with suppress(ModuleNotFoundError):
        workshop.voices(broken)
    time.sleep(0.3)
    with pytest.raises(ModuleNotFoundError, match="no_such_kind"):
        workshop.voices(broken)


def test_an_error_in_the_thread_is_kept_and_ends_only_the_sound(driver, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    driver("dummy")
    monkeypatch.setattr(playing.Mix, "render", lambda *_: 1 / 0)
    player = Player()
    time.sleep(0.1)
    assert isinstance(player.error, ZeroDivisionError)
    player.close()

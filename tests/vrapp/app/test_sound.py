"""What a session lets be heard, and what is said where nothing can be."""

from __future__ import annotations

import math
import wave
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from biofeedback.types import EMPTY_BODY
from tests.vrapp.audio.ears import db
from tests.vrapp.session.conftest import TOML
from vrapp.app.listen import listen, write_wav
from vrapp.app.options import Options
from vrapp.app.run import _sound
from vrapp.app.sound import LOOK_EVERY_S, PAUSED, SoundScape
from vrapp.audio.base import RATE
from vrapp.audio.mix import Heard
from vrapp.display.base import Frame
from vrapp.render.view import eye_from_world
from vrapp.scene.errors import SceneError
from vrapp.scene.library import load_scene
from vrapp.scene.spec import SceneSpec, parse_scene
from vrapp.session.commands import ChooseScene, Mute, Pause, Stop
from vrapp.session.protocol import open_session
from vrapp.session.session import Session

SOUND = '\n[sound]\n[[sound.layers]]\nkind = "%s"\nlevel = { parameter = "swell" }\n'


def scene(name: str, kind: str) -> SceneSpec:
    return parse_scene(TOML + SOUND % kind, Path(f"{name}.toml"), Path())


class Run:
    """A session, stepped, and who hears it."""

    def __init__(self, loudness: float = 0.8, muted: bool = False) -> None:
        scenes = {"sea": scene("sea", "surf"), "snow": scene("snow", "hush")}
        self.session = Session(open_session(), scenes, "sea", 100.0, muted=muted)
        self.player = SimpleNamespace(heard=Heard(volume=0.0), error=None)
        self.said: list[str] = []
        self.observer = SoundScape(self.player, self.said.append, loudness)
        self.now, self.yaw = 100.0, 0.0

    def go(self, *commands: object, seconds: float = 0.1) -> Heard:
        for i in range(max(round(seconds * 60), 1)):
            self.now += 1 / 60
            self.session.step(self.now, EMPTY_BODY, commands if i == 0 else ())  # type: ignore[arg-type]
            head = eye_from_world(self.yaw).T
            self.observer.see(Frame(i, self.now, (), head), self.session, EMPTY_BODY)
        return self.player.heard


def test_it_hears_the_scene_and_its_shown_values() -> None:
    run = Run()
    heard = run.go(seconds=3.0)
    assert heard.sound == run.session.scenes["sea"].sound
    assert heard.volume == pytest.approx(0.8)
    value, _ = run.session.status.shown["swell"]
    assert heard.values["swell"] == pytest.approx(value, abs=0.02)


def test_a_head_that_looks_left_has_its_right_ear_ahead() -> None:
    run = Run()
    run.yaw = math.pi / 2
    x, z = run.go().ears
    assert (x, z) == (pytest.approx(0.0, abs=1e-6), pytest.approx(-1.0))


def test_pause_is_quieter_mute_stop_and_end_are_silent() -> None:
    run = Run()
    assert run.go(Pause(True)).volume == pytest.approx(0.8 * PAUSED)
    assert run.go(Pause(False)).volume == pytest.approx(0.8)
    assert run.go(Mute(True)).volume == 0.0
    assert run.session.status.muted
    assert run.go(Mute(False)).volume == pytest.approx(0.8)
    assert run.go(Stop()).volume == 0.0
    assert Run(muted=True).go().volume == 0.0


def test_mute_is_an_event_of_the_session() -> None:
    run = Run()
    run.session.step(100.1, EMPTY_BODY, [Mute(True)])
    assert "sound off" in run.session.events
    run.session.step(100.2, EMPTY_BODY, [Mute(False)])
    assert "sound on" in run.session.events


def test_a_chosen_scene_is_heard_while_the_old_picture_fades() -> None:
    run = Run()
    heard = run.go(ChooseScene("snow"))
    assert heard.sound == run.session.scenes["snow"].sound
    assert run.go(seconds=4.0).sound == run.session.scenes["snow"].sound


def test_it_looks_no_more_often_than_it_must() -> None:
    run, seen = Run(), []
    for _ in range(120):
        run.go(seconds=1 / 60)
        seen.append(id(run.player.heard))
    assert len(set(seen)) <= 2.0 / LOOK_EVERY_S + 2


def test_a_sound_that_ended_is_told_once() -> None:
    run = Run()
    run.player.error = OSError("unplugged")
    run.go(seconds=1.0)
    assert run.said == ["the sound has ended (unplugged); going on without"]


def test_without_a_device_it_is_said_once_and_nothing_observes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    said: list[str] = []
    window, headless = SimpleNamespace(name="window"), SimpleNamespace(name="headless")
    with ExitStack() as parts:
        assert list(_sound(Options(), window, said.append, parts)) == []  # type: ignore[arg-type]
        assert len(said) == 1
        assert "going on without sound" in said[0]
        assert list(_sound(Options(), headless, said.append, parts)) == []  # type: ignore[arg-type]
        assert len(said) == 1


def test_with_a_device_one_observer_plays_and_lets_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    import pygame

    said: list[str] = []
    with ExitStack() as parts:
        window = SimpleNamespace(name="window")
        observers = list(_sound(Options(volume=0.0), window, said.append, parts))  # type: ignore[arg-type]
        assert len(observers) == 1
        assert pygame.mixer.get_init()
    assert not pygame.mixer.get_init()
    assert said == []


# -- without a session ------------------------------------------------------------------------


def test_listening_follows_what_is_held_and_turns_with_the_head() -> None:
    spec = replace(scene("sea", "surf"))
    low = listen(spec, 6.0, {"swell": (0.0, 0.0)})[4 * RATE :]
    high = listen(spec, 6.0, {"swell": (0.4, 0.4)})[4 * RATE :]
    assert not low.any()
    assert db(float(np.mean(high**2))) > -40.0
    assert np.array_equal(
        high, listen(spec, 6.0, {"breath": (5.0, 5.0), "swell": (0.4, 0.4)})[4 * RATE :]
    )
    left = listen(spec, 6.0, {"swell": (0.4, 0.4)}, turn_deg=(90.0, 90.0))[4 * RATE :]
    assert not np.allclose(left, high)


def test_listening_says_what_is_unknown() -> None:
    with pytest.raises(SceneError, match="did you mean 'coherence'"):
        listen(load_scene("bay"), 1.0, {"coherenc": (1.0, 1.0)})
    silent = parse_scene(TOML, Path("dumb.toml"), Path())
    with pytest.raises(SceneError, match="no \\[sound\\] table"):
        listen(silent, 1.0)


def test_the_wav_holds_what_was_heard(tmp_path: Path) -> None:
    samples = listen(scene("sea", "surf"), 2.0)
    write_wav(samples, tmp_path / "x.wav")
    with wave.open(str(tmp_path / "x.wav")) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (2, RATE, 2)
        read = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2) / 32767.0
    assert read.shape == samples.shape == (2 * RATE, 2)
    assert np.allclose(read, samples, atol=2e-5)

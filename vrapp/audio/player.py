"""The thread that hands the sound to the sound card, block after block, through pygame's mixer.

One block sounds while the next one waits; the mixer goes over from one to the other without a gap
(shown by a test with SDL's disk driver). The frame loop only rebinds `heard`.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pygame

from vrapp.audio.base import RATE, Voice
from vrapp.audio.mix import HOP, MASTER_S, Heard, Mix, as_int16, build
from vrapp.scene.sound import Sound

DEVICE_SAMPLES = 1024
"""What the device asks for at a time; `HOP` is a multiple of it."""
LOOK_S = 0.25 * HOP / RATE
"""How often the thread looks whether the waiting block has begun to sound."""
CLOSE_S = MASTER_S + 1.0
"""Longest wait for the fade at the end, and for what is waiting to be played."""
SETTLE_S = 0.1
"""From the last sound's end until the mixer is closed."""
FORMAT = -16  # signed, 16 bits


class AudioError(Exception):
    """Nothing can be heard here; the message says why."""


class Player:
    """Plays a mix until it is closed. Raises `AudioError` when there is no audio device.

    Attributes
    ----------
    heard
        What is to be heard: rebind it to a new `Heard` at any time, from any thread.
    gaps
        How often the next block came too late.
    cpu_s
        CPU time of the thread so far.
    error
        What ended the thread early, if anything did; the session goes on without sound.
    """

    def __init__(self, pacer_tone: bool = False) -> None:
        self.heard = Heard(volume=0.0)
        self.gaps = 0
        self.cpu_s = 0.0
        self.error: BaseException | None = None
        self._mix = Mix(Workshop().voices, pacer_tone)
        self._closing = threading.Event()
        self._hurry = threading.Event()
        open_device()
        pygame.mixer.set_num_channels(1)
        self._channel = pygame.mixer.Channel(0)
        self._thread = threading.Thread(target=self._run, name="sound", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Fade out and let the device go; safe to call twice."""
        if not self._closing.is_set():
            self._closing.set()
            self._thread.join(CLOSE_S)
            self._hurry.set()  # a machine too busy for the fade: it is left out
            self._thread.join(CLOSE_S)
            if self._thread.is_alive():
                return  # the device must not go from under a thread that uses it
            self._channel.stop()
            # pygame hears of a sound's end in the device's thread: let what is on its way arrive
            # before its tables go (a crash was seen once in tests without this, under load)
            time.sleep(SETTLE_S)
            pygame.mixer.quit()

    def _waits(self) -> bool:
        return self._channel.get_busy() and not self._hurry.is_set()

    def _run(self) -> None:
        try:
            started = False
            while not (self._closing.is_set() and (self._mix.silent or self._hurry.is_set())):
                heard = Heard(volume=0.0) if self._closing.is_set() else self.heard
                block = as_int16(self._mix.render(heard, HOP))
                # not `_closing.wait`: the fade is played at its own pace too; and no waiting for a
                # queue that nothing plays, which is what a block that came too late can leave
                while self._waits() and self._channel.get_queue() is not None:
                    time.sleep(LOOK_S)
                self.gaps += started and not self._channel.get_busy()
                self._channel.queue(pygame.mixer.Sound(buffer=block.tobytes()))
                started = True
                self.cpu_s = time.thread_time()
            while self._waits():
                time.sleep(LOOK_S)
        except BaseException as error:
            self.error = error


class Workshop:
    """Makes the voices of scenes beside the sound, which must not wait for them."""

    def __init__(self) -> None:
        self._made: dict[Sound, Sequence[Voice] | Exception | None] = {}

    def voices(self, sound: Sound) -> Sequence[Voice] | None:
        """The voices, once; None until they are made. Raises what kept them from being made."""
        if sound not in self._made:
            self._made[sound] = None
            threading.Thread(
                target=self._make, args=(sound,), name="sound workshop", daemon=True
            ).start()
        made = self._made[sound]
        if isinstance(made, Exception):
            raise made
        if made is not None:
            del self._made[sound]  # each time a scene comes it gets voices of its own
        return made

    def _make(self, sound: Sound) -> None:
        try:
            self._made[sound] = build(sound)
        except Exception as error:  # told by whoever asks for the voices
            self._made[sound] = error


def open_device() -> None:
    """Open the audio device. Raises `AudioError` with what the system says."""
    try:
        with _hushed():
            pygame.mixer.init(RATE, FORMAT, 2, DEVICE_SAMPLES, allowedchanges=0)
    except pygame.error as error:
        raise AudioError(f"no audio device ({error})") from error


def device_name() -> str:
    """The driver of SDL and what it gave; opens and closes the device. Raises `AudioError`."""
    open_device()
    rate, _, channels = pygame.mixer.get_init()
    pygame.mixer.quit()
    driver: Any = os.environ.get("SDL_AUDIODRIVER", "the system's driver")
    return f"{driver}, {rate} Hz, {channels} channels"


@contextmanager
def _hushed() -> Iterator[None]:
    """Without what ALSA writes to the terminal by itself while it looks for a device."""
    if not sys.platform.startswith("linux"):
        yield
        return
    try:
        kept = os.dup(2)
    except OSError:  # there is no terminal
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)

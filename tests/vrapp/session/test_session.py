from __future__ import annotations

import numpy as np
import pytest

from biofeedback.types import BodyState, Index, Respiration
from tests.vrapp.session.conftest import make_scene
from vrapp.session.comfort import FADE_S
from vrapp.session.commands import ChooseScene, Pause, Recentre, SetGuidance, SkipPhase, Stop
from vrapp.session.protocol import Phase, Protocol, open_session, scaled
from vrapp.session.protocols import load_protocol
from vrapp.session.session import RECENTRED, Session

FPS = 30
START = 5000.0


def body_at(t, trust=1.0, breath_per_min=12.0, coherence=0.8, source=""):
    return BodyState(
        t=t,
        indices={
            "coherence": Index("coherence", coherence, trust),
            "heart_wave": Index("heart_wave", 0.7, trust),
        },
        respiration=Respiration(
            t, breath_per_min / 60 * (t - START), breath_per_min / 60, 1.0, trust, "", source
        ),
    )


class Run:
    """Steps a session frame by frame and remembers what was shown."""

    def __init__(self, protocol=None, scenes=("a", "b")):
        made = {name: make_scene(name) for name in scenes}
        self.session = Session(protocol or open_session(), made, scenes[0], START)
        self.now = START
        self.events = list(self.session.events)
        self.frames = []

    def __call__(self, seconds, commands=(), **body):
        for _ in range(round(seconds * FPS)):
            self.now += 1 / FPS
            state = body_at(self.now, **body)
            self.frames.append(self.session.step(self.now, state, commands))
            self.events += self.session.events
            commands = ()
        return self.frames[-1]


def test_free_breathing_follows_the_persons_own_breath():
    run = Run()
    run(20)
    swell = np.array([f.value("swell") for f in run.frames[-10 * FPS :]])
    own = [0.5 - 0.5 * np.cos(2 * np.pi * 0.2 * (f.display_time - START)) for f in run.frames]
    assert np.corrcoef(swell, own[-10 * FPS :])[0, 1] > 0.97
    assert run.session.status.breath_source == "own"
    assert run.session.status.guidance_per_min is None


def test_a_breath_that_only_the_heart_told_does_not_lead_the_scene():
    run = Run()
    run(20, source="ecg")
    assert run.session.status.breath_source == "pacer"


def test_guided_breathing_follows_the_pacer_and_says_so():
    run = Run(open_session(guidance_per_min=6.0))
    run(1)
    assert run.session.pacer.rate_hz * 60 > 11.5  # led from how people breathe, not thrown
    run(55)
    pacer = run.session.pacer
    assert pacer.guided
    assert pacer.rate_hz == pytest.approx(0.1)
    assert run.session.status.breath_source == "pacer"
    swell = np.array([f.value("swell") for f in run.frames[-10 * FPS :]])
    assert swell.max() - swell.min() > 0.25  # a whole breath in ten seconds


def test_guidance_begins_at_the_persons_own_pace():
    run = Run()
    run(20, breath_per_min=13.0)
    run(1, [SetGuidance(6.0)], breath_per_min=13.0)
    assert run.session.pacer.rate_hz * 60 > 12.5
    run(50, breath_per_min=13.0)
    assert run.session.pacer.rate_hz * 60 == pytest.approx(6.0)


def test_lost_breath_is_handed_to_open_loop_pacing_and_comes_back():
    run = Run()
    run(20)
    run(12, trust=0.0)
    assert run.session.status.breath_source == "pacer"
    swell = np.array([f.value("swell") for f in run.frames[-6 * FPS :]])
    assert swell.max() - swell.min() > 0.15  # the scene still breathes
    assert "coherence" in run.session.status.reason
    run(12)
    assert run.session.status.breath_source == "own"


def test_a_dead_signal_engine_becomes_rest():
    run = Run()
    run(30)
    assert run.session.status.engagement > 0.95
    stale = body_at(run.now)
    for _ in range(10 * FPS):
        run.now += 1 / FPS
        frame = run.session.step(run.now, stale)
    assert frame.value("warmth") == pytest.approx(0.4, abs=0.02)
    assert run.session.status.reason == "coherence: no news from the signal engine"


def test_stop_is_felt_in_the_next_frame_and_ends_calmly():
    run = Run()
    run(5)
    before = run.frames[-1].brightness
    run(1 / FPS, [Stop("patient")])
    assert 0 < before - run.frames[-1].brightness < 0.05
    run(FADE_S + 0.1)
    assert run.session.ended
    assert run.session.status.end_reason == "patient"
    assert run.events[-1] == "stopped by patient"


def test_a_second_stop_and_a_protocol_end_do_not_rewrite_why_it_ended():
    run = Run(Protocol("p", (Phase("one", 6.0),)))
    run(5)
    run(2, [Stop("patient"), Stop("therapist")])
    assert run.session.status.end_reason == "patient"
    assert run.events.count("stopped by patient") == 1


def test_pause_eases_to_rest_stops_the_phase_and_goes_on():
    run = Run(Protocol("p", (Phase("one", 20.0), Phase("two", 20.0))))
    run(10)
    run(20, [Pause(True)])
    status = run.session.status
    assert status.paused
    assert status.phase_remaining_s == pytest.approx(10.0, abs=0.1)
    assert run.frames[-1].value("swell") == pytest.approx(0.1, abs=0.01)
    assert run.frames[-1].time_s > 29  # the water goes on moving
    run(11, [Pause(False)])
    assert run.session.status.phase == "two"
    assert "paused" in run.events
    assert "resumed" in run.events


def test_phases_follow_each_other_and_end_by_themselves():
    protocol = scaled(load_protocol("demo"), 20.0)
    run = Run(protocol)
    run(20.0 + FADE_S + 0.2)
    assert run.session.ended
    assert run.session.status.end_reason == "protocol"
    assert run.events[:2] == ["session started: demo", "scene: a"]
    assert [e for e in run.events if e.startswith("phase")] == [
        "phase: Arrive",
        "phase: Breathe with the scene",
        "phase: Rest",
    ]


def test_a_scene_changed_on_disk_goes_on_from_what_is_shown():
    run = Run()
    run(20)
    before = run.frames[-1]
    changed = make_scene("a")
    run.session.replace_scene(changed)
    run(1 / FPS)
    after = run.frames[-1]
    assert after.scene is changed
    assert after.brightness == before.brightness
    assert np.abs(after.histories - before.histories).max() < 0.05  # the past is not forgotten
    for p in changed.parameters:
        assert abs(after.value(p.name) - before.value(p.name)) <= p.slew_per_s / FPS + 1e-6


def test_a_stall_of_the_computer_does_not_make_the_water_jump():
    run = Run()
    run(5)
    before = run.frames[-1]
    run.now += 8.0
    after = run.session.step(run.now, body_at(run.now))
    assert after.time_s - before.time_s == pytest.approx(0.25)
    assert np.abs(after.histories - before.histories).max() < 0.2


def test_choosing_the_present_scene_cancels_a_change():
    run = Run()
    run(4)
    run(0.5, [ChooseScene("b")])
    run(4, [ChooseScene("a")])
    assert run.frames[-1].scene.name == "a"
    assert run.frames[-1].brightness == 1.0


def test_skipping_goes_to_the_next_phase():
    run = Run(scaled(load_protocol("demo"), 100.0))
    run(1, [SkipPhase()])
    assert run.session.status.phase == "Breathe with the scene"
    run(1, [SkipPhase(), SkipPhase()])
    assert run.session.status.phase == "Rest"
    assert run.session.status.end_reason == ""  # there is no next part to go to; stop ends it


def test_scene_changes_in_the_dark():
    run = Run()
    run(4)
    run(2 * FADE_S + 1, [ChooseScene("b")])
    assert run.frames[-1].scene.name == "b"
    change = next(
        i for i, (x, y) in enumerate(zip(run.frames, run.frames[1:], strict=False))
        if x.scene is not y.scene
    )  # fmt: skip
    assert run.frames[change].brightness < 0.05
    assert run.frames[change + 1].brightness == 0.0
    assert run.frames[-1].brightness == 1.0
    run(1, [ChooseScene("nowhere")])
    assert run.frames[-1].scene.name == "b"


def test_same_input_gives_the_same_frames():
    runs = [Run(), Run()]
    for run in runs:
        run(10)
        run(10, [SetGuidance(6.0)], trust=0.4)
    for x, y in zip(runs[0].frames, runs[1].frames, strict=True):
        assert (x.time_s, x.display_time, x.brightness) == (y.time_s, y.display_time, y.brightness)
        assert (x.values == y.values).all()
        assert (x.histories == y.histories).all()


def test_published_frames_cannot_be_edited():
    frame = Run()(1)
    with pytest.raises(ValueError, match="read-only"):
        frame.values[0] = 0.0


def test_history_row_is_the_shown_past():
    run = Run()
    run(20)
    frame = run.frames[-1]
    assert frame.histories.shape == (1, 128)
    assert frame.histories[0, 0] == pytest.approx(frame.value("heart"))
    five_s_ago = run.frames[-1 - 5 * FPS].value("heart")
    assert frame.histories[0, 50] == pytest.approx(five_s_ago, abs=0.02)  # 12.7 s / 127 a step


def test_a_headset_taken_off_pauses_and_put_on_resumes():
    run = Run()
    run(3)
    run(1, [Pause(True, by="headset")])
    assert run.session.status.paused
    run(1, [Pause(False, by="headset")])
    assert not run.session.status.paused
    assert run.events[-2:] == ["paused: the headset is not worn", "resumed"]


@pytest.mark.parametrize("first", ["person", "headset"])
def test_what_a_person_paused_no_headset_resumes(first):
    run = Run()
    run(3)
    second = "headset" if first == "person" else "person"
    run(1, [Pause(True, by=first), Pause(True, by=second)])
    run(1, [Pause(False, by="headset")])
    assert run.session.status.paused
    run(1, [Pause(False)])
    assert not run.session.status.paused
    assert [e for e in run.events if e.startswith(("paused", "resumed"))][-1] == "resumed"


def test_recentring_happens_in_the_dark_and_the_light_comes_back():
    run = Run()
    run(4)
    frames, events = [], []
    run.events = events
    for commands in ([Recentre()], *[()] * (4 * FPS)):
        frames.append(run(1 / FPS, commands))
        if RECENTRED in run.session.events:
            assert frames[-1].brightness == 0.0
    assert events.count(RECENTRED) == 1
    assert frames[0].brightness > 0.9
    assert frames[-1].brightness == 1.0
    steps = np.abs(np.diff([f.brightness for f in frames]))
    assert steps.max() <= 1 / FPS / FADE_S + 1e-6

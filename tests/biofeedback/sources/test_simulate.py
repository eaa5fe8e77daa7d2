"""The patient's process: in step with its clock, hearing the pacer, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from biofeedback.clock import VirtualClock
from biofeedback.sources.patient import Patient
from biofeedback.sources.simulate import simulate, start_simulator_process
from biofeedback.types import Pacer
from tests.biofeedback.sources.fakes import outlets_for


def test_pushes_what_the_patient_gives_in_step_with_the_clock() -> None:
    patient = Patient(3, start=100.0)
    outlets = outlets_for(patient.streams)
    clock = VirtualClock(100.0)
    simulate(patient, outlets, clock, lambda: False, duration_s=5.0)
    assert clock.now() == pytest.approx(105.0, abs=0.05)
    whole = Patient(3, start=100.0).read(105.0)
    for chunk in whole.chunks:
        sent = outlets[chunk.stream.key]
        np.testing.assert_array_equal(sent.t, chunk.t)
        np.testing.assert_array_equal(sent.x, chunk.x)
        if chunk.stream.rate_hz:
            assert len(sent.parts) > 120  # 32 batches a second


def test_hears_the_pacer_and_says_so() -> None:
    patient = Patient(3, streams=["rr"], adherence=1.0)
    said: list[str] = []

    def hear(now: float) -> Pacer | None:
        return Pacer(now, 0.1 * now, 0.1, guided=True, presence=1.0) if now < 90.0 else None

    simulate(
        patient,
        outlets_for(patient.streams),
        VirtualClock(),
        lambda: False,
        hear=hear,
        duration_s=100.0,
        say=said.append,
    )
    assert said == ["the patient hears the pacer", "the pacer is silent"]
    breaths = patient.truth.inhales
    assert np.diff(breaths[(breaths > 40) & (breaths < 90)]).mean() == pytest.approx(10.0, abs=0.5)


def test_stop_acts_within_a_tick_and_a_late_clock_loses_nothing() -> None:
    class Sleepy(VirtualClock):
        """Sleeps through 5 s once, as a suspended machine does."""

        def sleep_until(self, time: float) -> None:
            super().sleep_until(time + (5.0 if 2.0 < time < 2.04 else 0.0))

    patient = Patient(3, streams=["ecg"])
    outlets = outlets_for(patient.streams)
    clock = Sleepy()
    simulate(patient, outlets, clock, lambda: clock.now() >= 10.0)
    assert 10.0 <= clock.now() < 10.1
    sent = outlets[patient.streams[0].key]
    np.testing.assert_allclose(np.diff(sent.t), 1 / 250, atol=1e-9)
    assert len(sent.parts) < 5.2 * 32


def test_wrong_arguments_are_refused_before_a_child_is_started() -> None:
    with pytest.raises(ValueError, match="adherence 2"):
        start_simulator_process(1, adherence=2.0)
    with pytest.raises(ValueError, match="dropouts_per_min"):
        start_simulator_process(1, dropouts_per_min=-1.0)


def gone(pid: int, within_s: float) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
            stat = Path(f"/proc/{pid}/stat")
            if stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return True  # ended; nobody has collected it yet
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.realtime
def test_a_child_is_the_patient_on_lsl_listens_and_ends_within_a_second() -> None:
    from biofeedback.lsl.clock import LslClock
    from biofeedback.lsl.source import LslSource
    from biofeedback.lsl.wants import Want

    clock = LslClock()
    kinds = ("ecg", "ppg", "rr", "respiration", "eda", "eeg")
    ids = {kind: f"vrapp-patient-4242-{kind}" for kind in kinds}
    source = LslSource([Want(source_id=source_id) for source_id in ids.values()])
    try:
        with start_simulator_process(4242) as child:
            parts: dict[str, list[np.ndarray]] = {}
            deadline = clock.now() + 25.0
            while clock.now() < deadline:
                clock.sleep_until(clock.now() + 0.05)
                assert child.alive, child.trouble
                for chunk in source.read(clock.now()).chunks:
                    parts.setdefault(chunk.stream.kind, []).append(chunk.t)
                seconds = {k: p[-1][-1] - p[0][0] for k, p in parts.items()}
                if len(parts) == len(kinds) and min(seconds.values()) > 1.5:
                    break
            assert set(parts) == set(kinds)
            ecg = np.concatenate(parts["ecg"])
            assert np.median(np.diff(ecg)) == pytest.approx(1 / 250, abs=2e-4)
            assert np.abs(ecg[-1] - clock.now()) < 0.5
            started = time.monotonic()
            child.stop()
            assert time.monotonic() - started < 1.0
            assert not child.alive
            assert child.trouble == ""
    finally:
        source.close()


@pytest.mark.realtime
@pytest.mark.skipif(sys.platform == "win32", reason="watches a process id")
def test_a_child_never_outlives_its_parent() -> None:
    script = (
        "import time\n"
        "from biofeedback.sources.simulate import start_simulator_process\n"
        "child = start_simulator_process(4343, ['rr'])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    time.sleep(1.0)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert gone(pid, 10.0)


@pytest.mark.realtime
def test_trouble_of_a_child_is_told() -> None:
    with start_simulator_process(1, ["rr"], scope="galaxy") as child:
        deadline = time.monotonic() + 20.0
        while child.alive and time.monotonic() < deadline:
            time.sleep(0.05)
        assert "galaxy" in child.trouble
        assert "\n" not in child.trouble
    child.stop()
    assert "galaxy" in child.trouble

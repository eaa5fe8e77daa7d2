"""`vrapp demo`: a simulated patient in a process of its own, found over LSL like any device."""

from __future__ import annotations

from dataclasses import replace

from biofeedback.sources.simulate import start_simulator_process
from vrapp.app.body import Body
from vrapp.app.options import Options
from vrapp.app.run import Say, Stopped, run_with
from vrapp.session.protocol import Protocol
from vrapp.session.session import Session


def run_demo(options: Options, phases: Protocol, seed: int, stopped: Stopped, say: Say) -> Session:
    """Run the demo's session and end its patient.

    Raises
    ------
    SourceError, SceneError, DisplayError, FolderError
        Something needed is missing; the message names the remedy.
    """
    from biofeedback.lsl.clock import LslClock
    from biofeedback.lsl.config import configure
    from biofeedback.lsl.outlet import own_source_id
    from biofeedback.lsl.source import LslSource
    from biofeedback.lsl.wants import Want

    configure("machine")
    say(f"A simulated patient (seed {seed}) puts on sensors: heart, breath, skin, brain.")
    say("The signals travel over Lab Streaming Layer, as those of real sensors would.")
    patient = start_simulator_process(
        seed, instance=options.instance, pacer=own_source_id("pacer", options.instance)
    )
    with patient:
        say("The scene follows the breath; then it leads it gently to six breaths a minute.")
        minutes, seconds = divmod(round(phases.duration_s), 60)
        say(f"This takes {minutes} min {seconds:02d} s and ends by itself; Esc or Ctrl-C stops it.")
        source = LslSource([Want(source_id=name) for name in patient.source_ids])

        def gone() -> str:
            return "" if patient.alive else patient.trouble or "it was ended from outside"

        body = Body(source, f"simulated patient over LSL, seed {seed}", LslClock(), live=True)
        return run_with(body, replace(options, source="lsl"), phases, stopped, say, gone)

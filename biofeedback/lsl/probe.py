"""Whether LSL works on this machine at all: a stream sent here must be found here."""

from __future__ import annotations

import os

from biofeedback.lsl.clock import LslClock
from biofeedback.lsl.config import library
from biofeedback.types import Channel, StreamInfo


def loopback_seconds(timeout_s: float = 4.0) -> float | None:
    """Seconds until an own, short-lived stream was found; None when it was not.

    Raises
    ------
    LslError
        Lab Streaming Layer cannot be loaded.
    """
    from biofeedback.lsl.outlet import SignalOutlet

    pylsl = library()
    source_id = f"vrapp-probe-{os.getpid()}"
    stream = StreamInfo(source_id, "other", "vrapp probe", (Channel("zero"),), source_id=source_id)
    outlet = SignalOutlet(stream, network=True)
    try:
        clock = LslClock()
        began = clock.now()
        found = pylsl.resolve_byprop("source_id", source_id, minimum=1, timeout=timeout_s)
        return clock.now() - began if found else None
    finally:
        outlet.close()

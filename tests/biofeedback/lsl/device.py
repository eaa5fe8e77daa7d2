"""A device in a process of its own: channel 0 counts samples, channel 1 names the run.

    python -m tests.biofeedback.lsl.device SOURCE_ID RATE_HZ RUN [LAST]

Says "up" when its outlet stands. With LAST it sends that many samples at once when somebody
listens, and ends; otherwise it sends at its rate until it is killed.
"""

from __future__ import annotations

import sys

import numpy as np

from biofeedback.lsl.clock import LslClock
from biofeedback.lsl.outlet import SignalOutlet
from biofeedback.types import Channel, StreamInfo


def main(source_id: str, rate_hz: float, run: float, last: int = 0) -> None:
    stream = StreamInfo(
        key=source_id,
        kind="ecg",
        name=f"counter {source_id}",
        channels=(Channel("count"), Channel("run")),
        rate_hz=rate_hz,
        declared_type="EKG",
    )
    clock, outlet = LslClock(), SignalOutlet(stream)
    print("up", flush=True)
    if last:
        while not outlet.has_readers():
            clock.sleep_until(clock.now() + 0.01)
        t = clock.now() + np.arange(last) * 1e-6
        outlet.push(t, np.column_stack([np.arange(last), np.full(last, run)]))
        outlet.close()
        return
    start, count = clock.now(), 0
    while True:
        t_next = start + count / rate_hz
        clock.sleep_until(t_next)
        outlet.push(np.array([t_next]), [[count, run]])
        count += 1


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), *map(int, sys.argv[4:]))

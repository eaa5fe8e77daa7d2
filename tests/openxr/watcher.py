"""`python -m tests.openxr.watcher [SECONDS]` sits in the headset and says what a display tells.

One JSON array a line: ["event", kind, detail]; ["focus", yes or no, MiB of memory]; ["eye", 12
numbers] when the left eye's way of looking at the world has moved by a millimetre; ["hands", those
that are tracked] when that changes. Every frame is felt in the hands, so that the layer sees that.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from biofeedback.lsl.clock import LslClock
from vrapp.display.headless import HeadlessDisplay
from vrapp.display.openxr.display import OpenXrDisplay


def tell(*words: object) -> None:
    print(json.dumps(words), flush=True)


def memory_mib() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


def main(seconds: float) -> None:
    clock = LslClock()
    attended, eye = False, np.zeros((3, 4))
    hands: list[str] = []
    with (
        HeadlessDisplay((64, 64), 20.0, clock) as companion,
        OpenXrDisplay(companion, clock, say=lambda text: tell("said", text)) as display,
    ):
        end = clock.now() + seconds
        for frame in display.frames():
            for event in display.events():
                tell("event", event.kind, event.detail)
            in_headset = len(frame.views) == 2
            if (in_headset and frame.attended) != attended:
                attended = not attended
                tell("focus", attended, round(memory_mib(), 2))
            if in_headset:
                now = frame.views[0].eye_from_world[:3].astype(float)
                if np.abs(now - eye).max() > 0.001:
                    eye = now
                    tell("eye", now.round(4).ravel().tolist())
                for view in frame.views:
                    view.target.use()
                    display.context.clear(0.1, 0.1, 0.2)
                seen = [hand.side for hand in display.hands if hand.tracked]
                if seen != hands:
                    hands = seen
                    tell("hands", hands)
                display.feel(0.3)
            display.present()
            if clock.now() > end:
                display.close()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1e9)

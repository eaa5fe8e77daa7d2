"""What was shown, at its own pace on a display."""

from __future__ import annotations

from vrapp.display.base import Display
from vrapp.watch.again import Again, fitted
from vrapp.watch.reading import ShownSession


def play(display: Display, again: Again, shown: ShownSession, speed: float = 1.0) -> bool:
    """Show every frame when it is due, the left eye's as large as it fits; space pauses.

    `again` draws in the display's context. False when somebody ended it before its end.
    """
    frames = shown.frames()
    upcoming = next(frames, None)
    current = None
    at_s, then, paused = 0.0, None, False
    for frame in display.frames():
        for event in display.events():
            if event.kind == "pause":
                paused = not paused
            elif event.kind in ("stop", "quit"):
                display.close()
                return False
        if then is not None and not paused:
            at_s += (frame.time - then) * speed
        then = frame.time
        while upcoming is not None and upcoming.at_s <= at_s:
            again.step(upcoming)
            current, upcoming = upcoming, next(frames, None)
        for view in frame.views[:1]:
            x, y, width, height = view.viewport
            view.target.clear(0.0, 0.0, 0.0, 1.0, viewport=(x, y, width, height))
            if current is not None and current.views:
                box = view.viewport
                again.draw_into(current, [fitted(current.views[0], view.target, box)])
        display.present()
        if upcoming is None:
            return True
    return False

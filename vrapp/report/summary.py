"""The session in plain words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from vrapp.report.story import Story
from vrapp.session.commands import Answer

ROWS = (
    ("heart_rate", "Heart rate", "{:.0f} beats a minute"),
    ("respiration_rate", "Breathing rate", "{:.1f} breaths a minute"),
    ("rmssd", "RMSSD (beat-to-beat variability)", "{:.0f} ms"),
    ("coherence", "Coherence of the heart rhythm (0 to 1)", "{:.2f}"),
)

ENDINGS = {
    "protocol": "running to its end",
    "therapist": "the therapist",
    "patient": "the patient's stop",
    "patient (gaze)": "the patient's stop, by gaze",
    "sickness rule": "the sickness rule",
}

HONESTY = (
    "These numbers describe this session only. They are not a diagnosis, and nothing here claims "
    "an effect of treatment. Values that could not be trusted are left out of the medians."
)


def summarise(
    story: Story,
    scene: str,
    source: str,
    end_reason: str,
    frames: int | None,
    events: list[str],
    answers: Sequence[Answer] = (),
) -> str:
    """Markdown: what ran, what the body did, what could not be known."""
    minutes, seconds = divmod(round(story.duration_s), 60)
    drawn = "" if frames is None else f", {frames} frames"
    lines = [
        "# Session",
        "",
        f"- Scene: {scene}",
        f"- Body: {source}",
        f"- Length: {minutes} min {seconds:02d} s{drawn}",
        f"- Ended by: {ENDINGS.get(end_reason, end_reason) or 'being closed'}",
        *(f"- {a.id.replace('_', ' ').capitalize()}: {a.choice} ({a.by})" for a in answers),
        "",
        "| | median of trusted values | trusted |",
        "|---|---|---|",
    ]
    for name, title, form in ROWS:
        value, share = story.typical(name)
        said = form.format(value) if math.isfinite(value) else "not enough trusted signal"
        lines.append(f"| {title} | {said} | {share:.0%} of the time |")
    lines += ["", "## What happened", ""]
    lines += [f"- {event}" for event in events]
    lines += ["", HONESTY, ""]
    return "\n".join(lines)

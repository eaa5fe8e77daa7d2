"""Texts that other rooms put together in English (reasons, notices, titles), as templates.

They stand here so that a catalogue can have them: `Words.told` finds the one that was filled. A
reason that is not among them is shown in English. A field named `why` may hold colons.
"""

from __future__ import annotations

_FOUND = (
    "{best} a minute (give or take {sd}): size and phase of the heart rate's swing over {counted} "
    "of {all} paces are told best by a resonance there. Over all six signs the best pace shown "
    "was {top}."
)

COMPOSED = (
    # parts of an assessment, and the notice of a pain that rose
    "rest",
    "{pace} a minute",
    "pain rose from {before} to {after}: ask how it is",
    "the patient says it hurts more: ask how it is",
    "a pace is being measured and stays; this part can be ended",
    "do it again to leave the study's plan; within 10 s",
    # what a reason is about
    "heart wave",
    "calm",
    "arousal",
    "own breath",
    "pacer",
    "synchrony",
    "breath regularity",
    "{quantity} cannot be trusted now",
    "no signal from the sensors yet",
    "no news from the signal engine",
    "not shown in this part",
    # why a number is not believed, or not yet
    "not yet: needs {needed} s of heartbeats, has {has}",
    "not yet: needs {needed} s of skin signal, has {has}",
    "not yet: needs {needed} breaths with heartbeats in {span} s, has {has} in {seconds} s",
    "not yet: {has} of {needed} whole breaths with heartbeats",
    "not yet: {has} of {needed} breaths",
    "not yet: resting values {has} of {needed}",
    "not yet: a few heartbeats first",
    "not yet: fewer than three heartbeats",
    "learning the heartbeat",
    "no heartbeats",
    "no heartbeat now",
    "uncertain heartbeats",
    "no sure heartbeats",
    "many irregular beats",
    "hardly any heart rate variability",
    "implausible heart rate",
    "implausible RR intervals",
    "no RR intervals",
    "the {signal} is noisy",
    "the {signal} signal is flat",
    "the {signal} signal has just begun",
    "the arm moves",
    "the electrode moved",
    "no respiration yet",
    "no breath yet",
    "no full breath yet",
    "no breath for a while",
    "waiting for the first breath",
    "finding the breath again",
    "the next breath is late",
    "breathing is irregular",
    "this moment of the breath is ambiguous",
    "the last breaths were not sure",
    "uncertain breaths",
    "no breathing movement: breath held or belt slack",
    "faster than anyone breathes at rest",
    "the belt's signal is flat",
    "the belt's level leapt far away",
    "the belt's samples repeat themselves: a loop is being played",
    "noise hides the breath",
    "mains hum or noise hides the breath",
    "no samples from the belt",
    "too few heartbeats to tell a breath",
    "the heartbeats share no clear breathing rhythm",
    "read from the {signal}: no belt",
    "no skin signal",
    "no skin signal yet",
    "no number",
    "repeats itself exactly: no live signal",
    # what is told as it happens
    "the comfort guard dims the picture: scene {scene} flashed too often",
    "the comfort guard shows the whole picture again",
    "no LSL stream with a body's signals was found yet",
    # whose body it is
    "live sensors over LSL",
    "simulated patient, seed {seed}",
    "simulated patient over LSL, seed {seed}",
    # the assessment's result
    "the breath was uncertain",
    "the breath was not seen",
    "the breath followed {share} of the time, at {rate}",
    "the heartbeats were uncertain",
    "no whole breath with heartbeats",
    "{seconds} s at the pace, needs {needed}",
    "Not determined: {counted} of {all} paces count, {needed} are needed.",
    "Not determined: {counted} of {all} paces count, {needed} are needed ({why}).",
    "Not determined: the heart rate hardly swings with the breath.",
    "Not determined: no single resonance tells how the heart rate swings.",
    "Not determined: the paces differ too little to tell them apart.",
    "Not determined: swing and phase speak for {best}, the rest for {top}.",
    _FOUND,
)

"""A session that was cut short goes on: a new one with what is left of its protocol."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vrapp.record.chunks import NoXdf
from vrapp.record.earlier import EarlierError, read_manifest
from vrapp.record.hold import is_held
from vrapp.record.manifest import FILE as MANIFEST
from vrapp.record.manifest import checksum
from vrapp.record.recorder import FILE as RECORD
from vrapp.report.afterwards import close_session
from vrapp.session.arms import Study, unseal
from vrapp.session.protocol import Phase, Protocol

OFF = ("screening", "break")
"""Kinds of phases without the headset."""
FINAL = ("protocol", "therapist", "screening", "sickness rule")
"""Ends that somebody meant. So are the patient's, by whatever means."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left of a session.

    `part`: the title of the part that was cut, and begins anew; `worn_s`: seconds in the headset
    until then, since the last break.
    """

    folder: Path
    protocol: Protocol
    part: str
    study: Study
    scene: str
    language: str
    worn_s: float


def rest_of(
    folder: Path, load: Callable[[str], Protocol], say: Callable[[str], None] = lambda text: None
) -> Rest:
    """What is left of the session in `folder`, which is closed first where it has no end.

    `load` gives a protocol by its name. Person, arm and language are those of that session.

    Raises
    ------
    EarlierError
        It still runs, came to an end that somebody meant, or is damaged or changed.
    OSError
        It cannot be closed.
    """
    told = read_manifest(folder)
    if is_held(folder / RECORD):
        raise EarlierError(f"the session in {folder} is still running; stop it, or wait")
    if not told.get("end"):
        say(f"Closing {folder}, which was cut short")
        try:
            for _ in close_session(folder):
                pass
        except NoXdf as error:
            raise EarlierError(
                f"{folder / RECORD}: {error}; its record cannot be closed. Begin another session, "
                f'with --previous "{folder}"'
            ) from None
        told = read_manifest(folder)
    if reason := _meant(told):
        raise EarlierError(
            f"the session in {folder} came to its end ({reason}); begin another one, with "
            f'--previous "{folder}"'
        )
    protocol = _protocol(folder, told, load)
    number = _cut_at(protocol, told, folder)
    shown = [scene["name"] for scene in told.get("shown", ())]
    return Rest(
        folder,
        replace(protocol, phases=protocol.phases[number:]),
        part_of(protocol.phases[number]),
        _study(told.get("study") or {}),
        shown[-1] if shown else "",
        str(told.get("language") or ""),
        worn_s(told),
    )


def _meant(told: Mapping[str, Any]) -> str:
    """Why somebody ended the session; empty where it was cut short."""
    reason = str((told.get("end") or {}).get("reason", ""))
    return reason if reason in FINAL or reason.startswith("patient") else ""


def cut_short(parent: Path, day: str) -> tuple[Path, dict[str, Any]] | None:
    """Folder and manifest of the last session below `parent` that began on `day` (`2026-11-24`),
    where it was cut short while it followed a protocol and can be gone on with; else None.
    """
    found = []
    for path in parent.glob(f"{day} * session*/{MANIFEST}"):
        with suppress(EarlierError):  # one that cannot be read hides no other
            told = read_manifest(path.parent)
            found.append((str(told.get("created", "")), path.parent.name, told))
    if not found:
        return None
    _, name, told = max(found, key=lambda each: each[:2])
    folder = parent / name
    follows = bool((told.get("protocol") or {}).get("sha256")) and bool(told.get("phases"))
    return None if not follows or _meant(told) or is_held(folder / RECORD) else (folder, told)


def part_of(phase: Phase) -> str:
    """The title of the part of the protocol's file that a phase belongs to."""
    return phase.group.partition(". ")[2] or phase.title


def _protocol(folder: Path, told: Mapping[str, Any], load: Callable[[str], Protocol]) -> Protocol:
    known = told.get("protocol") or {}
    if not known.get("sha256"):
        raise EarlierError(
            f"the session in {folder} followed no protocol, so nothing of it is left; begin "
            f'another one, with --previous "{folder}"'
        )
    protocol = load(str(known["name"]))
    if protocol.file is None or checksum([protocol.file]) != known["sha256"]:
        raise EarlierError(
            f"{protocol.file or known['name']} is not the protocol of the session in {folder} "
            "(SHA-256); name its file with --protocol"
        )
    return protocol


def _cut_at(protocol: Protocol, told: Mapping[str, Any], folder: Path) -> int:
    """The first phase of the part that was cut: followed along the parts as they were gone
    through, so that of two parts with one title the right one is meant.
    """
    parts = [part_of(phase) for phase in protocol.phases]
    at = 0
    for title in (str(phase["part_of"]) for phase in told.get("phases", ())):
        if parts[at] != title:
            try:
                at = parts.index(title, at)
            except ValueError:
                raise EarlierError(
                    f"the session in {folder} was in {title!r}, which its protocol lacks; begin "
                    f'another one, with --previous "{folder}"'
                ) from None
    return at


def worn_s(told: Mapping[str, Any], until_s: float = 0.0) -> float:
    """Seconds in the headset without a break, when it ended, by a manifest; of a session that has
    no end yet, when `until_s` seconds of it were over.
    """
    worn = 0.0
    for phase in told.get("phases", ()):
        off = phase.get("kind") in OFF
        start, end = float(phase["start_s"]), phase["end_s"]
        worn = 0.0 if off else worn + max((until_s if end is None else float(end)) - start, 0.0)
    return worn


def _study(told: Mapping[str, Any]) -> Study:
    arm, seed = told.get("arm"), told.get("seed")
    if told.get("sealed"):
        hidden = json.loads(unseal(str(told["sealed"])))
        arm, seed = hidden["arm"], hidden["seed"]
    return Study(arm or "live", bool(told.get("blinded")), str(told.get("code") or ""), seed)

"""What the start page has to offer: people of the history, protocols, scenes, room for a record."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from vrapp.app.options import Options
from vrapp.app.resume import cut_short, worn_s
from vrapp.panel.formats import title
from vrapp.panel.start_choice import Arm, Cut, Offer, Offers, Person, Scenery
from vrapp.record.recorder import FILE as RECORD
from vrapp.scene.errors import SceneError
from vrapp.scene.library import list_scenes, load_scene
from vrapp.scene.spec import SceneSpec
from vrapp.session.arms import Study, StudyError, allocate
from vrapp.session.protocol import Protocol
from vrapp.session.protocols import list_protocols, load_protocol

ORDER = (
    "first-session", "practice", "short", "mindfulness", "distraction", "resonance-check", "demo",
)  # fmt: skip
"""In which the shipped protocols are offered; others follow by name."""
FIRST_SCENE = "bay"
Say = Callable[[str], None]


def gather(base: Options, folder: Path, at: str, children: bool, say: Say) -> Offers:
    """Everything there is to choose from now; what cannot be read is said and left out.

    `at`: local date and time for the audit trail; `folder`: where sessions are kept.
    """
    people, trouble = known_people(at)
    free, folder_trouble = room_in(folder)
    return Offers(
        people=people,
        protocols=tuple(offer_of(name, p) for name, p in protocols(children, say)),
        scenes=tuple(Scenery(spec.name, title(spec.name)) for spec in scenes(base.scene, say)),
        folder=str(folder),
        free_bytes=free,
        folder_trouble=folder_trouble,
        arm_of=arms(base.study),
        history_trouble=trouble,
        cut=cut_today(folder, at[:10]),
    )


def known_people(at: str) -> tuple[tuple[Person, ...], str]:
    """Everyone in the history, the most recent first; and why it cannot be read, where it cannot.

    That the list was looked at is written to the audit trail.
    """
    # the database's library costs a moment to import
    from vrapp.history.audit import By
    from vrapp.history.database import Database
    from vrapp.history.errors import HistoryError
    from vrapp.history.keep import people
    from vrapp.history.place import database_place, user
    from vrapp.history.secret import secret_of_environment

    try:
        opened = Database(database_place(), secret_of_environment())
        found = people(opened, By(user(), at)) if opened.exists else []
    except HistoryError as error:
        return (), str(error)
    found.sort(key=lambda each: each.last, reverse=True)
    return tuple(
        Person(each.code, each.sessions, each.last[:10], each.protocol, each.pace_per_min)
        for each in found
    ), ""


def protocols(children: bool, say: Say) -> list[tuple[str, Protocol]]:
    """Name and protocol of all that can be read, in the order in which they are offered."""
    names = sorted(list_protocols(), key=lambda name: ORDER.index(name) if name in ORDER else 99)
    found = []
    for name in names:
        try:
            found.append((name, load_protocol(name, children=children)))
        except SceneError as error:
            say(f"left out of the protocols to choose from: {error}")
    return found


def offer_of(name: str, protocol: Protocol) -> Offer:
    """What is told of a protocol before it is chosen."""
    phases = protocol.phases
    finds = any(phase.kind == "assessment" for phase in phases)
    own = [phase for phase in phases if phase.pacing in ("found", "lead")]
    pace = next((p.guidance_per_min for p in own if p.guidance_per_min is not None), 6.0)
    return Offer(
        name=name,
        title=protocol.title or name,
        minutes=protocol.duration_s / 60.0,
        description=protocol.description,
        leads=any(phase.pacing != "none" for phase in phases),
        needs_pace=bool(own) and not finds,
        usual_pace=pace,
        screens=any(phase.kind == "screening" for phase in phases),
    )


def scenes(first: str, say: Say) -> list[SceneSpec]:
    """Every scene that can be read, `first` at the head."""
    found = []
    for name in sorted(list_scenes(), key=lambda each: each != first):
        try:
            found.append(load_scene(name))
        except SceneError as error:
            say(f"left out of the scenes to choose from: {error}")
    return found


def arms(study: Study) -> Callable[[str], Arm] | None:
    """How a code's arm is told, without telling what is blinded; None without a study."""
    if study.seed is None and study.arm == "live" and not study.blinded:
        return None

    def arm_of(code: str) -> Arm:
        try:
            arm = study.arm if study.seed is None else allocate(study.seed, code)
        except StudyError as error:
            return Arm(trouble=str(error))
        return Arm("sealed" if study.blinded else arm)

    return arm_of


def cut_today(folder: Path, day: str) -> Cut | None:
    """The last session of the day, where it was somebody's and was cut short; see `cut_short`."""
    found = cut_short(folder, day)
    if found is None:
        return None
    cut, told = found
    code = (told.get("study") or {}).get("code")
    if not code:
        return None
    try:
        created = datetime.fromisoformat(told["created"])
        # a session that could not end its manifest wrote its record until it was cut
        until_s = (cut / RECORD).stat().st_mtime - created.timestamp()
    except (ValueError, OSError):
        return None
    return Cut(
        folder=str(cut),
        code=str(code),
        protocol=str(told["protocol"]["title"]),
        part=str(told["phases"][-1]["part_of"]),
        at=f"{created:%H:%M}",
        worn_min=worn_s(told, until_s) / 60.0,
    )


def room_in(folder: Path) -> tuple[int | None, str]:
    """Free bytes where a folder lies or would be made; and why nothing can be kept there."""
    there = next((p for p in (folder, *folder.absolute().parents) if p.exists()), None)
    if there is None or not there.is_dir():
        return None, f"{folder} is no folder; name another with --sessions"
    if not os.access(there, os.W_OK):
        return None, f"nothing can be written to {there}; name another folder with --sessions"
    try:
        return shutil.disk_usage(there).free, ""
    except OSError as error:
        return None, f"{there}: {error.strerror or error}"

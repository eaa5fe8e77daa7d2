"""What a session is told before it begins: the person's past, the study, and its manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from biofeedback.indices.baseline import BaselineError
from biofeedback.training import resonance, reward
from vrapp.app.options import Options
from vrapp.history.past import Past, past_in
from vrapp.history.place import user
from vrapp.record.earlier import EarlierError, read_manifest, read_yoke
from vrapp.record.manifest import checksum, study_facts
from vrapp.record.scenes import scene_facts
from vrapp.scene.spec import SceneSpec
from vrapp.session.arms import StudyError, Yoke
from vrapp.session.course import Plan
from vrapp.session.pacer import SLOWEST_PER_MIN
from vrapp.session.protocol import Protocol, without_questions


def plan_of(options: Options, past: Past, unattended: bool) -> Plan:
    """What is known before the session: what was given, else what the person's past tells.

    Raises
    ------
    EarlierError, StudyError
        The session that the yoked arm shows cannot be read, or there is none.
    """
    pace = options.pace_per_min or past.pace_per_min
    slowest = max(SLOWEST_PER_MIN, past.slowest_per_min or 0.0)
    return Plan(options.study, pace, past.baseline, _yoke(options), unattended, slowest)


def asked_today(protocol: Protocol, past: Past, began: str) -> Protocol:
    """The protocol without PEG where an earlier session of this week had it.

    `began`: local date and time. A protocol that asks nothing but PEG stays as it is.
    """
    return without_questions(protocol, "peg") if past.had_peg_in_the_week_of(began) else protocol


def _yoke(options: Options) -> Yoke | None:
    """The other session of the yoked arm, which every drawn and blinded session names: whether it
    is asked for, missed or found wrong must not tell the arm.
    """
    study = options.study
    if options.yoke is not None:
        return read_yoke(options.yoke)
    if study.blinded and study.seed is not None:
        raise StudyError(
            "an arm that is drawn blinded may be any of the four, and one needs another session's "
            "folder; name one with --yoke, for every person of the study"
        )
    if study.arm == "yoked":
        raise StudyError("the yoked arm needs another session's folder; name one with --yoke")
    return None


def past_of_person(options: Options, say: Callable[[str], None]) -> Past:
    """What earlier sessions tell: the one that was named, else the person's history.

    A history that cannot be read is told, not fatal.

    Raises
    ------
    EarlierError
        The session that was named cannot be read.
    """
    named = options.previous or options.resumes
    if named is not None:
        try:
            return past_in(read_manifest(named))
        except BaselineError as error:
            raise EarlierError(f"{named}: {error}") from None
    if not options.study.code:
        return Past()
    # the database's library costs a moment to import, and only people with a code have a history
    from vrapp.history.audit import By
    from vrapp.history.errors import HistoryError
    from vrapp.history.recall import past_of

    try:
        past = past_of(options.study.code, By(user(), options.began)) or Past()
    except HistoryError as error:
        say(f"{error}. Going on as with a new person; --previous FOLDER names an earlier session")
        return Past()
    if past.pace_per_min is not None:
        found = f"pace {past.pace_per_min:g} a minute, found {past.pace_from[:10]}"
        say(f"{options.study.code}: {found}")
    return past


def facts(
    options: Options,
    protocol: Protocol,
    scenes: Iterable[SceneSpec],
    described: str,
    formulas: Mapping[str, int],
    left_out: Iterable[str] = (),
) -> dict[str, Any]:
    """What the manifest says from the start, as plain JSON.

    `left_out`: scales that the protocol asks and this session does not.
    """
    file = protocol.file
    return {
        "program": {"name": "vrapp", "version": _version()},
        "created": options.began,
        "body": described,
        "language": options.language,
        "operator": user(),
        "continues": _earlier(options.resumes),
        "study": study_facts(options.study),
        "yoked_to": str(options.yoke) if options.yoke and not options.study.blinded else None,
        "protocol": {
            "name": protocol.name,
            "title": protocol.title,
            "file": file.name if file is not None else None,
            "sha256": checksum([file]) if file is not None else None,
        },
        "left_out": list(left_out),
        "scenes": {spec.name: scene_facts(spec) for spec in scenes},
        "formulas": {**formulas, "resonance": resonance.VERSION, "reward": reward.VERSION},
    }


def _earlier(folder: Path | None) -> dict[str, Any] | None:
    """How a manifest names the session that it goes on with; its date tells it from any other."""
    if folder is None:
        return None
    told = read_manifest(folder)
    return {"folder": folder.resolve().name, "created": told.get("created", "")}


def _version() -> str:
    try:
        return version("vrapp")
    except PackageNotFoundError:  # run from a source tree
        return "unknown"

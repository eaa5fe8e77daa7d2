"""What a session is told before it begins: the person's past, the study, and its manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from biofeedback.indices.baseline import Baseline, BaselineError
from biofeedback.training import resonance, reward
from vrapp.app.options import Options
from vrapp.history.place import user
from vrapp.record.earlier import EarlierError, read_manifest, read_yoke
from vrapp.record.manifest import checksum, study_facts
from vrapp.record.scenes import scene_facts
from vrapp.scene.spec import SceneSpec
from vrapp.session.arms import StudyError, Yoke
from vrapp.session.course import Plan
from vrapp.session.pacer import SLOWEST_PER_MIN
from vrapp.session.protocol import Protocol

if TYPE_CHECKING:
    from vrapp.history.past import Past


def plan_of(options: Options, unattended: bool, say: Callable[[str], None]) -> Plan:
    """What is known before the session: from the one named, else from the person's history.

    Raises
    ------
    EarlierError, StudyError
        An earlier session cannot be read, or the yoked arm has none.
    """
    pace, baseline, slowest = options.pace_per_min, Baseline(), SLOWEST_PER_MIN
    if (before := options.resumes or options.previous) is not None:
        found = read_manifest(before).get("slowest_per_min")
        slowest = max(slowest, float(found)) if isinstance(found, int | float) else slowest
    if options.previous is not None:
        told = read_manifest(options.previous)
        found = told.get("pace_per_min")
        pace = pace or (float(found) if isinstance(found, int | float) else None)
        try:
            baseline = Baseline.from_dict(told.get("baseline", {}))
        except BaselineError as error:
            raise EarlierError(f"{options.previous}: {error}") from None
    elif options.study.code:
        past = _past(options, say)
        if past is not None:
            pace, baseline = pace or past.pace_per_min, past.baseline
    yoke = _yoke(options)
    return Plan(options.study, pace, baseline, yoke, unattended, slowest)


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


def _past(options: Options, say: Callable[[str], None]) -> Past | None:
    """What the history knows of the person; a history that cannot be read is told, not fatal."""
    # the database's library costs a moment to import, and only people with a code have a past
    from vrapp.history.audit import By
    from vrapp.history.errors import HistoryError
    from vrapp.history.past import past_of

    try:
        past = past_of(options.study.code, By(user(), options.began))
    except HistoryError as error:
        say(f"{error}. Going on as with a new person; --previous FOLDER names an earlier session")
        return None
    if past is not None and past.pace_per_min is not None:
        found = f"pace {past.pace_per_min:g} a minute, found {past.pace_from[:10]}"
        say(f"{options.study.code}: {found}")
    return past


def facts(
    options: Options,
    protocol: Protocol,
    scenes: Iterable[SceneSpec],
    described: str,
    formulas: Mapping[str, int],
) -> dict[str, Any]:
    """What the manifest says from the start, as plain JSON."""
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

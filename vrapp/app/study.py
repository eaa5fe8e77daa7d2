"""What a session is told before it begins: the person's past, the study, and its manifest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from biofeedback.indices.baseline import Baseline, BaselineError
from biofeedback.training import resonance, reward
from vrapp.app.options import Options
from vrapp.record.earlier import EarlierError, read_manifest, read_yoke
from vrapp.record.manifest import checksum, study_facts
from vrapp.record.scenes import scene_facts
from vrapp.scene.spec import SceneSpec
from vrapp.session.arms import StudyError
from vrapp.session.course import Plan
from vrapp.session.protocol import Protocol


def plan_of(options: Options, unattended: bool) -> Plan:
    """What is known before the session.

    Raises
    ------
    EarlierError, StudyError
        An earlier session cannot be read, or the yoked arm has none.
    """
    pace, baseline = options.pace_per_min, Baseline()
    if options.previous is not None:
        told = read_manifest(options.previous)
        found = told.get("pace_per_min")
        pace = pace or (float(found) if isinstance(found, int | float) else None)
        try:
            baseline = Baseline.from_dict(told.get("baseline", {}))
        except BaselineError as error:
            raise EarlierError(f"{options.previous}: {error}") from None
    yoke = None
    if options.study.arm == "yoked":
        if options.yoke is None:
            raise StudyError("the yoked arm needs another session's folder; name one with --yoke")
        yoke = read_yoke(options.yoke)
    return Plan(options.study, pace, baseline, yoke, unattended)


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


def _version() -> str:
    try:
        return version("vrapp")
    except PackageNotFoundError:  # run from a source tree
        return "unknown"

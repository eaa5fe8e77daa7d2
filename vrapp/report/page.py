"""The report: one HTML file that needs nothing else, to be read, printed and filed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from vrapp.report import figures, findings
from vrapp.report.findings import Manifest
from vrapp.report.kept import KeptSession, manifests_of, read_session
from vrapp.report.summary import ENDINGS, HONESTY

NAME = "report.html"
GUARD = "comfort guard dims"
FAULTS = ("lost", "gone", "silent", "NOT RECORDED", "no longer", GUARD)


def render(kept: KeptSession, before: Sequence[Manifest] = ()) -> str:
    """The page of a session; manifests of those `before` it of the same person, oldest first, give
    the trend.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    manifest = kept.manifest
    study, end = manifest.get("study") or {}, manifest.get("end") or {}
    blinded = bool(study.get("blinded"))
    pain = findings.pain(kept)
    return environment.get_template("page.html").render(
        code=study.get("code") or "",
        created=str(manifest.get("created", "")).replace("T", " ")[:16],
        protocol=(manifest.get("protocol") or {}).get("title", ""),
        scenes=", ".join(dict.fromkeys(s["name"] for s in manifest.get("shown", ()))),
        body=manifest.get("body", ""),
        arm=findings.arm(manifest),
        blinded=blinded,
        length=findings.length(kept.duration_s),
        ended=ENDINGS.get(end.get("reason", ""), end.get("reason", "")) or "being cut short",
        complete=bool(manifest.get("complete")),
        words=_plain_words(kept, pain),
        pain=pain,
        sickness=findings.sickness(kept),
        peg=findings.told(findings.peg(kept), "{:.1f} of 10"),
        adverse=manifest.get("adverse_events", ()),
        phases=() if blinded else tuple(findings.phases(kept)),
        signals=tuple(findings.signals(kept)),
        resonance=None if blinded else manifest.get("resonance"),
        course="" if blinded else figures.course(kept),
        minute="" if blinded else figures.minute(kept),
        trend=_trend([*before, manifest]),
        sessions=len(before) + 1,
        faults=[(t, e) for t, e in kept.events if any(word in e for word in FAULTS)],
        events=() if blinded else kept.events,
        at=_clock,
        program=manifest.get("program") or {},
        formulas=manifest.get("formulas") or {},
        checksum=(manifest.get("protocol") or {}).get("sha256") or "",
        files=kept.files,
        honesty=HONESTY,
    )


def write_report(folder: Path) -> Path:
    """Write the report of a session into its folder, with the trend of the person's sessions that
    lie beside it.

    Raises
    ------
    EarlierError, OSError
        The session cannot be read, or the page not written.
    """
    kept = read_session(folder)
    path = folder / NAME
    path.write_text(render(kept, earlier(kept, folder.resolve().parent)), encoding="utf-8")
    return path


def earlier(kept: KeptSession, parent: Path) -> list[Manifest]:
    """Manifests of the person's sessions below `parent` before this one; none without a code."""
    code = (kept.manifest.get("study") or {}).get("code")
    created = str(kept.manifest.get("created", ""))
    found = manifests_of(code, parent) if code else []
    return [manifest for _, manifest in found if str(manifest.get("created", "")) < created]


def _plain_words(kept: KeptSession, pain: findings.Change) -> list[str]:
    """For the person themselves: what happened, without a number that needs explaining."""
    minutes = max(round(kept.duration_s / 60.0), 1)
    lines = [f"You were here for about {minutes} minute{'s' if minutes > 1 else ''}."]
    pace = kept.manifest.get("pace_per_min")
    if pace:
        lines.append(
            f"Breathing about {pace:g} times a minute made your heart rhythm swing the most. "
            "It is a pace that you can practise anywhere, without a headset."
        )
    if pain.change != findings.NOT_KNOWN:
        fell = float(pain.change) < 0
        rose = float(pain.change) > 0
        way = "went down" if fell else "went up" if rose else "stayed the same"
        lines.append(f"Your pain {way}: {pain.before} before, {pain.after} after.")
    rate = findings.median(kept.series("respiration_rate"))
    if math.isfinite(rate) and not (kept.manifest.get("study") or {}).get("blinded"):
        lines.append(f"In the middle you took about {rate:.0f} breaths a minute.")
    return lines


def _trend(sessions: Sequence[Manifest]) -> str:
    rated = []
    for each in sessions:
        before, after = findings.values(each, "pain_before"), findings.values(each, "pain_after")
        if before and after:
            rated.append((str(each.get("created", ""))[:10], before[0], after[-1]))
    if len(rated) < 2:
        return ""
    titles, before_all, after_all = zip(*rated, strict=True)
    return figures.trend(titles, before_all, after_all)


def _clock(seconds: Any) -> str:
    minutes, rest = divmod(round(float(seconds)), 60)
    return f"{minutes}:{rest:02d}"

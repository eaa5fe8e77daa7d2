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
from vrapp.words.catalogue import ENGLISH, Words, load_words
from vrapp.words.po import WordsError

NAME = "report.html"
GUARD = "comfort guard dims"
FAULTS = ("lost", "gone", "silent", "NOT RECORDED", "no longer", GUARD)

PACE_FOUND = (
    "Breathing about {pace} times a minute made your heart rhythm swing the most. It is a pace "
    "that you can practise anywhere, without a headset."
)
FELL = "Your pain went down: {before} before, {after} after."
ROSE = "Your pain went up: {before} before, {after} after."
STAYED = "Your pain stayed the same: {before} before, {after} after."
BREATHS = "In the middle you took about {rate} breaths a minute."
UNVALIDATED = (
    "PEG and the sickness scale were asked in a translation that has not been validated; compare "
    "their values only with others asked in the same language."
)


def render(kept: KeptSession, before: Sequence[Manifest] = (), words: Words | None = None) -> str:
    """The page of a session; manifests of those `before` it of the same person, oldest first, give
    the trend. In the language of the session, or in other `words`.
    """
    words = words or words_of(kept.manifest)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals["_"] = words
    manifest = kept.manifest
    study, end = manifest.get("study") or {}, manifest.get("end") or {}
    blinded = bool(study.get("blinded"))
    pain = findings.pain(kept, words)
    return environment.get_template("page.html").render(
        language=words.language,
        code=study.get("code") or "",
        created=str(manifest.get("created", "")).replace("T", " ")[:16],
        protocol=words.told((manifest.get("protocol") or {}).get("title", "")),
        scenes=", ".join(
            dict.fromkeys(words(s["name"].capitalize()) for s in manifest.get("shown", ()))
        ),
        body=words.told(manifest.get("body", "")),
        arm=findings.arm(manifest, words),
        blinded=blinded,
        length=findings.length(kept.duration_s),
        ended=words(ENDINGS.get(end.get("reason", ""), end.get("reason", "")) or "being cut short"),
        complete=bool(manifest.get("complete")),
        words=_plain_words(kept, pain, words),
        pain=pain,
        sickness=findings.sickness(kept, words),
        peg=findings.told(findings.peg(kept), words("{:.1f} of 10")),
        unvalidated=_unvalidated(manifest, words),
        adverse=manifest.get("adverse_events", ()),
        notes=manifest.get("notes", ()),
        phases=() if blinded else tuple(findings.phases(kept, words)),
        signals=tuple(findings.signals(kept, words)),
        resonance=None if blinded else manifest.get("resonance"),
        course="" if blinded else figures.course(kept, words),
        minute="" if blinded else figures.minute(kept, words),
        trend=_trend([*before, manifest], words),
        sessions=len(before) + 1,
        faults=[(t, e) for t, e in kept.events if any(word in e for word in FAULTS)],
        events=() if blinded else kept.events,
        at=_clock,
        program=manifest.get("program") or {},
        formulas=manifest.get("formulas") or {},
        checksum=(manifest.get("protocol") or {}).get("sha256") or "",
        files=kept.files,
        honesty=words(HONESTY),
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


def _plain_words(kept: KeptSession, pain: findings.Change, words: Words) -> list[str]:
    """For the person themselves: what happened, without a number that needs explaining."""
    minutes = max(round(kept.duration_s / 60.0), 1)
    if minutes > 1:
        lines = [words("You were here for about {minutes} minutes.", minutes=minutes)]
    else:
        lines = [words("You were here for about a minute.")]
    pace = kept.manifest.get("pace_per_min")
    if pace:
        lines.append(words(PACE_FOUND, pace=f"{pace:g}"))
    if pain.change != findings.NOT_KNOWN:
        fell = float(pain.change) < 0
        rose = float(pain.change) > 0
        way = FELL if fell else ROSE if rose else STAYED
        lines.append(words(way, before=pain.before, after=pain.after))
    rate = findings.median(kept.series("respiration_rate"))
    if math.isfinite(rate) and not (kept.manifest.get("study") or {}).get("blinded"):
        lines.append(words(BREATHS, rate=f"{rate:.0f}"))
    return lines


def words_of(manifest: Manifest) -> Words:
    """The words of the session's language; English where this program has none of it."""
    try:
        return load_words(str(manifest.get("language") or ENGLISH))
    except WordsError:
        return Words()


def _unvalidated(manifest: Manifest, words: Words) -> str:
    """What must be said of scales that were asked in a translation of ours; empty for nothing."""
    asked = {str(rating["id"]).partition("_")[0] for rating in manifest.get("ratings", ())}
    translated = (manifest.get("language") or ENGLISH) != ENGLISH
    return words(UNVALIDATED) if translated and asked & {"peg", "sickness"} else ""


def _trend(sessions: Sequence[Manifest], words: Words) -> str:
    rated = []
    for each in sessions:
        before, after = findings.values(each, "pain_before"), findings.values(each, "pain_after")
        if before and after:
            rated.append((str(each.get("created", ""))[:10], before[0], after[-1]))
    if len(rated) < 2:
        return ""
    titles, before_all, after_all = zip(*rated, strict=True)
    return figures.trend(titles, before_all, after_all, words)


def _clock(seconds: Any) -> str:
    minutes, rest = divmod(round(float(seconds)), 60)
    return f"{minutes}:{rest:02d}"

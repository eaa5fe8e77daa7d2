"""The report: one HTML file that needs nothing else, to be read, printed and filed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from vrapp.record.whole import write_whole
from vrapp.report import completeness, figures, findings, screened
from vrapp.report.findings import Manifest
from vrapp.report.joined import gone_on_with, merged, whole
from vrapp.report.kept import KeptSession, manifests_of, read_session
from vrapp.report.summary import ENDINGS, HONESTY
from vrapp.words.catalogue import ENGLISH, Words, load_words
from vrapp.words.po import WordsError

NAME = "report.html"
GUARD = "comfort guard dims"
HURTS = "hurts more: "
"""How the session tells that the person says so."""
FAULTS = ("lost", "gone", "silent", "NOT RECORDED", "no longer", GUARD)

PACE_FOUND = (
    "As far as could be measured, your heart rhythm answers most to about {pace} breaths a minute. "
    "Your therapist can tell you how to practise it without a headset."
)
PACE_USED = "The pace here was about {pace} breaths a minute."
FELL = "Your pain went down: {before} before, {after} after."
ROSE = "Your pain went up: {before} before, {after} after."
STAYED = "Your pain stayed the same: {before} before, {after} after."
BREATHS_AT_REST = "At rest you took about {rate} breaths a minute."
BREATHS = "You took about {rate} breaths a minute: half of the time fewer, half of the time more."
SAYS = "It hurts more, says the "
SAID_BY_PATIENT = "“It hurts more”, says the patient."
SAID_FOR_PATIENT = "“It hurts more”, entered by the therapist."
HURT = "“It hurts more” was said at {times}."
CUT_SHORT = (
    "This session was cut short before its end could be written; it is shown as far as it was "
    "recorded."
)
GONE_ON = "It was gone on with at {when}: that session's report shows both parts."
IN_PARTS = (
    "This session was cut short after {first}, and gone on with {later} after it had begun. Both "
    "parts are shown, on one time line."
)
LACKS_EARLIER = (
    "This session goes on with an earlier one, which was not found beside it and is not shown."
)
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
    pain, notes = findings.pain(kept, words), manifest.get("notes", ())
    streams = completeness.arrived(kept)
    return environment.get_template("page.html").render(
        language=words.language,
        code=study.get("code") or "",
        running=_running(manifest),
        created=_date(manifest.get("created", "")),
        protocol=words.told((manifest.get("protocol") or {}).get("title", "")),
        scenes=", ".join(
            dict.fromkeys(words(s["name"].capitalize()) for s in manifest.get("shown", ()))
        ),
        body=words.told(manifest.get("body", "")),
        arm=findings.arm(manifest, words),
        blinded=blinded,
        length=findings.length(completeness.recorded_s(kept)),
        ended=words(ENDINGS.get(end.get("reason", ""), end.get("reason", "")) or "being cut short"),
        minded=_minded(kept, words),
        continued=_continued(kept),
        screening=screened.told(manifest, words),
        unscreened=screened.why_not(manifest, words),
        hurts=_hurts(kept, words),
        words=_plain_words(kept, pain, words),
        pain=pain,
        sickness=findings.sickness(kept, words),
        peg=findings.peg_so_far([*before, manifest], words),
        unvalidated=_unvalidated(manifest, words),
        adverse=manifest.get("adverse_events", ()),
        notes=[{**note, "text": _noted(str(note["text"]), words)} for note in notes],
        phases=() if blinded else tuple(findings.phases(kept, words)),
        numbers=tuple(completeness.numbers(kept, streams, words)),
        sensors=tuple(completeness.sensors(kept, streams)),
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
    kept = whole(read_session(folder))
    path = folder / NAME
    write_whole(path, render(kept, earlier(kept, folder.resolve().parent)))
    return path


def earlier(kept: KeptSession, parent: Path) -> list[Manifest]:
    """Manifests of the person's sessions below `parent` before this one; none without a code."""
    code = (kept.manifest.get("study") or {}).get("code")
    created = str(kept.manifest.get("created", ""))
    found = manifests_of(code, parent) if code else []
    return merged(told for _, told in found if str(told.get("created", "")) < created)


def _plain_words(kept: KeptSession, pain: findings.Change, words: Words) -> list[str]:
    """For the person themselves: what happened, without a number that needs explaining."""
    minutes = max(round(completeness.recorded_s(kept) / 60.0), 1)
    if minutes > 1:
        lines = [words("You were here for about {minutes} minutes.", minutes=minutes)]
    else:
        lines = [words("You were here for about a minute.")]
    found, pace = kept.manifest.get("resonance") or {}, kept.manifest.get("pace_per_min")
    if findings.too_slow(kept.manifest):
        pass  # told to the therapist, who has to decide on it
    elif found.get("pace_per_min"):
        lines.append(words(PACE_FOUND, pace=f"{found['pace_per_min']:g}"))
    elif pace and findings.guided(kept.manifest):
        lines.append(words(PACE_USED, pace=f"{pace:g}"))
    if pain.change != findings.NOT_KNOWN:
        fell = float(pain.change) < 0
        rose = float(pain.change) > 0
        way = FELL if fell else ROSE if rose else STAYED
        lines.append(words(way, before=pain.before, after=pain.after))
    rested = [p for p in kept.manifest.get("phases", ()) if p.get("kind") == "baseline"]
    start_s, end_s = (rested[-1]["start_s"], rested[-1]["end_s"]) if rested else (0.0, None)
    span = start_s, math.inf if end_s is None else end_s
    rate = findings.median(kept.series("respiration_rate"), *span)
    if math.isfinite(rate) and not findings.blinded(kept.manifest):
        lines.append(words(BREATHS_AT_REST if rested else BREATHS, rate=f"{rate:.0f}"))
    return lines


def _minded(kept: KeptSession, words: Words) -> list[str]:
    """What is not as it should be with the session as a whole."""
    told, lines = kept.manifest, []
    parts = completeness.parts(kept)
    if len(parts) > 1:
        first, later = findings.length(parts[0].length_s), findings.length(parts[-1].at_s)
        lines.append(words(IN_PARTS, first=first, later=later))
    if not told.get("complete") or told.get("closed_afterwards"):
        lines.append(words(CUT_SHORT))
        if when := gone_on_with(kept):
            lines.append(words(GONE_ON, when=_date(when)))
    if told.get("lacks_earlier"):
        lines.append(words(LACKS_EARLIER))
    return lines


def _continued(kept: KeptSession) -> str:
    """The parts by their beginnings and lengths; empty for a session of one."""
    made = kept.manifest.get("parts") or ()
    return "; ".join(f"{_date(p['created'])} ({findings.length(p['length_s'])})" for p in made)


def _hurts(kept: KeptSession, words: Words) -> str:
    """When the person said that it hurts more; empty for never."""
    times = [_clock(t) for t, event in kept.events if event.startswith(HURTS)]
    return words(HURT, times=", ".join(times)) if times else ""


def _noted(text: str, words: Words) -> str:
    """A note as it was written; in the reader's language where the program wrote it."""
    if not text.startswith(SAYS):
        return text
    return words(SAID_BY_PATIENT if "patient" in text else SAID_FOR_PATIENT)


def _running(manifest: Manifest) -> str:
    """What stands at the foot of every printed page, in a string of the style sheet's."""
    code = (manifest.get("study") or {}).get("code") or ""
    told = " · ".join(text for text in (code, _date(manifest.get("created", "")), "vrapp") if text)
    return "".join(c for c in told if c.isprintable() and c not in "\\\"<>&{};'")


def _date(created: Any) -> str:
    """Local date and time, to the minute."""
    return str(created).replace("T", " ")[:16]


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
            day = str(each.get("created", ""))[:10]
            rated.append((day, before[0], after[-1], findings.peg(each)))
    if len(rated) < 2:
        return ""
    titles, before_all, after_all, peg = zip(*rated, strict=True)
    return figures.trend(titles, before_all, after_all, peg, words)


def _clock(seconds: Any) -> str:
    minutes, rest = divmod(round(float(seconds)), 60)
    return f"{minutes}:{rest:02d}"

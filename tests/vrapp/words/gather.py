"""Every English text that patients and therapists read, as it stands in the program.

`python -m tests.vrapp.words.gather` writes `vrapp/words/words.pot`, which a new language copies.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from vrapp.panel import formats
from vrapp.panel.start_texts import ENGLISH_START, StartTexts
from vrapp.panel.texts import ENGLISH, Texts
from vrapp.prompt.below import HURTS_WORDS
from vrapp.report import findings, page, summary
from vrapp.scene.question import yes_no
from vrapp.session.ease import LINE
from vrapp.session.protocol import open_session, rating_pain
from vrapp.session.protocol_file import parse_protocol
from vrapp.session.questions import SCALES
from vrapp.words.composed import COMPOSED

ROOT = Path(__file__).resolve().parents[3]
POT = ROOT / "vrapp" / "words" / "words.pot"
HEADER = """# Every text that patients and therapists read. A new language: copy this file to
# LANG.po beside it and fill every msgstr. Made by `python -m tests.vrapp.words.gather`.
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"
"""


def gather() -> dict[str, str]:
    """English text -> where it is read."""
    found: dict[str, str] = {}
    for where, texts in (
        ("desk", _of(ENGLISH)),
        ("start", _of(ENGLISH_START)),
        ("scenes", (formats.title(file.stem) for file in sorted((ROOT / "scenes").glob("*.toml")))),
        ("questions", _questions()),
        ("protocols", _protocols()),
        ("report", _report()),
        ("composed", COMPOSED),
    ):
        for text in texts:
            if text and re.search("[A-Za-z]", text):
                found.setdefault(text, where)
    return found


def _of(texts: Texts | StartTexts) -> Iterator[str]:
    for each in fields(texts):
        if each.name != "told":
            yield from _leaves(getattr(texts, each.name))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        yield from value if isinstance(value, tuple) else value.values()


def _questions() -> Iterator[str]:
    yield from ("Stop", HURTS_WORDS, LINE)
    for question in (*(q for make in SCALES.values() for q in make()), yes_no("a", "Yes")):
        yield from (question.text, *question.choices, *question.ends, question.decline)


def scales() -> set[str]:
    """Texts of scales that are valid only in the words they were tested in."""
    return {
        text
        for question in (*SCALES["peg"](), *SCALES["sickness"]())
        for text in (question.text, *question.ends)
    }


def _protocols() -> Iterator[str]:
    made = [rating_pain(open_session()), open_session(60.0, 6.0)]
    files = sorted((ROOT / "protocols").glob("*.toml"))
    for protocol in (*made, *(parse_protocol(f.read_text(encoding="utf-8"), f) for f in files)):
        yield from (protocol.title, protocol.description)
        for phase in protocol.phases:
            yield phase.group.partition(". ")[2] or phase.title
            yield from (line.text for line in phase.said)


def _report() -> Iterator[str]:
    yield from (text for _, title, form in findings.SIGNALS for text in (title, form))
    yield from findings.ARMS.values()
    for module in (findings, page):  # texts that are named
        yield from (v for k, v in vars(module).items() if k.isupper() and _is_sentence(v))
    yield from summary.ENDINGS.values()
    yield summary.HONESTY
    folder = ROOT / "vrapp" / "report"
    for file in sorted(folder.glob("*.py")):
        yield from _said(ast.parse(file.read_text(encoding="utf-8")))
    html = (folder / "page.html").read_text(encoding="utf-8")
    yield from re.findall(r'\b_\("([^"]+)"', html)


def _is_sentence(value: object) -> bool:
    return isinstance(value, str) and value.endswith(".")


def _said(tree: ast.AST) -> Iterator[str]:
    """Texts in `words("...")`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "words" and node.args:
            yield from _constants(node.args[0])


def _constants(node: ast.expr) -> Iterator[str]:
    """Of `"..."`, of both sides of `"..." if x else "..."`, of the last of `x or "..."`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_constants(node.body), *_constants(node.orelse))
    elif isinstance(node, ast.BoolOp):
        yield from (text for each in node.values for text in _constants(each))


def po_text(texts: dict[str, str], translated: dict[str, str], header: str) -> str:
    """A catalogue: the texts by where they are read, each with its translation or none."""
    lines, unvalidated = [header], scales()
    for text, where in texts.items():
        said = json.dumps(translated.get(text, ""), ensure_ascii=False)
        note = "# unvalidated translation\n" if text in unvalidated and translated else ""
        lines.append(
            f"{note}#: {where}\nmsgid {json.dumps(text, ensure_ascii=False)}\nmsgstr {said}\n"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    POT.write_text(po_text(gather(), {}, HEADER), encoding="utf-8")

"""Reads a catalogue: the part of gettext's PO format that ours need, straight from its source.

Nothing is compiled, so nothing can be out of date. Format: GNU gettext manual, "The Format of PO
Files"; plural forms and contexts are not read, and said so.
"""

from __future__ import annotations

import json


class WordsError(Exception):
    """A language there is not, or a catalogue that cannot be read; the message names the remedy."""


def read_po(text: str, where: str) -> dict[str, str]:
    """Translations by their English text; what is empty or marked fuzzy is left out.

    Raises
    ------
    WordsError
        Line and reason: not a PO line, a part of the format that is not read, a text given twice.
    """
    found: dict[str, str] = {}
    part, english, translated = "", "", ""
    fuzzy = fuzzy_next = False

    def keep(number: int) -> None:
        if part != "msgstr":
            return
        if english in found:
            raise WordsError(f"{where}:{number}: {english!r} was given before; leave one out")
        found[english] = "" if fuzzy else translated

    number = 0
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith("#"):
            fuzzy_next = fuzzy_next or (line.startswith("#,") and "fuzzy" in line)
            continue
        if not line:
            continue
        keyword, _, rest = line.partition(" ")
        if line.startswith('"'):
            keyword, rest = "", line
        if keyword not in ("", "msgid", "msgstr") or (not keyword and not part):
            raise WordsError(
                f"{where}:{number}: {keyword or line!r} is not read here; allowed are comments, "
                "msgid, msgstr and their quoted texts"
            )
        if keyword == "msgid":
            keep(number)
            english, fuzzy, fuzzy_next = "", fuzzy_next, False
        elif keyword == "msgstr":
            translated = ""
        part = keyword or part
        said = _unquoted(rest, f"{where}:{number}")
        if part == "msgid":
            english += said
        else:
            translated += said
    keep(number)
    found.pop("", None)  # the header
    return {english: text for english, text in found.items() if text}


def _unquoted(text: str, where: str) -> str:
    try:
        said = json.loads(text)  # a C string and a JSON string quote alike what texts hold
    except ValueError:
        said = None
    if not isinstance(said, str):
        raise WordsError(f'{where}: {text!r} is no quoted text; write "..."')
    return said

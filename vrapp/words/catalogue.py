"""A language's words: what a text of the program is in it.

The texts in the code are English and are the keys; `LANG.po` beside this file has the others.
A further language is one more file. What a catalogue lacks is shown in English.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from string import Formatter

from vrapp.words.po import WordsError, read_po

FOLDER = Path(__file__).resolve().parent
VARIABLE = "VRAPP_LANGUAGE"
ENGLISH = "en"


class Words:
    """A language by its code (`de`) and its texts by the English ones.

    `words("Pain {value}", value=3)` is for texts that stand in the code; `words.told(text)` for
    those that another part has put together in English already.
    """

    def __init__(self, language: str = ENGLISH, texts: Mapping[str, str] | None = None) -> None:
        self.language = language
        self._texts = dict(texts or {})
        # the more of a template is fixed, the surer is what fits it
        templates = sorted(filter(_is_template, self._texts), key=_fixed, reverse=True)
        self._templates = [(template, _pattern(template)) for template in templates]
        self.told = lru_cache(maxsize=512)(self._told)

    def __call__(self, text: str, **values: object) -> str:
        """The text in this language, its fields filled where `values` are given."""
        found = self._texts.get(text, text)
        return found.format(**values) if values else found

    def _told(self, text: str) -> str:
        """A text that was put together in English: as it is, as a template filled, or by the parts
        between its semicolons and colons; in English where none is known.
        """
        if not self._texts or text in self._texts:
            return self._texts.get(text, text)
        for template, pattern in self._templates:
            if match := pattern.fullmatch(text):
                values = {name: self._told(value) for name, value in match.groupdict().items()}
                return self._texts[template].format(**values)
        if "; " in text:
            return "; ".join(self._told(part) for part in text.split("; "))
        what, colon, why = text.partition(": ")
        if not colon:
            return text
        return self("{quantity}: {reason}", quantity=self._told(what), reason=self._told(why))


def languages() -> tuple[str, ...]:
    """Codes of the languages there are, English first."""
    return (ENGLISH, *sorted(file.stem for file in FOLDER.glob("*.po")))


def load_words(language: str) -> Words:
    """The words of a language, by its code or a locale's name (`de`, `de_AT.UTF-8`).

    Raises
    ------
    WordsError
        There is no such language (the message lists them), or its catalogue cannot be read.
    """
    code = _code(language)
    if code == ENGLISH:
        return Words()
    if code not in languages():
        known = ", ".join(languages())
        raise WordsError(f"no language {language!r}; there are {known}")
    file = FOLDER / f"{code}.po"
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WordsError(f"{file} cannot be read ({error}); install vrapp again") from None
    return Words(code, read_po(text, file.name))


def usual_language() -> str:
    """The language to use where none was asked for: `VRAPP_LANGUAGE`, or the system's where there
    is a catalogue of it, or English.

    Raises
    ------
    WordsError
        `VRAPP_LANGUAGE` names a language that there is not.
    """
    if named := os.environ.get(VARIABLE, ""):
        try:
            return load_words(named).language
        except WordsError as error:
            raise WordsError(f"{VARIABLE}: {error}") from None
    code = _code(_system_locale())
    return code if code in languages() else ENGLISH


def _system_locale() -> str:
    if sys.platform == "win32":
        import ctypes
        import locale

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return next((v for n in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(n))), "")


def _code(language: str) -> str:
    """`de` of `de_AT.UTF-8`; `en` of the locales without a language."""
    code = re.split(r"[-_.@]", language.strip().lower())[0]
    return ENGLISH if code in ("", "c", "posix") else code


def _is_template(text: str) -> bool:
    """Whether a filled one can be told again: a field that has a format takes no text."""
    fields = [f for f in Formatter().parse(text) if f[1] is not None] if "{" in text else []
    plain = all(name and name.isidentifier() and not form for _, name, form, _ in fields)
    return bool(fields) and plain and _fixed(text) > 3


def _fixed(text: str) -> int:
    return sum(len(literal) for literal, _, _, _ in Formatter().parse(text))


def _pattern(template: str) -> re.Pattern[str]:
    """What a filled template looks like; a field holds anything but a colon, `why` those too."""
    parts = []
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(re.escape(literal))
        if name is not None:
            parts.append(f"(?P<{name}>{'.+' if name == 'why' else '[^:]+'})")
    return re.compile("".join(parts))

"""`--language`: in which one patients and therapists read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from vrapp.words.catalogue import VARIABLE, languages, load_words, usual_language
from vrapp.words.po import WordsError

Command = TypeVar("Command", bound=Callable[..., Any])


def language_option(
    what: str = "What patient and therapist read", usual: str = ""
) -> Callable[[Command], Command]:
    """The option `language`: a code there is a catalogue of.

    `what` is in it; `usual` tells what is meant where it is not given, by itself the environment's
    language.
    """

    def checked(context: click.Context, parameter: click.Parameter, given: str | None) -> str:
        try:
            if given is None:
                return "" if usual else usual_language()
            return load_words(given).language
        except WordsError as error:
            raise click.BadParameter(str(error)) from None

    def with_option(command: Command) -> Command:
        known = ", ".join(languages())
        otherwise = usual or f"${VARIABLE}, the system's, or en"
        return click.option(
            "--language",
            metavar="CODE",
            callback=checked,
            help=f"{what}: {known} (default: {otherwise}).",
        )(command)

    return with_option

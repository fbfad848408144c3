"""Which language the command line speaks: `--lang`, else the locale of the environment."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping, Sequence

from semaforo.errors import Fault, Place, SemaforoError
from semaforo.language import LANGUAGES, LOCALE, message

DEFAULT = "es"
OPTION = "--lang"
_NO_LANGUAGE = ("", "c", "posix")
"""Locales that say nothing of language."""


def from_environment(environment: Mapping[str, str]) -> str:
    """Spanish where the locale is Spanish, or of Spain, or names no language; else English."""
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale, _, _ = next(filter(None, names), "").partition(".")
    language, _, country = locale.partition("@")[0].partition("_")
    spanish = language.lower() in (*_NO_LANGUAGE, "es") or country.upper() == "ES"
    return DEFAULT if spanish else "en"


def taken_out(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """The value of the last `--lang` before any `--`, and the arguments without it.

    It is taken out before parsing, because the help texts depend on it; so it may stand anywhere.
    """
    asked: str | None = None
    rest: list[str] = []
    left = list(arguments)
    while left and left[0] != "--":
        argument = left.pop(0)
        if argument == OPTION:
            asked = left.pop(0) if left else ""
        elif argument.startswith(f"{OPTION}="):
            asked = argument.partition("=")[2]
        else:
            rest.append(argument)
    return asked, rest + left


def checked(asked: str) -> str:
    """`asked` if it is a language there is. Raises SemaforoError."""
    if asked in LANGUAGES:
        return asked
    what = message("There is no language “{asked}”.", asked=asked)
    fix = message("Write --lang es or --lang en.")
    raise SemaforoError([Fault("unknown-language", Place(OPTION), what, fix)])


def use(language: str) -> None:
    """Let the command-line library print its own few words in `language`."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("semaforo", LOCALE)
    gettext.textdomain("semaforo")

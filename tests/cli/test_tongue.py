"""The command line speaks the language that was asked for, or the locale's."""

from __future__ import annotations

import pytest

from semaforo.cli.tongue import from_environment, taken_out
from tests.cli.running import semaforo

SPANISH_HELP = "Muestra esta ayuda."
ENGLISH_HELP = "Show this help."


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "es"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "ca_ES.UTF-8"}, "es"),
        ({"LANG": "C.UTF-8"}, "es"),
        ({"LANG": "POSIX"}, "es"),
        ({"LANG": "es"}, "es"),
        ({"LANG": "es_ES@euro"}, "es"),
        ({"LANG": "es_419.UTF-8"}, "es"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "pt_BR"}, "en"),
        ({"LANG": "est_EE"}, "en"),
        ({"LANG": "en_US", "LC_MESSAGES": "es_MX"}, "es"),
        ({"LANG": "es_ES", "LC_MESSAGES": "es_ES", "LC_ALL": "en_GB"}, "en"),
        ({"LC_ALL": "", "LANG": "en_IE"}, "en"),
    ],
)
def test_the_locale_decides(environment: dict[str, str], language: str) -> None:
    assert from_environment(environment) == language


@pytest.mark.parametrize(
    ("arguments", "asked", "rest"),
    [
        (["check", "m.yaml"], None, ["check", "m.yaml"]),
        (["--lang", "en", "check"], "en", ["check"]),
        (["check", "--lang=en", "m.yaml"], "en", ["check", "m.yaml"]),
        (["--lang", "en", "check", "--lang", "es"], "es", ["check"]),
        (["check", "--", "--lang", "en"], None, ["check", "--", "--lang", "en"]),
        (["--lang"], "", []),
    ],
)
def test_the_option_may_stand_anywhere(
    arguments: list[str], asked: str | None, rest: list[str]
) -> None:
    assert taken_out(arguments) == (asked, rest)


def test_help_is_in_the_language_of_the_locale() -> None:
    english, spanish = semaforo("--help"), semaforo("--help", LANG="es_ES.UTF-8")
    assert ENGLISH_HELP in english.stdout
    assert "Commands" in english.stdout
    assert SPANISH_HELP in spanish.stdout
    assert "Comandos" in spanish.stdout
    assert not {"Usage", "Options", "Commands", "Show"} & set(spanish.stdout.split())


def test_the_short_form_of_help() -> None:
    for command in ([], ["score"], ["explain"]):
        short, long = semaforo(*command, "-h"), semaforo(*command, "--help")
        assert (short.returncode, short.stdout, short.stderr) == (0, long.stdout, "")


def test_the_option_wins_over_the_locale() -> None:
    assert SPANISH_HELP in semaforo("check", "--help", "--lang", "es").stdout


def test_a_language_there_is_not() -> None:
    ran = semaforo("--lang", "fr", "check")
    assert ran.returncode == 2
    assert ran.stderr == (
        "✗ error --lang unknown-language: There is no language “fr”."
        " Write --lang es or --lang en.\n"
    )

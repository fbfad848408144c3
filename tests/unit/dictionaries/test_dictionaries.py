"""The shipped word lists, against titles, places and sectors as people write them."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import pytest
from babel import Locale

from semaforo.dictionaries import read
from semaforo.facts.values import company_of_mail, fold, free_mail_domains

HERE = Path(__file__).parent
LEVELS = ("executive", "director", "manager", "specialist", "assistant", "student", "inactive")


@cache
def _patterns(name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (category, re.compile("".join(map(_expression, glob)), re.DOTALL))
        for category, globs in read.globs(name)
        for glob in globs
    )


def _expression(letter: str) -> str:
    return {"*": ".*", "?": "."}.get(letter) or re.escape(letter)


def category(name: str, text: str) -> str:
    """What the dictionary `name` makes of `text`; empty where nothing fits."""
    folded = fold(text)
    return next((found for found, glob in _patterns(name) if glob.fullmatch(folded)), "")


def rows(file: str) -> list[dict[str, str]]:
    with (HERE / file).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("row", rows("titles.csv"), ids=lambda row: str(row["title"]))
def test_a_job_title_has_its_level_and_area(row: dict[str, str]) -> None:
    found = (category("job_level", row["title"]), category("job_area", row["title"]))
    assert found == (row["level"], row["area"])


@pytest.mark.parametrize("row", rows("sectors.csv"), ids=lambda row: str(row["text"]))
def test_a_sector_is_read_from_its_words_or_its_code(row: dict[str, str]) -> None:
    assert category("sector", row["text"]) == row["sector"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("España", "es"), ("ESPAÑA", "es"), ("Spain", "es"), ("Espanha", "es"), ("ESP", "es"),
        ("Madrid, España", "es"), ("México", "mx"), ("Méjico", "mx"), ("MX", "mx"),
        ("Brasil", "br"),
        ("EE. UU.", "us"), ("EEUU", "us"), ("USA", "us"), ("Estados Unidos de América", "us"),
        ("Reino Unido", "gb"), ("Inglaterra", "gb"), ("UK", "gb"), ("Holanda", "nl"),
        ("Países Bajos", "nl"), ("República Dominicana", "do"), ("Perú", "pe"), ("Panamá", "pa"),
        ("Côte d’Ivoire", "ci"), ("Costa de Marfil", "ci"), ("Türkiye", "tr"), ("Turquía", "tr"),
        ("República Checa", "cz"), ("Chequia", "cz"), ("Alemanha", "de"), ("Noruega", "no"),
        ("Georgia", "ge"), ("Atlanta, Georgia", ""), ("Albuquerque, New Mexico", ""),
        ("Níger", "ne"), ("Nigeria", "ng"), ("Guinea", "gn"), ("Guinea Ecuatorial", "gq"),
        ("Desconocido", ""),
    ],
)  # fmt: skip
def test_a_country_is_read_by_name_code_or_the_end_of_a_place(text: str, code: str) -> None:
    assert category("country", text) == code


@pytest.mark.parametrize("language", ["es", "es_MX", "pt", "pt_PT", "en"])
def test_every_country_of_the_unicode_lists_is_known(language: str) -> None:
    territories = Locale.parse(language).territories
    codes = read.categories("country")
    assert len(codes) == 250
    read_as = {code: category("country", territories[code.upper()]) for code in codes}
    assert [code for code in codes if read_as[code] != code] == []


def test_levels_are_the_ladder_that_is_documented() -> None:
    assert sorted(read.categories("job_level")) == sorted(LEVELS)


@pytest.mark.parametrize("name", read.names())
def test_no_plain_glob_stands_behind_one_that_takes_it_for_another_category(name: str) -> None:
    """An exact text that an earlier glob already gives to another category can never be reached."""
    lost = [
        (found, glob)
        for found, globs in read.globs(name)
        for glob in globs
        if not set(glob) & set("*?") and category(name, glob) != found
    ]
    assert lost == []


def test_free_mail_says_nothing_about_a_company() -> None:
    for domain in ("hotmail.com.mx", "yahoo.com.ar", "uol.com.br", "terra.es", "sapo.pt"):
        assert company_of_mail(f"ana@{domain.upper()}") is None
    assert company_of_mail("ana@terraza.es") == "terraza.es"


def test_free_mail_domains_are_written_once_and_as_they_compare() -> None:
    path = Path(read.__file__).with_name("free_mail.txt")
    lines = [x for x in path.read_text(encoding="utf-8").splitlines() if not x.startswith("#")]
    assert len(lines) == len(set(lines)) == len(free_mail_domains())
    assert [x for x in lines if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", x)] == []


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("boss: [ceo]", "a list"),
        ("- boss: []", "no globs"),
        ("- boss: [ceo]\n  other: [cfo]", "not one category"),
        ("- Boss: [ceo]", "not a category"),
        ("- boss: [Dirección]", "not folded"),
        ('- boss: ["*"]', "says nothing"),
        ("- boss: [ceo]\n- other: [ceo]", "stand twice: ceo"),
    ],
)
def test_a_dictionary_that_breaks_the_rules_is_refused(text: str, part: str) -> None:
    with pytest.raises(ValueError, match=part):
        read.parse(text)


def test_a_dictionary_there_is_not_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        read.globs("planets")

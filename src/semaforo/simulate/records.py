"""`companies.parquet` and `leads.parquet`: people and firms as a CRM holds them, gaps and all."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from semaforo.simulate import words
from semaforo.simulate.people import KINDS, Companies, Ints, People
from semaforo.simulate.rare import TITLE_WORDS, title_codes
from semaforo.simulate.texts import chosen, numbered

INSTANT = pa.timestamp("us", tz="UTC")
_CHUNK = 250_000
_PRIME = 37
"""Shares no factor with the number of firm names, so that neighbours have different ones."""


def slug(text: str) -> str:
    """`text` as part of an address: "Peñalba y Cía" -> "penalba-y-cia"."""
    plain = unicodedata.normalize("NFD", text.lower())
    return "-".join("".join(c for c in plain if c.isascii() and (c.isalnum() or c == " ")).split())


def company_domains(count: int) -> pa.StringArray:
    """The id of every company: its domain, different for each."""
    names, number = _named(count)
    ending = _words(words.ENDINGS, np.arange(count) % len(words.ENDINGS))
    serial = pc.if_else(pa.array(number > 0), pc.cast(pa.array(number), pa.string()), "")
    return pc.binary_join_element_wise(
        _words([slug(name) for name in _firm_names()], names), serial, ending, ""
    )


def _firm_names() -> list[str]:
    return [f"{firm} {owner}" for firm in words.FIRMS for owner in words.OWNERS]


def _named(count: int) -> tuple[Ints, Ints]:
    """For each company its name and how many had that name before."""
    numbers = np.arange(count, dtype=np.int64)
    size = len(_firm_names())
    return numbers * _PRIME % size, numbers // size


def _words(listed: Sequence[str], codes: NDArray[np.integer]) -> pa.StringArray:
    return pa.array(listed, type=pa.string()).take(pa.array(codes))


def write_companies(path: Path, rng: np.random.Generator, companies: Companies) -> None:
    """One row a company: id, name, industry, employees, country, province, some missing."""
    count = len(companies)
    names, _ = _named(count)
    legal = _words(words.FORMS, np.arange(count) % len(words.FORMS))
    industry = companies.industry
    table = pa.table(
        {
            "id": company_domains(count),
            "name": pc.binary_join_element_wise(_words(_firm_names(), names), legal, ""),
            "industry": _with_gaps(rng, [name for name, _ in words.INDUSTRIES], industry, 0.06),
            "employees": pa.array(companies.employees, mask=rng.random(count) < 0.12),
            "country": _with_gaps(rng, [c for c, *_ in words.COUNTRIES], companies.country, 0.03),
            "province": chosen(
                words.PROVINCES, np.where(companies.country == 0, companies.province, -1)
            ),
        }
    )
    pq.write_table(table, path, compression="zstd")


def _with_gaps(
    rng: np.random.Generator, listed: Sequence[str], codes: NDArray[np.integer], share: float
) -> pa.StringArray:
    missing = rng.random(len(codes)) < share
    return chosen(listed, np.where(missing, -1, codes)).cast(pa.string())


def write_leads(path: Path, rng: np.random.Generator, people: People, companies: Companies) -> None:
    """One row a lead, in the order in which they were created, as it was then."""
    domains = company_domains(len(companies))
    writer: pq.ParquetWriter | None = None
    for first in range(0, len(people), _CHUNK):
        rows = np.arange(first, min(first + _CHUNK, len(people)), dtype=np.int64)
        table = _leads_table(rng, people, companies, domains, rows)
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()


def _leads_table(
    rng: np.random.Generator,
    people: People,
    companies: Companies,
    domains: pa.StringArray,
    rows: Ints,
) -> pa.Table:
    size = len(rows)
    company = people.company[rows]
    woman = people.woman[rows]
    first_name = np.where(
        woman,
        rng.integers(0, len(words.WOMEN), size),
        len(words.WOMEN) + rng.integers(0, len(words.MEN), size),
    )
    surname = rng.integers(0, len(words.SURNAMES), size)
    mother = rng.integers(0, len(words.SURNAMES), size)
    free = (company < 0) | (rng.random(size) < 0.1)
    said = (company >= 0) & (rng.random(size) < np.where(free, 0.6, 0.05))
    typed = (company >= 0) & (rng.random(size) < 0.25)
    return pa.table(
        {
            "id": numbered("L", rows, digits=7),
            "created_at": pa.array(people.created[rows], INSTANT, mask=rng.random(size) < 0.01),
            "email": _emails(rng, first_name, surname, free, domains, company, rows),
            "first_name": _words((*words.WOMEN, *words.MEN), first_name),
            "last_name": pc.binary_join_element_wise(
                _words(words.SURNAMES, surname), _words(words.SURNAMES, mother), " "
            ),
            "job_title": _titles(rng, people, rows),
            "company": _some_domains(domains, company, said),
            "industry": _typed_industry(companies, company, typed),
            "employees": _typed_employees(rng, companies, company, typed),
            "country": _countries(rng, people.country[rows]),
            "kind": _with_gaps(rng, KINDS, people.kind[rows], 0.05),
            "source": _with_gaps(
                rng, words.SOURCES, rng.integers(0, len(words.SOURCES), size), 0.08
            ),
        }
    )


def _emails(
    rng: np.random.Generator,
    first_name: Ints,
    surname: Ints,
    free: NDArray[np.bool_],
    domains: pa.StringArray,
    company: NDArray[np.int32],
    rows: Ints,
) -> pa.StringArray:
    given = [slug(name) for name in (*words.WOMEN, *words.MEN)]
    family = [slug(name) for name in words.SURNAMES]
    private = _words(words.FREE_MAIL, rng.integers(0, len(words.FREE_MAIL), len(rows)))
    domain = pc.if_else(pa.array(free), private, domains.take(pa.array(np.maximum(company, 0))))
    local = pc.binary_join_element_wise(_words(given, first_name), _words(family, surname), ".")
    serial = pc.cast(pa.array(rows), pa.string())
    email = pc.binary_join_element_wise(
        local, serial, pc.binary_join_element_wise("@", domain, ""), ""
    )
    email = _changed(rng, email, 0.02, pc.utf8_upper)
    return pc.if_else(pa.array(rng.random(len(rows)) < 0.03), pa.scalar(None, pa.string()), email)


def _changed(
    rng: np.random.Generator,
    text: pa.StringArray,
    share: float,
    change: Callable[[pa.StringArray], pa.StringArray],
) -> pa.StringArray:
    """A share of the texts in another spelling."""
    return pc.if_else(pa.array(rng.random(len(text)) < share), change(text), text)


def _titles(rng: np.random.Generator, people: People, rows: Ints) -> pa.StringArray:
    """Job titles as people write them: shouting, blanks around, a dash for none."""
    title = _words(TITLE_WORDS, title_codes(people, slice(int(rows[0]), int(rows[-1]) + 1)))
    title = _changed(rng, title, 0.04, pc.utf8_upper)
    title = _changed(rng, title, 0.02, lambda text: pc.binary_join_element_wise(" ", text, " ", ""))
    dash = _words(words.BLANKS, rng.integers(0, len(words.BLANKS), len(rows)))
    title = _changed(rng, title, 0.02, lambda _: dash)
    return pc.if_else(pa.array(rng.random(len(rows)) < 0.1), pa.scalar(None, pa.string()), title)


def _some_domains(
    domains: pa.StringArray, company: NDArray[np.int32], said: NDArray[np.bool_]
) -> pa.StringArray:
    return domains.take(pa.array(company, mask=~said))


def _typed_industry(
    companies: Companies, company: NDArray[np.int32], typed: NDArray[np.bool_]
) -> pa.StringArray:
    codes = np.where(typed, companies.industry[company], -1)
    return chosen([name for name, _ in words.INDUSTRIES], codes).cast(pa.string())


def _typed_employees(
    rng: np.random.Generator,
    companies: Companies,
    company: NDArray[np.int32],
    typed: NDArray[np.bool_],
) -> pa.StringArray:
    """Text, as from a form: some write a range or a word before the number."""
    number = pc.cast(pa.array(companies.employees[company], mask=~typed), pa.string())
    return _changed(rng, number, 0.06, lambda text: pc.binary_join_element_wise("unos ", text, ""))


def _countries(rng: np.random.Generator, codes: NDArray[np.int8]) -> pa.StringArray:
    spelt = [name for name, *_ in words.COUNTRIES] + [name for _, name, _ in words.COUNTRIES]
    other = np.where(rng.random(len(codes)) < 0.08, len(words.COUNTRIES), 0)
    return _with_gaps(rng, spelt, codes + other, 0.04)

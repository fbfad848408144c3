"""Who the leads are and where they work, as numbers; `records` writes them as a CRM would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from semaforo.simulate import truth, words
from semaforo.simulate.weeks import WEEK, Weeks

Ints = NDArray[np.int64]
Codes = NDArray[np.int8]
Floats = NDArray[np.float64]

KINDS = ("prospect", "customer", "partner", "employee")
_KIND_SHARES = (90, 5, 3, 2)
_NO_COMPANY = 0.15
_PROJECT_WEEKS = 10


@dataclass(frozen=True, slots=True)
class Companies:
    """One entry a company. `project` is the first week of the months in which it looks for a
    product, when all its people are more active."""

    weight: Floats
    industry: Codes
    employees: Ints
    country: Codes
    province: Codes
    project: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.weight)


@dataclass(frozen=True, slots=True)
class People:
    """One entry a lead, in the order in which they were created. `company` is -1 for none;
    `title`, `company` and `fit` change as people are promoted and change jobs."""

    created: Ints
    week: NDArray[np.int32]
    company: NDArray[np.int32]
    title: Codes
    woman: NDArray[np.bool_]
    kind: Codes
    country: Codes
    busy: Floats
    fit: Floats

    def __len__(self) -> int:
        return len(self.created)


def draw_companies(rng: np.random.Generator, count: int, weeks: Weeks) -> Companies:
    """Companies whose sizes have a heavy tail: most are small, a few very large."""
    weight = np.minimum(1.0 + rng.pareto(1.1, count), max(20.0, 0.02 * count))
    employees = np.exp(rng.normal(2.4, 0.9, count)) * weight
    return Companies(
        weight=weight,
        industry=_codes(rng, [share for _, share in words.INDUSTRIES], count),
        employees=np.clip(np.rint(employees), 1, 80_000).astype(np.int64),
        country=_codes(rng, [share for _, _, share in words.COUNTRIES], count),
        province=rng.integers(0, len(words.PROVINCES), count, dtype=np.int8),
        project=rng.integers(0, weeks.count + 26, count, dtype=np.int32),
    )


def draw_people(rng: np.random.Generator, count: int, companies: Companies, weeks: Weeks) -> People:
    """Leads in the order in which they came; twice as many a week at the end as at the start."""
    created = _arrivals(rng, count, weeks)
    company = _workplaces(rng, count, companies)
    title = _codes(rng, [share for *_, share in words.TITLES], count)
    kind = _codes(rng, _KIND_SHARES, count)
    country = _codes(rng, [share for _, _, share in words.COUNTRIES], count)
    return People(
        created=created,
        week=((created - weeks.start) // WEEK).astype(np.int32),
        company=company,
        title=title,
        woman=rng.random(count) < 0.48,
        kind=kind,
        country=np.where(company >= 0, companies.country[company], country).astype(np.int8),
        busy=np.exp(rng.normal(0.0, 0.9, count)),
        fit=fit(title, company, kind, companies),
    )


def _arrivals(rng: np.random.Generator, count: int, weeks: Weeks) -> Ints:
    """Sorted instants. The density grows by half of itself to the end: 1 + x on [0, 1]."""
    share = np.sqrt(1.0 + 3.0 * rng.random(count)) - 1.0
    week = np.minimum((share * weeks.count).astype(np.int64), weeks.count - 1)
    created: Ints = np.sort(weeks.start + week * WEEK + weeks.moments(rng, count))
    return created


def _workplaces(rng: np.random.Generator, count: int, companies: Companies) -> NDArray[np.int32]:
    edges = np.cumsum(companies.weight)
    company = np.searchsorted(edges, rng.random(count) * edges[-1], side="right")
    company = np.minimum(company, len(companies) - 1)
    nobody = rng.random(count) < _NO_COMPANY
    return np.where(nobody, -1, company).astype(np.int32)


def _codes(rng: np.random.Generator, shares: Sequence[int], count: int) -> Codes:
    """Codes 0, 1, … drawn in proportion to `shares` (whole numbers)."""
    bag = np.repeat(np.arange(len(shares), dtype=np.int8), shares)
    drawn: Codes = bag[rng.integers(0, len(bag), count, dtype=np.uint16)]
    return drawn


_TITLE_LEVEL = np.array([level for level, *_ in words.TITLES])
_LEVEL_FIT = np.array([truth.FIT["level"][name] for name in words.LEVELS])
_INDUSTRY_FIT = np.array([truth.FIT["industry"].get(name, 0.0) for name, _ in words.INDUSTRIES])
_MEDIUM_FIT = truth.FIT["employees"]["50-999"]
_ALONE_FIT = truth.FIT["company"]["none"]
_KIND_FIT = np.array([truth.FIT["kind"].get(name, 0.0) for name in KINDS])


def fit(title: Codes, company: NDArray[np.int32], kind: Codes, companies: Companies) -> Floats:
    """F of `truth`: what makes a lead a good one, by `FIT`."""
    employees = companies.employees[company]
    of_company = _INDUSTRY_FIT[companies.industry[company]]
    of_company = of_company + np.where((employees >= 50) & (employees <= 999), _MEDIUM_FIT, 0.0)
    placed = np.where(company >= 0, of_company, _ALONE_FIT)
    total: Floats = _LEVEL_FIT[_TITLE_LEVEL[title]] + _KIND_FIT[kind] + placed
    return total


def level_of(title: Codes) -> NDArray[np.int64]:
    """The level (number in `words.LEVELS`) of each job title."""
    level: NDArray[np.int64] = _TITLE_LEVEL[title]
    return level


def in_project(companies: Companies, week: int) -> NDArray[np.bool_]:
    """Which companies are looking for a product in that week."""
    since = week - companies.project
    return (since >= 0) & (since < _PROJECT_WEEKS)

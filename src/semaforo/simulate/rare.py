"""The few events that carry more than a visit: deals, answers, promotions, changes of company."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from semaforo.simulate import truth, words
from semaforo.simulate.people import Companies, Floats, Ints, People, fit, level_of
from semaforo.simulate.rows import Rows, bare, join
from semaforo.simulate.sessions import CODE
from semaforo.simulate.texts import chosen
from semaforo.simulate.weeks import DAY, MINUTE, Weeks

RARE_SCHEMA = pa.schema(
    [
        ("amount", pa.float64()),
        ("job_title", pa.string()),
        ("budget", pa.string()),
        ("decides", pa.string()),
        ("need", pa.string()),
        ("decision_date", pa.string()),
        ("lead_quality", pa.string()),
        ("company", pa.string()),
        ("industry", pa.string()),
        ("employees", pa.float64()),
    ]
)
BUDGET = ("none", "planned", "approved")
DECIDES = ("no", "influences", "decides")
NEED = ("none", "latent", "urgent")
QUALITY = ("baja", "media", "alta")
TITLE_WORDS = (*(woman for _, woman, *_ in words.TITLES), *(man for _, _, man, _ in words.TITLES))
_PROMOTED, _MOVED, _CONFIRMED = 0.0006, 0.0003, 0.0004


@dataclass(frozen=True, slots=True)
class Rare:
    """Events whose `extra` counts the rows of `properties` (of `RARE_SCHEMA`)."""

    rows: Rows
    properties: pa.Table


@dataclass(frozen=True, slots=True)
class Week:
    """What the drawing of a week's rare events needs to know."""

    rng: np.random.Generator
    weeks: Weeks
    number: int
    people: People
    companies: Companies
    domains: pa.StringArray

    def rare(self, lead: Ints, name: str, at: Ints | None = None, **columns: pa.Array) -> Rare:
        """Events of one name at random moments of the week (or at `at`, held inside the week, so
        that they arrive before the next one)."""
        if at is None:
            at = self.weeks.at(self.number) + self.weeks.moments(self.rng, len(lead))
        at = np.minimum(at, self.weeks.at(self.number + 1) - MINUTE)
        received = at + self.rng.integers(200_000, 5_000_000, len(lead))
        rows = bare(lead.astype(np.int32), CODE[name], at, received)
        rows = rows.with_columns(extra=np.arange(len(lead), dtype=np.int32))
        return Rare(rows, _table(len(lead), columns))


def _table(size: int, columns: dict[str, pa.Array]) -> pa.Table:
    return pa.table(
        [
            columns[part.name].cast(part.type)
            if part.name in columns
            else pa.nulls(size, part.type)
            for part in RARE_SCHEMA
        ],
        schema=RARE_SCHEMA,
    )


def together(parts: Sequence[Rare]) -> Rare:
    """One table of properties, with `extra` pointing into it."""
    rows, first = [], 0
    for part in parts:
        rows.append(part.rows.with_columns(extra=part.rows.extra + np.int32(first)))
        first += part.properties.num_rows
    return Rare(join(rows), pa.concat_tables([part.properties for part in parts]))


def deals(week: Week, won: Ints, lost: Ints) -> list[Rare]:
    """The outcomes, and what sales says of the lead's quality a moment later."""
    amount = np.round(_amounts(week, won), 2)
    closed = [
        week.rare(won, "deal_won", amount=pa.array(amount)),
        week.rare(lost, "deal_lost"),
    ]
    return closed + [
        _quality(week, part.rows.lead.astype(np.int64), part.rows.at, best)
        for part, best in zip(closed, (3, 2), strict=True)
    ]


def _amounts(week: Week, won: Ints) -> Floats:
    company = week.people.company[won]
    employees = np.where(company >= 0, week.companies.employees[company], 1)
    noise = week.rng.standard_normal(len(won))
    law = truth.AMOUNT
    amounts: Floats = np.exp(law.base + law.slope * np.log(employees) + law.spread * noise)
    return amounts


def _quality(week: Week, lead: Ints, at: Ints, best: int) -> Rare:
    """`lead_quality`, known only with the outcome: a trap for those who learn from it."""
    grade = week.rng.integers(best - 2, best, len(lead))
    return week.rare(lead, "identify", at=at + 1, lead_quality=chosen(QUALITY, grade))


def answers(week: Week, lead: Ints, at: Ints, warmth: Floats) -> Rare:
    """What sales hears after a demo: budget, authority, need, date; better for better leads."""
    promise = week.people.fit[lead] + 0.5 * np.log1p(warmth)

    def graded(low: float, high: float) -> NDArray[np.int64]:
        heard = promise + week.rng.normal(0.0, 1.0, len(lead))
        grade = (heard > low).astype(np.int64) + (heard > high)
        return np.where(week.rng.random(len(lead)) < 0.15, -1, grade)

    days = week.rng.integers(10, 400, len(lead))
    dates = (at // DAY + days).astype("datetime64[D]").astype(str)
    return week.rare(
        lead,
        "identify",
        at=at,
        budget=chosen(BUDGET, graded(1.0, 2.5)),
        decides=chosen(DECIDES, graded(0.8, 2.2)),
        need=chosen(NEED, graded(0.5, 2.0)),
        decision_date=pa.array(dates.tolist(), mask=week.rng.random(len(lead)) < 0.4),
    )


def changes(week: Week, known: int) -> list[Rare]:
    """Promotions, new jobs, and companies that say who they are; fit follows."""
    moved = _some(week, known, _MOVED)
    return [
        _promote(week, _some(week, known, _PROMOTED)),
        _move(week, moved[week.people.company[moved] >= 0]),
        _confirm(week, _some(week, known, _CONFIRMED)),
    ]


def _some(week: Week, known: int, share: float) -> Ints:
    """Different leads, so that none changes twice in a week."""
    return np.unique(week.rng.integers(0, max(known, 1), week.rng.poisson(known * share)))


def _promote(week: Week, lead: Ints) -> Rare:
    """One level up, to the first title of that level."""
    people = week.people
    level = np.maximum(level_of(people.title[lead]) - 1, 0)
    first = np.array([[t[0] for t in words.TITLES].index(rank) for rank in range(3)])
    people.title[lead] = first[level]
    _refit(week, lead)
    return week.rare(lead, "identify", job_title=chosen(TITLE_WORDS, title_codes(people, lead)))


def _move(week: Week, lead: Ints) -> Rare:
    target = week.rng.integers(0, len(week.companies), len(lead))
    week.people.company[lead] = target
    _refit(week, lead)
    return week.rare(lead, "group", company=week.domains.take(pa.array(target)))


def _confirm(week: Week, lead: Ints) -> Rare:
    """The company's own word on its sector and size, as the files have it or should."""
    lead = lead[week.people.company[lead] >= 0]
    company = week.people.company[lead]
    industries = [name for name, _ in words.INDUSTRIES]
    return week.rare(
        lead,
        "group",
        company=week.domains.take(pa.array(company)),
        industry=chosen(industries, week.companies.industry[company]),
        employees=pa.array(week.companies.employees[company]),
    )


def _refit(week: Week, lead: Ints) -> None:
    people = week.people
    people.fit[lead] = fit(
        people.title[lead], people.company[lead], people.kind[lead], week.companies
    )


def title_codes(people: People, lead: Ints | slice) -> Ints:
    """The number in `TITLE_WORDS` of each one's job title."""
    men = np.where(people.woman[lead], 0, len(words.TITLES))
    return people.title[lead].astype(np.int64) + men

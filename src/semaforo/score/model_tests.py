"""Runs the tests that a model carries: made-up leads, scored by the reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from semaforo.compile.outcome import LeadScore
from semaforo.compile.reference import score
from semaforo.facts.shapes import Company, Event, Facts, Instant, Lead
from semaforo.facts.zones import SECOND
from semaforo.model.agreement import Expected, ModelTest
from semaforo.model.meaning import MICRO, ScoringModel

COMPANY = "company"
_ANY_INSTANT = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()) * SECOND
"""When a test that names no instant takes place."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An output column that is not what the test expects. `got` is None where there is no row."""

    column: str
    expected: Expected
    got: Expected


@dataclass(frozen=True, slots=True)
class Tested:
    """The outcome of one test: it passed if there are no differences."""

    test: ModelTest
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


def run_tests(model: ScoringModel, tests: Iterable[ModelTest]) -> list[Tested]:
    """Run every test, in the order written."""
    return [Tested(test, tuple(_differences(model, test))) for test in tests]


def _differences(model: ScoringModel, test: ModelTest) -> Iterator[Difference]:
    facts, as_of = facts_of(test)
    outcomes = [each for each in score(model, facts, as_of) if each.lead == _LEAD]
    got = output_row(outcomes[0]) if outcomes else {}
    for column, expected in test.expect.items():
        value = got.get(column)
        if not _alike(expected, value):
            yield Difference(column, expected, value)


_LEAD = "lead"


def facts_of(test: ModelTest) -> tuple[Facts, int]:
    """The facts of a test's lead and the instant (microseconds UTC) it is scored at."""
    at = _ANY_INSTANT if test.as_of is None else test.as_of
    attributes = dict(test.attributes)
    if test.company:
        attributes.setdefault(COMPANY, COMPANY)
    created = None if test.created_ago is None else Instant(at - test.created_ago)
    company = Company(str(attributes.get(COMPANY)), test.company)
    events = tuple(
        Event(_LEAD, event.name, Instant(at - event.ago), properties=event.properties)
        for event in test.events
        for _ in range(event.count)
    )
    lead = Lead(_LEAD, created, attributes)
    facts = Facts((lead,), events, (company,) if test.company else ())
    return facts, at


def output_row(scored: LeadScore) -> Mapping[str, Expected]:
    """A lead's score under the names of the output columns, with points in points."""
    row: dict[str, Expected] = {}
    for name, dimension in scored.dimensions.items():
        row[f"{name}_points"] = dimension.points / MICRO
        row[f"{name}_index"] = dimension.index
        row[f"{name}_band"] = dimension.band
        row[f"{name}_met"] = dimension.met
    row |= {
        "total": scored.total / MICRO,
        "score": scored.score,
        "grade": scored.grade,
        "qualified": scored.qualified,
        "cell": scored.cell,
        "light": scored.light,
        "excluded": scored.excluded,
        "journey": scored.journey,
        "persona": scored.persona,
    }
    return row | {f"consent_{purpose}": given for purpose, given in scored.consents.items()}


def _alike(expected: Expected, got: Expected) -> bool:
    """Numbers are alike to the micropoint, everything else exactly."""
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, int | float) and isinstance(got, int | float):
        return abs(expected - got) * MICRO < 1
    return expected == got

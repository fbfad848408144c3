"""A model as one query: the same plan for every engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

import ibis
from ibis import ir

from semaforo.compile.attributes import leads_at
from semaforo.compile.build import Build, clip_names, in_points
from semaforo.compile.measures import Passes
from semaforo.compile.moment import Moment
from semaforo.compile.needs import needs
from semaforo.compile.steps import Steps
from semaforo.compile.tables import Tables, tables
from semaforo.model.meaning import EventRule, ScoringModel


@dataclass(frozen=True, slots=True)
class Plan:
    """`scored` has one row for each lead of the population at T. An explained plan also has every
    rule's and clip's points there, so that `lines` can be read from it. `own`: the steps that only
    pass on the store's tables of leads. `name` begins the names of the steps, and is no other
    plan's on the same engine."""

    name: str
    model: ScoringModel
    moment: Moment
    tables: Tables
    steps: Mapping[str, ir.Table]
    scored: ir.Table
    own: Mapping[str, ir.Table]

    def shares(self, leads: int, at_once: int) -> list[dict[str, ir.Table]]:
        """Steps to put in the place of others, for so many leads of a store of `leads` at a time.

        Each leaves a stretch of lead numbers, and together they leave them all. A model that looks
        at the events of colleagues has one share, because they may stand anywhere.
        """
        if leads <= at_once or _asks_colleagues(self.model):
            return [{}]
        return [
            {
                name: table.filter(table["lead_no"] >= first, table["lead_no"] < first + at_once)
                for name, table in self.own.items()
            }
            for first in range(0, leads, at_once)
        ]

    def scores(self, scored: ir.Table | None = None) -> ir.Table:
        """The columns of a score file but `as_of`, `model` and `version`, in their order."""
        table = self.scored if scored is None else scored
        return table.select(*score_columns(self.model))

    def explained(self) -> ir.Table:
        """`scored` with the columns that `scores` and `lines` read, and no others."""
        read = score_columns(self.model)
        for entry in _entries(self.model):
            read.append(entry.column)
            read += [f"{entry.column}_n", f"{entry.column}_at"] if entry.counted else []
        return self.scored.select(*read)

    def lines(self, scored: ir.Table | None = None) -> ir.Table:
        """The non-zero lines of every explanation: `lead, dimension, rule, kind, points, events,
        last_at`, with points in points and `last_at` in microseconds UTC. Of an explained plan."""
        table = self.scored if scored is None else scored
        return ibis.union(*(_lines(table, entry) for entry in _entries(self.model)))


def plan(
    model: ScoringModel, as_of: int, known_at: int | None = None, *, explained: bool = False
) -> Plan:
    """The query that scores `model` at `as_of`, as known at `known_at`; microseconds UTC.

    A pure function of its arguments: it reads no facts.
    """
    needed, moment = needs(model), Moment(as_of, known_at)
    bound = tables(model, needed)
    name = _name(model, moment, explained=explained)
    steps = Steps(name)
    looked_at = replace(
        bound, **{table: steps.add(f"own_{table}", getattr(bound, table)) for table in _OWN}
    )
    own = dict(steps.added)
    everyone = steps.add("leads", leads_at(model, needed, looked_at, moment))
    passes = Passes(model, looked_at, moment, everyone)
    scored = Build(model, moment, passes, steps, explained=explained).scored(everyone)
    return Plan(name, model, moment, bound, steps.added, scored, own)


_OWN = ("leads", "events", "changes")
"""Tables whose rows each belong to one lead."""


def _asks_colleagues(model: ScoringModel) -> bool:
    return any(isinstance(rule, EventRule) and rule.of_company for _, rule in model.rules)


def _name(model: ScoringModel, moment: Moment, *, explained: bool) -> str:
    told = f"{model.id} {model.version} {moment.as_of} {moment.known_at} {explained}"
    return f"s{sha256(told.encode()).hexdigest()[:8]}"


def score_columns(model: ScoringModel) -> list[str]:
    """The score file's columns that the query makes, in their order."""
    columns = ["lead"]
    for dimension in model.dimensions.values():
        columns += [f"{dimension.id}_points", f"{dimension.id}_index"]
        columns += [f"{dimension.id}_band"] if dimension.bands else []
        columns += [f"{dimension.id}_met"] if dimension.require else []
    columns += ["total", "score", "grade", "qualified", "cell", "light", "excluded"]
    columns += ["journey", "persona"]
    return columns + [f"consent_{purpose}" for purpose in model.consents]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A possible line of an explanation and the columns of `scored` it is read from."""

    dimension: str
    name: str
    kind: str
    column: str
    counted: bool


def _entries(model: ScoringModel) -> list[_Entry]:
    entries = []
    for d, dimension in enumerate(model.dimensions.values()):
        for r, rule in enumerate(dimension.rules):
            counted = isinstance(rule, EventRule)
            entries.append(_Entry(dimension.id, rule.id, "rule", f"r{d}_{r}", counted))
        for c, name in enumerate(clip_names(dimension)):
            entries.append(_Entry(dimension.id, name, "clip", f"c{d}_{c}", False))
    return entries


def _lines(scored: ir.Table, entry: _Entry) -> ir.Table:
    points = scored[entry.column]
    missing = ibis.null("int64")
    return scored.filter(points != 0).select(
        lead=scored["lead"],
        dimension=ibis.literal(entry.dimension),
        rule=ibis.literal(entry.name),
        kind=ibis.literal(entry.kind),
        points=in_points(points),
        events=scored[f"{entry.column}_n"].cast("int64") if entry.counted else missing,
        last_at=scored[f"{entry.column}_at"] if entry.counted else missing,
    )

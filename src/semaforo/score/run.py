"""Scores everyone in a fact store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
from ibis import ir

from semaforo.compile.plan import Plan, plan
from semaforo.engines.engine import WHOLE, Engine
from semaforo.model.meaning import ScoringModel

SCORE_INSTANTS = frozenset({"as_of"})
LINE_INSTANTS = frozenset({"last_at"})
"""The columns of scores and contributions that hold instants in microseconds UTC."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Queries for the two files of a run. Without contributions there is no `lines`.

    `scores`: `lead, as_of, model, version`, then each dimension's columns, `total, score, grade,
    qualified, cell, light, excluded, journey, persona, consent_<purpose>`.
    `lines`: `lead, dimension, rule, kind, points, events, last_at`, none with zero points.
    """

    scores: ir.Table
    lines: ir.Table | None


def run(
    engine: Engine,
    model: ScoringModel,
    as_of: int,
    known_at: int | None = None,
    *,
    contributions: bool = False,
) -> Scored:
    """Score every lead of the store that `engine` holds, at `as_of`, as known at `known_at`.

    Both are microseconds UTC. With `contributions` the points of every rule are computed once and
    kept for both files.
    """
    planned = plan(model, as_of, known_at, explained=contributions)
    engine.define(planned.steps)
    shares = _shares(engine, planned)
    kept_as = f"{planned.name}_kept"
    if contributions:
        kept = engine.keep(planned.explained(), kept_as, shares)
        return Scored(_stamped(planned.scores(kept), model, as_of), planned.lines(kept))
    scores = planned.scores()
    if len(shares) > 1:
        scores = engine.keep(scores, kept_as, shares)
    return Scored(_stamped(scores, model, as_of), None)


def _shares(engine: Engine, planned: Plan) -> Sequence[Mapping[str, ir.Table]]:
    if engine.leads_at_once is None:
        return WHOLE
    (found,) = engine.rows(planned.tables.leads.agg(last=lambda t: t["lead_no"].max()))
    last = found["last"]
    return planned.shares(0 if last is None else last + 1, engine.leads_at_once)


def _stamped(scores: ir.Table, model: ScoringModel, as_of: int) -> ir.Table:
    """`scores` with what it takes to make them again: instant, model and version."""
    lead, *others = scores.columns
    return scores.select(
        lead,
        as_of=ibis.literal(as_of, type="int64"),
        model=ibis.literal(model.id),
        version=ibis.literal(model.version),
        **{name: scores[name] for name in others},
    )

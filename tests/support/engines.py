"""Scores as an engine gives them, in the shape of the reference's."""

from __future__ import annotations

from typing import Any

from semaforo.compile.outcome import LeadScore
from semaforo.compile.plan import plan, score_columns
from semaforo.engines.duckdb import DuckDB, connect
from semaforo.engines.engine import Engine
from semaforo.facts.shapes import Facts
from semaforo.model.meaning import MICRO, ScoringModel
from tests.support.store_tables import StoreTables

Row = dict[str, Any]


def on_duckdb(model: ScoringModel, facts: Facts) -> DuckDB:
    """An engine that holds the facts' tables, typed one by one."""
    connection = connect(threads=1)
    made = StoreTables(model, facts)
    for name in ("leads", "events", "changes", "companies"):
        connection.register(name, getattr(made, name))
    return DuckDB(connection)


def engine_scores(
    engine: Engine, model: ScoringModel, as_of: int, known_at: int | None = None
) -> tuple[list[Row], list[Row]]:
    """Score rows by lead and lines by lead, dimension, rule and kind, points in micropoints."""
    planned = plan(model, as_of, known_at, explained=True)
    engine.define(planned.steps)
    kept = engine.keep(planned.explained(), "scored")
    scores = sorted(map(_in_micropoints, engine.rows(planned.scores(kept))), key=_lead)
    return scores, sorted(map(_in_micropoints, engine.rows(planned.lines(kept))), key=_line_key)


def plain_scores(
    engine: Engine, model: ScoringModel, as_of: int, known_at: int | None = None
) -> list[Row]:
    """The same score rows by the plan that keeps no rule apart."""
    planned = plan(model, as_of, known_at)
    engine.define(planned.steps)
    return sorted(map(_in_micropoints, engine.rows(planned.scores())), key=_lead)


def _lead(row: Row) -> str:
    return str(row["lead"])


def _in_micropoints(row: Row) -> Row:
    return {
        name: round(value * MICRO)
        if value is not None and (name == "total" or name.endswith("points"))
        else value
        for name, value in row.items()
    }


def reference_rows(model: ScoringModel, scores: list[LeadScore]) -> tuple[list[Row], list[Row]]:
    """The reference's answer in the same shape."""
    rows = [{name: _column(score, name) for name in score_columns(model)} for score in scores]
    lines = [
        {
            "lead": score.lead,
            "dimension": line.dimension,
            "rule": line.rule,
            "kind": line.kind,
            "points": line.points,
            "events": line.events,
            "last_at": line.last_at,
        }
        for score in scores
        for line in score.lines
    ]
    return rows, sorted(lines, key=_line_key)


def _line_key(row: Row) -> tuple[str, ...]:
    return row["lead"], row["dimension"], row["rule"], row["kind"]


def _column(score: LeadScore, name: str) -> Any:
    if name == "excluded":
        return "|".join(score.excluded) or None
    if name.startswith("consent_"):
        return score.consents[name.removeprefix("consent_")]
    if hasattr(score, name):
        return getattr(score, name)
    dimension, _, part = name.rpartition("_")
    return getattr(score.dimensions[dimension], part)

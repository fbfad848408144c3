"""Scores as an engine gives them, in the shape of the reference's."""

from __future__ import annotations

from typing import Any

from ibis import ir

from semaforo.compile.outcome import LeadScore
from semaforo.compile.plan import score_columns
from semaforo.engines.duckdb import DuckDB, connect
from semaforo.engines.engine import Engine
from semaforo.facts.shapes import Facts
from semaforo.model.meaning import MICRO, ScoringModel
from semaforo.score.run import run
from tests.support.store_tables import StoreTables

Row = dict[str, Any]


def on_duckdb(model: ScoringModel, facts: Facts) -> DuckDB:
    """An engine that holds the facts' tables, typed one by one, and scores two leads at a time
    where it can."""
    connection = connect(threads=1)
    made = StoreTables(model, facts)
    for name in ("leads", "events", "changes", "companies"):
        connection.register(name, getattr(made, name))
    return DuckDB(connection, leads_at_once=2)


def engine_scores(
    engine: Engine, model: ScoringModel, as_of: int, known_at: int | None = None
) -> tuple[list[Row], list[Row]]:
    """Score rows by lead and lines by lead, dimension, rule and kind, points in micropoints."""
    scored = run(engine, model, as_of, known_at, contributions=True)
    assert scored.lines is not None
    scores = sorted(map(_in_micropoints, engine.rows(_unstamped(scored.scores))), key=_lead)
    return scores, sorted(map(_in_micropoints, engine.rows(scored.lines)), key=_line_key)


def plain_scores(
    engine: Engine, model: ScoringModel, as_of: int, known_at: int | None = None
) -> list[Row]:
    """The same score rows by the plan that keeps no rule apart."""
    scored = run(engine, model, as_of, known_at)
    return sorted(map(_in_micropoints, engine.rows(_unstamped(scored.scores))), key=_lead)


def _unstamped(scores: ir.Table) -> ir.Table:
    return scores.drop("as_of", "model", "version")


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

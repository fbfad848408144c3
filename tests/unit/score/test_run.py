"""Several runs on one engine."""

from __future__ import annotations

import pytest

from semaforo.engines.duckdb import DuckDB
from semaforo.facts.shapes import Facts, Lead
from semaforo.model.files import parse_model
from semaforo.score.run import run
from tests.support.engines import on_duckdb

MODEL = """\
semaforo: 1
id: kinds
attributes: {kind: {type: category}}
dimensions:
  fit:
    full: 10
    rules: [{id: partner, when: {kind: partner}, points: POINTS}]
"""
FACTS = Facts(tuple(Lead(f"L{n}", None, {"kind": "partner"}) for n in range(3)))


@pytest.mark.parametrize("at_once", [1, 10])
@pytest.mark.parametrize("contributions", [False, True])
def test_a_run_does_not_change_what_another_says(at_once: int, contributions: bool) -> None:
    models = [parse_model(MODEL.replace("POINTS", points)).model for points in ("5", "7")]
    engine = DuckDB(on_duckdb(models[0], FACTS).connection, leads_at_once=at_once)
    runs = [run(engine, model, 0, contributions=contributions) for model in models]
    points = [[row["fit_points"] for row in engine.rows(scored.scores)] for scored in runs]
    assert points == [[5.0] * 3, [7.0] * 3]

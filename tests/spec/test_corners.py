"""Corners that the contract's cases leave out, on the reference and on DuckDB."""

from __future__ import annotations

from typing import Any

from semaforo.compile import reference
from semaforo.model.files import build_model
from semaforo.score.explain import explain
from tests.property.strategies_conditions import AS_OF
from tests.support.cases import facts
from tests.support.engines import engine_scores, on_duckdb, plain_scores, reference_rows


def _points(model: dict[str, Any], **written: list[dict[str, Any]]) -> dict[str, int]:
    """Lead -> micropoints of the one dimension, the same by reference and query."""
    meaning = build_model({"semaforo": 1, "id": "corner", **model}).model
    known = facts(written)
    expected = reference_rows(meaning, reference.score(meaning, known, AS_OF))
    engine = on_duckdb(meaning, known)
    assert engine_scores(engine, meaning, AS_OF) == expected
    assert plain_scores(engine, meaning, AS_OF) == expected[0]
    for row in expected[0]:
        found = explain(engine, meaning, row["lead"], AS_OF)
        assert found is not None
        assert found.scored.total == row["total"]
    return {row["lead"]: row["total"] for row in expected[0]}


def test_once_leaves_one_event_for_the_tiers() -> None:
    rule = {"id": "r", "event": "visit", "each": "once", "tiers": {1: 3, 3: 8}}
    model = {"events": {"visit": {}}, "dimensions": {"d": {"full": 10, "rules": [rule]}}}
    visits = [{"lead": "L1", "name": "visit", "at": f"2026-10-0{day}"} for day in (1, 2, 3, 4)]
    assert _points(model, events=visits) == {"L1": 3_000_000}


def test_attributes_whose_names_differ_in_case_are_two() -> None:
    category = {"type": "category", "of": "company"}
    rules = [
        {"id": "upper", "when": {"Sector": "a"}, "points": 3},
        {"id": "lower", "when": {"sector": "b"}, "points": 5},
    ]
    model = {
        "attributes": {"Sector": category, "sector": category},
        "dimensions": {"d": {"full": 10, "rules": rules}},
    }
    own = {"lead": "L1", "name": "identify", "at": "2026-10-01", "Sector": "a", "sector": "b"}
    shared = {**own, "lead": "L2", "name": "group", "company": "acme"}
    assert _points(model, events=[own, shared]) == {"L1": 8_000_000, "L2": 8_000_000}


def test_a_lead_that_exists_by_an_unknown_event_is_explained() -> None:
    model = {
        "attributes": {"job": {"type": "category"}},
        "dimensions": {
            "d": {"full": 10, "rules": [{"id": "r", "when": {"job": "ceo"}, "points": 5}]}
        },
    }
    later = {"id": "L1", "created_at": "2026-12-01", "job": "ceo"}
    mystery = {"lead": "L1", "name": "mystery", "at": "2026-10-01"}
    assert _points(model, leads=[later], events=[mystery]) == {"L1": 5_000_000}


def test_a_dimension_may_be_called_as_a_step_of_the_query_calls_an_attribute() -> None:
    model = {
        "attributes": {"x_points": {"type": "category"}},
        "dimensions": {"v_x": {"rules": [{"id": "r", "when": {"x_points": "a"}, "points": 3}]}},
        "personas": [{"id": "p", "when": {"x_points": "a"}}],
    }
    assert _points(model, leads=[{"id": "L1", "x_points": "a"}]) == {"L1": 3_000_000}

"""Every case of the contract, on the reference and on every engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from semaforo.compile import reference
from tests.support.cases import Case, cases
from tests.support.engines import engine_scores, on_duckdb, plain_scores, reference_rows
from tests.support.spark import on_spark

Rows = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def _agree(case: Case, found: Rows) -> None:
    scores, lines = found
    assert [row["lead"] for row in scores] == [row["lead"] for row in case.expected]
    for score, expected in zip(scores, case.expected, strict=True):
        given = {
            line["rule"]: line["points"]
            for line in lines
            if line["lead"] == score["lead"] and line["kind"] == "rule"
        }
        assert {**score, "contributions": given} | expected == {**score, "contributions": given}


@pytest.mark.parametrize("case", cases(), ids=str)
def test_on_the_reference(case: Case) -> None:
    found = reference.score(case.model, case.facts, case.as_of, case.known_at)
    _agree(case, reference_rows(case.model, found))


@pytest.mark.parametrize("case", cases(), ids=str)
def test_on_duckdb(case: Case) -> None:
    engine = on_duckdb(case.model, case.facts)
    found = engine_scores(engine, case.model, case.as_of, case.known_at)
    _agree(case, found)
    assert plain_scores(engine, case.model, case.as_of, case.known_at) == found[0]


@pytest.mark.parametrize("case", cases(), ids=str)
def test_on_spark(case: Case, spark: SparkSession, tmp_path: Path) -> None:
    engine = on_spark(spark, tmp_path, case.model, case.facts)
    _agree(case, engine_scores(engine, case.model, case.as_of, case.known_at))

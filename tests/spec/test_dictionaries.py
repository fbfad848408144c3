"""Dictionaries with hundreds of globs: every engine finds the category the reference finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from semaforo.compile import reference
from semaforo.facts.shapes import Facts, Lead
from semaforo.model.files import parse_model
from tests.support.engines import engine_scores, on_duckdb, reference_rows
from tests.support.spark import on_spark

MODEL = parse_model("""
semaforo: 1
id: dictionaries
title: Dictionaries
timezone: UTC
attributes:
  job: {type: text}
  place: {type: text}
  level: {from: job, take: job_level, otherwise: other}
  market: {from: place, take: country}
dimensions:
  fit:
    full: 100
    rules:
      - {id: boss, when: {level: executive}, points: 50}
      - {id: director, when: {level: director}, points: 40}
      - {id: other, when: {level: other}, points: 1}
      - {id: spain, when: {market: es}, points: 10}
      - {id: andorra, when: {market: ad}, points: 20}
      - {id: nowhere, when: {market: {exists: false}}, points: 5}
total: {of: [fit]}
""").model
JOBS = ("CEO", "Directora de Marketing", "becario", "asistente del director general", "", "x", None)
PLACES = ("España", "ES", "Madrid, España", "principat d'Andorra", "Andorra", "xx", "", None)
FACTS = Facts(
    tuple(
        Lead(id=f"L{i}_{j}", attributes={"job": job, "place": place})
        for i, job in enumerate(JOBS)
        for j, place in enumerate(PLACES)
    ),
    (),
    (),
)
AT = 1_790_000_000_000_000


@pytest.fixture(scope="module")
def expected() -> tuple[list, list]:
    rows = reference_rows(MODEL, reference.score(MODEL, FACTS, AT))
    assert len({row["fit_points"] for row in rows[0]}) > 6
    return rows


def test_on_duckdb(expected: tuple[list, list]) -> None:
    assert engine_scores(on_duckdb(MODEL, FACTS), MODEL, AT) == expected


def test_on_spark(expected: tuple[list, list], spark: SparkSession, tmp_path: Path) -> None:
    assert engine_scores(on_spark(spark, tmp_path, MODEL, FACTS), MODEL, AT) == expected

"""The query gives the reference's answer, whatever the model and the facts."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from semaforo.compile import reference
from semaforo.facts.shapes import Facts
from semaforo.facts.zones import DAY
from semaforo.model.meaning import Decay, Each, Kind, Op, Rule, ScoringModel
from tests.property.strategies_conditions import AS_OF, operands
from tests.property.strategies_facts import facts
from tests.property.strategies_models import DECAYS, RULES, models
from tests.support.engines import engine_scores, on_duckdb, plain_scores, reference_rows
from tests.support.spark import on_spark

moments = st.sampled_from([None, AS_OF, AS_OF - 30 * DAY])


@settings(
    max_examples=80,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(models(), facts, moments)
def test_duckdb_gives_the_references_answer(
    model: ScoringModel, known: Facts, known_at: int | None
) -> None:
    expected = reference_rows(model, reference.score(model, known, AS_OF, known_at))
    engine = on_duckdb(model, known)
    assert engine_scores(engine, model, AS_OF, known_at) == expected
    assert plain_scores(engine, model, AS_OF, known_at) == expected[0]


@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(model=models(), known=facts, known_at=moments)
def test_spark_gives_the_references_answer(
    spark: SparkSession,
    tmp_path_factory: pytest.TempPathFactory,
    model: ScoringModel,
    known: Facts,
    known_at: int | None,
) -> None:
    expected = reference_rows(model, reference.score(model, known, AS_OF, known_at))
    engine = on_spark(spark, tmp_path_factory.mktemp("store"), model, known)
    assert engine_scores(engine, model, AS_OF, known_at) == expected
    spark.catalog.clearCache()


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(models(), facts, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(model: ScoringModel, known: Facts, random) -> None:
    def shuffled(rows: tuple) -> tuple:
        return tuple(random.sample(rows, len(rows)))

    mixed = Facts(shuffled(known.leads), shuffled(known.events), shuffled(known.companies))
    assert reference.score(model, mixed, AS_OF) == reference.score(model, known, AS_OF)


def test_every_kind_has_a_strategy() -> None:
    assert set(RULES) == set(Rule.__args__)
    assert set(DECAYS) == set(Decay.__args__)
    assert {op for kind in Kind for op in operands(kind)} == set(Op)
    assert len(Each) == 5, "event_rules draws from Each itself; give a new one its events"

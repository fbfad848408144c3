"""The bench measures what it says: sound models with as many rules as named, of every kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.data import Size, made
from bench.models import COUNTS, model, write_models
from semaforo.model.files import parse_model
from semaforo.model.meaning import (
    AbsenceRule,
    AttributeRule,
    Each,
    EventRule,
    HalfLife,
    Linear,
    ScoringModel,
    Step,
)


def checked(count: int, *, company: bool = False) -> ScoringModel:
    return parse_model(model(count, company=company)).model


@pytest.mark.parametrize("count", COUNTS)
def test_as_many_rules_as_named(count: int) -> None:
    rules = [rule for _, rule in checked(count).rules]
    assert sum(isinstance(rule, AttributeRule) for rule in rules) == 10
    assert sum(isinstance(rule, EventRule | AbsenceRule) for rule in rules) == count


def test_thirty_rules_are_of_every_kind() -> None:
    model = checked(30)
    rules = [rule for _, rule in model.rules if isinstance(rule, EventRule)]
    assert {type(rule.decay) for rule in rules} == {type(None), HalfLife, Linear, Step}
    assert {rule.each for rule in rules} == set(Each) - {Each.LEAD}
    assert any(rule.tiers for rule in rules)
    assert any(rule.times for rule in rules)
    assert any(rule.within for rule in rules)
    assert any(rule.minimum is not None for rule in rules)
    assert any(rule.at_least > 1 for rule in rules)
    assert any(rule.group for rule in rules)
    assert any(rule.needs for rule in rules)
    assert any(isinstance(rule, AbsenceRule) for _, rule in model.rules)
    assert sum(bool(dimension.reset) for dimension in model.dimensions.values()) == 1
    assert not any(rule.of_company for rule in rules)


def test_the_company_variant_has_one_rule_of_the_company() -> None:
    rules = [rule for _, rule in checked(30, company=True).rules if isinstance(rule, EventRule)]
    assert [rule.id for rule in rules if rule.of_company] == ["committee"]


def test_models_and_facts_are_made_once(tmp_path: Path) -> None:
    assert set(write_models(tmp_path / "models")) == {"10", "30", "30-company", "100", "300"}
    size = Size("small", 20, 200)
    folder = made(tmp_path, size)
    before = (folder / "events.parquet").stat().st_mtime_ns
    assert made(tmp_path, size) == folder
    assert (folder / "events.parquet").stat().st_mtime_ns == before

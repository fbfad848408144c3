"""The explanation of one lead is the engine's score, and its change sets do what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from semaforo.compile import reference
from semaforo.compile.outcome import LeadScore
from semaforo.facts.shapes import Facts
from semaforo.facts.zones import DAY
from semaforo.model.meaning import ALWAYS, Kind, Light, Not, ScoringModel
from semaforo.score.changes import AttributeChange, Change, EventChange
from semaforo.score.counterfactual import MOST_SETS
from semaforo.score.explain import Explanation, explain
from tests.property.strategies_conditions import AS_OF, LISTS, NUMBERS, WORDS
from tests.property.strategies_facts import facts
from tests.property.strategies_models import models, within_reach
from tests.support.cases import cases
from tests.support.changes import scored_after
from tests.support.engines import on_duckdb

_HEAT = {Light.COLD: 0, Light.WARM: 1, Light.HOT: 2}
_moments = st.sampled_from([None, AS_OF, AS_OF - 30 * DAY])
_quick = settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@_quick
@given(models(), facts, _moments)
def test_an_explanation_is_the_leads_score(
    model: ScoringModel, known: Facts, known_at: int | None
) -> None:
    engine = on_duckdb(model, known)
    for scored in reference.score(model, known, AS_OF, known_at)[:2]:
        found = explain(engine, model, scored.lead, AS_OF, known_at)
        assert found is not None
        assert found.scored == scored
        _check_lines(model, found.scored)


def _check_lines(model: ScoringModel, scored: LeadScore) -> None:
    sums: Counter[str] = Counter()
    for line in scored.lines:
        assert line.points
        sums[line.dimension] += line.points
    assert {name: sums[name] for name in scored.dimensions} == {
        name: dimension.points for name, dimension in scored.dimensions.items()
    }
    if not model.total.weights:
        assert scored.total == sum(sums[name] for name in model.total.of)


def test_change_sets_are_the_smallest_that_reach_the_next_light() -> None:
    met: Counter[str] = Counter()

    @_quick
    @given(within_reach(models()), facts, _moments)
    def check(model: ScoringModel, known: Facts, known_at: int | None) -> None:
        engine = on_duckdb(model, known)
        for scored in reference.score(model, known, AS_OF, known_at)[:2]:
            found = explain(engine, model, scored.lead, AS_OF, known_at)
            assert found is not None
            sizes = {len(each.changes) for each in found.change_sets}
            met.update([f"light {scored.light}", *(f"size {size}" for size in sizes)])
            met["leads"] += 1
            met["moved"] += bool(sizes)
            event(f"sizes {sorted(sizes)}")
            _check_sets(found, known, known_at)
            if 1 not in sizes and scored.light in (Light.COLD, Light.WARM):
                _check_no_single_change(found, known, known_at)

    check()
    # Sets of one change and of more, for a good part of the leads: else nothing was looked at.
    assert met["moved"] * 10 > met["leads"], met
    assert met["size 1"], met
    assert any(met[f"size {size}"] for size in (2, 3, 4, 5)), met


def _check_sets(found: Explanation, known: Facts, known_at: int | None) -> None:
    sets, before = found.change_sets, found.scored.light
    assert len(sets) <= MOST_SETS
    assert [len(s.changes) for s in sets] == sorted(len(s.changes) for s in sets)
    if before in (Light.HOT, Light.EXCLUDED, None):
        assert not sets
        return
    model, lead = found.situation.model, found.situation.lead
    for one in sets:
        after = scored_after(model, known, lead, one.changes, AS_OF, known_at)
        assert after is not None
        assert (after.light, after.score) == (one.light, one.score)
        assert _is_warmer(after, before)
        for part in _parts(one.changes):
            assert not _is_warmer(scored_after(model, known, lead, part, AS_OF, known_at), before)


def _parts(changes: tuple[Change, ...]) -> Iterator[tuple[Change, ...]]:
    return (part for size in range(1, len(changes)) for part in combinations(changes, size))


def _is_warmer(after: LeadScore | None, before: Light | None) -> bool:
    if after is None or after.light is None or before is None:
        return False
    return _HEAT.get(after.light, -1) > _HEAT[before]


_VALUES: dict[Kind, tuple[Any, ...]] = {
    Kind.TEXT: tuple(sorted({*(word.strip().lower() for word in WORDS), *LISTS["rivals"]} - {""})),
    Kind.NUMBER: tuple(float(number) for number in NUMBERS if number >= 0),
    Kind.BOOLEAN: (True, False),
    Kind.INSTANT: (AS_OF, AS_OF - DAY, AS_OF + DAY, AS_OF - 400 * DAY),
}


def _check_no_single_change(found: Explanation, known: Facts, known_at: int | None) -> None:
    """None of many changes that were not taken from the model's own rules is enough."""
    model, lead, before = found.situation.model, found.situation.lead, found.scored.light
    for change in _plain_changes(model):
        after = scored_after(model, known, lead, [change], AS_OF, known_at)
        assert not _is_warmer(after, before), change


def _plain_changes(model: ScoringModel) -> Iterator[Change]:
    """Values and events that facts often have; nobody withdraws a consent or changes company."""
    for attribute in model.attributes.values():
        if attribute.derivation is None and attribute.name not in ("company", "email"):
            for value in attribute.values or _VALUES[attribute.type.kind]:
                yield AttributeChange(attribute.name, value)
    withdrawn = {name for consent in model.consents.values() for name in consent.withdrawn}
    for kind in model.events.values():
        if kind.by_lead and kind.name not in withdrawn:
            yield EventChange(kind.name)
            for name, type_ in kind.properties.items():
                for value in _VALUES[type_.kind]:
                    yield EventChange(kind.name, ((name, value),))


def test_a_lead_that_does_not_exist_has_no_explanation() -> None:
    case = cases()[0]
    engine = on_duckdb(case.model, case.facts)
    assert explain(engine, case.model, "nobody", case.as_of) is None
    lead = case.facts.leads[0].id
    assert explain(engine, case.model, lead, case.as_of) is not None
    nobody = replace(case.model, population=Not(ALWAYS))
    assert explain(engine, nobody, lead, case.as_of) is None

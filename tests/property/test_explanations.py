"""The explanation of one lead is the engine's score, and its change sets do what they say."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, Phase, given, settings

from semaforo.compile import reference
from semaforo.compile.reference_facts import History
from semaforo.facts.shapes import Facts
from semaforo.model.meaning import ALWAYS, Light, Not, ScoringModel
from semaforo.score.changes import AttributeChange, Change, EventChange
from semaforo.score.counterfactual import MOST_SETS
from semaforo.score.explain import Explanation, explain
from tests.property.strategies_conditions import AS_OF
from tests.property.strategies_facts import facts
from tests.property.strategies_models import models
from tests.support.cases import cases
from tests.support.engines import on_duckdb

_HEAT = {Light.COLD: 0, Light.WARM: 1, Light.HOT: 2}
_quick = settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@_quick
@given(models(), facts)
def test_an_explanation_is_the_leads_score(model: ScoringModel, known: Facts) -> None:
    engine = on_duckdb(model, known)
    scores = reference.score(model, known, AS_OF)
    for scored in scores[:2]:
        found = explain(engine, model, scored.lead, AS_OF)
        assert found is not None
        assert found.scored == scored
        for name, dimension in scored.dimensions.items():
            assert sum(line.points for line in scored.lines if line.dimension == name) == (
                dimension.points
            )
        _check_sets(found)


def _check_sets(found: Explanation) -> None:
    sets = found.change_sets
    assert len(sets) <= MOST_SETS
    assert [len(s.changes) for s in sets] == sorted(len(s.changes) for s in sets)
    if found.scored.light in (Light.HOT, Light.EXCLUDED, None):
        assert not sets
        return
    for one in sets:
        after = _after(found, one.changes)
        assert (after.light, after.score) == (one.light, one.score)
        assert _HEAT[one.light] > _HEAT[found.scored.light]
        others = [Counter(s.changes) for s in sets if s is not one]
        assert not any(Counter(one.changes) >= other for other in others)


def _after(found: Explanation, changes: tuple[Change, ...]) -> reference.LeadScore:
    situation = found.situation
    history = History(situation.model, situation.facts, AS_OF)
    values = {c.attribute: c.value for c in changes if isinstance(c, AttributeChange)}
    happened = [
        c.happened(situation.model, situation.lead, AS_OF)
        for c in changes
        if isinstance(c, EventChange)
    ]
    after = history.assuming(situation.lead, values, happened)
    return reference.lead_score(situation.model, after, situation.lead)


def test_a_lead_that_does_not_exist_has_no_explanation() -> None:
    case = cases()[0]
    engine = on_duckdb(case.model, case.facts)
    assert explain(engine, case.model, "nobody", case.as_of) is None
    lead = case.facts.leads[0].id
    assert explain(engine, case.model, lead, case.as_of) is not None
    nobody = replace(case.model, population=Not(ALWAYS))
    assert explain(engine, nobody, lead, case.as_of) is None

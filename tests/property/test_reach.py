"""What a dimension can reach bounds what every lead has."""

from __future__ import annotations

from hypothesis import HealthCheck, event, given, settings

from semaforo.compile import reference
from semaforo.facts.shapes import Facts
from semaforo.model.full import least_points, most_points
from semaforo.model.meaning import ScoringModel
from tests.property.strategies_conditions import AS_OF
from tests.property.strategies_facts import facts
from tests.property.strategies_models import models


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(models(), facts)
def test_no_lead_has_more_or_less_than_can_be_reached(model: ScoringModel, known: Facts) -> None:
    for scored in reference.score(model, known, AS_OF):
        for dimension in model.dimensions.values():
            points = scored.dimensions[dimension.id].points
            parts = (dimension.rules, dimension.groups, dimension.bounds)
            least, most = least_points(*parts), most_points(*parts)
            event(f"bounded below: {least is not None}, above: {most is not None}")
            assert least is None or least <= points
            assert most is None or points <= most

"""Each rule's contribution as a column, from attributes and measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis
from ibis import ir

from semaforo.compile.attributes import value_column
from semaforo.compile.conditions import predicate
from semaforo.compile.fading import MOST, hold, is_wide, term, weight
from semaforo.compile.measures import COUNT, LAST, SUM, TIMES
from semaforo.compile.moment import Moment
from semaforo.model.meaning import (
    AbsenceRule,
    AttributeRule,
    Condition,
    Decay,
    Each,
    EventRule,
    ScoringModel,
    micropoints,
)


@dataclass(frozen=True, slots=True)
class Contribution:
    """Micropoints, how many events counted and when the latest was; the latter two are None for
    rules that do not add up events."""

    points: Any
    events: Any = None
    last_at: Any = None


def on_attributes(
    model: ScoringModel, condition: Condition, leads: ir.Table, moment: Moment
) -> Any:
    """`condition` over a lead's attributes at T."""
    return predicate(condition, lambda name: leads[value_column(name)], model.lists, moment.as_of)


def attribute_points(
    model: ScoringModel, rule: AttributeRule, leads: ir.Table, moment: Moment
) -> Contribution:
    """The points of the first true case."""
    cases = [(on_attributes(model, when, leads, moment), points) for when, points in rule.cases]
    return Contribution(ibis.cases(*cases, else_=rule.otherwise).cast("int64"))


def absence_points(rule: AbsenceRule, since: Any, seen: Any, moment: Moment) -> Contribution:
    """`since`: when the lead is known from; `seen`: the instant of a matching event younger than
    the rule's duration. Either may be null."""
    known = (moment.as_of - since >= rule.duration).fill_null(False)
    silent = known & seen.isnull()
    return Contribution(ibis.ifelse(silent, micropoints(rule.points), 0).cast("int64"))


def event_points(rule: EventRule, measured: ir.Table, column: str, moment: Moment) -> Contribution:
    """The clipped sum of what is left of the rule's events. `measured` has its measures in
    `<column>_<part>`, null for a lead without matching events."""
    count = measured[f"{column}_{COUNT}"].fill_null(0)
    last = measured[f"{column}_{LAST}"]
    points = _unclipped(rule, measured, column, count, last, moment)
    if rule.maximum is not None:
        points = ibis.least(points, _faded(rule.maximum, rule.decay, last, moment))
    if rule.minimum is not None:
        points = ibis.greatest(points, _faded(rule.minimum, rule.decay, last, moment))
    if is_wide(rule.points or 0.0, rule.times is not None):
        points = hold(points)
    left = ibis.literal(1) if rule.each is Each.ONCE else count
    return Contribution(ibis.ifelse(count >= rule.at_least, points, 0).cast("int64"), left, last)


def _unclipped(
    rule: EventRule, measured: ir.Table, column: str, count: Any, last: Any, moment: Moment
) -> Any:
    if rule.tiers:
        return _tier(rule, count, last, moment)
    points = rule.points or 0.0
    if rule.each is Each.ONCE:
        times = measured[f"{column}_{TIMES}"]["value"] if rule.times is not None else None
        return term(points, weight(rule.decay, moment.as_of - last), times)
    if rule.decay is not None or rule.times is not None:
        return measured[f"{column}_{SUM}"]
    return _multiple(count, micropoints(points))


def _multiple(count: Any, micro: int) -> Any:
    """count * micro, held where 64 bits would end."""
    limit = MOST // max(1, abs(micro))
    held = MOST if micro > 0 else -MOST
    return ibis.ifelse(count > limit, held, count * micro)


def _tier(rule: EventRule, count: Any, last: Any, moment: Moment) -> Any:
    branches = [
        (count >= reached, _faded(points, rule.decay, last, moment))
        for reached, points in reversed(rule.tiers)
    ]
    return ibis.cases(*branches, else_=0)


def _faded(points: float, decay: Decay | None, last: Any, moment: Moment) -> Any:
    return term(points, weight(decay, moment.as_of - last))

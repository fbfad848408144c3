"""Each rule's contribution as a column, from attributes and measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis
from ibis import ir

from semaforo.compile.attributes import value_column
from semaforo.compile.conditions import predicate
from semaforo.compile.fading import MOST, term
from semaforo.compile.measures import COUNT, LAST, SUM, TIMES
from semaforo.compile.moment import Moment
from semaforo.model.meaning import (
    AbsenceRule,
    AttributeRule,
    Condition,
    Each,
    EventRule,
    ScoringModel,
    micropoints,
)


@dataclass(frozen=True, slots=True)
class Contribution:
    """Micropoints, how many events counted and when the latest was."""

    points: Any
    events: Any
    last_at: Any


def on_attributes(
    model: ScoringModel, condition: Condition, leads: ir.Table, moment: Moment
) -> Any:
    """`condition` over a lead's attributes at T."""
    return predicate(condition, lambda name: leads[value_column(name)], model.lists, moment.as_of)


def attribute_points(
    model: ScoringModel, rule: AttributeRule, leads: ir.Table, moment: Moment
) -> Any:
    """The micropoints of the first true case."""
    cases = [(on_attributes(model, when, leads, moment), points) for when, points in rule.cases]
    return ibis.cases(*cases, else_=rule.otherwise).cast("int64")


def absence_points(rule: AbsenceRule, since: Any, seen: Any, moment: Moment) -> Any:
    """The micropoints of an absence. `since`: when the lead is known from; `seen`: the instant of
    a matching event younger than the rule's duration. Either may be null."""
    known = (moment.as_of - since >= rule.duration).fill_null(False)
    silent = known & seen.isnull()
    return ibis.ifelse(silent, micropoints(rule.points), 0).cast("int64")


def fades(rule: EventRule) -> bool:
    """Whether the contribution needs the weight of the latest event left."""
    bounded = rule.maximum is not None or rule.minimum is not None
    return rule.decay is not None and (bounded or bool(rule.tiers) or rule.each is Each.ONCE)


def event_points(
    rule: EventRule, measured: ir.Table, column: str, fading: Any = None
) -> Contribution:
    """The clipped sum of what is left of the rule's events. `measured` has its measures in
    `<column>_<part>`, null for a lead without matching events; `fading` is the weight of the
    latest of them, where the rule `fades`."""
    count = measured[f"{column}_{COUNT}"].fill_null(0)
    last = measured[f"{column}_{LAST}"]
    points = _unclipped(rule, measured, column, count, fading)
    if rule.maximum is not None:
        points = ibis.least(points, term(rule.maximum, fading))
    if rule.minimum is not None:
        points = ibis.greatest(points, term(rule.minimum, fading))
    left = ibis.literal(1) if rule.each is Each.ONCE else count
    return Contribution(ibis.ifelse(count >= rule.at_least, points, 0).cast("int64"), left, last)


def _unclipped(rule: EventRule, measured: ir.Table, column: str, count: Any, fading: Any) -> Any:
    if rule.tiers:
        if rule.each is Each.ONCE:
            count = ibis.least(count, 1)
        branches = [(count >= n, term(points, fading)) for n, points in reversed(rule.tiers)]
        return ibis.cases(*branches, else_=0)
    points = rule.points or 0.0
    if rule.each is Each.ONCE:
        times = measured[f"{column}_{TIMES}"]["value"] if rule.times is not None else None
        return term(points, fading, times)
    if rule.decay is not None or rule.times is not None:
        return measured[f"{column}_{SUM}"]
    return _multiple(count, micropoints(points))


def _multiple(count: Any, micro: int) -> Any:
    """count * micro, held where 64 bits would end."""
    limit = MOST // max(1, abs(micro))
    held = MOST if micro > 0 else -MOST
    return ibis.ifelse(count > limit, held, count * micro)

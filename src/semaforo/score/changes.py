"""Single changes that could move a lead: another attribute value, one more event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from semaforo.compile.needs import COMPANY
from semaforo.compile.reference_conditions import Value
from semaforo.facts.shapes import Event, Instant, Raw
from semaforo.facts.zones import DAY
from semaforo.model.meaning import (
    AbsenceRule,
    All,
    AnyOf,
    AttributeRule,
    Comparison,
    Condition,
    EventRule,
    Kind,
    Not,
    Op,
    ScoringModel,
    comparisons,
)

NEW_VALUE = "(nuevo)"
"""Stands for a value of a property that no event of the lead has had."""


@dataclass(frozen=True, slots=True)
class AttributeChange:
    """The lead's attribute takes `value` (folded text, number, boolean or instant)."""

    attribute: str
    value: Value


@dataclass(frozen=True, slots=True)
class EventChange:
    """The lead does `event` once more, now, with these typed properties."""

    event: str
    properties: tuple[tuple[str, Value], ...] = ()

    def happened(self, model: ScoringModel, lead: str, at: int) -> Event:
        """The event as a fact."""
        declared = model.events[self.event].properties
        properties = {n: _as_raw(v, declared[n].kind) for n, v in self.properties}
        return Event(lead, self.event, Instant(at), properties=properties)


Change = AttributeChange | EventChange


def candidates(model: ScoringModel, known: Mapping[str, Value], as_of: int) -> list[Change]:
    """Every single change that some rule could notice, in the model's order.

    Attributes that are `fixed`, only known after the outcome, or derived from such stay as they
    are, and so do our own events.
    """
    found: dict[Change, None] = {}
    for _, rule in model.rules:
        if isinstance(rule, AttributeRule):
            for condition, _ in rule.cases:
                found |= dict.fromkeys(_attribute_changes(model, condition, known, as_of))
        else:
            found |= dict.fromkeys(_event_changes(model, rule, as_of))
    return list(found)


def _attribute_changes(
    model: ScoringModel, condition: Condition, known: Mapping[str, Value], as_of: int
) -> Iterator[AttributeChange]:
    for comparison in comparisons(condition):
        if not _can_change(model, comparison.field):
            continue
        for value in _values(model, comparison, as_of):
            if value != known.get(comparison.field):
                yield AttributeChange(comparison.field, value)


def _can_change(model: ScoringModel, name: str) -> bool:
    attribute = model.attributes.get(name)
    if name == COMPANY or attribute is None or attribute.fixed or attribute.after_outcome:
        return False
    derivation = attribute.derivation
    return derivation is None or _can_change(model, derivation.source)


def _values(model: ScoringModel, comparison: Comparison, as_of: int) -> Iterator[Value]:
    closed = model.attributes[comparison.field].values
    if closed is not None:
        yield from closed
    elif comparison.kind is Kind.BOOLEAN:
        yield from (True, False)
    else:
        yield from _meeting(comparison, as_of)


def _meeting(comparison: Comparison, as_of: int) -> list[Value]:
    """Values for which the comparison is true; none where no value suggests itself."""
    operand: Any = comparison.operand
    step: Any = 1.0 if comparison.kind is Kind.NUMBER else DAY
    match comparison.op:
        case Op.EQ | Op.CONTAINS | Op.STARTS_WITH | Op.ENDS_WITH | Op.GTE | Op.LTE:
            return [operand]
        case Op.IN:
            return list(operand)
        case Op.BETWEEN:
            return [operand[0]]
        case Op.LIKE:
            return [operand.replace("*", "").replace("?", "x")]
        case Op.GT:
            return [operand + step]
        case Op.LT:
            return [operand - step]
        case Op.IN_LAST:
            return [as_of]
        case Op.BEFORE_LAST:
            return [as_of - operand]
        case Op.IN_NEXT:
            return [as_of + operand]
        case _:
            return []


def _event_changes(
    model: ScoringModel, rule: EventRule | AbsenceRule, as_of: int
) -> Iterator[EventChange]:
    properties = _properties(rule.where, as_of)
    if properties is None:
        return
    for name in rule.events:
        declared = model.events[name]
        if not declared.by_lead or declared.after_outcome:
            continue
        given = dict(properties)
        if isinstance(rule, EventRule) and rule.distinct is not None:
            kind = declared.properties[rule.distinct].kind
            given.setdefault(rule.distinct, NEW_VALUE if kind is Kind.TEXT else None)
        kept = tuple(sorted((n, v) for n, v in given.items() if v is not None))
        yield EventChange(name, kept)


def _properties(where: Condition, as_of: int) -> dict[str, Value] | None:
    """Properties that make `where` true; None where it takes more than that."""
    match where:
        case Comparison(op=Op.EXISTS):
            return None if where.operand else {}
        case Comparison():
            values = _meeting(where, as_of)
            return {where.field: values[0]} if values else None
        case Not():
            return None
        case AnyOf(parts):
            found = (_properties(part, as_of) for part in parts)
            return next((given for given in found if given is not None), None)
        case All(parts):
            given: dict[str, Value] = {}
            for part in parts:
                more = _properties(part, as_of)
                if more is None or any(given.get(n, v) != v for n, v in more.items()):
                    return None
                given |= more
            return given


def _as_raw(value: Value, kind: Kind) -> Raw:
    if kind is Kind.INSTANT and isinstance(value, int):
        return Instant(value)
    return value

"""What one rule contributes to one lead, in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from semaforo.compile.outcome import Line
from semaforo.compile.reference_conditions import holds
from semaforo.compile.reference_facts import History, KnownEvent
from semaforo.compile.weight import weight
from semaforo.model.meaning import (
    MICRO,
    MOST_POINTS,
    AbsenceRule,
    AttributeRule,
    Dimension,
    Each,
    EventRule,
    Rule,
    ScoringModel,
    micropoints,
)


def contribution(
    model: ScoringModel, dimension: Dimension, rule: Rule, history: History, lead: str
) -> Line:
    """The rule's line at T, before its consent is asked for. Its points may be zero."""
    match rule:
        case AttributeRule():
            points = _attribute(model, rule, history, lead)
            return Line(dimension.id, rule.id, "rule", points)
        case AbsenceRule():
            points = _absence(model, dimension, rule, history, lead)
            return Line(dimension.id, rule.id, "rule", points)
        case EventRule():
            return _event(model, dimension, rule, history, lead)


def _attribute(model: ScoringModel, rule: AttributeRule, history: History, lead: str) -> int:
    known = history.attributes(lead)
    for condition, points in rule.cases:
        if holds(condition, known.get, model.lists, history.as_of):
            return points
    return rule.otherwise


def _absence(
    model: ScoringModel, dimension: Dimension, rule: AbsenceRule, history: History, lead: str
) -> int:
    known = history.known_since(lead)
    reset = _reset_at(dimension, history, lead)
    if known is None:
        return 0
    since = known if reset is None else max(known, reset)
    if history.as_of - since < rule.duration:
        return 0
    seen = any(
        event.name in rule.events
        and history.as_of - event.at < rule.duration
        and holds(rule.where, history.reader(event), model.lists, history.as_of)
        for event in history.events(lead)
    )
    return 0 if seen else micropoints(rule.points)


def _reset_at(dimension: Dimension, history: History, lead: str) -> int | None:
    resets = (event.at for event in history.events(lead) if event.name in dimension.reset)
    return max(resets, default=None)


def _event(
    model: ScoringModel, dimension: Dimension, rule: EventRule, history: History, lead: str
) -> Line:
    kept = _thin(rule, history, _matching(model, dimension, rule, history, lead))
    if len(kept) < rule.at_least:
        return Line(dimension.id, rule.id, "rule", 0)
    last = max(kept, key=lambda event: event.order)
    if rule.each is Each.ONCE:
        kept = [last]
    fading = weight(rule.decay, history.as_of - last.at)
    if rule.tiers:
        reached = [points for count, points in rule.tiers if count <= len(kept)]
        points = micropoints((reached[-1] if reached else 0.0) * fading)
    else:
        points = sum(_term(rule, history, event) for event in kept)
    if rule.maximum is not None:
        points = min(points, micropoints(rule.maximum * fading))
    if rule.minimum is not None:
        points = max(points, micropoints(rule.minimum * fading))
    most = MOST_POINTS * MICRO
    held = max(-most, min(most, points))
    return Line(dimension.id, rule.id, "rule", held, len(kept), last.at)


def _matching(
    model: ScoringModel, dimension: Dimension, rule: EventRule, history: History, lead: str
) -> Iterable[KnownEvent]:
    reset = None if rule.of_company else _reset_at(dimension, history, lead)
    people = history.colleagues(lead) if rule.of_company else [lead]
    for person in people:
        for event in history.events(person):
            if event.name not in rule.events or (reset is not None and event.at <= reset):
                continue
            if rule.within is not None and history.as_of - event.at >= rule.within:
                continue
            if holds(rule.where, history.reader(event), model.lists, history.as_of):
                yield event


def _thin(rule: EventRule, history: History, events: Iterable[KnownEvent]) -> list[KnownEvent]:
    keys: dict[Each, Callable[[KnownEvent], Hashable]] = {
        Each.DAY: lambda event: history.zone.day_of(event.at),
        Each.LEAD: lambda event: event.lead,
        Each.PROPERTY: lambda event: history.reader(event)(rule.distinct or ""),
    }
    if rule.each not in keys:
        return list(events)
    latest: dict[Hashable, KnownEvent] = {}
    for event in sorted(events, key=lambda e: e.order):
        key = keys[rule.each](event)
        if key is not None:
            latest[key] = event
    return list(latest.values())


def _term(rule: EventRule, history: History, event: KnownEvent) -> int:
    points = rule.points or 0.0
    value = points * weight(rule.decay, history.as_of - event.at)
    if rule.times is not None:
        times = history.reader(event)(rule.times)
        value *= float(times) if times is not None else 0.0
    return micropoints(value)

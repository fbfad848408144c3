"""What would change a lead's light: the smallest sets of single changes that reach the next one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

from semaforo.compile import reference
from semaforo.compile.outcome import DimensionScore, LeadScore
from semaforo.compile.reference_conditions import holds
from semaforo.compile.reference_facts import History
from semaforo.model.meaning import (
    AttributeRule,
    Dimension,
    Light,
    Rule,
    ScoringModel,
    comparisons,
)
from semaforo.score.candidates import candidates
from semaforo.score.changes import AttributeChange, Change, EventChange
from semaforo.score.situation import Situation

MOST_SETS = 3
MOST_EVENTS = 20_000
"""A lead with more events is not tried out: every trial looks at all of them."""
MOST_CANDIDATES = 300
_LEVELS = {1: MOST_CANDIDATES, 2: 60, 3: 24, 4: 10, 5: 8}
"""Size of a set -> how many candidates are combined at that size."""
_HEAT = {Light.COLD: 0, Light.WARM: 1, Light.HOT: 2}


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Changes that together reach `light` and `score`. An event stands there once for each time
    it has to happen."""

    changes: tuple[Change, ...]
    light: Light
    score: int


def change_sets(situation: Situation, scored: LeadScore) -> list[ChangeSet]:
    """At most three sets, those with fewest changes first, then those that go least beyond.

    No part of a set suffices. Sets of one change are found among `MOST_CANDIDATES` of them, larger
    ones, of up to five, among ever fewer, the most promising. None for a lead that is hot,
    excluded, without a light, or with more than `MOST_EVENTS` events.
    """
    if scored.light not in (Light.COLD, Light.WARM) or len(situation.facts.events) > MOST_EVENTS:
        return []
    trial = _Trial(situation)
    promising = trial.promising()
    found: list[ChangeSet] = []
    enough: list[Counter[Change]] = []
    for size, most in _LEVELS.items():
        reached = [
            changes
            for changes in _sets(promising[:most], size)
            if not any(part <= Counter(changes) for part in enough)
            and trial.reaches(changes, scored.light)
        ]
        for changes in sorted(reached, key=trial.gain):
            outcome = trial.verified(changes, scored.light)
            if outcome is None:
                continue
            enough.append(Counter(changes))
            if _is_new(changes, found):
                found.append(ChangeSet(changes, *outcome))
            if len(found) == MOST_SETS:
                return found
    return found


def _sets(changes: Sequence[Change], size: int) -> Iterator[tuple[Change, ...]]:
    """Sets with repetition, as an event can happen twice; an attribute has one value."""
    for chosen in combinations_with_replacement(changes, size):
        named = [change.attribute for change in chosen if isinstance(change, AttributeChange)]
        if len(named) == len(set(named)):
            yield chosen


def _is_new(changes: tuple[Change, ...], found: Sequence[ChangeSet]) -> bool:
    """Whether no cheaper set has the same events with other values of the same properties."""
    kinds = Counter(map(_kind, changes))
    return all(Counter(map(_kind, other.changes)) != kinds for other in found)


def _about(change: Change) -> tuple[str, str]:
    if isinstance(change, AttributeChange):
        return "attribute", change.attribute
    return "event", change.event


def _kind(change: Change) -> object:
    if isinstance(change, AttributeChange):
        return change
    return change.event, *(name for name, _ in change.properties), "", *change.renewed


class _Trial:
    """Tries sets of changes on one lead.

    A rule is evaluated anew only for the changes it can notice, and once for each combination of
    them; the way from rules to light is plain addition.
    """

    def __init__(self, situation: Situation) -> None:
        self.model: ScoringModel = situation.model
        self.lead = situation.lead
        self.as_of = situation.as_of
        self.history = History(self.model, situation.facts, situation.as_of)
        self._places = {rule.id: (dimension, rule) for dimension, rule in self.model.rules}
        self._seen_by = {
            rule.id: self.history.only(_names(self.model, dimension, rule))
            for dimension, rule in self._places.values()
        }
        self._points: dict[tuple[str, tuple[Change, ...]], int] = {}
        self._noticing: dict[Change, list[str]] = {}
        self._base = {rule: self._rule_points(rule, ()) for rule in self._places}
        self._summed = {d.id: self._dimension(d, {}) for d in self.model.dimensions.values()}

    def promising(self) -> list[Change]:
        """The candidates that give most, and of each attribute or event the best before others:
        what gives nothing alone may still give something together."""
        found = candidates(self.history, self.lead)
        before: Counter[tuple[str, str]] = Counter()
        places: list[tuple[int, Change]] = []
        for change in sorted(found, key=lambda change: -self.gain((change,))):
            about = _about(change)
            places.append((before[about], change))
            before[about] += 1
        return [change for _, change in sorted(places, key=lambda place: place[0])]

    def gain(self, changes: tuple[Change, ...]) -> int:
        """Micropoints that the rules give more, before clips."""
        return sum(points - self._base[rule] for rule, points in self._changed(changes).items())

    def reaches(self, changes: tuple[Change, ...], light: Light) -> bool:
        """Whether the points with `changes` are warmer than `light`."""
        changed = self._changed(changes)
        touched = {self._places[rule][0].id for rule in changed}
        after = {name: self._dimension(self.model.dimensions[name], changed) for name in touched}
        lit = reference.light_of(self.model, self._summed | after)[3]
        return lit is not None and _HEAT[lit] > _HEAT[light]

    def verified(self, changes: tuple[Change, ...], light: Light) -> tuple[Light, int] | None:
        """The light and score by the whole reference, if it is warmer than `light`."""
        history = self._history(changes, self.history)
        known = history.attributes(self.lead)
        if not holds(self.model.population, known.get, self.model.lists, self.as_of):
            return None
        scored = reference.lead_score(self.model, history, self.lead)
        if scored.light is None or _HEAT.get(scored.light, -1) <= _HEAT[light]:
            return None
        return scored.light, scored.score

    def _dimension(self, dimension: Dimension, changed: dict[str, int]) -> DimensionScore:
        points = {rule.id: changed.get(rule.id, self._base[rule.id]) for rule in dimension.rules}
        return reference.summed(dimension, points)[0]

    def _changed(self, changes: tuple[Change, ...]) -> dict[str, int]:
        """The micropoints with `changes` of each rule that notices one of them."""
        noticed: dict[str, list[Change]] = {}
        for change in changes:
            for rule in self._rules_noticing(change):
                noticed.setdefault(rule, []).append(change)
        return {rule: self._rule_points(rule, tuple(some)) for rule, some in noticed.items()}

    def _rules_noticing(self, change: Change) -> list[str]:
        if change not in self._noticing:
            self._noticing[change] = [
                rule.id
                for dimension, rule in self._places.values()
                if _notices(self.model, dimension, rule, change)
            ]
        return self._noticing[change]

    def _rule_points(self, name: str, noticed: tuple[Change, ...]) -> int:
        key = name, noticed
        if key not in self._points:
            dimension, rule = self._places[name]
            history = self._history(noticed, self._seen_by[name])
            consents = self._consents(rule, history)
            line = reference.rule_line(self.model, dimension, rule, history, self.lead, consents)
            self._points[key] = line.points
        return self._points[key]

    def _consents(self, rule: Rule, history: History) -> dict[str, bool]:
        """Whether there is the consent that the rule needs, if it needs one."""
        if rule.needs is None:
            return {}
        consent = self.model.consents[rule.needs]
        return {rule.needs: reference.consent_of(consent, history, self.lead)}

    def _history(self, changes: tuple[Change, ...], before: History) -> History:
        if not changes:
            return before
        values = {c.attribute: c.value for c in changes if isinstance(c, AttributeChange)}
        events = [
            change.happened(self.model, self.lead, self.as_of, number)
            for number, change in enumerate(changes)
            if isinstance(change, EventChange)
        ]
        return before.assuming(self.lead, values, events)


def _names(model: ScoringModel, dimension: Dimension, rule: Rule) -> frozenset[str]:
    """The events that the rule's points may depend on."""
    consent = None if rule.needs is None else model.consents[rule.needs]
    about = () if consent is None else (*consent.granted, *consent.withdrawn)
    if isinstance(rule, AttributeRule):
        return frozenset(about)
    return frozenset((*rule.events, *dimension.reset, *about))


def _notices(model: ScoringModel, dimension: Dimension, rule: Rule, change: Change) -> bool:
    """Whether the rule's points may depend on the change."""
    if isinstance(change, EventChange):
        return change.event in _names(model, dimension, rule)
    if not isinstance(rule, AttributeRule):
        return False
    asked = {c.field for condition, _ in rule.cases for c in comparisons(condition)}
    return any(_depends(model, name, change.attribute) for name in asked)


def _depends(model: ScoringModel, name: str, source: str) -> bool:
    if name == source:
        return True
    attribute = model.attributes.get(name)
    if attribute is None or attribute.derivation is None:
        return False
    return _depends(model, attribute.derivation.source, source)

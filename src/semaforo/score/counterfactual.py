"""What would change a lead's light: the smallest sets of single changes that reach the next one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement

from semaforo.compile import reference
from semaforo.compile.outcome import LeadScore
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
from semaforo.score.changes import AttributeChange, Change, EventChange, candidates
from semaforo.score.situation import Situation

MOST_SETS = 3
MOST_CANDIDATES = 30
"""How many changes are combined: those that give most points."""
MOST_EVENTS = 20_000
"""A lead with more events is not tried out: every trial looks at all of them."""
_LEVELS = {1: MOST_CANDIDATES, 2: MOST_CANDIDATES, 3: MOST_CANDIDATES, 4: 10, 5: 8}
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

    None for a lead that is hot, excluded, without a light, or with more than `MOST_EVENTS` events.
    """
    if scored.light not in (Light.COLD, Light.WARM) or len(situation.facts.events) > MOST_EVENTS:
        return []
    trial = _Trial(situation)
    promising = trial.promising()
    found: list[ChangeSet] = []
    for size, most in _LEVELS.items():
        reached = [
            changes
            for changes in _sets(promising[:most], size)
            if not any(_contains(changes, earlier.changes) for earlier in found)
            and trial.reaches(changes, scored.light)
        ]
        reached.sort(key=trial.gain)
        for changes in reached:
            outcome = trial.verified(changes, scored.light)
            if outcome is not None and len(found) < MOST_SETS:
                found.append(ChangeSet(changes, *outcome))
        if len(found) >= MOST_SETS:
            break
    return found


def _sets(changes: list[Change], size: int) -> Iterator[tuple[Change, ...]]:
    """Sets with repetition, as an event can happen twice; an attribute has one value."""
    for chosen in combinations_with_replacement(changes, size):
        named = [change.attribute for change in chosen if isinstance(change, AttributeChange)]
        if len(named) == len(set(named)):
            yield chosen


def _contains(larger: tuple[Change, ...], smaller: tuple[Change, ...]) -> bool:
    return Counter(smaller) <= Counter(larger)


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
        self._points: dict[tuple[str, tuple[Change, ...]], int] = {}
        self._noticed: dict[tuple[str, Change], bool] = {}

    def promising(self) -> list[Change]:
        """The candidates that give points by themselves or together, the most first."""
        known = self.history.attributes(self.lead)
        found = candidates(self.model, known, self.as_of)
        gains = {change: self.gain((change,)) for change in found}
        useful = [change for change in found if gains[change] > 0 or self._is_counted(change)]
        return sorted(useful, key=lambda change: -gains[change])[:MOST_CANDIDATES]

    def _is_counted(self, change: Change) -> bool:
        """Whether a second event may give what a first one does not (`at_least`, `tiers`)."""
        return isinstance(change, EventChange)

    def gain(self, changes: tuple[Change, ...]) -> int:
        """Micropoints that the rules give more, before clips."""
        return sum(
            self._rule_points(dimension, rule, changes) - self._rule_points(dimension, rule, ())
            for dimension, rule in self.model.rules
        )

    def reaches(self, changes: tuple[Change, ...], light: Light) -> bool:
        """Whether the points with `changes` are warmer than `light`."""
        dimensions = {
            dimension.id: reference.summed(
                dimension,
                {rule.id: self._rule_points(dimension, rule, changes) for rule in dimension.rules},
            )[0]
            for dimension in self.model.dimensions.values()
        }
        lit = reference.light_of(self.model, dimensions)[3]
        return lit is not None and _HEAT[lit] > _HEAT[light]

    def verified(self, changes: tuple[Change, ...], light: Light) -> tuple[Light, int] | None:
        """The light and score by the whole reference, if it is warmer than `light`."""
        history = self._history(changes)
        known = history.attributes(self.lead)
        if not holds(self.model.population, known.get, self.model.lists, self.as_of):
            return None
        scored = reference.lead_score(self.model, history, self.lead)
        if scored.light is None or _HEAT.get(scored.light, -1) <= _HEAT[light]:
            return None
        return scored.light, scored.score

    def _rule_points(self, dimension: Dimension, rule: Rule, changes: tuple[Change, ...]) -> int:
        noticed = tuple(change for change in changes if self._notices(rule, change))
        key = rule.id, noticed
        if key not in self._points:
            history = self._history(noticed)
            consents = reference.consents_of(self.model, history, self.lead)
            line = reference.rule_line(self.model, dimension, rule, history, self.lead, consents)
            self._points[key] = line.points
        return self._points[key]

    def _history(self, changes: tuple[Change, ...]) -> History:
        if not changes:
            return self.history
        values = {c.attribute: c.value for c in changes if isinstance(c, AttributeChange)}
        events = [
            change.happened(self.model, self.lead, self.as_of)
            for change in changes
            if isinstance(change, EventChange)
        ]
        return self.history.assuming(self.lead, values, events)

    def _notices(self, rule: Rule, change: Change) -> bool:
        key = rule.id, change
        if key not in self._noticed:
            self._noticed[key] = _notices(self.model, rule, change)
        return self._noticed[key]


def _notices(model: ScoringModel, rule: Rule, change: Change) -> bool:
    """Whether the rule's points may depend on the change."""
    if isinstance(change, EventChange):
        consent = model.consents.get(rule.needs) if rule.needs is not None else None
        if consent is not None and change.event in (*consent.granted, *consent.withdrawn):
            return True
        return not isinstance(rule, AttributeRule) and change.event in rule.events
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

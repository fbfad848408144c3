"""Which single changes are worth trying: for all that rules can notice, one change each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import combinations, islice, product, zip_longest

from semaforo.compile.needs import COMPANY, EMAIL, needs
from semaforo.compile.reference_conditions import Value, holds
from semaforo.compile.reference_facts import History
from semaforo.facts.values import LARGEST_NUMBER, company_of_mail
from semaforo.model.meaning import (
    AbsenceRule,
    Attribute,
    AttributeRule,
    Comparison,
    Condition,
    Each,
    EventRule,
    GlobDerivation,
    Kind,
    Op,
    ScoringModel,
    Take,
    comparisons,
)
from semaforo.score.changes import AttributeChange, Change, EventChange
from semaforo.score.palettes import ANOTHER, fitting, palette, unlike, variants

MOST_OF_A_FIELD = 60
"""How many values of one attribute or property are looked at."""
MOST_PROPERTIES = 2_000
"""How many ways to fill an event's properties are looked at."""
TIMES = (1.0, 10.0, 100.0, 1000.0)
"""Values of a property that a rule multiplies by, besides the one that reaches its `max`."""
_DISTINCT = 5
"""How many values with the same answers are tried where different ones are counted."""


class _Renewed(Enum):
    """In the place of a value: another one each time."""

    YES = "yes"


def candidates(history: History, lead: str) -> list[Change]:
    """Single changes of `lead`, each of which the model's conditions notice in another way.

    Attributes that are `fixed` or only known after the outcome stay as they are, and so do what
    derives from them, the company, and our own events. Nobody is asked to withdraw a consent.
    """
    return [*_Attributes(history, lead).changes(), *_Events(history.model, history.as_of).changes()]


class _Attributes:
    """The changes of attributes. What is derived follows its source, which is what can change."""

    def __init__(self, history: History, lead: str) -> None:
        self.history = history
        self.model = history.model
        self.lead = lead
        self.known = history.attributes(lead)
        self.company = history.company(lead)
        self.mail = needs(self.model).mail
        self.asked: dict[str, list[Comparison]] = {}
        for condition in _about_leads(self.model):
            for comparison in comparisons(condition):
                self.asked.setdefault(comparison.field, []).append(comparison)

    def changes(self) -> Iterator[AttributeChange]:
        for attribute in self.model.attributes.values():
            if _can_change(attribute):
                yield from self._changes_of(attribute)

    def _changes_of(self, attribute: Attribute) -> Iterator[AttributeChange]:
        name = attribute.name
        following = self._following(name)
        noticing = [c for field in following for c in self.asked.get(field, ())]
        if not noticing:
            return
        options = list(islice(dict.fromkeys(self._options(attribute)), MOST_OF_A_FIELD))
        if not attribute.of_company and any(c.op is Op.EXISTS for c in noticing):
            options.append(None)
        seen = {self._answers(noticing, self.known)}
        for value in options:
            if not self._keeps_company(attribute, value):
                continue
            after = self.history.assuming(self.lead, {name: value}, ()).attributes(self.lead)
            answers = self._answers(noticing, after)
            if answers not in seen and self._stays(following, after):
                seen.add(answers)
                yield AttributeChange(name, value)

    def _answers(
        self, noticing: Iterable[Comparison], known: Mapping[str, Value]
    ) -> tuple[bool, ...]:
        lists, as_of = self.model.lists, self.history.as_of
        return tuple(holds(comparison, known.get, lists, as_of) for comparison in noticing)

    def _stays(self, names: Iterable[str], after: Mapping[str, Value]) -> bool:
        """Whether what derives from the attribute and can't change has its value still."""
        held = (n for n in names if self.model.attributes[n].fixed)
        return all(after[name] == self.known[name] for name in held)

    def _derived(self, source: str) -> list[Attribute]:
        return [
            attribute
            for attribute in self.model.attributes.values()
            if attribute.derivation is not None and attribute.derivation.source == source
        ]

    def _following(self, name: str) -> list[str]:
        """The attribute and all that derives from it."""
        return [name, *(f for each in self._derived(name) for f in self._following(each.name))]

    def _options(self, attribute: Attribute) -> list[Value]:
        if attribute.values is not None:
            return list(attribute.values)
        kind, asked = attribute.type.kind, self.asked.get(attribute.name, ())
        found = palette(kind, asked, self.model.lists, self.history.as_of) if asked else []
        for derived in self._derived(attribute.name):
            found += self._sources(derived)
        if attribute.name == EMAIL:
            found += [f"x@{self.company or 'gmail.com'}"]
        return found

    def _sources(self, derived: Attribute) -> list[Value]:
        """Values of the source that make the derived attribute take each of its own."""
        derivation = derived.derivation
        if isinstance(derivation, GlobDerivation):
            cases = (globs for _, globs in derivation.cases)
            # Some of each case before more of the first: there may be a great many globs.
            turns = zip_longest(*([text for g in globs for text in fitting(g)] for globs in cases))
            return [ANOTHER, *(text for turn in turns for text in turn if text is not None)]
        texts = [text for text in self._options(derived) if isinstance(text, str)]
        assert derivation is not None
        return [f"x@{text}" if derivation.take is Take.DOMAIN else text for text in texts]

    def _keeps_company(self, attribute: Attribute, value: Value) -> bool:
        """Another mail address may be that of another company, of which nothing is known here."""
        if attribute.name != EMAIL or not self.mail:
            return True
        return company_of_mail(value) == self.company


class _Events:
    """The events that a lead may do once more."""

    def __init__(self, model: ScoringModel, as_of: int) -> None:
        self.model = model
        self.as_of = as_of

    def changes(self) -> Iterator[EventChange]:
        for event in self.model.events.values():
            if event.by_lead and not event.after_outcome:
                yield from self._changes_of(event.name)

    def _changes_of(self, name: str) -> Iterator[EventChange]:
        noticing = [
            rule
            for _, rule in self.model.rules
            if isinstance(rule, EventRule | AbsenceRule) and name in rule.events
        ]
        ways: dict[tuple[object, ...], EventChange] = {}
        for change in islice(self._filled(name, noticing), MOST_PROPERTIES):
            answers = tuple(self._answer(rule, change) for rule in noticing)
            if any(answers):
                ways.setdefault(answers, change)
        if not ways and self._is_asked_for(name):
            ways[()] = EventChange(name)
        yield from islice(ways.values(), MOST_OF_A_FIELD)

    def _is_asked_for(self, name: str) -> bool:
        """Whether the event gives a consent that a rule needs, or lets a dimension start afresh."""
        needed = {rule.needs for _, rule in self.model.rules}
        grants = (c.granted for c in self.model.consents.values() if c.purpose in needed)
        resets = (dimension.reset for dimension in self.model.dimensions.values())
        return any(name in names for names in (*grants, *resets))

    def _answer(self, rule: EventRule | AbsenceRule, change: EventChange) -> object:
        """What the rule sees of the event; False for nothing."""
        declared = self.model.events[change.event].properties
        given = dict(change.properties)
        given |= {name: unlike(declared[name].kind, 0, self.as_of) for name in change.renewed}
        if not holds(rule.where, given.get, self.model.lists, self.as_of):
            return False
        if isinstance(rule, AbsenceRule):
            return True
        return True, *(given.get(name) for name in (rule.times, rule.distinct) if name is not None)

    def _filled(
        self, name: str, noticing: Sequence[EventRule | AbsenceRule]
    ) -> Iterator[EventChange]:
        """The event with every combination of the properties that the rules look at, those with
        fewest first."""
        declared = self.model.events[name].properties
        looked_at: dict[str, list[Value]] = {}
        distinct: set[str] = set()
        for rule in noticing:
            for comparison in comparisons(rule.where):
                looked_at.setdefault(comparison.field, [])
            if isinstance(rule, EventRule) and rule.times is not None:
                looked_at.setdefault(rule.times, []).extend(_times(rule))
            if isinstance(rule, EventRule) and rule.each is Each.PROPERTY:
                assert rule.distinct is not None
                distinct.add(rule.distinct)
                looked_at.setdefault(rule.distinct, [])
        asked = [c for rule in noticing for c in comparisons(rule.where)]
        options = {
            field: self._values(field, declared[field].kind, asked, more, field in distinct)
            for field, more in sorted(looked_at.items())
        }
        for size in range(len(options) + 1):
            for fields in combinations(options, size):
                for values in product(*(options[field] for field in fields)):
                    yield _filled_with(name, dict(zip(fields, values, strict=True)))

    def _values(
        self,
        field: str,
        kind: Kind,
        asked: Iterable[Comparison],
        more: Iterable[Value],
        distinct: bool,
    ) -> list[Value | _Renewed]:
        """Values that the comparisons on the field answer in their own ways, more than one of each
        where different ones are counted."""
        lists, as_of = self.model.lists, self.as_of
        own = [comparison for comparison in asked if comparison.field == field]
        plain = palette(kind, own, lists, as_of) if own or kind is Kind.BOOLEAN else []
        options = [v for value in plain for v in variants(value, kind)] if distinct else plain
        found: list[Value | _Renewed] = [*dict.fromkeys(more)]
        counted: Counter[tuple[bool, ...]] = Counter()
        for value in dict.fromkeys(options):
            answers = tuple(holds(c, {field: value}.get, lists, as_of) for c in own)
            counted[answers] += 1
            if counted[answers] <= (_DISTINCT if distinct else 1):
                found.append(value)
        renewable = distinct and not own and kind is not Kind.BOOLEAN
        return [*found, _Renewed.YES] if renewable else found


def _filled_with(event: str, given: Mapping[str, Value | _Renewed]) -> EventChange:
    kept = tuple((n, value) for n, value in given.items() if not isinstance(value, _Renewed))
    renewed = tuple(n for n, value in given.items() if isinstance(value, _Renewed))
    return EventChange(event, kept, renewed)


def _times(rule: EventRule) -> Iterator[float]:
    """Numbers that a rule multiplies its points by, up to the one that reaches its `max`."""
    points = rule.points or 0.0
    if points <= 0:
        return
    yield from TIMES
    if rule.maximum is not None and 0 < rule.maximum / points <= LARGEST_NUMBER:
        yield rule.maximum / points


def _can_change(attribute: Attribute) -> bool:
    stays = attribute.fixed or attribute.after_outcome or attribute.name == COMPANY
    return attribute.derivation is None and not stays


def _about_leads(model: ScoringModel) -> Iterator[Condition]:
    for _, rule in model.rules:
        if isinstance(rule, AttributeRule):
            yield from (condition for condition, _ in rule.cases)
    yield model.population
    yield from (e.when for e in model.exclusions if e.when is not None)

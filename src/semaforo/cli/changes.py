"""What would change a lead's light, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from semaforo.cli import figures, lights
from semaforo.compile.reference_conditions import Value
from semaforo.compile.reference_facts import History
from semaforo.language import message
from semaforo.model.meaning import GlobDerivation, Kind, ScoringModel
from semaforo.score.changes import AttributeChange, Change, EventChange
from semaforo.score.counterfactual import ChangeSet
from semaforo.score.explain import Explanation
from semaforo.score.palettes import ANOTHER
from semaforo.score.situation import Situation


def changes(found: Explanation, language: str) -> Iterator[str]:
    """A line for each set of changes that reaches the next light."""
    if not found.change_sets:
        return
    yield message("What would change the light:").render(language)
    for change_set in found.change_sets:
        yield _line(found.situation, change_set, language)


def _line(situation: Situation, change_set: ChangeSet, language: str) -> str:
    counted = Counter(change_set.changes)
    words = [_words(situation, change, times, language) for change, times in counted.items()]
    light = lights.shown(change_set.light, language)
    reached = message("{light}, score {score}", light=light, score=change_set.score)
    return f"  {' + '.join(words)} → {reached.render(language)}"


def _words(situation: Situation, change: Change, times: int, language: str) -> str:
    from rich.markup import escape

    if isinstance(change, AttributeChange):
        return escape(_attribute(situation, change, language))
    name = _event(situation.model, change, language)
    if times == 1:
        return escape(message("once more: {name}", name=name).render(language))
    count = figures.whole(times, language)
    return escape(message("{count} times more: {name}", count=count, name=name).render(language))


def _attribute(situation: Situation, change: AttributeChange, language: str) -> str:
    """The attribute's new value and, in brackets, the categories that it is read as.

    The value is only one text of its category, and may be an odd one: "jef" fits "jef*".
    """
    model = situation.model
    attribute = model.attributes[change.attribute]
    value = _value(change.value, attribute.type.kind, language)
    named = f"{attribute.title or change.attribute}: {value}"
    read_as = [f"{name}: {category}" for name, category in _categories(situation, change)]
    return f"{named} ({', '.join(read_as)})" if read_as else named


def _categories(situation: Situation, change: AttributeChange) -> Iterator[tuple[str, Value]]:
    """What globs and dictionaries make of the new value and did not make of the old one."""
    model = situation.model
    lead, history = situation.lead, History(model, situation.facts, situation.as_of)
    before = history.attributes(lead)
    after = history.assuming(lead, {change.attribute: change.value}, ()).attributes(lead)
    for name, attribute in model.attributes.items():
        is_category = isinstance(attribute.derivation, GlobDerivation)
        if is_category and after[name] not in (None, before[name]):
            yield attribute.title or name, after[name]


def _event(model: ScoringModel, change: EventChange, language: str) -> str:
    """The event and, in brackets, the properties without which it would not count."""
    event = model.events[change.event]
    given = [
        f"{name}: {_value(value, event.properties[name].kind, language)}"
        for name, value in change.properties
    ]
    new = message("a new value").render(language)
    given += [f"{name}: {new}" for name in change.renewed]
    name = event.title or change.event
    return f"{name} ({', '.join(given)})" if given else name


def _value(value: object, kind: Kind, language: str) -> str:
    match value:
        case None:
            return message("no value").render(language)
        case str() if value.startswith(ANOTHER):
            return message("another value").render(language)
        case bool():
            return (message("yes") if value else message("no")).render(language)
        case int() if kind is Kind.INSTANT:
            return figures.day(value, language)
        case int() | float():
            return figures.number(value, language)
    return str(value)

"""What of the facts a model uses. Nothing else is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from semaforo.model.meaning import (
    AttributeRule,
    Condition,
    EventRule,
    ScoringModel,
    comparisons,
)

COMPANY = "company"
EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Needs:
    """`used`: the attributes some condition asks for, with the sources of derived ones, in the
    model's order. `stored`: those of them that the store holds. `company`: whether the lead's
    company matters; `mail`: whether the domain of its mail may stand in for it.
    """

    used: tuple[str, ...]
    stored: tuple[str, ...]
    company: bool
    mail: bool


def needs(model: ScoringModel) -> Needs:
    """What `model` needs."""
    asked = {comparison.field for c in _conditions(model) for comparison in comparisons(c)}
    company = COMPANY in asked
    used: set[str] = set()
    waiting = [name for name in asked if name != COMPANY]
    while waiting:
        name = waiting.pop()
        if name in used:
            continue
        used.add(name)
        derivation = model.attributes[name].derivation
        if derivation is not None:
            company |= derivation.source == COMPANY
            waiting += [derivation.source] if derivation.source != COMPANY else []
    company |= any(model.attributes[name].of_company for name in used)
    company |= any(isinstance(r, EventRule) and r.of_company for _, r in model.rules)
    email = model.attributes.get(EMAIL)
    ordered = tuple(name for name in model.attributes if name in used)
    return Needs(
        used=ordered,
        stored=tuple(n for n in ordered if model.attributes[n].derivation is None),
        company=company,
        mail=company and email is not None and email.derivation is None,
    )


def _conditions(model: ScoringModel) -> Iterator[Condition]:
    yield model.population
    for _, rule in model.rules:
        if isinstance(rule, AttributeRule):
            yield from (condition for condition, _ in rule.cases)
    yield from (e.when for e in model.exclusions if e.when is not None)
    yield from (persona.when for persona in model.personas)

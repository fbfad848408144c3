"""One lead as it stands at an instant, as facts the reference can score.

The attributes are the values that hold then, history, freshness and company already applied, so
the reference's answer is the engine's. It is what explanations and trials of one lead start from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ibis import ir

from semaforo.compile.attributes import COMPANY_ID, leads_at, value_column
from semaforo.compile.moment import Moment
from semaforo.compile.needs import COMPANY, Needs, needs
from semaforo.compile.reference_conditions import Value
from semaforo.compile.tables import tables
from semaforo.engines.engine import Engine
from semaforo.facts.shapes import Event, Facts, Folded, Instant, Lead, Raw
from semaforo.model.columns import property_column
from semaforo.model.meaning import EventRule, Kind, ScoringModel


@dataclass(frozen=True, slots=True)
class Situation:
    """`facts` holds the lead and, where a rule looks at the company, its colleagues."""

    model: ScoringModel
    lead: str
    facts: Facts
    as_of: int


def situation(
    engine: Engine, model: ScoringModel, lead: str, as_of: int, known_at: int | None = None
) -> Situation | None:
    """The situation of `lead` (its id) at `as_of`; None where no such lead exists then."""
    needed, moment = needs(model), Moment(as_of, known_at)
    bound = tables(model, needed)
    everyone = leads_at(model, needed, bound, moment)
    found = engine.rows(everyone.filter(everyone["lead"] == lead))
    if not found:
        return None
    people = {found[0]["lead_no"]: found[0]}
    company = found[0].get(COMPANY_ID)
    if company is not None and _company_events(model):
        colleagues = everyone.filter(everyone[COMPANY_ID] == company)
        people |= {row["lead_no"]: row for row in engine.rows(colleagues)}
    events = moment.visible(bound.events)
    rows = engine.rows(_of_interest(model, events, people, found[0]["lead_no"]))
    return Situation(model, lead, _facts(model, needed, people, rows), as_of)


def _company_events(model: ScoringModel) -> set[str]:
    rules = (rule for _, rule in model.rules if isinstance(rule, EventRule) and rule.of_company)
    return {name for rule in rules for name in rule.events}


def _of_interest(
    model: ScoringModel, events: ir.Table, people: Mapping[int, Any], lead_no: int
) -> ir.Table:
    """All declared events of the lead, and of its colleagues those that a company's rule counts."""
    own = (events["lead_no"] == lead_no) & events["name"].isin(sorted(model.events))
    shared = events["lead_no"].isin(sorted(people)) & events["name"].isin(
        sorted(_company_events(model)) or [""]
    )
    return events.filter(own | shared)


def _facts(
    model: ScoringModel, needed: Needs, people: Mapping[int, Any], rows: list[dict[str, Any]]
) -> Facts:
    leads = tuple(_lead(model, needed, row) for row in people.values())
    names = {number: row["lead"] for number, row in people.items()}
    return Facts(leads, tuple(_event(model, names[row["lead_no"]], row) for row in rows))


def _lead(model: ScoringModel, needed: Needs, row: Mapping[str, Any]) -> Lead:
    attributes = {
        name: as_raw(row[value_column(name)], model.attributes[name].type.kind)
        for name in needed.stored
    }
    if needed.company:
        attributes[COMPANY] = row[COMPANY_ID]  # an id, which is not folded
    known = {name: value for name, value in attributes.items() if value is not None}
    return Lead(row["lead"], as_raw(row["known_since"], Kind.INSTANT), known)


def _event(model: ScoringModel, lead: str, row: Mapping[str, Any]) -> Event:
    declared = model.events[row["name"]].properties
    properties = {
        name: as_raw(row[property_column(name, type_.kind)], type_.kind)
        for name, type_ in declared.items()
    }
    known = {name: value for name, value in properties.items() if value is not None}
    at, place = Instant(row["at"]), row["seq"]
    return Event(lead, row["name"], at, row["id"], properties=known, place=place)


def as_raw(value: Value, kind: Kind) -> Raw:
    """A typed value as a fact that reads as the same, for texts folded and instants in any year."""
    match kind, value:
        case Kind.INSTANT, int():
            return Instant(value)
        case Kind.TEXT, str():
            return Folded(value)
    return value

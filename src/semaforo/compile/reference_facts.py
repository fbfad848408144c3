"""What was known of each lead at an instant: typed events in their order, attributes at T."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from copy import copy
from dataclasses import dataclass
from functools import cached_property

from semaforo.compile.reference_conditions import Reader, Value, fits
from semaforo.facts import values
from semaforo.facts.shapes import GROUP, IDENTIFY, RESERVED_EVENTS, Event, Facts, Lead, Raw
from semaforo.facts.zones import Zone, zone
from semaforo.model.meaning import (
    Attribute,
    GlobDerivation,
    Kind,
    ScoringModel,
    Take,
)

Order = tuple[int, str, str, str, int, str]
"""Instant, id, lead, name, place, and the properties' JSON for an event that has no place."""
COMPANY = "company"
EMAIL = "email"


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """An event that counts: it has a lead, a name and an instant, and is no robot's."""

    lead: str
    name: str
    at: int
    order: Order
    properties: Mapping[str, Raw]


@dataclass(frozen=True, slots=True)
class _Held:
    """An attribute's raw value; `since` is None for a value that came with the file."""

    raw: Raw
    since: int | None = None


class History:
    """The facts as they were known at one instant, read for one model."""

    def __init__(
        self, model: ScoringModel, facts: Facts, as_of: int, known_at: int | None = None
    ) -> None:
        self.model = model
        self.as_of = as_of
        self.zone: Zone = zone(model.timezone)
        self._rows = _latest_rows(facts.leads, self.zone)
        self._company_rows: dict[str, Mapping[str, Raw]] = {}
        for company in facts.companies:
            self._keep_company(company.id, company.attributes)
        self._events: dict[str, list[KnownEvent]] = {}
        for event in _distinct(_known(facts.events, self.zone, as_of, known_at)):
            self._events.setdefault(event.lead, []).append(event)
        self._attributes: dict[str, dict[str, Value]] = {}
        self._since: dict[str, int | None] = {}

    def _keep_company(self, raw_id: Raw, attributes: Mapping[str, Raw]) -> None:
        company = values.trim(values.text_of(raw_id) or "")
        before = self._company_rows.get(company)
        json = values.canonical_json
        if company and (before is None or json(dict(attributes)) > json(dict(before))):
            self._company_rows[company] = attributes

    def leads(self) -> set[str]:
        """The leads that exist at T."""
        return {lead for lead in self._rows.keys() | self._events.keys() if self._exists(lead)}

    def _exists(self, lead: str) -> bool:
        if lead in self._events:
            return True
        created = self._created_at(lead)
        return created is None or created <= self.as_of

    def _created_at(self, lead: str) -> int | None:
        row = self._rows.get(lead)
        return None if row is None else values.instant(row.created_at, self.zone)

    def known_since(self, lead: str) -> int | None:
        """When the lead was created, or else first did something."""
        if lead in self._since:
            return self._since[lead]
        created = self._created_at(lead)
        if created is not None:
            return created
        return min((event.at for event in self._events.get(lead, ())), default=None)

    def events(self, lead: str) -> list[KnownEvent]:
        """The lead's events but `identify` and `group`, in no particular order."""
        return [e for e in self._events.get(lead, ()) if e.name not in RESERVED_EVENTS]

    def reader(self, event: KnownEvent) -> Reader:
        """Reads the event's declared properties with their types."""
        declared = self.model.events[event.name].properties

        def read(name: str) -> Value:
            return typed(event.properties.get(name), declared[name].kind, self.zone)

        return read

    def colleagues(self, lead: str) -> list[str]:
        """Every lead with events whose company at T is this lead's, itself included."""
        company = self.company(lead)
        if company is None:
            return []
        return [other for other in self._events if self.company(other) == company]

    def company(self, lead: str) -> str | None:
        """The company id at T: the attribute, or else the domain of the mail address."""
        held = self._lead_value(lead, COMPANY)
        text = values.text_of(held.raw)
        if text is not None:
            return values.trim(text)
        email = self.model.attributes.get(EMAIL)
        if email is None or email.derivation is not None:
            return None
        mail = self._lead_value(lead, EMAIL)
        return None if self._stale(email, mail) else values.company_of_mail(mail.raw)

    def attributes(self, lead: str) -> dict[str, Value]:
        """Every declared attribute's typed value at T; None where it is missing."""
        if lead not in self._attributes:
            known: dict[str, Value] = {COMPANY: values.folded(self.company(lead))}
            for attribute in self.model.attributes.values():
                if attribute.name != COMPANY:
                    known[attribute.name] = self._attribute(attribute, lead, known)
            self._attributes[lead] = known
        return self._attributes[lead]

    def assuming(self, lead: str, changes: Mapping[str, Value], events: Iterable[Event]) -> History:
        """The same history, had the lead other attribute values and done some things more.

        What is derived from a changed attribute follows it, unless it is changed itself.
        """
        other = copy(self)
        other._events = dict(self._events)
        added = [e for e in _known(events, self.zone, self.as_of, None) if e.lead == lead]
        other._events[lead] = [*self._events.get(lead, ()), *added]
        known = {**self.attributes(lead), **changes}
        for attribute in self.model.attributes.values():
            if attribute.derivation is not None and attribute.name not in changes:
                known[attribute.name] = self._derived(attribute, known)
        other._attributes = {**self._attributes, lead: known}
        return other

    def only(self, names: Set[str]) -> History:
        """The same history without events of other names; what is known of the leads stays."""
        kept = names | RESERVED_EVENTS
        other = copy(self)
        other._attributes = {lead: self.attributes(lead) for lead in self._events}
        other._since = {lead: self.known_since(lead) for lead in self._events}
        other._events = {
            lead: [event for event in events if event.name in kept]
            for lead, events in self._events.items()
        }
        return other

    def _attribute(self, attribute: Attribute, lead: str, known: dict[str, Value]) -> Value:
        if attribute.derivation is not None:
            return self._derived(attribute, known)
        value = None
        company = self.company(lead) if attribute.of_company else None
        if company is not None:
            value = self._typed(attribute, self._company_value(company, attribute.name))
        if value is None:
            value = self._typed(attribute, self._lead_value(lead, attribute.name))
        return value

    def _typed(self, attribute: Attribute, held: _Held) -> Value:
        if self._stale(attribute, held):
            return None
        value = typed(held.raw, attribute.type.kind, self.zone)
        if attribute.values is not None and value not in attribute.values:
            return None
        return value

    def _stale(self, attribute: Attribute, held: _Held) -> bool:
        if attribute.fresh is None or held.since is None:
            return False
        return held.since < self.as_of - attribute.fresh

    def _lead_value(self, lead: str, name: str) -> _Held:
        row = self._rows.get(lead)
        start = _Held(None if row is None else row.attributes.get(name))
        setting = {IDENTIFY, GROUP} if name == COMPANY else {IDENTIFY}
        changes = (e for e in self._events.get(lead, ()) if e.name in setting)
        return _latest(start, changes, name)

    def _company_value(self, company: str, name: str) -> _Held:
        start = _Held(self._company_rows.get(company, {}).get(name))
        return _latest(start, self._group_events.get(company, ()), name)

    @cached_property
    def _group_events(self) -> dict[str, list[KnownEvent]]:
        """Company id -> the group events that name it."""
        found: dict[str, list[KnownEvent]] = defaultdict(list)
        for events in self._events.values():
            for event in events:
                text = values.text_of(event.properties.get(COMPANY))
                if event.name == GROUP and text is not None:
                    found[values.trim(text)].append(event)
        return found

    def _derived(self, attribute: Attribute, known: dict[str, Value]) -> str | None:
        derivation = attribute.derivation
        assert derivation is not None
        source = known[derivation.source]
        if source is None:
            return None
        assert isinstance(source, str)
        if isinstance(derivation, GlobDerivation):
            return _category(derivation, source)
        if derivation.take is Take.LOWER:
            return source
        domain = values.trim(source.rpartition("@")[2]) if "@" in source else ""
        return domain or None


def typed(raw: Raw, kind: Kind, zone: Zone) -> Value:
    """`raw` read as `kind`; None when it is missing or does not parse."""
    match kind:
        case Kind.TEXT:
            return values.folded(raw)
        case Kind.NUMBER:
            return values.number(raw)
        case Kind.BOOLEAN:
            return values.boolean(raw)
        case Kind.INSTANT:
            return values.instant(raw, zone)


def _category(derivation: GlobDerivation, source: str) -> str | None:
    for category, globs in derivation.cases:
        if any(fits(glob, source) for glob in globs):
            return values.fold(category)
    return None if derivation.otherwise is None else values.fold(derivation.otherwise)


def _latest(start: _Held, changes: Iterable[KnownEvent], name: str) -> _Held:
    naming = [change for change in changes if name in change.properties]
    if not naming:
        return start
    last = max(naming, key=lambda change: change.order)
    return _Held(last.properties[name], last.at)


def _latest_rows(leads: Iterable[Lead], zone: Zone) -> dict[str, Lead]:
    rows: dict[str, Lead] = {}
    for lead in leads:
        before = rows.get(lead.id)
        if before is None or _row_order(lead, zone) > _row_order(before, zone):
            rows[lead.id] = lead
    return rows


def _row_order(lead: Lead, zone: Zone) -> tuple[bool, int, str]:
    created = values.instant(lead.created_at, zone)
    return created is not None, created or 0, values.canonical_json(dict(lead.attributes))


def _known(
    events: Iterable[Event], zone: Zone, as_of: int, known_at: int | None
) -> Iterable[KnownEvent]:
    for event in events:
        at = values.instant(event.at, zone)
        if not _is_placed(event) or at is None or at > as_of:
            continue
        received = values.instant(event.received_at, zone)
        if known_at is not None and received is not None and received > known_at:
            continue
        if values.boolean(event.robot):
            continue
        yield KnownEvent(event.lead, event.name, at, _order(event, at), event.properties)


def _order(event: Event, at: int) -> Order:
    where = (at, event.id or "", event.lead, event.name)
    if event.place is not None:
        return *where, event.place, ""
    return *where, 0, values.canonical_json(dict(event.properties))


def _is_placed(event: Event) -> bool:
    return values.text_of(event.lead) is not None and values.text_of(event.name) is not None


def _distinct(events: Iterable[KnownEvent]) -> Iterable[KnownEvent]:
    """One event for each id of a lead: the first in the one order."""
    seen: set[tuple[str, str]] = set()
    for event in sorted(events, key=lambda e: e.order):
        key = (event.lead, event.order[1])
        if event.order[1] and key in seen:
            continue
        seen.add(key)
        yield event

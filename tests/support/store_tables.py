"""The fact store's tables made row by row from raw facts: what the loader must make in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from semaforo.compile.reference_facts import typed
from semaforo.facts import values
from semaforo.facts.shapes import GROUP, IDENTIFY, Event, Facts, Lead, Raw
from semaforo.facts.zones import Zone, zone
from semaforo.model.columns import attribute_column, named_column, property_column
from semaforo.model.meaning import Attribute, Kind, ScoringModel

_ARROW = {
    Kind.TEXT: pa.string(),
    Kind.NUMBER: pa.float64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.INSTANT: pa.int64(),
}
_EVENT = {
    "name": pa.string(),
    "lead_no": pa.int64(),
    "at": pa.int64(),
    "received_at": pa.int64(),
    "hidden_from": pa.int64(),
    "id": pa.string(),
    "seq": pa.int64(),
}
Row = dict[str, Any]


@dataclass(frozen=True)
class _Kept:
    event: Event
    at: int
    received_at: int | None
    json: str
    hidden_from: int | None = None

    @property
    def order(self) -> tuple[int, str, str, str, str]:
        return self.at, self.event.id or "", self.event.lead, self.event.name, self.json


class StoreTables:
    """`leads`, `events`, `changes`, `companies` as Arrow tables."""

    def __init__(self, model: ScoringModel, facts: Facts) -> None:
        self.zone = zone(model.timezone)
        self.attributes = [a for a in model.attributes.values() if a.derivation is None]
        self.attributes = [a for a in self.attributes if a.name != "company"]
        self.mail = any(a.name == "email" for a in self.attributes)
        self.properties = {
            property_column(name, kind.kind): (name, kind.kind)
            for event in model.events.values()
            for name, kind in event.properties.items()
        }
        kept = list(_kept(facts.events, self.zone))
        self._number(facts.leads, kept)
        self.leads = self._leads(facts.leads, kept)
        stored = sorted(
            kept, key=lambda k: (k.event.name, self.numbers[k.event.lead], k.order, k.json)
        )
        rows = [(k, seq) for seq, k in enumerate(stored)]
        reserved = {IDENTIFY, GROUP}
        self.events = self._events([r for r in rows if r[0].event.name not in reserved])
        self.changes = self._changes([r for r in rows if r[0].event.name in reserved])
        self.companies = self._companies(facts)

    def _number(self, leads: Iterable[Lead], kept: Iterable[_Kept]) -> None:
        ids = {lead.id for lead in leads} | {k.event.lead for k in kept}
        self.numbers = {lead: number for number, lead in enumerate(sorted(ids))}

    def _leads(self, leads: Iterable[Lead], kept: Sequence[_Kept]) -> pa.Table:
        rows: dict[str, Lead] = {}
        for lead in leads:
            if lead.id not in rows or self._rank(lead) > self._rank(rows[lead.id]):
                rows[lead.id] = lead
        first: dict[str, int] = {}
        for k in kept:
            first[k.event.lead] = min(k.at, first.get(k.event.lead, k.at))
        found = [
            {
                "lead_no": number,
                "lead": name,
                "created_at": values.instant(rows[name].created_at, self.zone)
                if name in rows
                else None,
                "first_at": first.get(name),
                "listed": name in rows,
                **self._read(self.attributes, rows[name].attributes if name in rows else {}),
                **self._ids(rows[name].attributes if name in rows else {}),
            }
            for name, number in self.numbers.items()
        ]
        columns = {
            "lead_no": pa.int64(),
            "lead": pa.string(),
            "created_at": pa.int64(),
            "first_at": pa.int64(),
            "listed": pa.bool_(),
        }
        return _table(found, {**columns, **self._value_types(self.attributes), **self._id_types()})

    def _rank(self, lead: Lead) -> tuple[bool, int, str]:
        created = values.instant(lead.created_at, self.zone)
        return created is not None, created or 0, values.canonical_json(dict(lead.attributes))

    def _read(self, attributes: Iterable[Attribute], raw: Mapping[str, Raw]) -> Row:
        return {
            attribute_column(a.name, a.type.kind): typed(raw.get(a.name), a.type.kind, self.zone)
            for a in attributes
        }

    def _ids(self, raw: Mapping[str, Raw]) -> Row:
        company = values.text_of(raw.get("company"))
        row: Row = {
            "a_company__text": None if company is None else values.trim(company),
            "f_company": values.folded(company),
        }
        if self.mail:
            domain = values.company_of_mail(raw.get("email"))
            row |= {"mail_company": domain, "f_mail_company": values.folded(domain)}
        return row

    def _id_types(self) -> dict[str, pa.DataType]:
        names = ["a_company__text", "f_company"]
        names += ["mail_company", "f_mail_company"] if self.mail else []
        return dict.fromkeys(names, pa.string())

    def _value_types(self, attributes: Iterable[Attribute]) -> dict[str, pa.DataType]:
        return {attribute_column(a.name, a.type.kind): _ARROW[a.type.kind] for a in attributes}

    def _base(self, k: _Kept, seq: int) -> Row:
        return {
            "name": k.event.name,
            "lead_no": self.numbers[k.event.lead],
            "at": k.at,
            "received_at": k.received_at,
            "hidden_from": k.hidden_from,
            "id": k.event.id or None,
            "seq": seq,
        }

    def _events(self, rows: Iterable[tuple[_Kept, int]]) -> pa.Table:
        found = [
            self._base(k, seq)
            | {
                column: typed(k.event.properties.get(name), kind, self.zone)
                for column, (name, kind) in self.properties.items()
            }
            for k, seq in rows
        ]
        types = {column: _ARROW[kind] for column, (_, kind) in self.properties.items()}
        return _table(found, {**_EVENT, **types})

    def _changes(self, rows: Iterable[tuple[_Kept, int]]) -> pa.Table:
        found = []
        for k, seq in rows:
            raw = k.event.properties
            named = {named_column(a.name): a.name in raw for a in self.attributes}
            named[named_column("company")] = "company" in raw
            read = self._read(self.attributes, raw)
            found.append(self._base(k, seq) | read | self._ids(raw) | named)
        flags = [named_column(a.name) for a in self.attributes] + [named_column("company")]
        types = self._value_types(self.attributes) | self._id_types()
        return _table(found, {**_EVENT, **types, **dict.fromkeys(flags, pa.bool_())})

    def _companies(self, facts: Facts) -> pa.Table:
        shared = [a for a in self.attributes if a.of_company]
        rows: dict[str, Mapping[str, Raw]] = {}
        for company in facts.companies:
            name, raw = values.trim(company.id), company.attributes
            json = values.canonical_json
            if name and (name not in rows or json(dict(raw)) > json(dict(rows[name]))):
                rows[name] = raw
        found = [{"company": name, **self._read(shared, raw)} for name, raw in rows.items()]
        return _table(found, {"company": pa.string(), **self._value_types(shared)})


def _kept(events: Iterable[Event], zone: Zone) -> Iterable[_Kept]:
    by_id: dict[tuple[str, str], list[_Kept]] = defaultdict(list)
    for event in events:
        at = values.instant(event.at, zone)
        placed = values.text_of(event.lead) and values.text_of(event.name)
        if not placed or at is None or values.boolean(event.robot):
            continue
        json = values.canonical_json(dict(event.properties))
        kept = _Kept(event, at, values.instant(event.received_at, zone), json)
        if event.id:
            by_id[event.lead, event.id].append(kept)
        else:
            yield kept
    for copies in by_id.values():
        # Copies alike in everything but when they were received: the one known earliest is enough.
        yield from _first_known(sorted(copies, key=lambda k: (k.order, _known_from(k))))


def _known_from(copy: _Kept) -> float:
    return -float("inf") if copy.received_at is None else copy.received_at


def _first_known(copies: Sequence[_Kept]) -> Iterable[_Kept]:
    """The copies that are the first at some `known_at`."""
    earliest: float | None = None
    for copy in copies:
        received = _known_from(copy)
        if earliest is None or received < earliest:
            hidden = None if earliest is None else int(earliest)
            yield _Kept(copy.event, copy.at, copy.received_at, copy.json, hidden)
            earliest = received


def _table(rows: list[Row], types: Mapping[str, pa.DataType]) -> pa.Table:
    return pa.table({n: pa.array([row[n] for row in rows], t) for n, t in types.items()})

"""Where events come from: the event files, and columns of the leads that are really events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from semaforo.facts.map import ColumnEvent
from semaforo.facts.shapes import RESERVED_EVENTS
from semaforo.model.columns import property_column
from semaforo.model.meaning import Kind
from semaforo.store import projections
from semaforo.store.declared import COMPANY, Declared
from semaforo.store.fields import SQL_TYPE, Fields
from semaforo.store.raw import FILE, ROW
from semaforo.store.scalars import name, quoted, words

BASE = {
    "lead": "VARCHAR",
    "name": "VARCHAR",
    '"at"': "BIGINT",
    "received_at": "BIGINT",
    "robot": "BOOLEAN",
    "id": "VARCHAR",
}
JSON, REST = "properties_json", "rest"
_ONE_OF = "semaforo_one_lead"
LOOKUP = "semaforo_lookup"
"""Leads by the value of the attribute that events name them by: value, lead."""


@dataclass(frozen=True, slots=True)
class ColumnEvents:
    """Events made of a column of the leads. `fields` sees the leads' columns by their own names."""

    event: ColumnEvent
    fields: Fields

    @property
    def instant(self) -> str:
        return self.fields.value("at", Kind.INSTANT)

    def holds(self) -> str:
        """Whether a row makes the event."""
        tests = [f"{self.fields.present('at')} IS NOT NULL"]
        for column, wanted in self.event.when.items():
            tests.append(f"{self.fields.value(_when(column), Kind.TEXT)} IN ({words(wanted)})")
        return " AND ".join(tests)


def column_events(leads: Fields) -> list[ColumnEvents]:
    """The column events of a leads' map whose column the files have."""
    found = []
    for event in leads.map.events:
        columns = {
            "at": (event.at,),
            **{_when(column): (column,) for column in event.when},
            **{property_: (column,) for property_, column in event.properties.items()},
        }
        seen = replace(leads.map, fields=columns, constants={})
        if event.at in leads.raw.columns:
            found.append(ColumnEvents(event, Fields(leads.raw, seen, leads.map_file)))
    return found


def _when(column: str) -> str:
    return f"when {column}"


@dataclass(frozen=True, slots=True)
class EventSources:
    """All events of a load, as SELECTs with the same columns."""

    declared: Declared
    files: Fields | None
    leads: Fields | None
    columns: tuple[ColumnEvents, ...]

    def select(self, *, json: bool = False, rest: bool = False, among: str | None = None) -> str:
        """Every event: BASE, the declared properties, FILE and ROW, and what is asked for.

        Of the files only the rows in `among`, a table of `raw_among`, if one is given.
        """
        parts = []
        if self.files is not None:
            parts.append(self._of_files(self.files, json=json, rest=rest, among=among))
        parts += [self._of_column(column, json=json, rest=rest) for column in self.columns]
        return " UNION ALL ".join(parts) if parts else self._nothing(json=json, rest=rest)

    def raw_among(self, places: str) -> str:
        """The rows of files that stand in `places`, a table with FILE and ROW, as they are and with
        its other columns; nothing without files."""
        if self.files is None:
            return ""
        return f"SELECT * FROM {self.files.raw.relation} JOIN {places} USING ({FILE}, {ROW})"

    def changes(self, among: str) -> str:
        """Events that change attributes: BASE, the attributes, their naming, FILE, ROW and REST.

        They are looked for in `among`, a table of `raw_among`.
        """
        assert self.files is not None
        named = f"{_event_name(self.files)} IN ({words(RESERVED_EVENTS)})"
        columns = [
            *_base(self.files),
            *projections.attributes(self.files, self.declared),
            *projections.company_ids(self.files, self.declared),
            *projections.names_of_changes(self.files, self.declared),
            f"{self._rest(self.files, _attribute_names(self.declared))} AS {REST}",
        ]
        return _from(self.files, columns, f"(SELECT * FROM {among} WHERE {named})")

    def _of_files(self, fields: Fields, *, json: bool, rest: bool, among: str | None) -> str:
        columns = [*_base(fields), *projections.properties(fields, self.declared)]
        if json:
            columns.append(f"{_properties_json(fields)} AS {JSON}")
        if rest:
            columns.append(f"{self._rest(fields, _property_names(self.declared))} AS {REST}")
        return _from(fields, columns, among)

    def _of_column(self, made: ColumnEvents, *, json: bool, rest: bool) -> str:
        """A row that is written twice, as exports by deal do, makes one event."""
        assert self.leads is not None
        columns = [
            f"{self.leads.id('id')} AS lead",
            f"{quoted(made.event.event)} AS name",
            f'{made.instant} AS "at"',
            "NULL::BIGINT AS received_at",
            "false AS robot",
            "NULL::VARCHAR AS id",
            *self._given(made),
        ]
        if json:
            given = made.fields.object(made.event.properties)
            columns.append(f"coalesce(semaforo_canonical({given}), '{{}}') AS {JSON}")
        distinct = (
            f"SELECT DISTINCT {', '.join(columns)} FROM {self.leads.raw.relation} "
            f"WHERE {made.holds()}"
        )
        last = f", NULL::VARCHAR AS {REST}" if rest else ""
        return f"SELECT *{last}, NULL::INTEGER AS {FILE}, 0::BIGINT AS {ROW} FROM ({distinct})"

    def _given(self, made: ColumnEvents) -> Iterator[str]:
        for property_, kind in self.declared.properties:
            column = name(property_column(property_, kind))
            if property_ in made.event.properties:
                yield f"{made.fields.value(property_, kind)} AS {column}"
            else:
                yield f"NULL::{SQL_TYPE[kind]} AS {column}"

    def _rest(self, fields: Fields, taken: frozenset[str]) -> str:
        return fields.json({*projections.EVENT_FIELDS, *taken})

    def _nothing(self, *, json: bool, rest: bool) -> str:
        types = dict(BASE)
        for property_, kind in self.declared.properties:
            types[name(property_column(property_, kind))] = SQL_TYPE[kind]
        types |= {JSON: "VARCHAR"} if json else {}
        types |= {REST: "VARCHAR"} if rest else {}
        types |= {FILE: "INTEGER", ROW: "BIGINT"}
        nulls = ", ".join(f"NULL::{type_} AS {column}" for column, type_ in types.items())
        return f"SELECT {nulls} WHERE false"


def _base(fields: Fields) -> list[str]:
    return [
        f"{_lead(fields)} AS lead",
        f"{_event_name(fields)} AS name",
        f'{fields.value("at", Kind.INSTANT)} AS "at"',
        f"{fields.value('received_at', Kind.INSTANT)} AS received_at",
        f"coalesce({fields.value('robot', Kind.BOOLEAN)}, false) AS robot",
        f"{fields.text('id')} AS id",
    ]


def _lead(fields: Fields) -> str:
    """The lead of an event: its id, or the lead that has the value it is named by."""
    if fields.map.split is not None:
        value = f"semaforo_lower({_ONE_OF})" if fields.map.ids_are_mails else _ONE_OF
    elif fields.map.lead_by is None:
        return fields.unchecked_id("lead")
    else:
        value = fields.text("lead")
    if fields.map.lead_by is None:
        return value
    found = f"(SELECT any_value(lead) FROM {LOOKUP} WHERE value = semaforo_fold({value}))"
    return f"coalesce({found}, semaforo_lower(semaforo_trim({value})))"


def _event_name(fields: Fields) -> str:
    """The name of an event, by the names of the map."""
    text = fields.text("name")
    if not fields.map.names:
        return text
    cases = " ".join(
        f"WHEN {quoted(written)} THEN {quoted(event)}"
        for written, event in fields.map.names.items()
    )
    other = "NULL" if fields.map.only_names else text
    return f"CASE semaforo_trim({text}) {cases} ELSE {other} END"


def _properties_json(fields: Fields) -> str:
    return f"coalesce(semaforo_canonical({fields.json(projections.EVENT_FIELDS)}), '{{}}')"


def _from(fields: Fields, columns: list[str], among: str | None = None) -> str:
    relation = among or fields.raw.relation
    if fields.map.split is not None:
        each = _each_lead(fields, fields.map.split)
        relation = f"(SELECT *, unnest({each}) AS {_ONE_OF} FROM {relation})"
    return f"SELECT {', '.join(columns)}, {FILE}, {ROW} FROM {relation}"


def _each_lead(fields: Fields, split: str) -> str:
    """The leads in a cell as a list; of a cell without any, a list of nobody, so the row stays."""
    parts = f"string_split({fields.text('lead')}, {quoted(split)})"
    trimmed = f"list_transform({parts}, lambda part: semaforo_trim(part))"
    return f"coalesce(nullif(list_filter({trimmed}, lambda part: part <> ''), []), [NULL])"


def _property_names(declared: Declared) -> frozenset[str]:
    return frozenset(name for name, _ in declared.properties)


def _attribute_names(declared: Declared) -> frozenset[str]:
    return frozenset((COMPANY, *(name for name, _ in declared.attributes)))

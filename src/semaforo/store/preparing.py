"""The files of a load as fields of the models: everything a person can get wrong is found here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from semaforo.engines.duckdb import Connection
from semaforo.errors import Fault, Place, SemaforoError
from semaforo.facts.map import Map, read_map
from semaforo.facts.map_shapes import near
from semaforo.facts.report import Decision
from semaforo.language import message
from semaforo.model.meaning import Kind
from semaforo.store.declared import Declared
from semaforo.store.event_sources import ColumnEvents, EventSources, column_events
from semaforo.store.fields import Fields
from semaforo.store.missing import REQUIRED, missing_columns
from semaforo.store.raw import Whereabouts
from semaforo.store.reading import ASIDE, Reader
from semaforo.store.sources import TABLES, SourceFile, Sources, files_of


@dataclass(slots=True)
class Prepared:
    """The tables of a load as fields. `rows`: rows read, by table."""

    declared: Declared
    fields: dict[str, Fields] = field(default_factory=dict)
    where: Whereabouts = field(default_factory=Whereabouts)
    decisions: list[Decision] = field(default_factory=list)
    column_events: tuple[ColumnEvents, ...] = ()

    @property
    def events(self) -> EventSources:
        """All events, from their files and from columns of the leads."""
        files, leads = self.fields.get("events"), self.fields.get("leads")
        return EventSources(self.declared, files, leads, self.column_events)

    @property
    def rows(self) -> Mapping[str, int]:
        return {table: fields.raw.rows for table, fields in self.fields.items()}


def prepare(connection: Connection, declared: Declared, sources: Sources, folder: Path) -> Prepared:
    """Read the files of `sources` and settle what every column means. Raises SemaforoError."""
    files = files_of(sources)
    map_ = read_map(sources.map) if sources.map else Map()
    prepared = Prepared(declared)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {ASIDE} "
        "(table_name VARCHAR, reason VARCHAR, file INTEGER, row BIGINT, content VARCHAR)"
    )
    _read(connection, prepared, _deciding(map_, sources), files, folder)
    missing = [missing_columns(f, REQUIRED[table]) for table, f in prepared.fields.items()]
    _raise([fault for faults in missing for fault in faults])
    if "leads" in prepared.fields:
        prepared.column_events = tuple(column_events(prepared.fields["leads"]))
    _raise(_find_formats(connection, prepared))
    for table in prepared.fields:
        prepared.decisions += _absent_columns(prepared, table)
    if not any(prepared.rows.get(table) for table in ("leads", "events")):
        what = message("The files hold no lead and no event.")
        raise SemaforoError([Fault("no-facts", Place(_first_file(prepared)), what)])
    return prepared


def _read(
    connection: Connection,
    prepared: Prepared,
    map_: Map,
    files: Mapping[str, tuple[SourceFile, ...]],
    folder: Path,
) -> None:
    faults: list[Fault] = []
    for table in TABLES:
        table_map = getattr(map_, table)
        reader = Reader(connection, table, table_map, folder, prepared.where, prepared.decisions)
        if files[table]:
            try:
                raw = reader.read(files[table])
            except SemaforoError as error:
                faults += error.faults
            else:
                seen = table_map.seen_in(raw.columns)
                prepared.fields[table] = Fields(raw, seen, map_.file)
    _raise(faults)


def _deciding(map_: Map, sources: Sources) -> Map:
    """The map, with what `sources` say of columns that could be read in several ways."""
    tables = {table: getattr(map_, table) for table in TABLES}
    decided = {
        table: replace(each, numbers=sources.numbers, dates=sources.dates)
        for table, each in tables.items()
    }
    return replace(map_, **decided)


def _first_file(prepared: Prepared) -> str:
    return prepared.where.files[0]


def _raise(faults: list[Fault]) -> None:
    if faults:
        raise SemaforoError(faults)


def _find_formats(connection: Connection, prepared: Prepared) -> list[Fault]:
    """Settle the notations of all columns; the faults are the columns that have to be asked for."""
    declared, kinds = prepared.declared, _kinds(prepared.declared)
    faults: list[Fault] = []
    for table, fields in prepared.fields.items():
        faults += _settle(connection, prepared, fields, kinds[table])
    for made in prepared.column_events:
        wanted = [("at", Kind.INSTANT)]
        wanted += [(p, k) for p, k in declared.properties if p in made.event.properties]
        faults += _settle(connection, prepared, made.fields, wanted)
    return faults


def _kinds(declared: Declared) -> dict[str, list[tuple[str, Kind]]]:
    """Table -> the fields that the models ask of it, with their kinds."""
    return {
        "leads": [("created_at", Kind.INSTANT), *declared.attributes],
        "events": [
            ("at", Kind.INSTANT),
            ("received_at", Kind.INSTANT),
            *declared.properties,
            *declared.attributes,
        ],
        "companies": list(declared.of_company),
    }


def _settle(
    connection: Connection,
    prepared: Prepared,
    fields: Fields,
    kinds: Iterable[tuple[str, Kind]],
) -> list[Fault]:
    faults, decisions = fields.find_formats(connection, kinds)
    prepared.decisions += [d for d in decisions if d not in prepared.decisions]
    return faults


def _absent_columns(prepared: Prepared, table: str) -> list[Decision]:
    """What a model asks and the map gives, of columns that the files lack.

    Exports differ, so this is no fault. A column that alone could give it is named. A shipped map
    has several for most things, of all languages and ages, of which no export has more than one:
    then it is said once what lacks.
    """
    fields = prepared.fields[table]
    givers = _givers(fields, prepared.declared, table)
    alone = {columns[0] for columns in givers.values() if len(columns) == 1}
    alone |= _absent_of_made_events(fields)
    found = [_absent(column, fields, table) for column in sorted(alone)]
    lacking = sorted(name for name, columns in givers.items() if len(columns) > 1)
    if lacking:
        found.append(Decision("nothing-gives", ", ".join(lacking), table))
    return found


def _givers(fields: Fields, declared: Declared, table: str) -> dict[str, tuple[str, ...]]:
    """What a model asks and no column of the files gives -> the columns the map has for it."""
    asked = [name for name, _ in _kinds(declared)[table] if not fields.has(name)]
    givers = {name: fields.map.fields[name] for name in asked if name in fields.map.fields}
    made = {event.event for event in fields.map.events if event.at in fields.raw.columns}
    for name in declared.event_names - made:
        if columns := tuple(event.at for event in fields.map.events if event.event == name):
            givers[name] = columns
    return givers


def _absent_of_made_events(fields: Fields) -> set[str]:
    """Columns that the files lack, of events that are made of a column they have."""
    made = [event for event in fields.map.events if event.at in fields.raw.columns]
    used = {column for event in made for column in (*event.when, *event.properties.values())}
    return used - fields.raw.columns.keys()


def _absent(column: str, fields: Fields, table: str) -> Decision:
    free = [name for name in fields.raw.columns if name not in fields.map.columns]
    meant = near(column, free, cutoff=0.75)
    return Decision("column-missing", str(meant.values["name"]) if meant else "", table, "", column)

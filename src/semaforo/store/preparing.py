"""The files of a load as fields of the models: everything a person can get wrong is found here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from semaforo.engines.duckdb import Connection
from semaforo.errors import Fault, Place, SemaforoError
from semaforo.facts.map import Map, TableMap, read_map
from semaforo.facts.map_shapes import near
from semaforo.facts.report import Decision
from semaforo.language import message
from semaforo.model.meaning import Kind
from semaforo.store.declared import Declared
from semaforo.store.event_sources import ColumnEvents, EventSources, column_events
from semaforo.store.fields import Fields, missing_columns
from semaforo.store.raw import Whereabouts
from semaforo.store.reading import ASIDE, Reader
from semaforo.store.sources import TABLES, SourceFile, Sources, files_of

_REQUIRED = {"leads": ("id",), "events": ("lead", "name", "at"), "companies": ("id",)}


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
    _read(connection, prepared, map_, files, folder)
    missing = [missing_columns(f, _REQUIRED[table]) for table, f in prepared.fields.items()]
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
    """Columns the map gives for what a model asks, none of which the files have.

    Exports differ, so this is no fault; a shipped map names many that nobody's export has at once.
    """
    fields = prepared.fields[table]
    names = list(fields.raw.columns)
    asked = [name for name, _ in _kinds(prepared.declared)[table] if not fields.has(name)]
    lost = {column for name in asked for column in fields.map.fields.get(name, ())}
    lost |= _absent_of_events(fields.map, prepared.declared.event_names, names)
    found = []
    for column in sorted(lost):
        meant = near(column, names)
        value = str(meant.values["name"]) if meant else ""
        found.append(Decision("column-missing", value, table, column=column))
    return found


def _absent_of_events(
    map_: TableMap, declared: Collection[str], names: Collection[str]
) -> set[str]:
    """The same for column events: of one that is made, its columns; of others that models declare
    and no other column makes, the column of the instant.
    """
    made = [event for event in map_.events if event.at in names]
    missed = set(declared) - {event.event for event in made}
    lost = {event.at for event in map_.events if event.event in missed}
    used = {column for event in made for column in (*event.when, *event.properties.values())}
    return lost | used - set(names)

"""Raw files straight into the tables of a connection: for one run, without a store on disk."""

from __future__ import annotations

from collections.abc import Sequence

from semaforo.engines.duckdb import Connection
from semaforo.language import message
from semaforo.model.meaning import ScoringModel
from semaforo.store.copies import SETTLED
from semaforo.store.declared import declared
from semaforo.store.manifest import Manifest
from semaforo.store.quality import quality_report
from semaforo.store.scalars import name, words
from semaforo.store.sources import Sources
from semaforo.store.typed_events import CHANGES, EVENTS, INDEX, NAMES, ORDINARY
from semaforo.store.typed_facts import (
    STORE_TABLES,
    drop_store_tables,
    lead_select,
    manifest_of,
    property_names,
    type_facts,
)
from semaforo.store.typed_leads import COMPANY_ROWS
from semaforo.store.work import Progress, Work, work

_NAME, _KEPT_EVENTS = "event_name", "kept_events"


def load_into(
    connection: Connection,
    models: Sequence[ScoringModel],
    sources: Sources,
    *,
    progress: Progress | None = None,
) -> Manifest:
    """Make the tables `leads`, `events`, `changes`, `companies` in `connection`, for `models`.

    They are temporary, hold what the models declare and nothing else, and are not sorted; `seq`
    still says the one order of events. Raises SemaforoError.
    """
    wanted = declared(models)
    say = progress or (lambda _: None)
    _drop(connection)
    say(message("Reading the files"))
    with work(connection, wanted, sources, whole=False) as loading:
        robots = type_facts(loading, progress)
        _make_events(loading)
        _make_others(loading)
        say(message("Looking at the quality of the data"))
        report = quality_report(loading, robots)
        rows = {table: loading.count(f"SELECT count(*) FROM {table}") for table in STORE_TABLES}
        return manifest_of(loading, {t: list(c) for t, c in wanted.columns().items()}, rows, report)


def _drop(connection: Connection) -> None:
    drop_store_tables(connection)
    connection.execute(f"DROP TABLE IF EXISTS {_KEPT_EVENTS}")
    connection.execute(f"DROP TYPE IF EXISTS {_NAME}")


def _make_events(loading: Work) -> None:
    """Make `events`: a view that adds `seq` to a table.

    Rows without rivals are stored as they come. Those that were settled follow in their order, so
    that the number of the row says which of two is later; the name goes before it.
    """
    loading.run(
        f"CREATE TEMP TYPE {_NAME} AS ENUM (SELECT name FROM (SELECT name FROM {NAMES} UNION "
        f"SELECT unnest([{words(loading.declared.event_names)}])) ORDER BY name)"
    )
    has_received = _ever(loading, "received_at", EVENTS)
    has_hidden = loading.suspects and _ever(loading, "hidden_from", SETTLED)
    properties = property_names(loading.declared)
    columns = f'name::{_NAME} AS name, lead_no, "at", id{properties}'
    columns += ", received_at" if has_received else ""
    hidden = ", NULL::BIGINT AS hidden_from" if has_hidden else ""
    loading.run(
        f"CREATE TEMP TABLE {_KEPT_EVENTS} AS SELECT {columns}{hidden} FROM {EVENTS} "
        f"JOIN {INDEX} USING (lead) WHERE {ORDINARY} AND {loading.apart}"
    )
    if loading.suspects:
        hidden = ", hidden_from" if has_hidden else ""
        loading.run(
            f"INSERT INTO {_KEPT_EVENTS} SELECT {columns}{hidden} FROM {SETTLED} "
            f'JOIN {INDEX} USING (lead) WHERE {ORDINARY} ORDER BY lead_no, "at", name, tie'
        )
    received = "received_at" if has_received else "NULL::BIGINT AS received_at"
    hidden = "hidden_from" if has_hidden else "NULL::BIGINT AS hidden_from"
    loading.run(
        f'CREATE TEMP VIEW events AS SELECT name, lead_no, "at", {received}, {hidden}, id, '
        f"(enum_code(name)::BIGINT << 40) + rowid AS seq{properties} FROM {_KEPT_EVENTS}"
    )


def _ever(loading: Work, column: str, relation: str) -> bool:
    """Whether any row has a value in the column."""
    if column == "received_at":
        files = loading.prepared.fields.get("events")
        if files is None or not files.has(column):
            return False
    return loading.count(f"SELECT count(*) FROM {relation} WHERE {column} IS NOT NULL") > 0


def _make_others(loading: Work) -> None:
    columns = loading.declared.columns()
    loading.run(f"CREATE TEMP TABLE leads AS {lead_select(list(columns['leads']))}")
    for table, source in (("changes", CHANGES), ("companies", COMPANY_ROWS)):
        listed = ", ".join(map(name, columns[table]))
        loading.run(f"CREATE TEMP TABLE {table} AS SELECT {listed} FROM {source}")

"""Raw files straight into the tables of a connection: for one run, without a store on disk."""

from __future__ import annotations

from collections.abc import Sequence

from semaforo.engines.duckdb import Connection
from semaforo.language import message
from semaforo.model.meaning import ScoringModel
from semaforo.store.copies import SAME, SETTLED, SUSPECTS
from semaforo.store.declared import declared
from semaforo.store.manifest import Manifest
from semaforo.store.quality import quality_report
from semaforo.store.scalars import name
from semaforo.store.sources import Sources
from semaforo.store.typed_events import (
    CHANGES,
    EVENTS,
    INDEX,
    KEPT,
    RESERVED,
    make_changes,
    make_name_type,
    ordinary,
    settle_copies,
)
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
        say(message("Looking for copies"))
        _make_events(loading)
        make_changes(loading)
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

    Rows without rivals are stored as they come. Those that have to be settled go, and follow in
    their order, so that the number of the row says which of two is later; the name goes before it.
    """
    make_name_type(loading, _NAME)
    columns = f'name::{_NAME} AS name, lead_no, "at", id{property_names(loading.declared)}'
    files = loading.prepared.fields.get("events")
    received = files is not None and files.has("received_at")
    columns += ", received_at" if received else ""
    loading.run(
        f"CREATE TEMP TABLE {_KEPT_EVENTS} AS SELECT {SAME} AS h, {columns} FROM {EVENTS} "
        f"JOIN {INDEX} USING (lead) WHERE {ordinary(loading)}"
    )
    _settle(loading)
    hidden = _insert_settled(loading, columns) if loading.suspects else "NULL::BIGINT"
    received_at = "received_at" if received else "NULL::BIGINT"
    loading.run(
        f'CREATE TEMP VIEW events AS SELECT name, lead_no, "at", {received_at} AS received_at, '
        f"{hidden} AS hidden_from, id, (enum_code(name)::BIGINT << 40) + rowid AS seq"
        f"{property_names(loading.declared)} FROM {_KEPT_EVENTS}"
    )


def _settle(loading: Work) -> None:
    hashes = f"SELECT h FROM {_KEPT_EVENTS}"
    if loading.has_changes:
        hashes += f" UNION ALL SELECT {SAME} FROM {EVENTS} WHERE {KEPT} AND {RESERVED}"
    settle_copies(loading, hashes, loading.count(f"SELECT count(*) FROM {_KEPT_EVENTS}"))


def _insert_settled(loading: Work, columns: str) -> str:
    """Put the settled events in the place of the suspects; what says when they are hidden."""
    loading.run(f"DELETE FROM {_KEPT_EVENTS} WHERE h IN (SELECT h FROM {SUSPECTS})")
    hidden = loading.count(f"SELECT count(hidden_from) FROM {SETTLED}")
    if hidden:
        loading.run(f"ALTER TABLE {_KEPT_EVENTS} ADD COLUMN hidden_from BIGINT")
        columns += ", hidden_from"
    loading.run(
        f"INSERT INTO {_KEPT_EVENTS} SELECT 0 AS h, {columns} FROM {SETTLED} "
        f'JOIN {INDEX} USING (lead) WHERE {ordinary(loading)} ORDER BY lead_no, "at", name, tie'
    )
    return "hidden_from" if hidden else "NULL::BIGINT"


def _make_others(loading: Work) -> None:
    columns = loading.declared.columns()
    loading.run(f"CREATE TEMP TABLE leads AS {lead_select(list(columns['leads']))}")
    for table, source in (("changes", CHANGES), ("companies", COMPANY_ROWS)):
        listed = ", ".join(map(name, columns[table]))
        loading.run(f"CREATE TEMP TABLE {table} AS SELECT {listed} FROM {source}")

"""The steps that both ways of loading share, and what they make of the tables in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from semaforo.engines.duckdb import Connection
from semaforo.facts.report import QualityReport
from semaforo.language import message
from semaforo.model.columns import property_column
from semaforo.store.declared import Declared
from semaforo.store.manifest import Manifest
from semaforo.store.raw import ROW
from semaforo.store.scalars import name
from semaforo.store.typed_events import (
    INDEX,
    make_events,
    make_index,
    set_events_aside,
)
from semaforo.store.typed_leads import LEAD_ROWS, make_companies, make_leads, make_lookup
from semaforo.store.work import Progress, Work

STORE_TABLES = ("leads", "events", "changes", "companies")


def type_facts(work: Work, progress: Progress | None) -> int:
    """Type leads, companies and events, and number the leads; the robots' events are counted."""
    say = progress or (lambda _: None)
    say(message("Reading leads and companies"))
    make_leads(work)
    make_lookup(work)
    make_companies(work)
    say(message("Reading events"))
    make_events(work)
    make_index(work)
    return set_events_aside(work)


def lead_select(columns: Sequence[str]) -> str:
    """The rows of `leads` with `columns`, not yet in order."""
    made = {
        "lead_no": "lead_no",
        "lead": "lead",
        "first_at": "first_at",
        "listed": f"r.{ROW} IS NOT NULL",
    }
    given = ", ".join(f"{made.get(column, name(column))} AS {name(column)}" for column in columns)
    return f"SELECT {given} FROM {INDEX} LEFT JOIN {LEAD_ROWS} r USING (lead)"


def property_names(declared: Declared) -> str:
    """The columns of the properties, each behind a comma."""
    return "".join(f", {name(property_column(*typed))}" for typed in declared.properties)


def drop_store_tables(connection: Connection) -> None:
    """Remove the tables or views of an earlier load from the connection."""
    found = connection.execute(
        "SELECT 'VIEW', view_name FROM duckdb_views() WHERE temporary UNION ALL "
        "SELECT 'TABLE', table_name FROM duckdb_tables() WHERE temporary"
    ).fetchall()
    for kind, relation in found:
        if relation in STORE_TABLES:
            connection.execute(f"DROP {kind} {relation}")


def manifest_of(
    work: Work,
    columns: Mapping[str, Sequence[str]],
    rows: Mapping[str, int],
    report: QualityReport,
) -> Manifest:
    """The manifest of the tables made."""
    newest = work.rows(
        f"SELECT max(newest) FROM (SELECT max(last_at) AS newest FROM {INDEX} UNION ALL "
        f"SELECT max(created_at) FROM {LEAD_ROWS})"
    )[0][0]
    return Manifest(
        timezone=work.declared.timezone,
        models=work.declared.models,
        columns={table: tuple(names) for table, names in columns.items()},
        rows=dict(rows),
        newest=newest,
        report=report,
    )

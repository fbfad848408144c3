"""Raw files into a fact store on disk: sorted Parquet, and beside it what was not used."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from semaforo.engines.duckdb import Connection
from semaforo.language import message
from semaforo.model.meaning import ScoringModel
from semaforo.store.copies import SETTLED, all_hashes
from semaforo.store.declared import EVENT_COLUMNS, declared
from semaforo.store.event_sources import REST
from semaforo.store.manifest import Manifest, write_manifest
from semaforo.store.quality import quality_report
from semaforo.store.reading import ASIDE
from semaforo.store.room import check_room, room
from semaforo.store.scalars import name, quoted
from semaforo.store.sources import Sources, paths_of
from semaforo.store.typed_events import (
    CHANGES,
    EVENTS,
    INDEX,
    make_changes,
    make_name_type,
    ordinary,
    settle_copies,
)
from semaforo.store.typed_facts import lead_select, manifest_of, property_names, type_facts
from semaforo.store.typed_leads import COMPANY_ROWS
from semaforo.store.work import Progress, Work, work

_NAME = "semaforo_name"
# Version 2 stores numbers by streams of bytes, an encoding that Spark does not read.
_PARQUET = "FORMAT parquet, PARQUET_VERSION v1, COMPRESSION snappy"


def load(
    models: Sequence[ScoringModel],
    sources: Sources,
    out: Path,
    *,
    connection: Connection,
    progress: Progress | None = None,
    replace: bool = False,
) -> Manifest:
    """Make the fact store of `sources` for `models` in the folder `out`.

    A store that is there gives way to it only with `replace`, and nothing else ever does.

    It holds `leads`, `events`, `changes` and `companies` as Parquet, sorted; what no model declares
    as JSON in the column `rest`; `robots` and `set_aside`, the rows that were left out; the
    data-quality report; and at last the manifest, without which it is no store. Raises
    SemaforoError.
    """
    wanted = declared(models)
    check_room(out, paths_of(sources), replace=replace)
    say = progress or (lambda _: None)
    say(message("Reading the files"))
    with work(connection, wanted, sources, whole=True) as loading, room(out) as made:
        robots = type_facts(loading, progress)
        say(message("Looking for copies"))
        hashes = all_hashes(EVENTS, loading.known_lead_kept, ties=True)
        settle_copies(loading, hashes, 2 * loading.count(f"SELECT sum(events) FROM {INDEX}"))
        make_changes(loading)
        say(message("Sorting and writing"))
        rows = _write_tables(loading, made)
        _write_left_out(loading, made)
        say(message("Looking at the quality of the data"))
        report = quality_report(loading, robots)
        columns = {table: [*names, REST] for table, names in wanted.columns().items()}
        manifest = manifest_of(loading, columns, rows, report)
        write_manifest(manifest, made)
    return manifest


def _write_tables(loading: Work, out: Path) -> dict[str, int]:
    columns = loading.declared.columns()
    leads = lead_select([*columns["leads"], REST])
    rows = {"leads": _write(loading, f"{leads} ORDER BY lead_no", out / "leads.parquet")}
    rows["events"] = _write(loading, _sorted_events(loading), out / "events.parquet")
    for table, source, order in (
        ("changes", CHANGES, "seq"),
        ("companies", COMPANY_ROWS, "company"),
    ):
        listed = ", ".join(map(name, [*columns[table], REST]))
        select = f"SELECT {listed} FROM {source} ORDER BY {order}"
        rows[table] = _write(loading, select, out / f"{table}.parquet")
    return rows


def _sorted_events(loading: Work) -> str:
    """The ordinary events by name, lead, instant and place among their ties, numbered."""
    properties = property_names(loading.declared)
    make_name_type(loading, _NAME)
    given = f'name::{_NAME} AS name, lead_no, "at", received_at, id, {REST}{properties}'
    select = (
        f"SELECT {given}, NULL::BIGINT AS hidden_from, 0 AS tie FROM {EVENTS} "
        f"JOIN {INDEX} USING (lead) WHERE {ordinary(loading)} AND {loading.apart}"
    )
    if loading.suspects:
        select += (
            f" UNION ALL SELECT {given}, hidden_from, tie FROM {SETTLED} "
            f"JOIN {INDEX} USING (lead) WHERE {ordinary(loading)}"
        )
    made = {"seq": "(row_number() OVER () - 1)"}
    listed = ", ".join(
        f"{made.get(column, name(column))}::{type_} AS {name(column)}"
        for column, type_ in EVENT_COLUMNS.items()
    )
    return (
        f"SELECT {listed}{properties}, {REST} FROM "
        f'(SELECT * FROM ({select}) ORDER BY name, lead_no, "at", tie)'
    )


def _write_left_out(loading: Work, out: Path) -> None:
    """The events of robots, and the rows set aside with what their files hold."""
    robots = f"SELECT * EXCLUDE (robot, semaforo_file, semaforo_row) FROM {EVENTS} WHERE robot"
    _write(loading, robots, out / "robots.parquet")
    files = ", ".join(map(quoted, loading.prepared.where.files))
    _write(
        loading,
        f'SELECT table_name AS "table", reason, [{files}][file + 1] AS file, content '
        f"FROM {ASIDE} ORDER BY ALL",
        out / "set_aside.parquet",
    )


def _write(loading: Work, select: str, path: Path) -> int:
    """Write a query; the number of its rows is returned."""
    return loading.count(f"COPY ({select}) TO {quoted(str(path))} ({_PARQUET})")

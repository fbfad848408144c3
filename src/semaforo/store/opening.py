"""A fact store on disk as tables of a connection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from semaforo.engines.duckdb import Connection
from semaforo.errors import Fault, Place, SemaforoError
from semaforo.facts.report import TABLES
from semaforo.language import message
from semaforo.model.meaning import ScoringModel
from semaforo.store.declared import Declared, declared
from semaforo.store.manifest import Manifest, read_manifest
from semaforo.store.scalars import quoted
from semaforo.store.typed_facts import STORE_TABLES, drop_store_tables


def open_store(connection: Connection, path: Path, models: Sequence[ScoringModel]) -> Manifest:
    """Make views `leads`, `events`, `changes`, `companies` over the store in the folder `path`.

    Raises SemaforoError if there is none, or it was not loaded for what `models` ask.
    """
    manifest = read_manifest(path)
    faults = list(_faults(manifest, declared(models), path))
    if faults:
        raise SemaforoError(faults)
    drop_store_tables(connection)
    for table in STORE_TABLES:
        file = quoted(str(path / f"{table}.parquet"))
        connection.execute(f"CREATE TEMP VIEW {table} AS SELECT * FROM read_parquet({file})")
    return manifest


def _faults(manifest: Manifest, wanted: Declared, path: Path) -> Iterator[Fault]:
    fix = message("Run semaforo load again with this model.")
    if manifest.timezone != wanted.timezone:
        what = message(
            "The store was loaded for the time zone {stored}, and the model has {wanted}.",
            stored=manifest.timezone,
            wanted=wanted.timezone,
        )
        yield Fault("store-time-zone", Place(str(path)), what, fix)
    told = False
    for table, columns in wanted.columns().items():
        lacking = [column for column in columns if column not in manifest.columns.get(table, ())]
        # The changes are those of the leads' attributes, of which it has been said.
        if lacking and not (table == "changes" and told):
            told = True
            what = message(
                "The store has not the fields {fields} of {table}, which the model declares.",
                fields=", ".join(_shown(column) for column in lacking),
                table=TABLES.get(table, table),
            )
            yield Fault("store-lacks-columns", Place(str(path)), what, fix)
    for table in STORE_TABLES:
        if not (path / f"{table}.parquet").exists():
            what = message("The file {file} of the store is missing.", file=f"{table}.parquet")
            yield Fault("broken-store", Place(str(path)), what, fix)


def _shown(column: str) -> str:
    """The name of a field and its kind, as its column carries them."""
    field, _, kind = column.partition("_")[2].rpartition("__")
    return f"{field} ({kind})" if field else column

"""One machine: DuckDB, in process, spilling to disk when memory is short."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import duckdb
import ibis
import ibis.expr.datatypes as dt
import pyarrow as pa
from ibis import ir
from ibis.backends.sql.compilers.duckdb import compiler
from sqlglot.expressions import CTE

from semaforo.engines.engine import NO_INSTANTS, WHOLE, layered, steps_of

_BATCH_ROWS = 100_000
LEADS_AT_ONCE = 1_000_000

Connection = duckdb.DuckDBPyConnection
Error = duckdb.Error
"""For code that is handed a connection and must not know the driver."""
STOPPED = (duckdb.OutOfMemoryException, duckdb.InterruptException)
"""Errors that say nothing of what was read: the memory is not enough, or somebody ended it."""


def connect(*, memory: str | None = None, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """An empty in-memory database that never reaches for the network.

    `memory` is a limit such as "4GB"; by default DuckDB takes 80 % of the machine's. What does not
    fit is spilled to the system's folder for temporary files, not beside the user's own.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": str(Path(gettempdir()) / f"semaforo-{os.getpid()}"),
    }
    if memory is not None:
        config["memory_limit"] = memory
    if threads is not None:
        config["threads"] = threads
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET TimeZone = 'UTC'")
    # A query looks into a store's file for every rule: its index is read once.
    connection.execute("SET parquet_metadata_cache = true")
    return connection


class DuckDB:
    """An engine over the tables and views of one connection.

    The tables of a query over a million leads fit into memory and its caches; of five million, they
    would be written to disk and read again, which takes twice as long as five queries.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, leads_at_once: int | None = LEADS_AT_ONCE
    ) -> None:
        self.connection = connection
        self._leads_at_once = leads_at_once
        self._steps: dict[str, ir.Table] = {}
        self._step_words: dict[str, str] = {}

    @property
    def leads_at_once(self) -> int | None:
        return self._leads_at_once

    def define(self, steps: Mapping[str, ir.Table]) -> None:
        self._steps |= steps
        for name in steps:
            self._step_words.pop(name, None)

    def keep(
        self, query: ir.Table, name: str, shares: Sequence[Mapping[str, ir.Table]] = WHOLE
    ) -> ir.Table:
        table = _quoted(name)
        for number, share in enumerate(shares):
            with self._defined(share):
                first = f"CREATE OR REPLACE TEMP TABLE {table} AS"
                start = first if number == 0 else f"INSERT INTO {table}"
                self.connection.execute(f"{start} {self._sql(query)}")
        return ibis.table(query.schema(), name=name)

    @contextmanager
    def _defined(self, share: Mapping[str, ir.Table]) -> Iterator[None]:
        """While it is open, the steps of `share` stand in the place of others."""
        before = {name: self._steps[name] for name in share}
        self.define(share)
        try:
            yield
        finally:
            self.define(before)

    def write_parquet(self, query: ir.Table, path: Path, instants: Set[str] = NO_INSTANTS) -> None:
        target = str(path).replace("'", "''")
        sql = self._sql(query, instants)
        self.connection.execute(f"COPY ({sql}) TO '{target}' (FORMAT parquet)")

    def batches(
        self, query: ir.Table, instants: Set[str] = NO_INSTANTS
    ) -> Iterator[pa.RecordBatch]:
        result = self.connection.sql(self._sql(query, instants))
        yield from result.to_arrow_reader(_BATCH_ROWS)

    def rows(self, query: ir.Table) -> list[dict[str, Any]]:
        return [row for batch in self.batches(query) for row in batch.to_pylist()]

    def _sql(self, query: ir.Table, instants: Set[str] = NO_INSTANTS) -> str:
        """`query` after its steps, its columns in the types the plan says: a sum of 64-bit numbers
        leaves DuckDB with 128."""
        columns = ", ".join(
            f"{_leaving(name, dtype, name in instants)} AS {_quoted(name)}"
            for name, dtype in query.schema().items()
        )
        steps = ", ".join(
            f"{_quoted(name)} AS NOT MATERIALIZED ({self._words_of(name)})"
            for name in steps_of(query, self._steps)
        )
        before = f"WITH {steps} " if steps else ""
        return f"{before}SELECT {columns} FROM ({_words(query)})"

    def _words_of(self, step: str) -> str:
        """A step in DuckDB's words, which take longer to find than many a query takes to run."""
        if step not in self._step_words:
            self._step_words[step] = _words(self._steps[step])
        return self._step_words[step]


def _words(query: ir.Table) -> str:
    """`query` in DuckDB's words."""
    with layered():
        tree = compiler.to_sqlglot(query.unbind())
    for shared in tree.find_all(CTE):
        # Computed once, a shared part would have to read the whole event table for everyone;
        # computed where it is used, it reads the row groups of its own names.
        shared.set("materialized", False)
    return str(tree.sql(dialect="duckdb"))


def _leaving(name: str, dtype: dt.DataType, is_instant: bool) -> str:
    column = f"CAST({_quoted(name)} AS {compiler.type_mapper.to_string(dtype)})"
    return f"make_timestamptz({column})" if is_instant else column


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

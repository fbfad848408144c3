"""One machine: DuckDB, in process, spilling to disk when memory is short."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Set
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

from semaforo.engines.engine import NO_INSTANTS, layered, steps_of

_BATCH_ROWS = 100_000

Connection = duckdb.DuckDBPyConnection
Error = duckdb.Error
"""For code that is handed a connection and must not know the driver."""


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
    return connection


class DuckDB:
    """An engine over the tables and views of one connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._steps: dict[str, ir.Table] = {}

    def define(self, steps: Mapping[str, ir.Table]) -> None:
        self._steps |= steps

    def keep(self, query: ir.Table, name: str) -> ir.Table:
        table = f"CREATE OR REPLACE TEMP TABLE {_quoted(name)}"
        self.connection.execute(f"{table} AS {self._sql(query)}")
        return ibis.table(query.schema(), name=name)

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
            f"{_quoted(name)} AS NOT MATERIALIZED ({_words(self._steps[name])})"
            for name in steps_of(query, self._steps)
        )
        before = f"WITH {steps} " if steps else ""
        return f"{before}SELECT {columns} FROM ({_words(query)})"


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

"""One machine: DuckDB, in process, spilling to disk when memory is short."""

from __future__ import annotations

import duckdb


def connect(*, memory: str | None = None, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """An empty in-memory database that never reaches for the network.

    `memory` is a limit such as "4GB"; by default DuckDB takes 80 % of the machine's.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if memory is not None:
        config["memory_limit"] = memory
    if threads is not None:
        config["threads"] = threads
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET TimeZone = 'UTC'")
    return connection

"""The parts of a table, read in different ways, under one set of columns."""

from __future__ import annotations

from collections.abc import Sequence

from semaforo.engines.duckdb import Connection
from semaforo.store.raw import FILE, JSON, ROW, Column, Part, RawTable
from semaforo.store.scalars import words
from semaforo.store.text_values import folded, text

_OF_JSON = ("BOOLEAN", "DOUBLE", "BIGINT", "INTEGER")
"""Types that JSON has too; the rest are texts there."""


def unite(
    connection: Connection, raw: RawTable, parts: Sequence[Part], missing: frozenset[str]
) -> None:
    """Make the views of `raw` over all `parts`, with a column for every name that any of them has.

    In its relation the `missing` words, which are folded, stand for nothing.
    """
    types: dict[str, set[str]] = {}
    for part in parts:
        for column, read in part.columns.items():
            types.setdefault(column, set()).add(read.type)
    raw.columns = {
        column: Column(f"c{i}", found.pop() if len(found) == 1 else JSON)
        for i, (column, found) in enumerate(types.items())
    }
    selects = (f"SELECT {_cells(raw, part)}{FILE}, {ROW} FROM {part.source}" for part in parts)
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {raw.untouched} AS {' UNION ALL '.join(selects)}"
    )
    if missing:
        cells = "".join(f"{_held(c, missing)} AS {c.sql}, " for c in raw.columns.values())
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {raw.relation} AS "
            f"SELECT {cells}{FILE}, {ROW} FROM {raw.untouched}"
        )


def _cells(raw: RawTable, part: Part) -> str:
    cells = []
    for column, united in raw.columns.items():
        read = part.columns.get(column)
        if read is None:
            value = f"NULL::{united.type}"
        elif read.type == united.type:
            value = read.sql
        elif read.type in _OF_JSON:
            value = f"to_json({read.sql})"
        else:
            value = f"to_json({text(read)})"
        cells.append(f"{value} AS {united.sql}, ")
    return "".join(cells)


def _held(column: Column, missing: frozenset[str]) -> str:
    """A column without the words that stand for nothing."""
    if not column.is_text:
        return column.sql
    return f"CASE WHEN {folded(column)} IN ({words(missing)}) THEN NULL ELSE {column.sql} END"

"""Small models, files and tables for tests of loading."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from semaforo.engines.duckdb import Connection
from semaforo.model.meaning import Attribute, EventType, ScoringModel, Total, Type

Row = Mapping[str, Any]


def model(
    attributes: Mapping[str, Type] | None = None,
    properties: Mapping[str, Type] | None = None,
    *,
    events: Sequence[str] = ("visit", "webinar"),
    of_company: Sequence[str] = (),
    values: Mapping[str, tuple[str, ...]] | None = None,
    timezone: str = "UTC",
) -> ScoringModel:
    """A model that declares some facts and gives no points; `properties` are those of `visit`."""
    declared = {
        name: Attribute(name, type_, of_company=name in of_company, values=(values or {}).get(name))
        for name, type_ in (attributes or {}).items()
    }
    kinds = {
        name: EventType(name, properties=dict(properties or {}) if name == "visit" else {})
        for name in events
    }
    return ScoringModel("m", "v1", declared, kinds, {}, Total((), 1), timezone=timezone)


def write_jsonl(path: Path, rows: Iterable[Row]) -> str:
    """Rows as JSONL; the path, for Sources."""
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_bytes(text.encode())
    return str(path)


def write_csv(path: Path, rows: Sequence[Row], *, delimiter: str = ",") -> str:
    """Rows as CSV under all their keys; the path, for Sources."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, delimiter=delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def write_text(path: Path, text: str, encoding: str = "utf-8") -> str:
    """Text as it stands; the path, for Sources."""
    path.write_bytes(text.encode(encoding))
    return str(path)


def rows(connection: Connection, table: str, order: str = "ALL") -> list[dict[str, Any]]:
    """The rows of a table as dictionaries."""
    found = connection.execute(f"SELECT * FROM {table} ORDER BY {order}")
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def column(connection: Connection, table: str, name: str, order: str) -> list[Any]:
    """The values of one column."""
    found = connection.execute(f'SELECT "{name}" FROM {table} ORDER BY {order}').fetchall()
    return [row[0] for row in found]

"""Tables as files for people and programs: CSV, JSONL, Parquet and XLSX, chosen by extension.

The table stands in a DuckDB connection, points as doubles and instants as microseconds; a file says
points with at most six decimals, and UTC instants. A file is complete or absent: it is written
beside its place and moved there at the end.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from semaforo.cli.mistakes import engine_fault, fault_of
from semaforo.cli.spreadsheet import MOST_ROWS, write_spreadsheet
from semaforo.errors import Fault, Place, SemaforoError
from semaforo.language import message

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Form(Enum):
    """How a column of the table is held."""

    TEXT = "text"
    POINTS = "double"
    WHOLE = "whole number"
    FLAG = "boolean"
    INSTANT = "microseconds"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an output file, called the same in the table."""

    name: str
    form: Form

    @property
    def is_instant(self) -> bool:
        return self.form is Form.INSTANT


class Excel(Enum):
    """The country whose Excel is to open a file.

    For ES a CSV has semicolons, decimal commas, a byte-order mark and instants as
    22/11/2026 16:05:00, to the second; a sheet shows its dates in that form. The names of the
    columns and the words in them stay: they are the same in every file.
    """

    NONE = ""
    ES = "es"


EXTENSIONS = (".csv", ".parquet", ".jsonl", ".xlsx")
FOR_EXCEL = (".csv", ".xlsx")


def checked_target(path: Path, excel: Excel = Excel.NONE) -> Path:
    """`path` if a table can be written there. Raises SemaforoError."""
    if path.suffix.lower() not in EXTENSIONS:
        what = message("“{suffix}” is no format that can be written.", suffix=path.suffix)
        fix = message("Write one of {known}.", known=", ".join(EXTENSIONS))
        raise SemaforoError([Fault("unknown-format", Place(str(path)), what, fix)])
    if excel is not Excel.NONE and path.suffix.lower() not in FOR_EXCEL:
        what = message("--excel does not go with “{suffix}”.", suffix=path.suffix)
        fix = message("Write one of {known}, or leave --excel out.", known=", ".join(FOR_EXCEL))
        raise SemaforoError([Fault("not-for-excel", Place(str(path)), what, fix)])
    if not path.absolute().parent.is_dir():
        what = message("There is no folder “{folder}”.", folder=str(path.parent))
        fix = message("Make it first, or give another.")
        raise SemaforoError([Fault("no-folder", Place(str(path)), what, fix)])
    if not os.access(path.absolute().parent, os.W_OK):
        what = message("There is no permission to write in that folder.")
        raise SemaforoError([Fault("unwritable", Place(str(path)), what)])
    return path


def refuse_to_replace(path: Path) -> None:
    """Raise SemaforoError if something is already at `path`."""
    if path.exists():
        what = message("There is a file of that name already.")
        fix = message("Give another name, or move that file away.")
        raise SemaforoError([Fault("file-exists", Place(str(path)), what, fix)])


def write(
    connection: DuckDBPyConnection,
    table: str,
    columns: Sequence[Column],
    path: Path,
    excel: Excel = Excel.NONE,
) -> None:
    """Write `columns` of `table` to `path`, in the table's order of rows.

    Raises SemaforoError for an extension that is not known, more rows than a sheet holds, or what
    the disk refuses.
    """
    checked_target(path)
    part = path.with_name(f".{path.name}.part")
    try:
        _WRITERS[path.suffix.lower()](connection, table, columns, part, excel)
        part.replace(path)
    except SemaforoError as error:
        raise SemaforoError([_at(fault, path) for fault in error.faults]) from error
    except Exception as error:
        fault = fault_of(error) if isinstance(error, OSError) else engine_fault(error)
        if fault is None:
            raise
        raise SemaforoError([_at(fault, path)]) from error
    finally:
        part.unlink(missing_ok=True)


def _at(fault: Fault, path: Path) -> Fault:
    return Fault(fault.code, Place(str(path)), fault.what, fault.fix)


def _write_csv(
    connection: DuckDBPyConnection,
    table: str,
    columns: Sequence[Column],
    path: Path,
    excel: Excel,
) -> None:
    spanish = excel is Excel.ES
    names = [column.name for column in columns]
    if spanish:
        # Excel takes a file for UTF-8 only when it begins with this mark.
        names[0] = "\ufeff" + names[0]
    select = _select(columns, table, _spanish_text if spanish else _text, names)
    delimiter = ";" if spanish else ","
    _copy(connection, select, path, f"FORMAT csv, HEADER, DELIMITER '{delimiter}'")


def _write_jsonl(
    connection: DuckDBPyConnection,
    table: str,
    columns: Sequence[Column],
    path: Path,
    _excel: Excel,
) -> None:
    _copy(connection, _select(columns, table, _json), path, "FORMAT json")


def _write_parquet(
    connection: DuckDBPyConnection,
    table: str,
    columns: Sequence[Column],
    path: Path,
    _excel: Excel,
) -> None:
    select = _select(columns, table, _native)
    _copy(connection, select, path, "FORMAT parquet, COMPRESSION zstd")


def _write_xlsx(
    connection: DuckDBPyConnection,
    table: str,
    columns: Sequence[Column],
    path: Path,
    excel: Excel,
) -> None:
    [(rows,)] = connection.execute(f"SELECT count(*) FROM {_quoted(table)}").fetchall()
    if rows > MOST_ROWS:
        what = message("{rows} rows do not fit: a sheet holds {most}.", rows=rows, most=MOST_ROWS)
        fix = message("Write .csv or .parquet.")
        raise SemaforoError([Fault("too-many-rows", Place(str(path)), what, fix)])
    batches = connection.sql(_select(columns, table, _native)).to_arrow_reader(10_000)
    dates = _SHEET_DATES[excel]
    write_spreadsheet(path, [column.name for column in columns], batches, dates)


_WRITERS: dict[str, Callable[[DuckDBPyConnection, str, Sequence[Column], Path, Excel], None]] = {
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
    ".parquet": _write_parquet,
    ".xlsx": _write_xlsx,
}


def _copy(connection: DuckDBPyConnection, select: str, path: Path, options: str) -> None:
    connection.execute(f"COPY ({select}) TO {_literal(str(path))} ({options})")


def _select(
    columns: Sequence[Column],
    table: str,
    shown: Callable[[Column], str],
    names: Sequence[str] | None = None,
) -> str:
    """The query that shows each column of `table` as `shown` says, under `names`."""
    titles = names or [column.name for column in columns]
    listed = ", ".join(
        f"{shown(column)} AS {_quoted(title)}"
        for column, title in zip(columns, titles, strict=True)
    )
    return f"SELECT {listed} FROM {_quoted(table)}"


_SHEET_DATES = {Excel.NONE: "yyyy-mm-dd hh:mm:ss", Excel.ES: "dd/mm/yyyy hh:mm:ss"}


def _text(column: Column) -> str:
    """SQL for what stands in a text file; empty for none."""
    name = _quoted(column.name)
    match column.form:
        case Form.POINTS:
            return _decimal(name)
        case Form.INSTANT:
            return _iso(name)
        case Form.TEXT | Form.WHOLE | Form.FLAG:
            return f"CAST({name} AS VARCHAR)"


def _spanish_text(column: Column) -> str:
    """The same for a Spanish Excel."""
    name = _quoted(column.name)
    match column.form:
        case Form.POINTS:
            return f"replace({_text(column)}, '.', ',')"
        case Form.INSTANT:
            return f"strftime(make_timestamp({name}), '%d/%m/%Y %H:%M:%S')"
        case Form.TEXT | Form.WHOLE | Form.FLAG:
            return _text(column)


def _json(column: Column) -> str:
    """SQL for a JSON value: numbers and booleans are JSON's own."""
    name = _quoted(column.name)
    match column.form:
        case Form.POINTS:
            return f"CAST({_decimal(name)} AS JSON)"
        case Form.INSTANT:
            return _iso(name)
        case Form.TEXT | Form.WHOLE | Form.FLAG:
            return name


def _native(column: Column) -> str:
    """SQL for a typed value: points as double, instants as timestamps in UTC."""
    name = _quoted(column.name)
    match column.form:
        case Form.INSTANT:
            return f"make_timestamp({name}) AT TIME ZONE 'UTC'"
        case Form.POINTS | Form.TEXT | Form.WHOLE | Form.FLAG:
            return name


def _decimal(name: str) -> str:
    """SQL for points without exponents, and without zeros at the end."""
    return f"rtrim(rtrim(CAST(CAST({name} AS DECIMAL(38,6)) AS VARCHAR), '0'), '.')"


def _iso(name: str) -> str:
    """SQL for microseconds as `2026-11-22T16:05:00Z`; a fraction only where there is one."""
    instant = f"make_timestamp({name})"
    fraction = f"rtrim(strftime({instant}, '.%f'), '0')"
    return f"strftime({instant}, '%Y-%m-%dT%H:%M:%S') || rtrim({fraction}, '.') || 'Z'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

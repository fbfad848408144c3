"""A table as an XLSX sheet: values typed, text never taken for a formula or a link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from semaforo.facts.report import shown_instant

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS = 1_048_575
"""What a sheet holds below its header."""
MOST_LETTERS = 32_767
"""What a cell holds."""
_FIRST_YEAR = 1900


def write_spreadsheet(
    path: Path, names: Sequence[str], batches: Iterable[pa.RecordBatch], dates: str
) -> None:
    """Write one sheet with a header row. Instants are UTC; those Excel cannot hold are text.

    `dates` is the form in which Excel shows them, such as `yyyy-mm-dd hh:mm:ss`.

    Rows stream to disk, so memory does not grow with them.
    """
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        date = book.add_format({"num_format": dates})
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, bold)
        row = 0
        for batch in batches:
            for values in zip(*map(_cells, batch.columns), strict=True):
                row += 1
                for column, value in enumerate(values):
                    _write_cell(sheet, row, column, value, date)


def _cells(column: Any) -> list[object]:
    """A column's values; instants in years Python has no date for are text."""
    try:
        return list(column.to_pylist())
    except (OverflowError, ValueError):
        return [None if at is None else _moment(at) for at in column.cast("int64").to_pylist()]


def _moment(micros: int) -> object:
    try:
        return datetime(1970, 1, 1) + timedelta(microseconds=micros)
    except OverflowError:
        return shown_instant(micros)


def _write_cell(sheet: Any, row: int, column: int, value: object, date: Any) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(row, column, value)
        case int() | float():
            sheet.write_number(row, column, value)
        case datetime() if value.year >= _FIRST_YEAR:
            sheet.write_datetime(row, column, value.replace(tzinfo=None), date)
        case datetime():
            sheet.write_string(row, column, value.isoformat())
        case _:
            sheet.write_string(row, column, str(value)[:MOST_LETTERS])

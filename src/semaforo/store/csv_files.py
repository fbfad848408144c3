"""The head of a CSV file: its separator and the names of its columns."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence

from semaforo.errors import Fault, Place, SemaforoError
from semaforo.language import message
from semaforo.store.decoding import TextFile, opened

_SEPARATORS = (",", ";", "\t", "|")
_HEAD = 256 * 1024
_ROWS = 50


def head_of(file: TextFile, separator: str | None, skip: int) -> tuple[str, tuple[str, ...]]:
    """The separator and the column names of a file. Raises SemaforoError if it has no header.

    A separator that the map does not give is the one by which most rows have as many cells as the
    first. Columns without a name are called by their number; a repeated name gets one behind it.
    """
    with opened(file.path) as stream:
        text = stream.read(_HEAD).decode("utf-8-sig", "ignore")
    lines = text.splitlines(keepends=True)[skip:]
    found = separator or max(_SEPARATORS, key=lambda one: _agreement(lines, one))
    rows = _rows(lines, found)
    if not rows:
        what = message("The file has no row with the names of its columns.")
        raise SemaforoError([Fault("empty-file", Place(str(file.original)), what)])
    return found, distinct_names(rows[0])


def distinct_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Column names of a header: trimmed, never empty, never twice."""
    seen: Counter[str] = Counter()
    names = []
    for position, cell in enumerate(cells, start=1):
        name = cell.strip() or f"column {position}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def _agreement(lines: list[str], separator: str) -> tuple[float, int]:
    rows = _rows(lines, separator)
    if not rows or len(rows[0]) == 1:
        return 0.0, 0
    alike = sum(len(row) == len(rows[0]) for row in rows)
    return alike / len(rows), len(rows[0])


def _rows(lines: list[str], separator: str) -> list[list[str]]:
    """The first rows that hold anything; the last of a long file may be cut, so it is left out."""
    reader = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=separator)
    rows: list[list[str]] = []
    try:
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) > _ROWS:
                break
    except csv.Error:
        pass
    return rows[:_ROWS]

"""A table of facts as the files have it: one relation over all its files, nothing typed yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FILE, ROW = "semaforo_file", "semaforo_row"
"""Columns of every raw relation: the number of the file, and that of the row there."""

TEXT, JSON = "VARCHAR", "JSON"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a raw relation: its name there, in SQL, and its type.

    An empty cell (a null of Parquet, no key in JSON) names nothing. A null of JSON does.
    """

    sql: str
    type: str

    @property
    def is_text(self) -> bool:
        """Whether its values may be texts, which are read by a notation."""
        return self.type in (TEXT, JSON)


@dataclass(frozen=True, slots=True)
class Part:
    """Some files that were read alike. `source` has the columns, FILE and ROW."""

    source: str
    columns: Mapping[str, Column]


@dataclass(slots=True)
class RawTable:
    """A table of facts. `columns`: name in the files -> column of `relation`.

    `untouched` has the same columns as the files have them, with the words that stand for nothing.
    `rows` counts the rows read, also those set aside. `parsed` is true where the rows were parsed
    into a table, false where a view reads the files each time.
    """

    table: str
    relation: str
    untouched: str
    columns: dict[str, Column] = field(default_factory=dict)
    rows: int = 0
    parsed: bool = False


@dataclass(slots=True)
class Whereabouts:
    """Finds the row of a relation in the files, as a person counts: the header of a CSV is row 1.

    `files`: the files, by number. `before`: what to subtract from ROW. `left_out`: the lines of a
    file that did not become rows, ascending. A row below zero is a line of the file.
    """

    files: list[str] = field(default_factory=list)
    before: dict[int, int] = field(default_factory=dict)
    left_out: dict[int, list[int]] = field(default_factory=dict)

    def add(self, file: str) -> int:
        """The number of one more file."""
        self.files.append(file)
        return len(self.files) - 1

    def find(self, file: int | None, row: int) -> tuple[str, int]:
        """The file and the row there."""
        if file is None:
            return "", 0
        if row < 0:
            return self.files[file], -row
        number = row - self.before.get(file, 0)
        for line in self.left_out.get(file, ()):
            number += line <= number
        return self.files[file], number

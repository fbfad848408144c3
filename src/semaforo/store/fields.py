"""The fields of a raw table, as its map reads them: each an SQL expression over the relation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from json import dumps

from semaforo.engines.duckdb import Connection
from semaforo.errors import Fault, Place
from semaforo.facts.formats import InstantFormat, NumberFormat
from semaforo.facts.map import Format, TableMap
from semaforo.facts.report import TABLES, Decision, shown_instant
from semaforo.language import message
from semaforo.model.meaning import Kind
from semaforo.store import notations, text_values
from semaforo.store.detection import Ambiguity, detect
from semaforo.store.raw import ROW, TEXT, Column, RawTable
from semaforo.store.scalars import quoted

SQL_TYPE = {
    Kind.TEXT: "VARCHAR",
    Kind.NUMBER: "DOUBLE",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.INSTANT: "BIGINT",
}


@dataclass(slots=True)
class Fields:
    """A raw table seen through its map. `map_file` names the map in faults."""

    raw: RawTable
    map: TableMap
    map_file: str = ""
    formats: dict[tuple[str, Kind], Format] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the table can have a value for the field."""
        numbered = name == "id" and self.map.ids_are_rows
        return numbered or name in self.map.constants or bool(self._columns(name))

    def value(self, name: str, kind: Kind) -> str:
        """The field as `kind` (text is folded, instants are microseconds UTC)."""
        reads = [self._read(column, kind) for column in self._columns(name)]
        if name in self.map.constants:
            constant = Column(quoted(self.map.constants[name]), TEXT)
            reads.append(_STRICT[kind](constant))
        return _first(reads) or f"NULL::{SQL_TYPE[kind]}"

    def text(self, name: str) -> str:
        """The field as text, not folded; NULL where it is missing."""
        reads = [text_values.text(column) for _, column in self._columns(name)]
        if name in self.map.constants:
            reads.append(quoted(self.map.constants[name]))
        return _first(reads) or "NULL::VARCHAR"

    def id(self, name: str) -> str:
        """The field as an id: exact, a mail trimmed and in lower case, or the row's number."""
        if name == "id" and self.map.ids_are_rows:
            return f"({ROW} + 1)::VARCHAR"
        text = self.text(name)
        return f"semaforo_lower(semaforo_trim({text}))" if self.map.ids_are_mails else text

    def unchecked_id(self, name: str) -> str:
        """As `id`, but a blank one may stay, where finding it would cost a look at every row."""
        columns = self._columns(name)
        exact = not (self.map.ids_are_mails or name in self.map.constants)
        if exact and len(columns) == 1 and columns[0][1].type == TEXT:
            return columns[0][1].sql
        return self.id(name)

    def named(self, name: str) -> str:
        """Whether a row names the field at all, be it with a null."""
        if name in self.map.constants:
            return "true"
        tests = [text_values.named(column) for _, column in self._columns(name)]
        return " OR ".join(f"({test})" for test in tests) or "false"

    def present(self, name: str) -> str:
        """The field's text as read, where there is one: what is counted when it does not parse."""
        reads = [text_values.text(column) for _, column in self._columns(name)]
        return _first(reads) or "NULL::VARCHAR"

    def can_fail(self, name: str, kind: Kind) -> bool:
        """Whether a value of the field may be there and yet not read as `kind`."""
        if kind is Kind.TEXT:
            return False
        return any(not _always_reads(column, kind) for _, column in self._columns(name))

    def others(self, taken: Iterable[str]) -> dict[str, Column]:
        """Field -> column, for the columns that are none of the fields `taken`."""
        left_out = {column for name in taken for column, _ in self._columns(name)}
        renamed = {column: name for name, columns in self.map.fields.items() for column in columns}
        return {
            renamed.get(name, name): column
            for name, column in self.raw.columns.items()
            if name not in left_out
        }

    def json(self, taken: Iterable[str]) -> str:
        """A JSON object of everything but the fields `taken`; NULL when there is nothing."""
        taken = frozenset(taken)
        pairs = [_pair(name, column) for name, column in sorted(self.others(taken).items())]
        pairs += [
            f"{_key(name)} || to_json({quoted(value)})::VARCHAR"
            for name, value in sorted(self.map.constants.items())
            if name not in taken
        ]
        return _object(pairs)

    def object(self, names: Iterable[str]) -> str:
        """A JSON object of some fields, each from its first column; NULL when there is nothing."""
        return _object(
            [
                _pair(name, columns[0][1])
                for name in sorted(names)
                if (columns := self._columns(name))
            ]
        )

    def find_formats(
        self, connection: Connection, kinds: Iterable[tuple[str, Kind]]
    ) -> tuple[list[Fault], list[Decision]]:
        """Settle how the numbers and instants among `kinds` (field, kind) are written."""
        faults: list[Fault] = []
        decisions: list[Decision] = []
        for name, kind in sorted(set(kinds)):
            if kind not in (Kind.NUMBER, Kind.INSTANT):
                continue
            for column, read in self._columns(name):
                found = self._format(connection, column, read, kind, name)
                if isinstance(found, Fault):
                    faults.append(found)
                    continue
                self.formats[column, kind] = found
                if found not in (NumberFormat.PLAIN, InstantFormat.ISO):
                    decisions.append(Decision("format", str(found), self.raw.table, column=column))
        return faults, decisions

    # -- inside ------------------------------------------------------------------------------

    def _columns(self, name: str) -> list[tuple[str, Column]]:
        """The columns of a field that the files have."""
        if name not in self.map.fields and name in self._renamed():
            return []
        found = self.map.columns_of(name)
        return [(c, self.raw.columns[c]) for c in found if c in self.raw.columns]

    def _renamed(self) -> frozenset[str]:
        return frozenset(column for columns in self.map.fields.values() for column in columns)

    def _read(self, found: tuple[str, Column], kind: Kind) -> str:
        column = found[1]
        notation = self.formats.get((found[0], kind))
        end = self.map.range_of(found[0])
        if kind is Kind.NUMBER and not text_values.is_number(column):
            written = notation if isinstance(notation, NumberFormat) else NumberFormat.PLAIN
            if written is not NumberFormat.PLAIN or end is not None:
                return notations.number(text_values.text(column), written, end)
        if kind is Kind.INSTANT and not text_values.is_instant(column):
            asked = notation if isinstance(notation, InstantFormat) else InstantFormat.ISO
            if asked is not InstantFormat.ISO:
                return notations.instant(text_values.text(column), asked)
        return _STRICT[kind](column)

    def _format(
        self, connection: Connection, column: str, read: Column, kind: Kind, name: str
    ) -> Format | Fault:
        strict: Format = NumberFormat.PLAIN if kind is Kind.NUMBER else InstantFormat.ISO
        written = self.map.formats.get(column) or self.map.formats.get(name)
        if written is not None:
            if isinstance(written, NumberFormat) is not (kind is Kind.NUMBER):
                return self._wrong_format(column, written, kind)
            return written
        decided = self.map.numbers if kind is Kind.NUMBER else self.map.dates
        if (not self.map.written and decided is None) or _always_reads(read, kind):
            return strict
        text = text_values.text(read)
        found = detect(connection, self.raw.relation, text, kind, self.map.range_of(column))
        if not isinstance(found, Ambiguity):
            return found
        return decided if decided in found.formats else self._ambiguous(column, found)

    def _wrong_format(self, column: str, written: Format, kind: Kind) -> Fault:
        what = (
            message('The column "{column}" holds numbers, and {format} is for dates.')
            if kind is Kind.NUMBER
            else message('The column "{column}" holds dates, and {format} is for numbers.')
        )
        return Fault(
            "wrong-format",
            Place(self.map_file),
            what.filled(column=column, format=str(written)),
        )

    def _ambiguous(self, column: str, found: Ambiguity) -> Fault:
        return Fault(
            "ambiguous-format",
            Place(self.map_file),
            message(
                'The column "{column}" of {table} reads as {formats}, and "{example}" would '
                "not be the same.",
                column=column,
                table=TABLES[self.raw.table],
                formats=", ".join(map(str, found.formats)),
                example=found.example,
            ),
            message(
                "Add {choices}; or write in a map which one this column has, as in formats: "
                '{{"{column}": {format}}}.',
                choices=_choices(found),
                column=column,
                format=str(found.formats[-1]),
            ),
        )


_OPTIONS: Mapping[Format, str] = {
    NumberFormat.SPANISH: "--numbers es",
    NumberFormat.ENGLISH: "--numbers en",
    InstantFormat.DAY_FIRST: "--dates dd/mm/yyyy",
    InstantFormat.MONTH_FIRST: "--dates mm/dd/yyyy",
}


def _choices(found: Ambiguity) -> str:
    """`--numbers es (1250), --numbers en (1.25)`: each option with what it makes of the example."""
    return ", ".join(
        f"{_OPTIONS[format_]} ({_shown(reading)})"
        for format_, reading in zip(found.formats, found.readings, strict=True)
        if format_ in _OPTIONS
    )


def _shown(reading: float | int | None) -> str:
    if isinstance(reading, int):
        return shown_instant(reading)
    return "—" if reading is None else f"{reading:.15g}"


_STRICT: Mapping[Kind, Callable[[Column], str]] = {
    Kind.TEXT: text_values.folded,
    Kind.NUMBER: text_values.number,
    Kind.BOOLEAN: text_values.boolean,
    Kind.INSTANT: text_values.instant,
}


def _always_reads(column: Column, kind: Kind) -> bool:
    """Whether the column's own type says everything about its values."""
    match kind:
        case Kind.NUMBER:
            return text_values.is_number(column)
        case Kind.INSTANT:
            return text_values.is_instant(column)
        case Kind.BOOLEAN:
            return column.type == "BOOLEAN"
    return True


def _first(reads: list[str]) -> str:
    return reads[0] if len(reads) == 1 else f"coalesce({', '.join(reads)})" if reads else ""


def _pair(name: str, column: Column) -> str:
    named, value = text_values.named(column), text_values.as_json(column)
    return f"CASE WHEN {named} THEN {_key(name)} || {value} END"


def _object(pairs: list[str]) -> str:
    if not pairs:
        return "NULL::VARCHAR"
    return f"'{{' || nullif(concat_ws(',', {', '.join(pairs)}), '') || '}}'"


def _key(name: str) -> str:
    return quoted(dumps(name, ensure_ascii=False) + ":")

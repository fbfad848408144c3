"""The map: how the columns of somebody's files become leads, events and companies.

A map is one YAML file with the sections `leads`, `events` and `companies`. Each has

- `columns`: source column -> field, or a list of fields. Columns that are not named keep their own
  name. Several columns may name one field: the first with a value holds. A header is known by its
  fold, so case, accents and outer blanks do not matter; one that is written alike goes first.
- `missing`: words that stand for no value, whatever their case. An empty cell always does.
- `formats`: column -> how its numbers (`es`, `en`, `plain`) or instants (`dd/mm/yyyy`,
  `mm/dd/yyyy`, `yyyy-mm-dd`, `yyyymmdd`, `excel`, `epoch s`, `epoch ms`, `epoch us`, `iso`) are
  written. For a column that is not named the format is found over the whole column; where two fit
  and differ, it is asked for.
- `ranges`: `low`, `high` or `mid`, for all numbers or by column.
- `constants`: field -> a value for every row.
- `ids: mail` where ids (in events: the leads') are mail addresses, to be trimmed and lower-cased;
  in `leads`, `ids: row` where there are none: the first row of the first file is lead 1.
- `separator`, `encoding`, `sheet` (name, or number from 1) and `skip` (lines above the header).

`leads` also has `events`, columns that are really events: `event`, `at`, `when` (column -> one or
several words, compared by their fold; all must hold) and `properties` (property -> column). A row
with no value in `at` makes no event. `events` also has `names` (name in the file -> event),
`only_names` (true: a row with another name makes no event, as an open deal does not), `split` (the
sign between several leads in one cell, each of whom the event then belongs to) and
`lead_by`, the lead attribute (such as `email`) by whose value the events name their lead; a value
that no lead has stands for a lead of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from semaforo import document
from semaforo.document import Document
from semaforo.errors import Fault, Place, SemaforoError
from semaforo.facts.formats import (
    INSTANT_FORMATS,
    NUMBER_FORMATS,
    InstantFormat,
    NumberFormat,
    RangeEnd,
)
from semaforo.facts.map_shapes import (
    ColumnEventShape,
    EventsShape,
    LeadsShape,
    MapShape,
    TableShape,
    near,
    shape_faults,
)
from semaforo.facts.values import fold
from semaforo.language import message

Format = NumberFormat | InstantFormat
_OF_MODELS = frozenset({"semaforo", "id", "attributes", "dimensions"})
"""Keys of every model, and of no map."""
TABLE_FIELDS = frozenset({"id", "created_at", "lead", "name", "at", "received_at", "robot"})
"""Fields that are no attribute and no property."""


@dataclass(frozen=True, slots=True)
class ColumnEvent:
    """A column of the leads that is really an event. `when`: column -> folded words."""

    event: str
    at: str
    when: Mapping[str, frozenset[str]] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)

    def renamed(self, called: Callable[[str], str]) -> ColumnEvent:
        """The same event, of columns that are called otherwise."""
        when = {called(column): words for column, words in self.when.items()}
        properties = {name: called(column) for name, column in self.properties.items()}
        return ColumnEvent(self.event, called(self.at), when, properties)


@dataclass(frozen=True, slots=True)
class TableMap:
    """How the files of one table are read. `fields`: field -> source columns, in order.

    `written` is false for the map of somebody who wrote none: then the strict notations hold.
    `numbers` and `dates` are no part of a map: they decide where the values of a column fit
    several formats, and with them formats are looked for also where no map is written.
    """

    written: bool = False
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    formats: Mapping[str, Format] = field(default_factory=dict)
    ranges: RangeEnd | None = None
    column_ranges: Mapping[str, RangeEnd] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    ids_are_mails: bool = False
    ids_are_rows: bool = False
    separator: str | None = None
    encoding: str | None = None
    sheet: str | int | None = None
    skip: int = 0
    events: tuple[ColumnEvent, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    only_names: bool = False
    split: str | None = None
    lead_by: str | None = None
    numbers: NumberFormat | None = None
    dates: InstantFormat | None = None

    @property
    def columns(self) -> frozenset[str]:
        """Every source column that the map speaks of."""
        named = {column for columns in self.fields.values() for column in columns}
        for event in self.events:
            named |= {event.at, *event.when, *event.properties.values()}
        return frozenset(named)

    def seen_in(self, headers: Iterable[str]) -> TableMap:
        """This map with every column called as the files call it.

        A header that is the name of a field of every table stands for that field alone.
        """
        headers = tuple(headers)
        by_fold = {fold(h): h for h in reversed(headers) if h not in TABLE_FIELDS}

        def called(column: str) -> str:
            return column if column in headers else by_fold.get(fold(column), column)

        return replace(
            self,
            fields={
                name: tuple(dict.fromkeys(map(called, columns)))
                for name, columns in self.fields.items()
            },
            formats={called(column): each for column, each in self.formats.items()},
            column_ranges={called(column): end for column, end in self.column_ranges.items()},
            events=tuple(event.renamed(called) for event in self.events),
        )

    def columns_of(self, name: str) -> tuple[str, ...]:
        """The source columns of a field: those the map names, else the one of that name."""
        return self.fields.get(name) or (name,)

    def range_of(self, column: str) -> RangeEnd | None:
        """Which end of a range a number of `column` is."""
        return self.column_ranges.get(column, self.ranges)


@dataclass(frozen=True, slots=True)
class Map:
    """How all files are read. `file` is empty where nobody wrote a map."""

    file: str = ""
    leads: TableMap = TableMap()
    events: TableMap = TableMap()
    companies: TableMap = TableMap()


def read_map(path: Path) -> Map:
    """The map in the file `path`. Raises SemaforoError with every fault of it."""
    return map_of(document.read(path))


def looks_like_map(data: Mapping[str, object]) -> bool:
    """Whether the top keys of a document are those of a map, and none is a model's own."""
    return not data.keys().isdisjoint(MapShape.model_fields) and data.keys().isdisjoint(_OF_MODELS)


def map_of(written: Document) -> Map:
    """The map that a document holds. Raises SemaforoError with every fault of it."""
    if not written.data.keys().isdisjoint(_OF_MODELS):
        what = message("This is a model, not a map.")
        raise SemaforoError([Fault("not-a-map", Place(written.file), what)])
    try:
        shape = MapShape.model_validate(written.data)
    except ValidationError as error:
        raise SemaforoError(shape_faults(written, error)) from None
    faults = list(_format_faults(written, shape))
    if faults:
        raise SemaforoError(faults)
    return Map(written.file, _table(shape.leads), _table(shape.events), _table(shape.companies))


def _table(shape: TableShape | None) -> TableMap:
    if shape is None:
        return TableMap()
    ranges = shape.ranges
    by_column = ranges if isinstance(ranges, dict) else {}
    return TableMap(
        written=True,
        fields=_fields(shape.columns),
        missing=frozenset(fold(word) for word in shape.missing),
        formats={column: _FORMATS[name] for column, name in shape.formats.items()},
        ranges=RangeEnd(ranges) if isinstance(ranges, str) else None,
        column_ranges={column: RangeEnd(end) for column, end in by_column.items()},
        constants=shape.constants,
        ids_are_mails=shape.ids == "mail",
        ids_are_rows=shape.ids == "row",
        separator={"tab": "\t"}.get(shape.separator or "", shape.separator),
        encoding=shape.encoding,
        sheet=shape.sheet,
        skip=shape.skip,
        events=tuple(map(_column_event, shape.events)) if isinstance(shape, LeadsShape) else (),
        names=shape.names if isinstance(shape, EventsShape) else {},
        only_names=isinstance(shape, EventsShape) and shape.only_names,
        split=shape.split if isinstance(shape, EventsShape) else None,
        lead_by=shape.lead_by if isinstance(shape, EventsShape) else None,
    )


_FORMATS: dict[str, Format] = {**NUMBER_FORMATS, **INSTANT_FORMATS}


def _fields(columns: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Field -> its columns, from column -> its fields."""
    fields: dict[str, tuple[str, ...]] = {}
    for column, names in columns.items():
        for name in names:
            fields[name] = (*fields.get(name, ()), column)
    return fields


def _column_event(shape: ColumnEventShape) -> ColumnEvent:
    when = {column: frozenset(map(fold, words)) for column, words in shape.when.items()}
    return ColumnEvent(shape.event, shape.at, when, shape.properties)


def _format_faults(written: Document, shape: MapShape) -> Iterator[Fault]:
    for section in ("leads", "events", "companies"):
        table: TableShape | None = getattr(shape, section)
        if table is None:
            continue
        for column, name in table.formats.items():
            if name not in _FORMATS:
                yield Fault(
                    "unknown-format",
                    written.place(section, "formats", column),
                    message('There is no format "{name}".', name=name),
                    near(name, list(_FORMATS))
                    or message("Write one of: {words}.", words=", ".join(_FORMATS)),
                )
        if table.separator is not None and len(table.separator) != 1 and table.separator != "tab":
            yield Fault(
                "bad-separator",
                written.place(section, "separator"),
                message("A separator is one character."),
                message('Write ",", ";", "|" or tab.'),
            )

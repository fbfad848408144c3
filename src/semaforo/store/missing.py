"""Columns without which a table makes no fact, and what to do about one that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from json import dumps
from pathlib import Path

from semaforo import maps
from semaforo.errors import Fault, Place
from semaforo.facts.map import Map, TableMap, read_map
from semaforo.facts.report import TABLES
from semaforo.facts.values import fold
from semaforo.language import Message, message
from semaforo.store.fields import Fields

REQUIRED = {"leads": ("id",), "events": ("lead", "name", "at"), "companies": ("id",)}
"""The fields that every row of a table needs."""
_ENOUGH = 3
"""So many columns in common are no chance."""
_SHORT = 4
"""Letters of a word that is compared to the letter."""
_OFTEN = {
    "id": ("id", "record id", "lead id", "contact id", "id de registro", "email", "correo"),
    "lead": ("lead", "lead id", "contact", "contacto", "contact id", "email", "correo"),
    "name": ("name", "event", "event name", "event_name", "acción", "evento", "actividad"),
    "at": ("at", "date", "fecha", "timestamp", "event date", "created at", "hora"),
}


def missing_columns(fields: Fields, required: Iterable[str]) -> list[Fault]:
    """A fault for each of the `required` fields that no column gives."""
    lacking = [name for name in required if not fields.has(name)]
    if not lacking:
        return []
    table, columns = fields.raw.table, list(fields.raw.columns)
    meant = _shipped(table, columns) if _is_no_own_map(fields) else _other_table(fields)
    return [
        Fault(
            "missing-column",
            Place(fields.map_file or table),
            message(
                'No column of {table} is "{field}". The columns are: {columns}.',
                table=TABLES[table],
                field=name,
                columns=", ".join(columns),
            ),
            meant or _own(table, name, columns),
        )
        for name in (lacking[:1] if meant else lacking)
    ]


def _shipped(table: str, columns: Sequence[str]) -> Message | None:
    """The shipped map that knows these columns, as the table it was given for or as another."""
    for other in sorted(REQUIRED, key=lambda name: name != table):
        name = _likeliest(other, columns)
        if name is None:
            continue
        if other == table:
            return message("They are those of the shipped map {name}: add --map {name}.", name=name)
        return message(
            "They are those of {table} in the shipped map {name}: give the file with {option}, and "
            "add --map {name}.",
            table=TABLES[other],
            name=name,
            option=f"--{other}",
        )
    return None


def _likeliest(table: str, columns: Sequence[str]) -> str | None:
    """The shipped map that finds all a row needs and knows most columns, one by itself.

    Every tool has a name, a post and a country: they do not tell whose export it is.
    """
    seen = {name: _seen(read_map(maps.find(name)), table, columns) for name in maps.names()}
    known = {name: seen[name].columns.intersection(columns) for name in seen}
    for name in sorted(known, key=lambda name: -len(known[name])):
        others = (known[other] for other in known if other != name)
        if len(known[name]) >= _ENOUGH and _has_required(seen[name], table, columns):
            return name if known[name].difference(*others) else None
    return None


def _seen(of: Map, table: str, columns: Sequence[str]) -> TableMap:
    found: TableMap = getattr(of, table)
    return found.seen_in(columns)


def _has_required(seen: TableMap, table: str, columns: Sequence[str]) -> bool:
    return all(set(columns).intersection(seen.fields.get(name, ())) for name in REQUIRED[table])


def _is_no_own_map(fields: Fields) -> bool:
    return not fields.map_file or Path(fields.map_file) in map(maps.find, maps.names())


def _other_table(fields: Fields) -> Message | None:
    """The table of the map that knows more of these columns than the one they were given for."""
    written, columns = read_map(Path(fields.map_file)), list(fields.raw.columns)
    seen = {table: _seen(written, table, columns) for table in REQUIRED}
    known = {table: len(seen[table].columns.intersection(columns)) for table in REQUIRED}
    best = max(known, key=lambda table: known[table])
    if known[best] == known[fields.raw.table] or not _has_required(seen[best], best, columns):
        return None
    return message(
        "In the map they are those of {table}: give the file with {option}.",
        table=TABLES[best],
        option=f"--{best}",
    )


def _own(table: str, field: str, columns: Sequence[str]) -> Message:
    """How a map says which column it is; by name only if one is called like it."""
    if likely := _likely(field, columns):
        return message(
            "Write in a map which one it is, as in {table}: {{columns: {{{column}: {field}}}}}.",
            table=table,
            column=dumps(likely, ensure_ascii=False),
            field=field,
        )
    return message(
        "Write in a map which one it is: {table}: {{columns: {{NAME: {field}}}}}, with its name "
        "for NAME.",
        table=table,
        field=field,
    )


def _likely(field: str, columns: Sequence[str]) -> str | None:
    """The column that people most often mean by a field."""
    folded = {fold(column): column for column in columns}
    for word in _OFTEN.get(field, ()):
        # Short words are all alike.
        cutoff = 0.75 if len(word) > _SHORT else 1.0
        if close := get_close_matches(fold(word), folded, n=1, cutoff=cutoff):
            return folded[close[0]]
    return None

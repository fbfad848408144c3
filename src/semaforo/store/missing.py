"""Columns without which a table makes no fact, and what to do about one that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from json import dumps
from pathlib import Path

from semaforo import maps
from semaforo.errors import Fault, Place
from semaforo.facts.map import TableMap, read_map
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
    shipped = _shipped(table, columns) if _is_no_own_map(fields) else None
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
            shipped or _own(table, name, columns),
        )
        for name in (lacking[:1] if shipped else lacking)
    ]


def _shipped(table: str, columns: Sequence[str]) -> Message | None:
    """The shipped map that knows these columns, as the table it was given for or as another."""
    for other in sorted(REQUIRED, key=lambda name: name != table):
        known = {name: _known(other, columns, name) for name in maps.names()}
        best = max(known, key=lambda name: known[name])
        if known[best] < _ENOUGH:
            continue
        if other == table:
            return message("They are those of the shipped map {name}: add --map {name}.", name=best)
        return message(
            "They are those of {table} in the shipped map {name}: give the file with {option}, and "
            "add --map {name}.",
            table=TABLES[other],
            name=best,
            option=f"--{other}",
        )
    return None


def _known(table: str, columns: Sequence[str], name: str) -> int:
    """How many of the columns the map knows; 0 if it finds not all that a row needs."""
    seen: TableMap = getattr(read_map(maps.find(name)), table).seen_in(columns)
    found = seen.columns.intersection(columns)
    needed = all(found.intersection(seen.fields.get(field, ())) for field in REQUIRED[table])
    return len(found) if needed else 0


def _is_no_own_map(fields: Fields) -> bool:
    return not fields.map_file or Path(fields.map_file) in map(maps.find, maps.names())


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

"""Which notation a column is written in, found over all its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from semaforo.engines.duckdb import Connection
from semaforo.facts.formats import DETECTED_FROM, InstantFormat, NumberFormat, RangeEnd
from semaforo.facts.map import Format
from semaforo.model.meaning import Kind
from semaforo.store import notations
from semaforo.store.scalars import let

_NUMBERS = (NumberFormat.PLAIN, NumberFormat.ENGLISH, NumberFormat.SPANISH)
_INSTANTS = tuple(InstantFormat)


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """Notations that read as many values, but not alike.

    `example` is a value that shows it, and `readings` what each of the notations makes of it:
    a number, microseconds UTC, or None.
    """

    formats: tuple[Format, ...]
    example: str
    readings: tuple[float | int | None, ...] = ()


def detect(
    connection: Connection, relation: str, text: str, kind: Kind, end: RangeEnd | None
) -> Format | Ambiguity:
    """The notation that reads the most values of `text`, an expression over `relation`.

    The strict one wins where it reads as many, and where nothing reads any. Of others that read as
    many, any holds if they read the same.
    """
    strict: Format = NumberFormat.PLAIN if kind is Kind.NUMBER else InstantFormat.ISO
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE semaforo_distinct AS "
        f"SELECT DISTINCT {text} AS x FROM {relation} WHERE {text} IS NOT NULL"
    )
    formats: Sequence[Format] = _NUMBERS if kind is Kind.NUMBER else _INSTANTS
    if kind is Kind.INSTANT and _all_read(connection, _read("x", strict, end)):
        return strict
    reads = ", ".join(f"{_read('x', f, end)} AS f{i}" for i, f in enumerate(formats))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE semaforo_read AS SELECT x, {reads} FROM semaforo_distinct"
    )
    counts = _row(
        connection,
        "SELECT " + ", ".join(f"count(f{i})" for i in range(len(formats))) + " FROM semaforo_read",
    )
    most = max(counts)
    best = [i for i, count in enumerate(counts) if count == most]
    if most == 0:
        return strict
    found = _difference(connection, best)
    if found is None:
        return formats[best[0]]
    example, *readings = found
    return Ambiguity(tuple(formats[i] for i in best), str(example), tuple(readings))


def _difference(connection: Connection, best: list[int]) -> tuple[Any, ...] | None:
    """A value that the best notations read differently, and how each of them does."""
    differs = " OR ".join(f"f{best[0]} IS DISTINCT FROM f{i}" for i in best[1:])
    if not differs:
        return None
    readings = ", ".join(f"f{i}" for i in best)
    found = connection.execute(
        f"SELECT x, {readings} FROM semaforo_read WHERE {differs} ORDER BY x LIMIT 1"
    ).fetchone()
    return None if found is None else tuple(found)


def _all_read(connection: Connection, read: str) -> bool:
    return _row(connection, f"SELECT count(*) - count({read}) FROM semaforo_distinct")[0] == 0


def _read(text: str, notation: Format, end: RangeEnd | None) -> str:
    if isinstance(notation, NumberFormat):
        return notations.number(text, notation, end)
    value = notations.instant(text, notation)
    if notation not in DETECTED_FROM:
        return value
    low, high = DETECTED_FROM[notation]
    return let(
        notations.counted_number(f"semaforo_trim({text})"),
        "seen",
        f"CASE WHEN seen >= {low:.0f} AND seen < {high:.0f} THEN {value} END",
    )


def _row(connection: Connection, query: str) -> tuple[int, ...]:
    found = connection.execute(query).fetchone()
    assert found is not None
    return tuple(found)

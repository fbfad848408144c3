"""`facts.values` said in SQL, a column at a time.

Macros do the work; the letters beyond ASCII, and canonical JSON, go through `facts.values` itself,
in batches of distinct values, because SQL takes twenty times as long for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import lru_cache
from json import loads
from typing import Any

from semaforo.engines.duckdb import Connection
from semaforo.facts import values
from semaforo.facts.zones import Zone


def _canonical(json: str) -> str:
    """Canonical JSON. Python reads whole numbers of more than 4300 digits as decimals only."""
    try:
        read = loads(json)
    except ValueError:
        read = loads(json, parse_int=lambda digits: int(Decimal(digits)))
    return values.canonical_json(read)


_FUNCTIONS: dict[str, Callable[[str], str]] = {
    "semaforo_other_fold": lru_cache(1 << 14)(values.fold),
    "semaforo_other_lower": lambda text: "".join(map(values._lower, text)),
    "semaforo_canonical": _canonical,
}


def quoted(text: str) -> str:
    """`text` as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """`text` as a name of SQL."""
    return '"' + text.replace('"', '""') + '"'


def words(texts: frozenset[str]) -> str:
    """Texts as a list of literals in a fixed order."""
    return ", ".join(map(quoted, sorted(texts)))


@contextmanager
def readers(connection: Connection, zone: Zone) -> Iterator[None]:
    """While it is open, `connection` knows these macros; local times are those of `zone`."""
    for function, read in _FUNCTIONS.items():
        # The driver's stubs know no name of a kind of function, though it takes one.
        connection.create_function(  # type: ignore[call-overload]
            function, _in_batches(read), ["VARCHAR"], "VARCHAR", type="arrow"
        )
    try:
        for macro in _macros(zone):
            connection.execute(f"CREATE OR REPLACE TEMP MACRO {macro}")
        yield
    finally:
        for function in _FUNCTIONS:
            connection.remove_function(function)


def _in_batches(read: Callable[[str], str]) -> Callable[[Any], Any]:
    """`read` over an Arrow column: once for each distinct value of a batch."""
    import pyarrow as pa

    def read_batch(column: Any) -> Any:
        encoded = column.dictionary_encode()
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks()
        distinct = encoded.dictionary.to_pylist()
        return pa.array([read(text) for text in distinct], pa.string()).take(encoded.indices)

    return read_batch


_WS = quoted(values.WHITE_SPACE)
_DEL = "chr(127)"
_USUAL = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:\.[0-9]{1,6})?Z?"
)
_OFFSET = quoted("(Z|[+-][0-9]{2}:[0-9]{2})$")


def let(value: str, name: str, body: str) -> str:
    """`body` with `name` for `value`, which is computed once: CASE hides it from the optimizer."""
    return f"list_transform([{value}], lambda {name}: {body})[1]"


def _macros(zone: Zone) -> Iterator[str]:
    # Most text is ASCII without blanks outside: comparing its ends costs a tenth of trimming it.
    yield (
        "semaforo_trim(x) AS CASE WHEN strlen(x) = length(x) AND x >= '!' AND x[-1] > ' ' THEN x "
        f"ELSE trim(x, {_WS}) END"
    )
    yield (
        f"semaforo_text(x) AS CASE WHEN x >= '!' AND x < {_DEL} THEN x "
        f"WHEN trim(x, {_WS}) = '' THEN NULL ELSE x END"
    )
    yield (
        "semaforo_fold(x) AS CASE WHEN strlen(x) = length(x) AND x >= '!' AND x[-1] > ' ' "
        f"THEN lower(x) WHEN x IS NULL OR trim(x, {_WS}) = '' THEN NULL "
        "ELSE semaforo_other_fold(x) END"
    )
    yield (
        "semaforo_lower(x) AS CASE WHEN strlen(x) = length(x) THEN lower(x) "
        "ELSE semaforo_other_lower(x) END"
    )
    yield (f"semaforo_held(x) AS CASE WHEN abs(x) <= {values.LARGEST_NUMBER!r} THEN x + 0.0 END")
    number = quoted(values.NUMBER)
    matches = f"CASE WHEN regexp_full_match(t, {number}) THEN TRY_CAST(t AS DOUBLE) END"
    yield f"semaforo_number(x) AS semaforo_held({let('semaforo_trim(x)', 't', matches)})"
    yield (
        "semaforo_float_text(x) AS CASE WHEN isnan(x) THEN NULL "
        f"WHEN abs(x) <= {values.LARGEST_NUMBER!r} AND x = floor(x) THEN x::BIGINT::VARCHAR "
        "ELSE x::VARCHAR END"
    )
    yield f"semaforo_json_text(x) AS {let('x::VARCHAR', 'j', _json_text('j'))}"
    yield f"semaforo_boolean(x) AS {let('semaforo_fold(x)', 'w', _boolean('w'))}"
    yield f"semaforo_utc(wall) AS {_utc('wall', zone)}"
    yield f"semaforo_shifted(wall, o) AS {_shifted('wall', 'o')}"
    yield f"semaforo_wall(t) AS {_wall('t')}"
    # Most instants have seconds, and a Z or nothing behind: one cast reads those in less time.
    at_once = "epoch_us(TRY_CAST(t AS TIMESTAMP))"
    instant = (
        f"CASE WHEN regexp_full_match(t, {quoted(_USUAL)}) AND t >= '0001' "
        f"THEN CASE WHEN t[-1] = 'Z' THEN {at_once} ELSE semaforo_utc({at_once}) END "
        f"WHEN regexp_full_match(t, {quoted(values.INSTANT)}) "
        f"THEN semaforo_shifted(semaforo_wall(t), regexp_extract(t, {_OFFSET})) END"
    )
    yield f"semaforo_instant(x) AS {let('semaforo_trim(x)', 't', instant)}"


def _json_text(j: str) -> str:
    return (
        f"CASE WHEN {j} = 'null' THEN NULL "
        f"WHEN {j}[1] = '\"' THEN semaforo_text({j}::JSON->>'$') "
        f"WHEN {j} IN ('true', 'false') THEN {j} "
        f"WHEN {j}[1] IN ('{{', '[') THEN semaforo_canonical({j}) "
        f"WHEN {j} = '-0' THEN '0' WHEN regexp_full_match({j}, '-?[0-9]+') THEN {j} "
        f"ELSE semaforo_float_text(TRY_CAST({j} AS DOUBLE)) END"
    )


def _boolean(word: str) -> str:
    true, false = words(frozenset(values._TRUE)), words(frozenset(values._FALSE))
    return f"CASE WHEN {word} IN ({true}) THEN true WHEN {word} IN ({false}) THEN false END"


def _wall(t: str) -> str:
    """Microseconds of a local time in the strict notation, whose offset is left out of account."""
    day = f"epoch_us(TRY_CAST(left({t}, 10) AS DATE))"
    second = f"CASE WHEN substr({t}, 17, 1) = ':' THEN substr({t}, 18, 2) ELSE '00' END"
    fraction = f"rpad(left(regexp_extract(substr({t}, 20), '^[.]([0-9]+)', 1), 6), 6, '0')::BIGINT"
    micros = f"CASE WHEN substr({t}, 20, 1) = '.' THEN {fraction} ELSE 0 END"
    return (
        f"CASE WHEN left({t}, 4) = '0000' THEN NULL "
        f"WHEN substr({t}, 11, 1) NOT IN ('T', ' ') OR length({t}) = 10 THEN {day} "
        f"WHEN substr({t}, 12, 2) > '23' OR substr({t}, 15, 2) > '59' OR {second} > '59' THEN NULL "
        f"ELSE {day} + ((substr({t}, 12, 2)::BIGINT * 60 + substr({t}, 15, 2)::BIGINT) * 60 "
        f"+ ({second})::BIGINT) * 1000000 + {micros} END"
    )


def _shifted(wall: str, offset: str) -> str:
    """The instant of a local time, given what stands behind it: nothing, Z or an offset."""
    away = f"(substr({offset}, 2, 2)::BIGINT * 60 + substr({offset}, 5, 2)::BIGINT) * 60000000"
    return (
        f"CASE WHEN {offset} = '' THEN semaforo_utc({wall}) WHEN {offset} = 'Z' THEN {wall} "
        f"WHEN substr({offset}, 2, 2) > '23' OR substr({offset}, 5, 2) > '59' THEN NULL "
        f"WHEN {offset}[1] = '+' THEN {wall} - {away} ELSE {wall} + {away} END"
    )


def _utc(wall: str, zone: Zone) -> str:
    if not zone.starts:
        return f"{wall} - {zone.offsets[0]}"
    return let(wall, "w", f"w - ({_offset('w', zone, 0, len(zone.starts))})")


def _offset(wall: str, zone: Zone, low: int, high: int) -> str:
    """The offset of a local time, found by halving, so that hundreds of changes cost nine tests."""
    if low == high:
        return str(zone.offsets[low])
    middle = (low + high) // 2
    before, after = _offset(wall, zone, low, middle), _offset(wall, zone, middle + 1, high)
    return f"CASE WHEN {wall} < {zone.walls[middle]} THEN {before} ELSE {after} END"

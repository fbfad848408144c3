"""`facts.values` said in SQL, a column at a time.

Macros do the work; the letters beyond ASCII, and canonical JSON, go through `facts.values` itself,
in batches of distinct values, because SQL takes twenty times as long for them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
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
_STRETCHES, _WALLS, _OFFSETS = "semaforo_stretches", "semaforo_walls", "semaforo_offsets"
_STRETCH = 1 << 41
"""Microseconds in which a zone changes its offset once, or rarely twice: 25 days."""
_NEVER = 1 << 62
_FREE_MAIL = "semaforo_free_mail"


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
        for variable, value in _variables(zone):
            connection.execute(f"SET VARIABLE {variable} = {value}")
        for macro in _macros(zone):
            connection.execute(f"CREATE OR REPLACE TEMP MACRO {macro}")
        yield
    finally:
        for function in _FUNCTIONS:
            connection.remove_function(function)


def _variables(zone: Zone) -> Iterator[tuple[str, str]]:
    """What macros look up, which is bound once: a long list in their text would be bound by each.

    A list in a lambda, or a condition with a branch for every entry, costs a hundred times as much.
    """
    free = words(values.free_mail_domains())
    yield _FREE_MAIL, f"map_from_entries([(d, true) FOR d IN [{free}]])"
    for variable, numbers in _lookup(zone) if zone.starts else ():
        yield variable, f"{numbers}::BIGINT[]"


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
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
    r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?)?"
)
_OFFSET = quoted("(Z|[+-][0-9]{2}:[0-9]{2})$")


def let(value: str, name: str, body: str) -> str:
    """`body` with `name` for `value`, which is computed once: CASE hides it from the optimizer.

    What is in a lambda is made anew for every block of rows, so a long body costs much of it.
    """
    return f"list_transform([{value}], lambda {name}: {body})[1]"


def read_by(macro: str, value: str) -> str:
    """`value` read by a macro that repeats it: as it is for a column, else computed once."""
    return f"{macro}({value})" if value.isidentifier() else let(value, "v", f"{macro}(v)")


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
    yield f"semaforo_number(x) AS {_number('semaforo_trim(x)')}"
    yield (
        "semaforo_float_text(x) AS CASE WHEN isnan(x) THEN NULL "
        f"WHEN abs(x) <= {values.LARGEST_NUMBER!r} AND x = floor(x) THEN x::BIGINT::VARCHAR "
        "ELSE x::VARCHAR END"
    )
    yield f"semaforo_json_text(x) AS {let('x::VARCHAR', 'j', _json_text('j'))}"
    yield f"semaforo_boolean(x) AS {let('semaforo_fold(x)', 'w', _boolean('w'))}"
    yield f"semaforo_company_of_mail(x) AS {_company_of_mail('x')}"
    yield f"semaforo_utc(wall) AS {_utc('wall', zone)}"
    yield f"semaforo_shifted(wall, o) AS {_shifted('wall', 'o')}"
    yield f"semaforo_wall(t) AS {_wall('t')}"
    yield f"semaforo_instant(x) AS {_instant('semaforo_trim(x)')}"


def _instant(text: str) -> str:
    """A cast reads nearly all instants; the rest have an offset right behind the date, or one of
    15 hours. Only those go through a lambda, which is made anew for every block of rows."""
    at_once = f"epoch_us(TRY_CAST({text} AS TIMESTAMP))"
    with_offset = f"epoch_us(TRY_CAST({text} AS TIMESTAMPTZ))"
    shifted = f"semaforo_shifted(semaforo_wall(t), regexp_extract(t, {_OFFSET}))"
    return (
        f"CASE WHEN regexp_full_match({text}, {quoted(_USUAL)}) AND {text} >= '0001' "
        f"THEN CASE WHEN {text}[-1] = 'Z' THEN {at_once} "
        f"WHEN {text}[-3] = ':' AND {text}[-6] IN ('+', '-') THEN {with_offset} "
        f"ELSE semaforo_utc({at_once}) END "
        f"WHEN regexp_full_match({text}, {quoted(values.INSTANT)}) "
        f"THEN {let(text, 't', shifted)} END"
    )


def _company_of_mail(mail: str) -> str:
    domain = let(
        f"regexp_extract({mail}, '@([^@]*)$', 1)",
        "r",
        "nullif(semaforo_lower(semaforo_trim(r)), '')",
    )
    return let(domain, "d", f"CASE WHEN getvariable('{_FREE_MAIL}')[d] IS NULL THEN d END")


def _number(text: str) -> str:
    read = f"TRY_CAST({text} AS DOUBLE)"
    return (
        f"CASE WHEN regexp_full_match({text}, {quoted(values.NUMBER)}) "
        f"AND abs({read}) <= {values.LARGEST_NUMBER!r} THEN {read} + 0.0 END"
    )


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


def _lookup(zone: Zone) -> Iterator[tuple[str, list[int]]]:
    """Lists by which a local time finds its offset: where each stretch of time begins among the
    changes of the zone, the changes, and the offsets before, between and after them.

    As one expression with a branch for every change this costs twenty times as much, and a
    lambda, which is made anew for every block of rows, a thousand times.
    """
    counts = [bisect_left(zone.walls, start) for start in _stretches(zone)]
    yield _STRETCHES, counts
    yield _WALLS, [*zone.walls, *[_NEVER] * _most_changes(counts)]
    yield _OFFSETS, list(zone.offsets)


def _stretches(zone: Zone) -> range:
    """Where each stretch begins, from the first change to beyond the last."""
    return range(zone.walls[0], zone.walls[-1] + 1 + _STRETCH, _STRETCH)


def _most_changes(counts: list[int]) -> int:
    """The greatest number of changes in one stretch."""
    return max(after - before for before, after in pairwise(counts))


def _utc(wall: str, zone: Zone) -> str:
    if not zone.starts:
        return f"{wall} - {zone.offsets[0]}"
    stretches = _stretches(zone)
    held = f"greatest(least({wall}, {stretches[-1]}), {stretches[0]})"
    place = f"(({held} - {stretches[0]}) >> {_STRETCH.bit_length() - 1}) + 1"
    before = f"getvariable('{_STRETCHES}')[{place}]"
    counts = dict(_lookup(zone))[_STRETCHES]
    since = "".join(
        f" + ({wall} >= getvariable('{_WALLS}')[{before} + {i}])::INTEGER"
        for i in range(1, _most_changes(counts) + 1)
    )
    return f"{wall} - getvariable('{_OFFSETS}')[{before} + 1{since}]"

"""Numbers and instants in the notations a map may give a column, as SQL over their text."""

from __future__ import annotations

import re

from semaforo.facts.formats import (
    BLANK,
    COUNTED_FROM,
    DATE_GROUPS,
    DATE_PATTERNS,
    DIGITS,
    MONEY,
    InstantFormat,
    NumberFormat,
    RangeEnd,
    number_pattern,
)
from semaforo.store.scalars import let, quoted, read_by

_KEPT = {NumberFormat.ENGLISH: "[^0-9.+-]", NumberFormat.SPANISH: "[^0-9,+-]"}
_PLAIN_DIGITS = r"[0-9]+(?:\.[0-9]+)?"
_WORDS = rf"(?:{BLANK}+\p{{L}}+)*"
_BETWEEN = r"(?:-|–|—|a|to|y|and|hasta)"
_FROM = rf"(?:(?:de|desde|from|entre|between){BLANK}+)?"
_ABOVE = rf"(?:(?:>=?|\+|≥|(?:más|mas) de|more than|over|desde|from){BLANK}*)?"
_BELOW = rf"(?:<=?|≤|menos de|less than|fewer than|under|up to|hasta){BLANK}*"
_OR_MORE = rf"(?:{BLANK}*\+)?"
_DAY_ZERO_OF_EXCEL = 25_569
"""1 January 1970 as a serial number of Excel."""


def number(text: str, notation: NumberFormat, end: RangeEnd | None) -> str:
    """The number in a text of some notation; with `end`, also in a range such as 51-200."""
    one = _one("t", notation)
    if end is not None:
        one = f"coalesce({one}, {_range('t', notation, end)})"
    return let(f"semaforo_trim({text})", "t", one)


def _one(t: str, notation: NumberFormat) -> str:
    if notation is NumberFormat.PLAIN:
        return f"semaforo_number({t})"
    pattern = quoted(number_pattern(DIGITS[notation]))
    return f"CASE WHEN regexp_full_match({t}, {pattern}) THEN {_digits(t, notation)} END"


def _digits(text: str, notation: NumberFormat) -> str:
    """A text that holds one number of the notation, without anything that is no part of it."""
    if notation is NumberFormat.PLAIN:
        return read_by("semaforo_number", text)
    bare = f"regexp_replace({text}, '{_KEPT[notation]}', '', 'g')"
    return read_by("semaforo_number", f"replace({bare}, ',', '.')")


def _range(t: str, notation: NumberFormat, end: RangeEnd) -> str:
    digits = DIGITS.get(notation, _PLAIN_DIGITS)
    here = rf"{MONEY}?{BLANK}*({digits}){BLANK}*{MONEY}?"
    two = quoted(rf"(?i){_FROM}{here}{BLANK}*{_BETWEEN}{BLANK}*{here}{_WORDS}")
    above = quoted(rf"(?i){_ABOVE}{here}{_OR_MORE}{_WORDS}")
    below = quoted(rf"(?i){_BELOW}{here}{_WORDS}")
    first, second = (_digits(f"regexp_extract({t}, {two}, {i})", notation) for i in (1, 2))
    least = _digits(f"regexp_extract({t}, {above}, 1)", notation)
    most = _digits(f"regexp_extract({t}, {below}, 1)", notation)
    return (
        f"CASE WHEN regexp_full_match({t}, {two}) THEN {_between(first, second, end)} "
        f"WHEN regexp_full_match({t}, {above}) THEN {least} "
        f"WHEN regexp_full_match({t}, {below}) THEN {_between('0.0', most, end)} END"
    )


def _between(low: str, high: str, end: RangeEnd) -> str:
    return {
        RangeEnd.LOW: low,
        RangeEnd.HIGH: high,
        RangeEnd.MIDDLE: f"(({low}) + ({high})) / 2",
    }[end]


def instant(text: str, notation: InstantFormat) -> str:
    """The instant (microseconds UTC) in a text of some notation."""
    if notation is InstantFormat.ISO:
        return read_by("semaforo_instant", text)
    trimmed = f"semaforo_trim({text})"
    if notation in COUNTED_FROM:
        return let(trimmed, "t", _counted("t", notation))
    pattern = DATE_PATTERNS[notation]
    groups = sorted(DATE_GROUPS, key=re.compile(pattern).groupindex.__getitem__)
    listed = ", ".join(map(quoted, groups))
    parts = f"regexp_extract({trimmed}, {quoted(f'^(?:{_unnamed(pattern)})$')}, [{listed}])"
    return read_by("semaforo_instant", let(parts, "p", _strict("p")))


def _unnamed(pattern: str) -> str:
    """Groups are told apart by their order: RE2 has them without names here."""
    return re.sub(r"\(\?P<\w+>", "(", pattern)


def _strict(p: str) -> str:
    """The strict notation of an instant taken apart. Text that did not match has no parts."""
    hour = (
        f"CASE WHEN {p}.half = '' THEN lpad({p}.hour, 2, '0') "
        f"WHEN {p}.hour::INT NOT BETWEEN 1 AND 12 THEN '99' "
        f"ELSE lpad(({p}.hour::INT % 12 + CASE WHEN lower({p}.half[1]) = 'p' THEN 12 ELSE 0 END)"
        "::VARCHAR, 2, '0') END"
    )
    second = f"CASE WHEN {p}.second = '' THEN '' ELSE ':' || {p}.second END"
    fraction = f"CASE WHEN {p}.fraction = '' THEN '' ELSE '.' || {p}.fraction END"
    time = (
        f"CASE WHEN {p}.hour = '' THEN '' "
        f"ELSE 'T' || {hour} || ':' || {p}.minute || {second} || {fraction} END"
    )
    offset = (
        f"CASE WHEN {p}.offset = '' THEN '' WHEN {p}.offset IN ('Z', 'UTC', 'GMT') THEN 'Z' "
        f"WHEN strlen({p}.offset) = 3 THEN {p}.offset || ':00' "
        f"ELSE left({p}.offset, 3) || ':' || right({p}.offset, 2) END"
    )
    date = f"{p}.y || '-' || lpad({p}.m, 2, '0') || '-' || lpad({p}.d, 2, '0')"
    return f"CASE WHEN {p}.y = '' THEN NULL ELSE {date} || {time} || {offset} END"


def counted_number(text: str) -> str:
    """The number of a text as a decimal: a double has too few digits for microseconds."""
    whole = quoted(r"[+-]?[0-9]{1,17}(?:\.[0-9]+)?")
    return (
        f"CASE WHEN regexp_full_match({text}, {whole}) THEN TRY_CAST({text} AS DECIMAL(38, 12)) "
        f"ELSE TRY_CAST(semaforo_number({text}) AS DECIMAL(38, 12)) END"
    )


def _counted(t: str, notation: InstantFormat) -> str:
    low, high = COUNTED_FROM[notation]
    if notation is InstantFormat.EXCEL:
        # A serial number is a double: its time is sound to the millisecond, not beyond.
        millis = f"round((n::DOUBLE - {_DAY_ZERO_OF_EXCEL}) * 86400000)::BIGINT"
        read = f"semaforo_utc({millis} * 1000)"
    else:
        factor = {
            InstantFormat.EPOCH_SECONDS: 1_000_000,
            InstantFormat.EPOCH_MILLIS: 1_000,
            InstantFormat.EPOCH_MICROS: 1,
        }[notation]
        read = f"floor(n * {factor})::BIGINT"
    body = f"CASE WHEN n >= {low:.0f} AND n < {high:.0f} THEN {read} END"
    return let(counted_number(t), "n", body)

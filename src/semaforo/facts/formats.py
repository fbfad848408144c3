"""How the numbers and the instants of one column are written.

Only a map gives a column a format of its own; elsewhere the strict notation of `facts.values`
holds. The patterns are regular expressions that both Python and the engines' RE2 understand; the
names of their groups are `DATE_GROUPS`.
"""

from __future__ import annotations

from enum import StrEnum

from semaforo.facts.values import WHITE_SPACE


class NumberFormat(StrEnum):
    """How a number is written. `plain` is the strict notation: 1000.5."""

    PLAIN = "plain"
    ENGLISH = "en"
    """1,000.5"""
    SPANISH = "es"
    """1.000,5"""


class InstantFormat(StrEnum):
    """How an instant is written. A time may follow every date: 18:30, 18:30:05, 6:30 PM."""

    ISO = "iso"
    """The strict notation: 2026-01-31T18:30:00+01:00."""
    YEAR_FIRST = "yyyy-mm-dd"
    """Also 2026/1/31 6:30 PM and 2026-01-31 18:30:00 UTC."""
    DAY_FIRST = "dd/mm/yyyy"
    MONTH_FIRST = "mm/dd/yyyy"
    COMPACT = "yyyymmdd"
    EXCEL = "excel"
    """Days since 30 December 1899, with the time as a fraction."""
    EPOCH_SECONDS = "epoch s"
    EPOCH_MILLIS = "epoch ms"
    EPOCH_MICROS = "epoch us"


class RangeEnd(StrEnum):
    """Which number a range such as 51-200 stands for. 500+ is 500 whatever the end."""

    LOW = "low"
    HIGH = "high"
    MIDDLE = "mid"


BLANK = f"[{WHITE_SPACE}]"
MONEY = r"(?:€|\$|£|%|EUR|USD|MXN|GBP)"
"""Signs that may stand before or after a number of a column with a format."""

ENGLISH_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
SPANISH_DIGITS = (
    rf"(?:[0-9]{{1,3}}(?:\.[0-9]{{3}})+|[0-9]{{1,3}}(?:{BLANK}[0-9]{{3}})+|[0-9]+)(?:,[0-9]+)?"
)
DIGITS = {NumberFormat.ENGLISH: ENGLISH_DIGITS, NumberFormat.SPANISH: SPANISH_DIGITS}


def number_pattern(digits: str) -> str:
    """The whole of a trimmed text that is one number, with sign and money signs."""
    return rf"{MONEY}?{BLANK}*[+-]?{BLANK}*{MONEY}?{BLANK}*{digits}{BLANK}*{MONEY}?"


DATE_GROUPS = ("y", "m", "d", "hour", "minute", "second", "fraction", "half", "offset")

_TIME = (
    r"(?:(?:T|,? +)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?"
    r" ?(?P<half>[AaPp]\.? ?[Mm]\.?)?)?"
    r" ?(?P<offset>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2})?"
)
_YEAR, _MONTH, _DAY = r"(?P<y>[0-9]{4})", r"(?P<m>[0-9]{1,2})", r"(?P<d>[0-9]{1,2})"

DATE_PATTERNS = {
    InstantFormat.YEAR_FIRST: f"{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}{_TIME}",
    InstantFormat.DAY_FIRST: f"{_DAY}[-/.]{_MONTH}[-/.]{_YEAR}{_TIME}",
    InstantFormat.MONTH_FIRST: f"{_MONTH}[-/.]{_DAY}[-/.]{_YEAR}{_TIME}",
    InstantFormat.COMPACT: f"{_YEAR}(?P<m>[0-9]{{2}})(?P<d>[0-9]{{2}}){_TIME}",
}

COUNTED_FROM = {
    InstantFormat.EXCEL: (1.0, 2_958_466.0),
    InstantFormat.EPOCH_SECONDS: (-62_135_596_800.0, 253_402_300_800.0),
    InstantFormat.EPOCH_MILLIS: (-62_135_596_800e3, 253_402_300_800e3),
    InstantFormat.EPOCH_MICROS: (-62_135_596_800e6, 253_402_300_800e6),
}
"""Formats that count from a day, and the numbers they may hold: years 1 to 9999, high end out."""

DETECTED_FROM = {
    InstantFormat.EXCEL: (10_000.0, 110_000.0),
    InstantFormat.COMPACT: (19_000_101.0, 21_000_101.0),
    InstantFormat.EPOCH_SECONDS: (1e8, 1e10),
    InstantFormat.EPOCH_MILLIS: (1e11, 1e13),
    InstantFormat.EPOCH_MICROS: (1e14, 1e16),
}
"""The numbers that speak for a format while a column's format is being found: years 1927 to 2200
for serial numbers of Excel, 1973 to 2286 for the others. They do not overlap."""

NUMBER_FORMATS = {str(f): f for f in NumberFormat}
INSTANT_FORMATS = {str(f): f for f in InstantFormat} | {
    "epoch": InstantFormat.EPOCH_SECONDS,
    "excel serial": InstantFormat.EXCEL,
}
"""What may be written in a map, also under a second name."""

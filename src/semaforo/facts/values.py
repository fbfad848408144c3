"""How raw values are read: the meaning of record for numbers, instants, booleans, text and folding.

The load query says the same in bulk; `tests/property` holds the two together.
Every reader returns None for a value that is missing or does not parse.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files

from semaforo.facts.shapes import Folded, Instant, Raw
from semaforo.facts.zones import DAY, SECOND, Zone

WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""Unicode's White_Space. `str.strip()` would take the separators U+001C-U+001F too."""

NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
INSTANT = (
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?"
)
LARGEST_NUMBER = 1e15

_NUMBER = re.compile(NUMBER)
_INSTANT = re.compile(INSTANT)
_MARKS = re.compile("[\u0300-\u036f]")
_TRUE = frozenset({"true", "1", "yes", "si"})
_FALSE = frozenset({"false", "0", "no"})
_EPOCH_DAY = date(1970, 1, 1).toordinal()


def trim(text: str) -> str:
    """`text` without white space at either end."""
    return text.strip(WHITE_SPACE)


@cache
def fold_table() -> dict[str, str]:
    """Letter -> its fold, beyond lower-casing and the dropping of combining marks."""
    listed = files("semaforo.facts").joinpath("fold.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in listed.splitlines() if not line.startswith("#"))
    return {letter: folded for _, letter, folded in rows}


def fold(text: str) -> str:
    """The form in which text is compared: no outer blanks, accents or case.

    A fold is not always its own: a mark can stand outside of a blank, and the sign for ångström
    is lower-cased to a letter of the table. So text is folded once only.
    """
    trimmed = trim(text)
    if trimmed.isascii():
        return trimmed.lower()
    table = fold_table()
    return "".join(table.get(c) or _lower(c) for c in _MARKS.sub("", trimmed))


def _lower(letter: str) -> str:
    """Unicode's simple lower-case mapping, which never makes one character two."""
    lowered = letter.lower()
    return lowered if len(lowered) == 1 else letter


def text_of(raw: Raw) -> str | None:
    """`raw` as text; None when it is absent or blank. Whole numbers have no decimals."""
    match raw:
        case None:
            return None
        case str():
            return raw if trim(raw) else None
        case bool():
            return "true" if raw else "false"
        case int():
            return _whole_text(raw)
        case float():
            return _float_text(raw)
        case datetime():
            return raw.isoformat(sep=" ")
        case date():
            return raw.isoformat()
        case Decimal():
            return _float_text(float(raw))
        case dict() | list() | tuple():
            return canonical_json(raw)
    return str(raw)


def _whole_text(value: int) -> str:
    """Every digit; `str()` refuses whole numbers with thousands of them."""
    return str(value) if abs(value) <= LARGEST_NUMBER else format(Decimal(value), "f")


def _float_text(value: float) -> str | None:
    if math.isnan(value):
        return None
    if value.is_integer() and abs(value) <= LARGEST_NUMBER:
        return str(int(value))
    return repr(value)


def folded(raw: Raw) -> str | None:
    """`raw` as comparable text."""
    if isinstance(raw, Folded):
        return str(raw)
    text = text_of(raw)
    return None if text is None else fold(text)


def number(raw: Raw) -> float | None:
    """`raw` as a number of at most 1e15 either way."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int) and abs(raw) > LARGEST_NUMBER:
        return None  # no float holds every whole number
    if isinstance(raw, int | float | Decimal):
        value = float(raw)
    elif isinstance(raw, str) and _NUMBER.fullmatch(trim(raw)):
        value = float(trim(raw))
    else:
        return None
    return value + 0.0 if abs(value) <= LARGEST_NUMBER else None


def boolean(raw: Raw) -> bool | None:
    """`raw` as true or false."""
    word = folded(raw)
    if word in _TRUE:
        return True
    return False if word in _FALSE else None


def instant(raw: Raw, zone: Zone) -> int | None:
    """`raw` as microseconds since 1970 UTC. Without its own offset it is local to `zone`."""
    if isinstance(raw, Instant):
        return int(raw)
    if isinstance(raw, datetime):
        return _datetime_instant(raw, zone)
    if isinstance(raw, date):
        return zone.instant_of((raw.toordinal() - _EPOCH_DAY) * DAY)
    if not isinstance(raw, str):
        return None
    found = _INSTANT.fullmatch(trim(raw))
    return _grammar_instant(found, zone) if found else None


def _datetime_instant(value: datetime, zone: Zone) -> int:
    wall = value.replace(tzinfo=None)
    seconds = wall.hour * 3600 + wall.minute * 60 + wall.second
    micros = (wall.toordinal() - _EPOCH_DAY) * DAY + seconds * SECOND + wall.microsecond
    if value.tzinfo is None:
        return zone.instant_of(micros)
    utc = value.astimezone(UTC)
    return (utc - datetime(1970, 1, 1, tzinfo=UTC)) // datetime.resolution


def _grammar_instant(found: re.Match[str], zone: Zone) -> int | None:
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    try:
        ordinal = date(int(year), int(month), int(day)).toordinal()
    except ValueError:
        return None
    hours, minutes, seconds = int(hour or 0), int(minute or 0), int(second or 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    micros = int((fraction or "0")[:6].ljust(6, "0"))
    wall = (ordinal - _EPOCH_DAY) * DAY
    wall += (hours * 3600 + minutes * 60 + seconds) * SECOND + micros
    if offset is None:
        return zone.instant_of(wall)
    if offset == "Z":
        return wall
    away_hours, away_minutes = int(offset[1:3]), int(offset[4:6])
    if away_hours > 23 or away_minutes > 59:
        return None
    away = (away_hours * 60 + away_minutes) * 60 * SECOND
    return wall - away if offset[0] == "+" else wall + away


def canonical_json(raw: Raw) -> str:
    """`raw` as JSON with keys by code point and no blanks: one text for one value."""
    match raw:
        case None:
            return "null"
        case bool():
            return "true" if raw else "false"
        case int() | float() | Decimal():
            return text_of(raw) or "null"
        case dict():
            inside = (f"{_quoted(key)}:{canonical_json(raw[key])}" for key in sorted(raw))
            return "{" + ",".join(inside) + "}"
        case list() | tuple():
            return "[" + ",".join(map(canonical_json, raw)) + "]"
        case str():
            return _quoted(raw)
    return _quoted(text_of(raw) or "")


_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}
_TO_ESCAPE = re.compile(r'["\\\x00-\x1f]')


def _quoted(text: str) -> str:
    return '"' + _TO_ESCAPE.sub(_escaped, text) + '"'


def _escaped(found: re.Match[str]) -> str:
    letter = found.group()
    return _ESCAPES.get(letter) or f"\\u{ord(letter):04x}"


def mail_domain(raw: Raw) -> str | None:
    """What stands after the last @ of a mail address: trimmed, lower-cased, not folded."""
    text = text_of(raw)
    if text is None or "@" not in text:
        return None
    domain = "".join(map(_lower, trim(text.rpartition("@")[2])))
    return domain or None


@cache
def free_mail_domains() -> frozenset[str]:
    """Mail domains anyone can have, which therefore say nothing about a company."""
    path = files("semaforo.dictionaries").joinpath("free_mail.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def company_of_mail(raw: Raw) -> str | None:
    """The company id that a mail address stands for, or None for a free-mail address."""
    domain = mail_domain(raw)
    return None if domain in free_mail_domains() else domain

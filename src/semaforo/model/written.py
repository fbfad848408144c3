"""The small values a model file is written with: texts, durations, points, bounds.

Each is a type for the shapes. A value that does not fit raises an error with one of the codes of
`model.faults`, which has the sentence in both languages.
"""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from semaforo.facts.values import trim
from semaforo.facts.zones import DAY, SECOND
from semaforo.model.meaning import MOST_POINTS

OTHERWISE = "otherwise"
FORMAT = 1
"""The format of model files that is read here."""
MOST_DAYS = 1_000_000
"""The longest duration, in days: 64 of them still fit in 64 bits of microseconds."""

_UNITS = {"m": 60 * SECOND, "h": 3600 * SECOND, "d": DAY, "w": 7 * DAY}
_DURATION = re.compile(r"([0-9]+)([mhdw])")
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?%")
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def microseconds(written: str) -> int:
    """A duration such as `90d` as microseconds. `written` must have the form of one."""
    found = _DURATION.fullmatch(written)
    assert found, written
    return int(found.group(1)) * _UNITS[found.group(2)]


def fraction(written: str) -> float:
    """`25%` as 0.25. `written` must have the form of a percentage."""
    found = _PERCENT.fullmatch(written)
    assert found, written
    return float(found.group(1)) / 100


def _wrong(code: str, raw: Any) -> PydanticCustomError:
    return PydanticCustomError(code, code, {"value": raw})


def _text(raw: Any) -> str:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return str(raw)
    if not isinstance(raw, str):
        raise _wrong("text", raw)
    if not trim(raw):
        raise _wrong("blank", raw)
    return raw


def _slug(raw: str) -> str:
    if not _SLUG.fullmatch(raw):
        raise _wrong("slug", raw)
    return raw


def _scalar(raw: Any) -> str | float | bool:
    if isinstance(raw, (str, int, float)):
        return raw
    raise _wrong("scalar", raw)


def is_duration(raw: Any) -> bool:
    """True for a positive whole number and a unit, of at most `MOST_DAYS`."""
    if not (isinstance(raw, str) and len(raw) < 20 and _DURATION.fullmatch(raw)):
        return False
    return 0 < microseconds(raw) <= MOST_DAYS * DAY


def _duration(raw: Any) -> str:
    if not is_duration(raw):
        raise _wrong("duration", raw)
    return str(raw)


def _ago(raw: Any) -> str:
    return raw if raw in ("0m", "0h", "0d", "0w") else _duration(raw)


def _percent(raw: Any) -> str:
    found = _PERCENT.fullmatch(raw) if isinstance(raw, str) else None
    if not found or not 0 < float(found.group(1)) <= 100:
        raise _wrong("percent", raw)
    return str(raw)


def _number(raw: Any) -> float:
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        raise _wrong("number", raw)
    if not math.isfinite(raw):
        raise _wrong("finite", raw)
    return float(raw)


def _points(raw: Any) -> float:
    number = _number(raw)
    if abs(number) > MOST_POINTS:
        raise _wrong("too-many-points", raw)
    return number


def _positive(raw: Any) -> float:
    number = _points(raw)
    if number <= 0:
        raise _wrong("positive", raw)
    return number


def _not_negative(raw: Any) -> float:
    number = _points(raw)
    if number < 0:
        raise _wrong("not-negative", raw)
    return number


def _bound(raw: Any) -> float | str:
    if raw == OTHERWISE:
        return OTHERWISE
    if isinstance(raw, str):
        raise _wrong("bound", raw)
    return _points(raw)


def _count(raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not 1 <= raw <= 10**9:
        raise _wrong("count", raw)
    return raw


def _format(raw: Any) -> int:
    if isinstance(raw, bool) or raw != FORMAT:
        raise _wrong("format", raw)
    return FORMAT


def _list(raw: Any) -> Any:
    """One where a list is expected stands for a list of one."""
    return raw if isinstance(raw, (list, dict)) or raw is None else [raw]


def _distinct(names: list[str]) -> list[str]:
    for position, name in enumerate(names):
        if name in names[:position]:
            raise _wrong("twice", name)
    return names


Text = Annotated[str, BeforeValidator(_text)]
"""Any text that is not blank; a whole number is read as text."""
Slug = Annotated[Text, AfterValidator(_slug)]
Scalar = Annotated[
    Any, BeforeValidator(_scalar), WithJsonSchema({"type": ["string", "number", "boolean"]})
]
Duration = Annotated[
    Any, BeforeValidator(_duration), WithJsonSchema({"type": "string", "pattern": "^[0-9]+[mhdw]$"})
]
Ago = Annotated[
    Any, BeforeValidator(_ago), WithJsonSchema({"type": "string", "pattern": "^[0-9]+[mhdw]$"})
]
Percent = Annotated[
    Any, BeforeValidator(_percent), WithJsonSchema({"type": "string", "pattern": "^[0-9.]+ ?%$"})
]
Points = Annotated[Any, BeforeValidator(_points), WithJsonSchema({"type": "number"})]
Positive = Annotated[
    Any, BeforeValidator(_positive), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})
]
NotNegative = Annotated[
    Any, BeforeValidator(_not_negative), WithJsonSchema({"type": "number", "minimum": 0})
]
Count = Annotated[Any, BeforeValidator(_count), WithJsonSchema({"type": "integer", "minimum": 1})]
Format = Annotated[Any, BeforeValidator(_format), WithJsonSchema({"const": FORMAT})]
Bound = Annotated[
    Any,
    BeforeValidator(_bound),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"const": OTHERWISE}]}),
]
NAME_OR_NAMES = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]
}
OneOrMore = Annotated[
    list[Text],
    Field(min_length=1),
    BeforeValidator(_list),
    AfterValidator(_distinct),
    WithJsonSchema(NAME_OR_NAMES),
]
"""A name, or a list of different names."""
Names = Annotated[list[Text], Field(min_length=1), AfterValidator(_distinct)]
Scalars = Annotated[list[Scalar], Field(min_length=1)]
Durations = Annotated[list[Duration], Field(min_length=1), AfterValidator(_distinct)]
CONDITION_MARK = "x-condition"
"""Where the JSON Schema has this key, `model.schema` puts that of conditions."""
Condition = Annotated[dict[str, Any], WithJsonSchema({CONDITION_MARK: True})]
"""Field names with what is asked of them; `model.conditions` reads it."""
TypeName = Literal["category", "text", "number", "boolean", "date", "datetime"]

"""Conditions on one lead's attributes or one event's properties, in plain Python."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from semaforo.model.meaning import All, AnyOf, Comparison, Condition, Not, Op

Value = str | float | bool | int | None
Reader = Callable[[str], Value]
"""Field name -> its typed value, or None when it is missing."""


def holds(
    condition: Condition, read: Reader, lists: Mapping[str, frozenset[str]], as_of: int
) -> bool:
    """Whether `condition` is true at `as_of`. There is no third value."""
    match condition:
        case All(parts):
            return all(holds(part, read, lists, as_of) for part in parts)
        case AnyOf(parts):
            return any(holds(part, read, lists, as_of) for part in parts)
        case Not(part):
            return not holds(part, read, lists, as_of)
        case Comparison():
            return _compare(condition, read(condition.field), lists, as_of)


def _compare(
    comparison: Comparison, value: Any, lists: Mapping[str, frozenset[str]], as_of: int
) -> bool:
    operand: Any = comparison.operand
    if comparison.op is Op.EXISTS:
        return (value is not None) is operand
    if value is None:
        return False
    if comparison.op is Op.IN_LIST:
        return value in lists[operand]
    return bool(_HOLDS[comparison.op](value, operand, as_of))


_HOLDS: dict[Op, Callable[[Any, Any, int], bool]] = {
    Op.EQ: lambda value, operand, _: value == operand,
    Op.NE: lambda value, operand, _: value != operand,
    Op.IN: lambda value, operand, _: value in operand,
    Op.NOT_IN: lambda value, operand, _: value not in operand,
    Op.LIKE: lambda value, operand, _: fits(operand, value),
    Op.CONTAINS: lambda value, operand, _: operand in value,
    Op.STARTS_WITH: lambda value, operand, _: value.startswith(operand),
    Op.ENDS_WITH: lambda value, operand, _: value.endswith(operand),
    Op.GT: lambda value, operand, _: value > operand,
    Op.GTE: lambda value, operand, _: value >= operand,
    Op.LT: lambda value, operand, _: value < operand,
    Op.LTE: lambda value, operand, _: value <= operand,
    Op.BETWEEN: lambda value, operand, _: operand[0] <= value <= operand[1],
    Op.IN_LAST: lambda value, operand, as_of: as_of - operand < value <= as_of,
    Op.BEFORE_LAST: lambda value, operand, as_of: value <= as_of - operand,
    Op.IN_NEXT: lambda value, operand, as_of: as_of < value <= as_of + operand,
}


def fits(pattern: str, text: str) -> bool:
    """Whether the whole of `text` fits a glob: `*` any run of characters, `?` exactly one."""
    return _expression(pattern).fullmatch(text) is not None


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(glob_expression(pattern), re.DOTALL)


def glob_expression(pattern: str) -> str:
    """`pattern` as a regular expression, every other character quoted."""
    runs = re.sub(r"\*+", "*", pattern)
    return "".join({"*": ".*", "?": "."}.get(c) or re.escape(c) for c in runs)

"""Conditions as query expressions. Missing values make a comparison null, which counts as false;
only `not` has to say so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis
from ibis import ir

from semaforo.compile.reference_conditions import glob_expression
from semaforo.model.meaning import All, AnyOf, Comparison, Condition, Not, Op

Column = Callable[[str], Any]
"""Field name -> its column."""


def predicate(
    condition: Condition, column: Column, lists: Mapping[str, frozenset[str]], as_of: int
) -> ir.BooleanValue:
    """`condition` over `column`s: true, or false or null where it does not hold."""
    match condition:
        case All(()):
            return ibis.literal(True)
        case AnyOf(()):
            return ibis.literal(False)
        case All(parts):
            return reduce(and_, (predicate(p, column, lists, as_of) for p in parts))
        case AnyOf(parts):
            return reduce(or_, (predicate(p, column, lists, as_of) for p in parts))
        case Not(part):
            return ~predicate(part, column, lists, as_of).fill_null(False)
        case Comparison():
            return _comparison(condition, column(condition.field), lists, as_of)


def _comparison(
    comparison: Comparison, value: Any, lists: Mapping[str, frozenset[str]], as_of: int
) -> Any:
    operand: Any = comparison.operand
    match comparison.op:
        case Op.EXISTS:
            return value.notnull() if operand else value.isnull()
        case Op.IN_LIST:
            return value.isin(sorted(lists[operand]))
        case Op.LIKE:
            return fits(value, operand)
        case op:
            return _COMPARE[op](value, operand, as_of)


_COMPARE: dict[Op, Callable[[Any, Any, int], Any]] = {
    Op.EQ: lambda value, operand, _: value == operand,
    Op.NE: lambda value, operand, _: value != operand,
    Op.IN: lambda value, operand, _: value.isin(operand),
    Op.NOT_IN: lambda value, operand, _: value.notin(operand),
    Op.CONTAINS: lambda value, operand, _: value.contains(operand),
    Op.STARTS_WITH: lambda value, operand, _: value.startswith(operand),
    Op.ENDS_WITH: lambda value, operand, _: value.endswith(operand),
    Op.GT: lambda value, operand, _: value > operand,
    Op.GTE: lambda value, operand, _: value >= operand,
    Op.LT: lambda value, operand, _: value < operand,
    Op.LTE: lambda value, operand, _: value <= operand,
    Op.BETWEEN: lambda value, operand, _: (value >= operand[0]) & (value <= operand[1]),
    Op.IN_LAST: lambda value, operand, t: (value > t - operand) & (value <= t),
    Op.BEFORE_LAST: lambda value, operand, t: value <= t - operand,
    Op.IN_NEXT: lambda value, operand, t: (value > t) & (value <= t + operand),
}


def fits(value: Any, pattern: str) -> Any:
    """Whether the whole of `value` fits a glob, by the cheapest test that says so."""
    runs = re.sub(r"\*+", "*", pattern)
    inner = runs.strip("*")
    if "*" in inner or "?" in inner:
        return value.re_search(rf"(?s)\A{glob_expression(runs)}\z")
    starts_open, ends_open = runs.startswith("*"), runs.endswith("*")
    if not inner:
        return value.notnull() if runs else value == ""
    if starts_open and ends_open:
        return value.contains(inner)
    if starts_open:
        return value.endswith(inner)
    return value.startswith(inner) if ends_open else value == inner

"""Values worth trying of one field: some for every answer that the comparisons on it can give."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import pairwise, permutations
from typing import Any

from semaforo.compile.reference_conditions import Value
from semaforo.facts.values import LARGEST_NUMBER, fold
from semaforo.facts.zones import DAY, SECOND
from semaforo.model.meaning import Comparison, Kind, Op

ANOTHER = "…"
"""Stands for a text that no comparison names, and for the rest of one."""
MOST_OF_A_LIST = 3
_MOST_PARTS = 6
"""How many parts of texts are put together in pairs."""
_NUMBER_APART = 1_000_003.0
_INSTANT_APART = 10_000 * DAY


def palette(
    kind: Kind, asked: Sequence[Comparison], lists: Mapping[str, frozenset[str]], as_of: int
) -> list[Value]:
    """Values of `kind` that answer the comparisons in every way, or nearly, the plainest first."""
    match kind:
        case Kind.TEXT:
            return list(_texts(asked, lists))
        case Kind.BOOLEAN:
            return [True, False]
        case Kind.NUMBER:
            numbers = _around([float(edge) for edge in _edges(asked, as_of)], 1.0, 0.0)
            return [number for number in numbers if abs(number) <= LARGEST_NUMBER]
        case Kind.INSTANT:
            return [int(at) for at in _around(list(_edges(asked, as_of)), DAY, as_of)]


def unlike(kind: Kind, number: int, as_of: int) -> Value:
    """The `number`th value that no fact is likely to have and no comparison to name."""
    match kind:
        case Kind.TEXT:
            return f"{ANOTHER} {number + 1}"
        case Kind.NUMBER:
            return _NUMBER_APART + number
        case Kind.INSTANT:
            return as_of + _INSTANT_APART + number * SECOND
        case Kind.BOOLEAN:
            return number % 2 == 0


def variants(value: Value, kind: Kind) -> list[Value]:
    """`value` and four beside it, which are other values and may be answered alike."""
    if value is None or isinstance(value, bool):
        return [value]
    if isinstance(value, str):
        return [value, f"{value} 2", f"{value} 3", f"2 {value}", f"3 {value}"]
    step = SECOND if kind is Kind.INSTANT else 1
    return [value, value + step, value + 2 * step, value - step, value - 2 * step]


def fitting(glob: str) -> list[str]:
    """Texts that fit the glob: with nothing, a word or a letter for each run of characters."""
    plain = re.sub(r"\*+", "*", glob).replace("?", "x")
    return [text for fill in ("", ANOTHER, "x") if _is_text(text := plain.replace("*", fill))]


def _texts(asked: Sequence[Comparison], lists: Mapping[str, frozenset[str]]) -> Iterator[str]:
    parts: dict[str, None] = {}
    for comparison in asked:
        named = list(_named(comparison, lists))
        yield from named
        if comparison.op in (Op.LIKE, Op.CONTAINS, Op.STARTS_WITH, Op.ENDS_WITH):
            parts |= dict.fromkeys(named)
    yield ANOTHER
    # What two comparisons ask of one text together.
    for one, other in permutations(list(parts)[:_MOST_PARTS], 2):
        yield one + other
        yield f"{one} {other}"


def _named(comparison: Comparison, lists: Mapping[str, frozenset[str]]) -> Iterable[str]:
    operand: Any = comparison.operand
    match comparison.op:
        case Op.EXISTS:
            return []
        case Op.IN | Op.NOT_IN:
            return list(operand)
        case Op.IN_LIST:
            return nsmallest(MOST_OF_A_LIST, lists[operand])
        case Op.LIKE:
            return fitting(operand)
        case _:
            return [operand]


def _is_text(text: str) -> bool:
    """Whether a fact can hold the text and be read as just that."""
    return bool(text) and fold(text) == text


def _edges(asked: Sequence[Comparison], as_of: int) -> Iterator[int]:
    """The numbers or instants at which an answer changes."""
    for comparison in asked:
        operand: Any = comparison.operand
        match comparison.op:
            case Op.EXISTS:
                continue
            case Op.IN | Op.NOT_IN | Op.BETWEEN:
                yield from operand
            case Op.IN_LAST:
                yield from (as_of, as_of - operand)
            case Op.BEFORE_LAST:
                yield as_of - operand
            case Op.IN_NEXT:
                yield from (as_of + operand, as_of)
            case _:
                yield operand


def _around(edges: Sequence[Any], step: Any, usual: Any) -> list[Any]:
    """The edges, a value between each two, and one beyond either end."""
    if not edges:
        return [usual]
    ordered = sorted(set(edges))
    pairs = pairwise(ordered)
    between = [low + step if low + step < high else (low + high) / 2 for low, high in pairs]
    return [*edges, ordered[-1] + step, *between, ordered[0] - step]

"""Conditions over declared fields: every operator of every kind of value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from semaforo.facts.values import fold
from semaforo.facts.zones import DAY, SECOND
from semaforo.model.meaning import ALWAYS, All, AnyOf, Comparison, Condition, Kind, Not, Op, Type

AS_OF = 1_793_534_400 * SECOND
"""1 November 2026, 12:00 UTC: every generated case is scored then."""

WORDS = ("ceo", "Dirección", " a.b\\ ", "x", "", "Straße", "[ab]%", "3ª", "true", "10", "día\nfin")
NUMBERS = (0, 1, -1, 2.5, 10, 1000, -0.1)
DURATIONS = (SECOND, 3600 * SECOND, DAY, 7 * DAY, 30 * DAY, 400 * DAY)
AGES = (0, 1, SECOND, DAY, 7 * DAY, 30 * DAY, 30 * DAY + 1, 90 * DAY, 800 * DAY, 20_000 * DAY)
LISTS = {"rivals": frozenset({"x", "ceo", "3a"}), "nobody": frozenset({"zzz"})}

folded_words = st.sampled_from(sorted({fold(word) for word in WORDS} - {""}))
globs = st.one_of(
    st.sampled_from(["*", "c*", "*o", "*e*", "?", "c?o", "a.b*", "*d*n*", "[ab]%", "dia*fin"]),
    folded_words,
)
instants = st.builds(
    lambda age, sign: AS_OF - sign * age, st.sampled_from(AGES), st.sampled_from([1, -1])
)

_SCALARS: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: folded_words,
    Kind.NUMBER: st.sampled_from([float(n) for n in NUMBERS]),
    Kind.BOOLEAN: st.booleans(),
    Kind.INSTANT: instants,
}


def _pair(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, Any]]:
    return st.tuples(values, values).map(lambda pair: (min(pair), max(pair)))


def _several(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, min_size=1, max_size=3, unique=True).map(lambda v: tuple(sorted(v)))


def operands(kind: Kind) -> dict[Op, st.SearchStrategy[Any]]:
    """What may stand on the right of each operator a value of `kind` has."""
    scalar = _SCALARS[kind]
    found: dict[Op, st.SearchStrategy[Any]] = {
        Op.EXISTS: st.booleans(),
        Op.EQ: scalar,
        Op.NE: scalar,
    }
    if kind in (Kind.TEXT, Kind.NUMBER):
        found |= {Op.IN: _several(scalar), Op.NOT_IN: _several(scalar)}
    if kind is Kind.TEXT:
        found |= {Op.IN_LIST: st.sampled_from(sorted(LISTS)), Op.LIKE: globs}
        found |= dict.fromkeys((Op.CONTAINS, Op.STARTS_WITH, Op.ENDS_WITH), scalar)
    if kind in (Kind.NUMBER, Kind.INSTANT):
        found |= dict.fromkeys((Op.GT, Op.GTE, Op.LT, Op.LTE), scalar)
        found |= {Op.BETWEEN: _pair(scalar)}
    if kind is Kind.INSTANT:
        durations = st.sampled_from(DURATIONS)
        found |= dict.fromkeys((Op.IN_LAST, Op.BEFORE_LAST, Op.IN_NEXT), durations)
    return found


@st.composite
def comparisons(draw: st.DrawFn, fields: Mapping[str, Type]) -> Comparison:
    name = draw(st.sampled_from(sorted(fields)))
    kind = fields[name].kind
    choices = operands(kind)
    op = draw(st.sampled_from(sorted(choices)))
    return Comparison(name, kind, op, draw(choices[op]))


def conditions(fields: Mapping[str, Type]) -> st.SearchStrategy[Condition]:
    if not fields:
        return st.just(ALWAYS)
    return st.recursive(
        comparisons(fields),
        lambda inner: st.one_of(
            st.lists(inner, max_size=2).map(lambda parts: All(tuple(parts))),
            st.lists(inner, max_size=2).map(lambda parts: AnyOf(tuple(parts))),
            inner.map(Not),
        ),
        max_leaves=3,
    )

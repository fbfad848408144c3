"""Weights and terms as query expressions: the same arithmetic, step by step, as `weight.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
from ibis import ir

from semaforo.compile.weight import COEFFICIENTS, HALF_LIVES
from semaforo.facts.zones import SECOND
from semaforo.model.meaning import (
    MICRO,
    MOST_POINTS,
    Decay,
    HalfLife,
    Linear,
    Step,
    micropoints,
)

MOST = MOST_POINTS * MICRO
"""No contribution is held beyond this many micropoints."""


def with_weights(table: ir.Table, wanted: Mapping[str, tuple[Decay, Any]]) -> ir.Table:
    """`table` with a column of weights for each of `wanted`: name -> (decay, age column).

    The steps of a half-life are columns of their own, so that no engine and no reader meets them
    fifteen times over.
    """
    halves = {
        name: (d.duration, age) for name, (d, age) in wanted.items() if isinstance(d, HalfLife)
    }
    table = table.mutate(
        **{f"{name}_x": _seconds(age) / (life / SECOND) for name, (life, age) in halves.items()}
    )
    table = table.mutate(**{f"{name}_w": table[f"{name}_x"].floor() for name in halves})
    table = table.mutate(
        **{f"{name}_f": table[f"{name}_x"] - table[f"{name}_w"].cast("float64") for name in halves}
    )
    return table.mutate(
        **{
            name: _half(table, name) if name in halves else _straight(decay, age)
            for name, (decay, age) in wanted.items()
        }
    )


def _straight(decay: Decay, age: Any) -> Any:
    match decay:
        case Linear(duration):
            return _positive(1.0 - _seconds(age) / (duration / SECOND))
        case Step(every, lose):
            steps = (_seconds(age) / (every / SECOND)).floor().cast("float64")
            return _positive(1.0 - lose * steps)
    raise TypeError(decay)


def _seconds(age: Any) -> Any:
    return age.cast("float64") / float(SECOND)


def _positive(value: Any) -> Any:
    return ibis.greatest(value, 0.0)


def _half(table: ir.Table, name: str) -> Any:
    fraction, whole = table[f"{name}_f"], table[f"{name}_w"]
    total: Any = ibis.literal(COEFFICIENTS[-1])
    for coefficient in reversed(COEFFICIENTS[:-1]):
        total = total * fraction + coefficient
    return ibis.ifelse(whole < HALF_LIVES, total * (ibis.literal(2.0) ** (-whole)), 0.0)


def term(points: float, fading: Any, times: Any = None) -> Any:
    """points * weight * times in whole micropoints; `times` null counts 0, `fading` None is no
    decay. A plain int when nothing in it depends on the event."""
    if times is None:
        if fading is None:
            return micropoints(points)
        micro = _micro(abs(points) * fading)
        return -micro if points < 0 else micro
    value = (points if fading is None else points * fading) * times.fill_null(0.0)
    held = _micro(ibis.least(value.abs(), float(MOST_POINTS)))
    return ibis.ifelse(value < 0, -held, held)


def _micro(value: Any) -> Any:
    """A value of 0 to 1e9 points in whole micropoints, half up."""
    return (value * float(MICRO) + 0.5).floor()


def total(terms: Any, where: Any, *, times: bool) -> Any:
    """The exact sum of terms in 64 bits, held at the most there is.

    An engine may give the sum of 64-bit numbers 128 bits, which is slow to reckon with; going
    through a double brings it back. Terms of one sign are exact there until they are held. Terms
    with `times` may have either sign: decimals sum them.
    """
    if not times:
        masked = terms if where is None else ibis.ifelse(where, terms, 0)
        exact = masked.cast("float64").sum()
    else:
        exact = terms.cast("decimal(38, 0)").sum(where=where)
    return ibis.greatest(ibis.least(exact, MOST), -MOST).cast("int64")

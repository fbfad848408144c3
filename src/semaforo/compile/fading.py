"""Weights and terms as query expressions: the same arithmetic, step by step, as `weight.py`."""

from __future__ import annotations

from typing import Any

import ibis

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
_NARROW = 10**10
"""Below this many micropoints an event, a lead's sum stays far inside 64 bits."""


def weight(decay: Decay | None, age: Any) -> Any:
    """The share of its points an event `age` microseconds old still has; 1.0 without decay."""
    match decay:
        case None:
            return 1.0
        case HalfLife(duration):
            return ibis.ifelse(
                age < HALF_LIVES * duration, _half(_seconds(age) / (duration / SECOND)), 0.0
            )
        case Linear(duration):
            return _positive(1.0 - _seconds(age) / (duration / SECOND))
        case Step(every, lose):
            steps = (_seconds(age) / (every / SECOND)).floor().cast("float64")
            return _positive(1.0 - lose * steps)


def _seconds(age: Any) -> Any:
    return age.cast("float64") / float(SECOND)


def _positive(value: Any) -> Any:
    return ibis.greatest(value, 0.0)


def _half(x: Any) -> Any:
    whole = x.floor()
    fraction = x - whole.cast("float64")
    total: Any = ibis.literal(COEFFICIENTS[-1])
    for coefficient in reversed(COEFFICIENTS[:-1]):
        total = total * fraction + coefficient
    return total * (ibis.literal(2.0) ** (-whole))


def term(points: float, fading: Any, times: Any = None) -> Any:
    """points * weight * times in whole micropoints; `times` null counts 0. A plain int when
    nothing in it depends on the event."""
    if times is None:
        if isinstance(fading, float):
            return micropoints(points * fading)
        micro = _micro(abs(points) * fading)
        return -micro if points < 0 else micro
    value = points * fading * times.fill_null(0.0)
    held = _micro(ibis.least(value.abs(), float(MOST_POINTS)))
    return ibis.ifelse(value < 0, -held, held)


def _micro(value: Any) -> Any:
    """A value of 0 to 1e9 points in whole micropoints, half up."""
    return (value * float(MICRO) + 0.5).floor()


def is_wide(points: float, times: bool) -> bool:
    """Whether a sum of such terms could leave 64 bits."""
    return times or abs(micropoints(points)) > _NARROW


def hold(points: Any) -> Any:
    """A wide sum, held at the most there is and back in 64 bits."""
    return ibis.greatest(ibis.least(points, MOST), -MOST).cast("int64")

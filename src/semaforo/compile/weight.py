"""How a point fades, computed with the same bits on every engine.

2**-x is 2**-floor(x) times a polynomial in the fraction, because `pow` differs in its last bit from
one engine to the next. The coefficients are Taylor's of exp(-f ln 2); on [0, 1) the relative error
is below 1e-14.
"""

from __future__ import annotations

import math

from semaforo.facts.zones import SECOND
from semaforo.model.meaning import Decay, HalfLife, Linear, Step

HALF_LIVES = 64
"""From this many half-lives on, the weight is zero."""
COEFFICIENTS = tuple((-math.log(2.0)) ** k / math.factorial(k) for k in range(15))


def weight(decay: Decay | None, age: int) -> float:
    """The share of its points that an event `age` microseconds old still has, from 0 to 1."""
    seconds = age / SECOND
    match decay:
        case None:
            return 1.0
        case HalfLife(duration):
            return _half(seconds / (duration / SECOND)) if age < HALF_LIVES * duration else 0.0
        case Linear(duration):
            return max(0.0, 1.0 - seconds / (duration / SECOND))
        case Step(every, lose):
            return max(0.0, 1.0 - lose * math.floor(seconds / (every / SECOND)))


def _half(x: float) -> float:
    whole = math.floor(x)
    fraction = x - whole
    total = COEFFICIENTS[-1]
    for coefficient in reversed(COEFFICIENTS[:-1]):
        total = total * fraction + coefficient
    return total * math.pow(2.0, -whole)

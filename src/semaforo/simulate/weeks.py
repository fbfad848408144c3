"""The calendar of a run: whole weeks up to its end, and the hours in which people are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_DAYS = (20, 21, 20, 19, 14, 3, 3)
_HOURS = (1, 1, 1, 1, 1, 2, 6, 12, 18, 20, 20, 18, 12, 12, 14, 16, 15, 12, 8, 6, 5, 4, 3, 2)


@dataclass(frozen=True, slots=True)
class Weeks:
    """`count` weeks from `start` (microseconds UTC). `hours` holds hours of a week, each as often
    as it is busy, so that one whole random number picks one."""

    start: int
    count: int
    hours: NDArray[np.int64]

    @property
    def end(self) -> int:
        return self.start + self.count * WEEK

    def at(self, week: int) -> int:
        """The first microsecond of a week."""
        return self.start + week * WEEK

    def moments(self, rng: np.random.Generator, count: int) -> NDArray[np.int64]:
        """Random microseconds since the start of a week, most in office hours."""
        hour = self.hours[rng.integers(0, len(self.hours), count, dtype=np.uint16)]
        moments: NDArray[np.int64] = hour + rng.integers(0, HOUR, count)
        return moments


def weeks_until(end: datetime, count: int) -> Weeks:
    """The `count` weeks before `end`, which must know its zone."""
    end_micros = (end - EPOCH) // timedelta(microseconds=1)
    start = end_micros - count * WEEK
    first = EPOCH + timedelta(microseconds=start)
    return Weeks(start, count, _busy_hours(first.weekday(), first.hour))


def _busy_hours(weekday: int, hour: int) -> NDArray[np.int64]:
    """The hours of a week that starts on that weekday and hour, each as often as it is busy."""
    busy = np.outer(_DAYS, _HOURS).reshape(-1)
    busy = np.roll(busy, -(weekday * 24 + hour))
    return np.repeat(np.arange(168, dtype=np.int64) * HOUR, busy)

"""Time zones from the library's own data, so that every engine agrees on every local day.

The offsets come from the `tzdata` package, never from the machine. A zone is a list of
transitions, which the reference looks up and the queries carry as literals. The tz database itself
vouches for nothing before 1970: the first offset of that year holds before it, as after `LAST_YEAR`
the last one does.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

SECOND = 1_000_000
"""Microseconds in a second: every instant of the library is whole microseconds since 1970 UTC."""
DAY = 86_400 * SECOND
FIRST_YEAR, LAST_YEAR = 1970, 2100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Zone:
    """Offsets from UTC. `offsets[i]` holds from `starts[i-1]` up to, not including, `starts[i]`.

    `starts` are instants in microseconds, ascending; `offsets` are microseconds, one more than
    `starts`; `walls[i]` is the first local time that reads with `offsets[i + 1]`.
    """

    name: str
    starts: tuple[int, ...]
    offsets: tuple[int, ...]
    walls: tuple[int, ...]

    def offset_at(self, instant: int) -> int:
        """Microseconds to add to `instant` (UTC) for the local time."""
        return self.offsets[bisect_right(self.starts, instant)]

    def instant_of(self, wall: int) -> int:
        """The UTC instant of a local time given as microseconds.

        A local time that occurs twice is the first; one that does not occur takes the offset from
        before the gap.
        """
        return wall - self.offsets[bisect_right(self.walls, wall)]

    def day_of(self, instant: int) -> int:
        """The local calendar day, counted from 1 January 1970."""
        return (instant + self.offset_at(instant)) // DAY


@cache
def zone(name: str) -> Zone:
    """The zone called `name`. Raises KeyError for a name the data does not have."""
    info = _load(name)
    starts: list[int] = []
    offsets = [_offset(info, datetime(FIRST_YEAR, 1, 1, tzinfo=UTC))]
    step, end = timedelta(days=3), datetime(LAST_YEAR, 1, 1, tzinfo=UTC)
    before = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    while before < end:
        after = before + step
        if _offset(info, after) != offsets[-1]:
            start = _transition(info, before, after)
            starts.append(_micros(start))
            offsets.append(_offset(info, start))
            after = start
        before = after
    walls = tuple(start + max(offsets[i], offsets[i + 1]) for i, start in enumerate(starts))
    return Zone(name, tuple(starts), tuple(offsets), walls)


@cache
def zone_names() -> frozenset[str]:
    """Every zone name the data has."""
    listed = files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    return frozenset(listed.split())


def _load(name: str) -> ZoneInfo:
    if name not in zone_names():
        raise KeyError(name)
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)


def _offset(info: ZoneInfo, instant: datetime) -> int:
    offset = instant.astimezone(info).utcoffset()
    assert offset is not None
    return offset // timedelta(microseconds=1)


def _transition(info: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second in (before, after] with another offset than `before`."""
    old = _offset(info, before)
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(info, before + timedelta(seconds=middle)) == old:
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=high)


def _micros(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)

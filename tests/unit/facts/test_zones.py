"""Time zones come from the library's data, short summer times included."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from semaforo.facts.zones import SECOND, zone

_HOUR = 3600 * SECOND


def _micros(year: int, month: int, day: int, hour: int = 0) -> int:
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp()) * SECOND


def test_a_summer_time_of_a_week_is_seen() -> None:
    assert zone("America/Recife").offset_at(_micros(2000, 10, 10)) == -2 * _HOUR
    assert zone("America/Recife").offset_at(_micros(2000, 11, 10)) == -3 * _HOUR


@pytest.mark.parametrize("name", ["Europe/Madrid", "America/Santiago", "Africa/Casablanca"])
def test_offsets_are_the_databases(name: str) -> None:
    # The package's data, not the machine's: those may be of another year.
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as stream:
        info = ZoneInfo.from_file(stream)
    found = zone(name)
    for year in range(1971, 2038):
        for month in range(1, 13):
            moment = datetime(year, month, 15, 12, tzinfo=UTC)
            offset = moment.astimezone(info).utcoffset()
            assert offset is not None
            assert found.offset_at(_micros(year, month, 15, 12)) == offset.total_seconds() * SECOND


def test_local_times_that_occur_twice_or_not_at_all() -> None:
    madrid = zone("Europe/Madrid")
    assert madrid.instant_of(_micros(2026, 10, 25, 2)) == _micros(2026, 10, 25, 0)
    assert madrid.instant_of(_micros(2026, 3, 29, 2)) == _micros(2026, 3, 29, 1)

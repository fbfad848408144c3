"""Figures as people write them."""

from __future__ import annotations

import pytest

from semaforo.cli import figures
from semaforo.facts.report import shown_instant
from semaforo.facts.zones import DAY


@pytest.mark.parametrize(
    ("instant", "day", "shown"),
    [
        (0, "1 ene 1970", "1970-01-01T00:00:00Z"),
        (-1, "31 dic 1969", "1969-12-31T23:59:59.999999Z"),
        (253_402_300_800_000_000, "10000-01-01", "10000-01-01T00:00:00Z"),
        (-62_135_596_800_000_000 - DAY, "0000-12-31", "0000-12-31T00:00:00Z"),
        (-62_167_219_200_000_000 - DAY, "-0001-12-31", "-0001-12-31T00:00:00Z"),
    ],
)
def test_every_instant_can_be_shown(instant: int, day: str, shown: str) -> None:
    assert shown_instant(instant) == shown
    assert figures.day(instant, "es") == day

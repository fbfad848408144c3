"""Each part of a written instant counts for what it is."""

from __future__ import annotations

import pytest

from semaforo.facts.values import instant
from semaforo.facts.zones import DAY, SECOND, zone


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("1970-01-02", 86_400),
        ("1970-01-01T03:25", 3 * 3600 + 25 * 60),
        ("1970-01-01 23:59:59", DAY / SECOND - 1),
        ("1970-01-01T00:00:01.5000009", 1.5),
        ("1970-01-01T03:25+01:10", 2 * 3600 + 15 * 60),
        ("1970-01-01T03:25-01:10", 4 * 3600 + 35 * 60),
        ("1970-01-01T24:00", None),
        ("1970-01-01T00:60", None),
        ("1970-01-01T00:00:60", None),
        ("1970-01-01T00:00+24:00", None),
        ("1970-01-01T00:00+00:60", None),
        ("1970-02-29", None),
    ],
)
def test_an_instant(written: str, seconds: float | None) -> None:
    expected = None if seconds is None else round(seconds * SECOND)
    assert instant(written, zone("UTC")) == expected

"""Loading reads every value as `facts.values` does: the meaning of record, in bulk."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from semaforo.engines.duckdb import connect
from semaforo.facts import values
from semaforo.facts.zones import Zone, zone
from semaforo.model.meaning import Type
from semaforo.store import Sources, load_into
from semaforo.store.scalars import readers
from tests.support.loading import column, model, write_csv, write_jsonl, write_text

FIELDS = {"t": Type.TEXT, "n": Type.NUMBER, "b": Type.BOOLEAN, "d": Type.DATETIME}
COLUMNS = {"t": "a_t__text", "n": "a_n__number", "b": "a_b__boolean", "d": "a_d__instant"}
ZONES = ("UTC", "Europe/Madrid", "America/Santiago", "Asia/Kolkata")

blanks = st.sampled_from(["", "", "", " ", "\t", "\u00a0", "\u2003", "\n", "\x1f", "\u200b"])
odd_letters = st.text(
    st.one_of(
        st.sampled_from("aÁñßªº́̈ıİΣςйがﬁ'\"\\,;|\t\n\u00a0\u2028\U0001f600K\x7f"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"),
    ),
    max_size=12,
)
digits = st.from_regex(r"[+-]?[0-9._]{0,18}([eE][+-]?[0-9]{1,3})?", fullmatch=True)
numbers = st.one_of(
    digits,
    st.sampled_from(["inf", "nan", "1e15", "1.0000000000000002e15", "-0", "0x1", "1 000", "١"]),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
)
moments = st.one_of(
    st.datetimes().map(lambda d: d.isoformat(sep=" ")),
    st.datetimes().map(lambda d: d.isoformat(timespec="minutes") + "Z"),
    st.dates().map(str),
    st.from_regex(
        r"(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]"
        r"([T ][0-2][0-9]:[0-6][0-9](:[0-6][0-9](\.[0-9]{1,8})?)?)?"
        r"(Z|[+-][0-2][0-9]:[0-6][0-9])?",
        fullmatch=True,
    ),
    # Around the changes of the clock, where local times are missing or stand twice.
    st.sampled_from(["2026-03-29", "2026-10-25", "2026-04-05", "2026-09-06"]).flatmap(
        lambda day: st.times().map(lambda t: f"{day}T{t.isoformat()}")
    ),
)
words = st.sampled_from(["true", "FALSE", "Sí", "si", "no", "yes", "1", "0", "SÍ ", "nó", "2"])
texts = st.builds(
    lambda before, text, after: before + text + after,
    blanks,
    st.one_of(odd_letters, numbers, moments, words),
    blanks,
)
json_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**20), 10**20),
        st.sampled_from([10**30, 10**400, -(10**4000)]),
        st.floats(allow_nan=False, allow_infinity=False),
        st.floats(-1e6, 1e6).map(lambda x: float(round(x))),
        texts,
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(odd_letters, inner, max_size=3)
    ),
    max_leaves=6,
)


def _expected(raw: Any, kind: str, where: Zone) -> Any:
    match kind:
        case "t":
            return values.folded(raw)
        case "n":
            return values.number(raw)
        case "b":
            return values.boolean(raw)
    return values.instant(raw, where)


def _check(raws: Sequence[Any], path: str, zone_name: str) -> None:
    with connect(threads=1) as connection:
        load_into(connection, [model(FIELDS, timezone=zone_name)], Sources(leads=(path,)))
        for kind, name in COLUMNS.items():
            found = column(connection, "leads", name, "lead")
            expected = [_expected(raw, kind, zone(zone_name)) for raw in raws]
            assert list(zip(raws, found, strict=True)) == list(zip(raws, expected, strict=True))
            if kind == "n":
                signs = [math.copysign(1, x) for x in found if x is not None]
                assert signs == [math.copysign(1, x) for x in expected if x is not None]


@settings(max_examples=15, deadline=None)
@given(st.lists(json_values, min_size=15, max_size=40), st.sampled_from(ZONES))
def test_jsonl_values(raws: list[Any], zone_name: str) -> None:
    rows = [{"id": f"{i:04d}", **dict.fromkeys(FIELDS, raw)} for i, raw in enumerate(raws)]
    with TemporaryDirectory() as folder:
        _check(raws, write_jsonl(Path(folder) / "leads.jsonl", rows), zone_name)


def test_whole_numbers_with_more_digits_than_python_reads(tmp_path: Path) -> None:
    digits = "7" * 5000
    held = ",".join(f'"{field}":{digits}' for field in (*FIELDS, "other"))
    lead = write_text(tmp_path / "l.jsonl", f'{{"id":"L1",{held}}}\n{{"id":"L1",{held}}}\n')
    with connect(threads=1) as connection:
        load_into(connection, [model(FIELDS)], Sources(leads=(lead,)))
        found = [column(connection, "leads", name, "lead") for name in COLUMNS.values()]
    assert found == [[digits], [None], [None], [None]]


@settings(max_examples=15, deadline=None)
@given(st.lists(texts, min_size=15, max_size=40), st.sampled_from(ZONES))
def test_csv_values(raws: list[str], zone_name: str) -> None:
    rows = [{"id": f"{i:04d}", **dict.fromkeys(FIELDS, raw)} for i, raw in enumerate(raws)]
    with TemporaryDirectory() as folder:
        _check(raws, write_csv(Path(folder) / "leads.csv", rows), zone_name)


@pytest.mark.parametrize("zone_name", ZONES)
def test_every_hour_of_a_year_is_local(zone_name: str, tmp_path: Path) -> None:
    raws = [
        f"2026-{month:02d}-{day:02d} {hour:02d}:30"
        for month in range(1, 13)
        for day in range(1, 29)
        for hour in range(24)
    ]
    rows = [{"id": f"{i:05d}", **dict.fromkeys(FIELDS, raw)} for i, raw in enumerate(raws)]
    _check(raws, write_csv(tmp_path / "leads.csv", rows), zone_name)


CHANGING = ("Europe/Madrid", "America/Santiago", "Africa/Casablanca", "Pacific/Apia", "Etc/UTC")
"""Among them a zone that changes twice within a month, one that skips a day, and one at rest."""


@pytest.mark.parametrize("zone_name", CHANGING)
def test_local_times_around_every_change(zone_name: str) -> None:
    known, hour = zone(zone_name), 3_600_000_000
    walls = [w + away for w in known.walls for away in (-hour, -1, 0, 1, hour)]
    walls += [0, -1, hour * 24 * 365 * 300, -(10**17), 10**17, 2**60, -(2**60)]
    with connect() as connection, readers(connection, known):
        connection.execute("CREATE TABLE w AS SELECT unnest(?::BIGINT[]) AS wall", [walls])
        read = connection.execute("SELECT semaforo_utc(wall) FROM w").fetchall()
    assert [row[0] for row in read] == [known.instant_of(wall) for wall in walls]

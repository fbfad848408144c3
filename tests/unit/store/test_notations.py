"""Numbers and dates as columns write them: given in the map, or found over the whole column."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from semaforo.engines.duckdb import connect
from semaforo.errors import SemaforoError
from semaforo.facts.formats import InstantFormat, NumberFormat
from semaforo.model.meaning import Type
from semaforo.store import Sources, load_into
from tests.support.loading import column, model, rows, write_csv, write_text

ZONE = "Europe/Madrid"
DAY = 86_400_000_000


def read(tmp_path: Path, values: list[str], type_: Type, map_: str) -> list[Any]:
    """The values of a column `x` through a map for the leads."""
    listed = [{"id": f"{i:03d}", "x": value} for i, value in enumerate(values)]
    sources = Sources(
        leads=(write_csv(tmp_path / "l.csv", listed),),
        map=Path(write_text(tmp_path / "map.yaml", f"leads: {{{map_}}}\n")),
    )
    with connect(threads=1) as connection:
        load_into(connection, [model({"x": type_}, timezone=ZONE)], sources)
        kind = type_.kind
        return column(connection, "leads", f"a_x__{kind}", "lead")


def numbers(tmp_path: Path, values: list[str], map_: str = "missing: []") -> list[float | None]:
    return read(tmp_path, values, Type.NUMBER, map_)


def instants(tmp_path: Path, values: list[str], map_: str = "missing: []") -> list[str | None]:
    """Instants as local text, which is how they were written."""
    from zoneinfo import ZoneInfo

    found = read(tmp_path, values, Type.DATETIME, map_)
    return [
        None
        if at is None
        else datetime.fromtimestamp(at / 1e6, UTC).astimezone(ZoneInfo(ZONE)).isoformat(" ")[:19]
        for at in found
    ]


def test_spanish_and_english_numbers(tmp_path: Path) -> None:
    written = ["1.000", "1,5", "-2.345.678,25", "12", "1.000 €", "45 %"]
    spanish = [1000.0, 1.5, -2345678.25, 12.0, 1000.0, 45.0]
    assert numbers(tmp_path, written, "formats: {x: es}") == spanish
    written = ["1,000", "1.5", "-2,345,678.25", "12", "$1,000", "1,00"]
    english = [1000.0, 1.5, -2345678.25, 12.0, 1000.0, None]
    assert numbers(tmp_path, written, "formats: {x: en}") == english


def test_the_format_is_found_over_the_whole_column(tmp_path: Path) -> None:
    assert numbers(tmp_path, ["1.000", "2.500", "1,5"]) == [1000.0, 2500.0, 1.5]
    assert numbers(tmp_path, ["1,000", "2.50"]) == [1000.0, 2.5]
    assert numbers(tmp_path, ["12.5", "1.000"]) == [12.5, 1.0]
    assert numbers(tmp_path, ["10", "n/a", ""]) == [10.0, None, None]


@pytest.mark.parametrize(
    ("values", "type_", "words"),
    [
        (["1.000", "20"], Type.NUMBER, ["plain", "es"]),
        (["01/02/2026", "05/06/2026"], Type.DATE, ["dd/mm/yyyy", "mm/dd/yyyy"]),
    ],
)
def test_two_formats_that_fit_are_asked_for(
    tmp_path: Path, values: list[str], type_: Type, words: list[str]
) -> None:
    with pytest.raises(SemaforoError) as raised:
        read(tmp_path, values, type_, "missing: []")
    (fault,) = raised.value.faults
    assert fault.code == "ambiguous-format"
    text = fault.render("en")
    assert all(word in text for word in words)
    assert values[0] in text
    assert "formats:" in text


SAID = [
    {"id": "1", "n": "1.000", "m": "12.5", "d": "02/01/1970", "t": "1970-01-02"},
    {"id": "2", "n": "250", "m": "7", "d": "03/01/1970", "t": "1970-01-03"},
]


@pytest.mark.parametrize("mapped", [False, True])
@pytest.mark.parametrize(
    ("numbers", "dates", "thousand", "days"),
    [
        (NumberFormat.SPANISH, InstantFormat.DAY_FIRST, 1000.0, 1),
        (NumberFormat.ENGLISH, InstantFormat.MONTH_FIRST, 1.0, 31),
    ],
)
def test_the_asker_says_how_what_could_be_both_is_read(
    mapped: bool,
    numbers: NumberFormat,
    dates: InstantFormat,
    thousand: float,
    days: int,
    tmp_path: Path,
) -> None:
    """Where only one way fits, as with 12.5, that one holds whatever is said."""
    sources = Sources(
        leads=(write_csv(tmp_path / "l.csv", SAID),),
        map=Path(write_text(tmp_path / "m.yaml", "leads: {missing: []}\n")) if mapped else None,
        numbers=numbers,
        dates=dates,
    )
    wanted = model({"n": Type.NUMBER, "m": Type.NUMBER, "d": Type.DATE, "t": Type.DATE})
    with connect(threads=1) as connection:
        load_into(connection, [wanted], sources)
        first, _ = rows(connection, "leads", "lead")
    assert (first["a_n__number"], first["a_m__number"]) == (thousand, 12.5)
    assert (first["a_d__instant"], first["a_t__instant"]) == (days * DAY, DAY)


def test_days_and_months_that_cannot_be_exchanged_need_no_asking(tmp_path: Path) -> None:
    found = instants(tmp_path, ["31/01/2026", "1/2/2026 18:30"])
    assert found == ["2026-01-31 00:00:00", "2026-02-01 18:30:00"]
    assert instants(tmp_path, ["01/31/2026 6:30 PM", "02/01/2026 12:05 AM"]) == [
        "2026-01-31 18:30:00",
        "2026-02-01 00:05:00",
    ]
    assert instants(tmp_path, ["05/05/2026"]) == ["2026-05-05 00:00:00"]


@pytest.mark.parametrize(
    ("format_", "written", "meant"),
    [
        ("dd/mm/yyyy", "5/1/2026 9:05", "2026-01-05 09:05:00"),
        ("dd/mm/yyyy", "05-01-2026", "2026-01-05 00:00:00"),
        ("mm/dd/yyyy", "1/5/2026, 9:05:06 p. m.", "2026-01-05 21:05:06"),
        ("yyyy-mm-dd", "2026/1/5 10:00", "2026-01-05 10:00:00"),
        ("yyyy-mm-dd", "2026-01-05 10:00:00 UTC", "2026-01-05 11:00:00"),
        ("yyyy-mm-dd", "2026-01-05T10:00:00+0100", "2026-01-05 10:00:00"),
        ("yyyymmdd", "20260105", "2026-01-05 00:00:00"),
        ("excel", "46027.75", "2026-01-05 18:00:00"),
        ("epoch s", "1767610800", "2026-01-05 12:00:00"),
        ("epoch ms", "1767610800000", "2026-01-05 12:00:00"),
        ("epoch us", "1767610800000000", "2026-01-05 12:00:00"),
        ("dd/mm/yyyy", "31/02/2026", None),
        ("mm/dd/yyyy", "13:00", None),
    ],
)
def test_formats_of_instants(tmp_path: Path, format_: str, written: str, meant: str | None) -> None:
    assert instants(tmp_path, [written], f"formats: {{x: {format_}}}") == [meant]
    if meant is not None and "/" not in written and "-" not in written[:4]:
        assert instants(tmp_path, [written]) == [meant]


@pytest.mark.parametrize(("end", "expected"), [
    ("low", [51.0, 11.0, 500.0, 1000.0, 7.0, 0.0, 500.0, 1001.0, None]),
    ("high", [200.0, 50.0, 500.0, 5000.0, 7.0, 10.0, 500.0, 5000.0, None]),
    ("mid", [125.5, 30.5, 500.0, 3000.0, 7.0, 5.0, 500.0, 3000.5, None]),
])  # fmt: skip
def test_ranges(tmp_path: Path, end: str, expected: list[float | None]) -> None:
    written = ["51-200", "De 11 a 50", "500+", "1.000-5.000", "7", "Menos de 10", "Más de 500"]
    written += ["1.001 – 5.000 empleados", "muchos"]
    assert numbers(tmp_path, written, f"ranges: {end}, formats: {{x: es}}") == expected


def test_without_a_map_only_the_strict_notations_hold(tmp_path: Path) -> None:
    listed = [
        {"id": "1", "n": "1,5", "d": "31/12/2025"},
        {"id": "2", "n": "1.5", "d": "2025-12-31"},
    ]
    with connect(threads=1) as connection:
        wanted = model({"n": Type.NUMBER, "d": Type.DATE})
        sources = Sources(leads=(write_csv(tmp_path / "l.csv", listed),))
        report = load_into(connection, [wanted], sources).report
        assert column(connection, "leads", "a_n__number", "lead") == [None, 1.5]
    assert [(b.field, b.kind, b.count, b.examples) for b in report.unreadable] == [
        ("d", "instant", 1, ("31/12/2025",)),
        ("n", "number", 1, ("1,5",)),
    ]


def test_three_time_formats_in_three_columns(tmp_path: Path) -> None:
    listed = [
        {
            "lead": "L1",
            "name": "visit",
            "at": "31/12/2025 10:00",
            "seen": "12/31/2025",
            "x": "46022",
        }
    ]
    sources = Sources(
        events=(write_csv(tmp_path / "e.csv", listed),),
        map=Path(write_text(tmp_path / "map.yaml", "events: {missing: []}\n")),
    )
    wanted = model(None, {"seen": Type.DATE, "x": Type.DATE}, timezone=ZONE)
    with connect(threads=1) as connection:
        report = load_into(connection, [wanted], sources).report
        found = connection.execute('SELECT "at", p_seen__instant, p_x__instant FROM events')
        at, seen, x = found.fetchall()[0]
    assert (at, seen, x) == (1767171600000000, 1767135600000000, 1767135600000000)
    assert [(d.column, d.value) for d in report.decisions if d.what == "format"] == [
        ("at", "dd/mm/yyyy"),
        ("seen", "mm/dd/yyyy"),
        ("x", "excel"),
    ]

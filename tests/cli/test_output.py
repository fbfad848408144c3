"""A table is written in each format with the same values, in the forms the reference promises."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest
from python_calamine import load_workbook

from semaforo.cli.output import EXTENSIONS, Column, Excel, Form, write
from semaforo.engines.duckdb import connect
from semaforo.errors import SemaforoError

COLUMNS = [
    Column("lead", Form.TEXT),
    Column("points", Form.POINTS),
    Column("score", Form.WHOLE),
    Column("qualified", Form.FLAG),
    Column("at", Form.INSTANT),
]
AWKWARD = 'a"b;c,\nñ 🙂'
ROWS = [
    (AWKWARD, 32.5, 80, True, 1_000_000),
    ("=1+1", -0.000001, 1, False, 1_500_000),
    ("empty", None, None, None, None),
    ("large", 999_999_999.999999, 100, True, 253_402_300_799_999_999),
    ("zero", 0.0, 1, False, -1),
]


@pytest.fixture
def connection() -> Iterator[Any]:
    with connect() as connection:
        connection.execute(
            "CREATE TABLE t (lead TEXT,"
            ' points DOUBLE, score BIGINT, qualified BOOLEAN, "at" BIGINT)'
        )
        connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", ROWS)
        yield connection


def test_csv_has_plain_numbers_and_utc_instants(connection: Any, tmp_path: Path) -> None:
    write(connection, "t", COLUMNS, tmp_path / "t.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "t.csv").read_text(encoding="utf-8"))))
    assert rows == [
        ["lead", "points", "score", "qualified", "at"],
        [AWKWARD, "32.5", "80", "true", "1970-01-01T00:00:01Z"],
        ["=1+1", "-0.000001", "1", "false", "1970-01-01T00:00:01.5Z"],
        ["empty", "", "", "", ""],
        ["large", "999999999.999999", "100", "true", "9999-12-31T23:59:59.999999Z"],
        ["zero", "0", "1", "false", "1969-12-31T23:59:59.999999Z"],
    ]


def test_csv_for_spanish_excel(connection: Any, tmp_path: Path) -> None:
    write(connection, "t", COLUMNS, tmp_path / "t.csv", Excel.ES)
    raw = (tmp_path / "t.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbflead;points;")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert rows == [
        ["lead", "points", "score", "qualified", "at"],
        [AWKWARD, "32,5", "80", "true", "01/01/1970 00:00:01"],
        ["=1+1", "-0,000001", "1", "false", "01/01/1970 00:00:01"],
        ["empty", "", "", "", ""],
        ["large", "999999999,999999", "100", "true", "31/12/9999 23:59:59"],
        ["zero", "0", "1", "false", "31/12/1969 23:59:59"],
    ]


@pytest.mark.parametrize(("excel", "form"), [(Excel.NONE, "yyyy-mm-dd"), (Excel.ES, "dd/mm/yyyy")])
def test_a_sheet_shows_dates_as_its_country_writes_them(
    connection: Any, excel: Excel, form: str, tmp_path: Path
) -> None:
    write(connection, "t", COLUMNS, tmp_path / "t.xlsx", excel)
    sheet = load_workbook(str(tmp_path / "t.xlsx")).get_sheet_by_index(0).to_python()
    assert sheet[1][1:] == [32.5, 80.0, True, datetime(1970, 1, 1, 0, 0, 1)]
    with ZipFile(tmp_path / "t.xlsx") as book:
        assert f"{form} hh:mm:ss" in book.read("xl/styles.xml").decode()


def test_jsonl_has_typed_values(connection: Any, tmp_path: Path) -> None:
    write(connection, "t", COLUMNS, tmp_path / "t.jsonl")
    lines = (tmp_path / "t.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0]) == {
        "lead": AWKWARD,
        "points": 32.5,
        "score": 80,
        "qualified": True,
        "at": "1970-01-01T00:00:01Z",
    }
    assert json.loads(lines[2])["points"] is None
    assert '"points":999999999.999999' in lines[3]


def test_parquet_has_typed_values(connection: Any, tmp_path: Path) -> None:
    write(connection, "t", COLUMNS, tmp_path / "t.parquet")
    first, second, third, *_ = pq.read_table(tmp_path / "t.parquet").to_pylist()
    assert first["points"] == 32.5
    assert first["at"] == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert second["qualified"] is False
    assert set(third.values()) == {"empty", None}


def test_xlsx_has_typed_values_and_no_formulas(connection: Any, tmp_path: Path) -> None:
    write(connection, "t", COLUMNS, tmp_path / "t.xlsx")
    sheet = load_workbook(str(tmp_path / "t.xlsx")).get_sheet_by_index(0).to_python()
    assert sheet[0] == ["lead", "points", "score", "qualified", "at"]
    assert sheet[1] == [AWKWARD, 32.5, 80.0, True, datetime(1970, 1, 1, 0, 0, 1)]
    assert sheet[2][:2] == ["=1+1", -0.000001]
    assert sheet[3][1:] == [""] * 4


def test_instants_beyond_the_years_of_python(connection: Any, tmp_path: Path) -> None:
    connection.execute("UPDATE t SET \"at\" = 253402300800000000 WHERE lead = 'zero'")
    connection.execute("UPDATE t SET \"at\" = -62167305600000000 WHERE lead = '=1+1'")
    write(connection, "t", COLUMNS, tmp_path / "t.xlsx")
    sheet = load_workbook(str(tmp_path / "t.xlsx")).get_sheet_by_index(0).to_python()
    found = {row[0]: row[4] for row in sheet[1:]}
    assert found[AWKWARD] == datetime(1970, 1, 1, 0, 0, 1)
    assert found["=1+1"] == "-0001-12-31T00:00:00Z"
    assert found["zero"] == "10000-01-01T00:00:00Z"
    write(connection, "t", COLUMNS, tmp_path / "t.csv")
    written = (tmp_path / "t.csv").read_text(encoding="utf-8")
    assert "10000-01-01T00:00:00Z" in written


def test_a_sheet_that_is_too_long_is_refused(connection: Any, tmp_path: Path) -> None:
    connection.execute("CREATE VIEW long AS SELECT range AS score FROM range(1_048_576)")
    with pytest.raises(SemaforoError, match="too-many-rows: 1048576 rows"):
        write(connection, "long", [Column("score", Form.WHOLE)], tmp_path / "long.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", EXTENSIONS)
def test_what_the_disk_refuses_names_the_file_that_was_asked_for(
    connection: Any, tmp_path: Path, ending: str
) -> None:
    target = tmp_path / f"t{ending}"
    target.mkdir()
    with pytest.raises(SemaforoError) as raised:
        write(connection, "t", COLUMNS, target)
    (fault,) = raised.value.faults
    assert fault.place.file == str(target)
    assert fault.what.render("en") == "It is a folder, and a file is needed."
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(("name", "code"), [("t.txt", "unknown-format"), ("no/t.csv", "no-folder")])
def test_a_place_that_cannot_be_written(
    connection: Any, tmp_path: Path, name: str, code: str
) -> None:
    with pytest.raises(SemaforoError, match=code):
        write(connection, "t", COLUMNS, tmp_path / name)

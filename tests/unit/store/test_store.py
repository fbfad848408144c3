"""A store on disk: made whole, opened only by models it was made for."""

from __future__ import annotations

import errno
import json
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from semaforo.engines.duckdb import connect
from semaforo.errors import SemaforoError
from semaforo.facts.report import QualityReport
from semaforo.language import Message
from semaforo.model.meaning import Type
from semaforo.store import Sources, load, load_into, open_store
from semaforo.store.room import FILES
from tests.support.loading import column, model, rows, write_csv, write_jsonl, write_text

MODEL = model({"size": Type.NUMBER}, {"path": Type.TEXT})


def codes(folder: Path, *models: object) -> list[str]:
    """The codes of the faults of opening the store in `folder`."""
    with connect(threads=1) as connection, pytest.raises(SemaforoError) as raised:
        open_store(connection, folder, list(models))  # type: ignore[arg-type]
    return [fault.code for fault in raised.value.faults]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    events = [
        {"lead": "L1", "name": "visit", "at": "2026-01-01", "path": "/a", "extra": "x", "id": "1"},
        {"lead": "L1", "name": "visit", "at": "2026-01-01", "path": "/a", "extra": "y", "id": "1"},
        {"lead": "L2", "name": "visit", "at": "2026-01-02", "robot": "yes", "path": "/r"},
    ]
    sources = Sources(
        leads=(write_csv(tmp_path / "l.csv", [{"id": "L1", "size": "big", "note": "ñ"}]),),
        events=(write_jsonl(tmp_path / "e.jsonl", events),),
    )
    with connect(threads=1) as connection:
        load([MODEL], sources, tmp_path / "store", connection=connection)
    return tmp_path / "store"


def test_what_is_not_declared_is_kept(store: Path) -> None:
    with connect(threads=1) as connection:
        open_store(connection, store, [MODEL])
        assert column(connection, "leads", "rest", "lead") == ['{"note":"ñ"}']
        assert column(connection, "events", "rest", "seq") == ['{"extra":"x"}']
        robots = rows(connection, f"'{store / 'robots.parquet'}'")
        assert [(row["lead"], row["p_path__text"]) for row in robots] == [("L2", "/r")]


def test_numbers_are_written_in_an_encoding_that_spark_reads(tmp_path: Path) -> None:
    listed = [{"id": f"L{n}", "size": str(n / 7)} for n in range(500)]
    sources = Sources(leads=(write_csv(tmp_path / "l.csv", listed),))
    with connect(threads=1) as connection:
        load([MODEL], sources, tmp_path / "store", connection=connection)
    group = pq.ParquetFile(tmp_path / "store" / "leads.parquet").metadata.row_group(0)
    used = {e for n in range(group.num_columns) for e in group.column(n).encodings}
    assert "BYTE_STREAM_SPLIT" not in used


def test_the_report_is_beside_the_tables(store: Path) -> None:
    data = json.loads((store / "report.json").read_text(encoding="utf-8"))
    report = QualityReport.from_data(data)
    assert report.robots == 1
    assert (report.duplicates.alike, report.duplicates.different) == (0, 1)
    assert report.duplicates.examples == ("L1 1",)
    (bad,) = report.unreadable
    assert (bad.table, bad.field, bad.kind, bad.examples) == ("leads", "size", "number", ("big",))
    spanish, english = report.render("es"), report.render("en")
    assert len(spanish) == len(english)
    assert not set(spanish) & set(english)


def test_a_store_for_other_models_is_refused(store: Path, tmp_path: Path) -> None:
    assert codes(store, model({"size": Type.TEXT})) == ["store-lacks-columns"]
    assert codes(store, model({"size": Type.NUMBER}, timezone="Europe/Madrid")) == [
        "store-time-zone"
    ]
    assert codes(tmp_path, MODEL) == ["no-store"]
    (store / "changes.parquet").unlink()
    assert codes(store, MODEL) == ["broken-store"]


def refusal(leads: str, out: Path, *, replace: bool = True) -> str:
    """The code of the fault of a load into `out`, which changes nothing there."""
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    with connect(threads=1) as connection, pytest.raises(SemaforoError) as raised:
        load([MODEL], Sources(leads=(leads,)), out, connection=connection, replace=replace)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    (fault,) = raised.value.faults
    return fault.code


def test_a_store_is_replaced_only_when_asked(store: Path, tmp_path: Path) -> None:
    other = write_text(tmp_path / "other.csv", "id\nL9\n")
    assert refusal(other, store, replace=False) == "store-exists"
    with connect(threads=1) as connection:
        sources = Sources(leads=(other,))
        made = load([MODEL], sources, store, connection=connection, replace=True)
        assert made.rows["leads"] == 1
        # What a load leaves whose machine stopped while it wrote, or moved its files.
        (store / "manifest.json").unlink()
        (store / ".unfinished").mkdir()
        write_text(store / ".unfinished" / "events.parquet", "half")
        load([MODEL], sources, store, connection=connection, replace=True)
    assert {path.name for path in store.iterdir()} == FILES


def test_a_load_that_fails_leaves_the_older_store(store: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in store.iterdir()}
    said: list[str] = []

    def stop_at_the_end(what: Message) -> None:
        said.append(what.render("en"))
        if "quality" in said[-1]:
            raise KeyboardInterrupt

    sources = Sources(leads=(write_text(tmp_path / "other.csv", "id\nL9\n"),))
    with connect(threads=1) as connection, pytest.raises(KeyboardInterrupt):
        load([MODEL], sources, store, connection=connection, progress=stop_at_the_end, replace=True)
    assert {path: path.read_bytes() for path in store.iterdir()} == before


def test_nothing_but_a_store_gives_way(store: Path, tmp_path: Path) -> None:
    other = write_text(tmp_path / "other.csv", "id\nL9\n")
    assert refusal(other, tmp_path / "store" / "..") == "file-in-use"
    (tmp_path / "mine").mkdir()
    write_text(tmp_path / "mine" / "manifest.json", '{"name": "a web page"}')
    assert refusal(other, tmp_path / "mine") == "not-a-store"
    write_text(store / "notes.txt", "mine")
    assert refusal(other, store) == "not-a-store"
    # A store's tables are called as anybody's may be.
    (tmp_path / "export").mkdir()
    pq.write_table(pa.table({"mine": [1]}), tmp_path / "export" / "leads.parquet")
    assert refusal(other, tmp_path / "export") == "not-a-store"


def test_a_load_that_cannot_move_its_files_leaves_no_mixture(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, target: Path) -> Path:
        if target.name == "leads.parquet":
            raise OSError(errno.ENOSPC, "No space left on device")
        return move(path, target)

    move = Path.replace
    sources = Sources(leads=(write_text(tmp_path / "other.csv", "id\nL9\n"),))
    with connect(threads=1) as connection:
        monkeypatch.setattr(Path, "replace", full)
        with pytest.raises(SemaforoError, match="The disk is full"):
            load([MODEL], sources, store, connection=connection, replace=True)
        assert codes(store, MODEL) == ["no-store"]
        monkeypatch.undo()
        load([MODEL], sources, store, connection=connection, replace=True)
    assert {path.name for path in store.iterdir()} == FILES


@pytest.mark.parametrize("leads", ["data", "data/*.csv", "data/in/l.csv", "data/**/l.csv"])
def test_a_store_never_lies_around_its_files(leads: str, tmp_path: Path) -> None:
    (tmp_path / "data" / "in").mkdir(parents=True)
    write_text(tmp_path / "data" / "in" / "l.csv", "id\nL9\n")
    write_text(tmp_path / "data" / "l.csv", "id\nL9\n")
    assert refusal(str(tmp_path / leads), tmp_path / "data") == "file-in-use"


def test_models_of_one_load_have_one_time_zone(tmp_path: Path) -> None:
    sources = Sources(leads=(write_text(tmp_path / "l.csv", "id\nL9\n"),))
    with connect(threads=1) as connection, pytest.raises(SemaforoError) as raised:
        load_into(connection, [model(), model(timezone="Europe/Madrid")], sources)
    assert [fault.code for fault in raised.value.faults] == ["time-zones"]


def test_a_load_leaves_nothing_behind(tmp_path: Path) -> None:
    sources = Sources(leads=(write_text(tmp_path / "l.csv", "id,size\nL9,1\n"),))
    with connect(threads=1) as connection:
        for _ in range(2):
            load_into(connection, [MODEL], sources)
        left = connection.execute(
            "SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views() "
            "WHERE NOT internal UNION SELECT type_name FROM duckdb_types() WHERE type_name LIKE "
            "'semaforo%'"
        ).fetchall()
    assert sorted(name for (name,) in left) == [
        "changes",
        "companies",
        "events",
        "kept_events",
        "leads",
    ]


def test_two_models_share_a_load_with_their_own_kinds(tmp_path: Path) -> None:
    sources = Sources(leads=(write_text(tmp_path / "l.csv", "id,size\nL1,10\nL2,big\n"),))
    with connect(threads=1) as connection:
        load_into(connection, [MODEL, model({"size": Type.TEXT})], sources)
        assert column(connection, "leads", "a_size__number", "lead") == [10.0, None]
        assert column(connection, "leads", "a_size__text", "lead") == ["10", "big"]


def test_a_workbook(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "l.xlsx") as book:
        book.add_worksheet("Portada").write(0, 0, "nothing")
        sheet = book.add_worksheet("Leads")
        day = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_row(0, 0, ["id", "size", "city", "seen", "member"])
        sheet.write_row(1, 0, [17, 1200.5, "Cádiz\n“x”"])
        sheet.write_datetime(1, 3, datetime(2026, 1, 31, 18, 30), day)
        sheet.write_boolean(1, 4, True)
        sheet.write_row(2, 0, ["L2", 3])
    wanted = model(
        {"size": Type.NUMBER, "city": Type.TEXT, "seen": Type.DATETIME, "member": Type.BOOLEAN}
    )
    map_ = Path(write_text(tmp_path / "map.yaml", "leads: {sheet: Leads}\n"))
    with connect(threads=1) as connection:
        load_into(connection, [wanted], Sources(leads=(str(tmp_path / "l.xlsx"),), map=map_))
        first, second = rows(connection, "leads", "lead_no")
    assert (first["lead"], first["a_size__number"], first["a_member__boolean"]) == (
        "17",
        1200.5,
        True,
    )
    assert first["a_city__text"] == "cadiz\n“x”"
    assert first["a_seen__instant"] == 1_769_884_200_000_000
    assert (second["a_size__number"], second["a_city__text"]) == (3.0, None)


def test_parquet_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": pa.array([1, 2]),
            "size": pa.array(["1e3", None]),
            "when": pa.array([date(2026, 1, 31), None]),
            "tags": pa.array([["b", "a"], None]),
            "flag": pa.array([True, False]),
            "money": pa.array([1.0, float("nan")]),
        }
    )
    pq.write_table(table, tmp_path / "l.parquet")
    wanted = model(
        {
            "size": Type.NUMBER,
            "when": Type.DATE,
            "tags": Type.TEXT,
            "flag": Type.BOOLEAN,
            "money": Type.TEXT,
        },
        timezone="Europe/Madrid",
    )
    with connect(threads=1) as connection:
        load_into(connection, [wanted], Sources(leads=(str(tmp_path / "l.parquet"),)))
        first, second = rows(connection, "leads", "lead_no")
    assert (first["lead"], first["a_size__number"], first["a_money__text"]) == ("1", 1000.0, "1")
    assert first["a_when__instant"] == 1_769_814_000_000_000
    assert (first["a_tags__text"], first["a_flag__boolean"]) == ('["b","a"]', True)
    assert (second["a_money__text"], second["a_tags__text"], second["listed"]) == (None, None, True)


def test_files_of_several_kinds_make_one_table(tmp_path: Path) -> None:
    folder = tmp_path / "leads"
    (folder / "more").mkdir(parents=True)
    write_csv(folder / "a.csv", [{"id": "L1", "size": "1"}])
    write_csv(folder / "more" / "b.csv", [{"size": "2", "id": "L2", "x": "y"}], delimiter=";")
    write_jsonl(folder / "c.jsonl", [{"id": "L3", "size": 3}, {"id": "L4", "size": "4"}])
    pq.write_table(pa.table({"id": ["L5"], "size": [5]}), folder / "d.parquet")
    write_text(folder / "_SUCCESS", "")
    write_text(folder / "notes.md", "nothing")
    with connect(threads=1) as connection:
        load_into(connection, [MODEL], Sources(leads=(str(folder), str(folder / "*.csv"))))
        found = rows(connection, "leads", "lead_no")
    assert [(row["lead"], row["a_size__number"]) for row in found] == [
        (f"L{n}", float(n)) for n in range(1, 6)
    ]


def test_copies_are_found_share_by_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("semaforo.store.copies._MOST", 10)
    events = [
        {"lead": "L1", "name": "visit", "at": f"2026-01-0{1 + n // 30}", "id": str(n % 30)}
        for n in range(90)
    ]
    sources = Sources(events=(write_jsonl(tmp_path / "e.jsonl", events),))
    with connect(threads=1) as connection:
        load_into(connection, [MODEL], sources)
        kept = rows(connection, "events")
    assert sorted(row["id"] for row in kept) == sorted(map(str, range(30)))


def test_a_million_events_of_one_lead(tmp_path: Path) -> None:
    count = 1_000_000
    with connect() as connection:
        connection.execute(
            f"COPY (SELECT 'L1' AS lead, 'visit' AS name, make_timestamp(i * 1000000) AS \"at\", "
            f"'/' || i % 9 AS path FROM range({count}) r(i)) TO '{tmp_path / 'e.parquet'}'"
        )
        manifest = load_into(connection, [MODEL], Sources(events=(str(tmp_path / "e.parquet"),)))
    assert manifest.rows == {"leads": 1, "events": count, "changes": 0, "companies": 0}

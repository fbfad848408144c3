"""Files as people have them: nothing stops loading that can be told, and nothing is lost unsaid."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from semaforo.engines.duckdb import STOPPED, Error, connect
from semaforo.errors import SemaforoError
from semaforo.facts.report import Decision, QualityReport
from semaforo.model.meaning import Type
from semaforo.store import Sources, load, load_into
from semaforo.store.reading import Reader
from tests.support.loading import model, rows, write_csv, write_text

ATTRIBUTES = {"city": Type.TEXT, "size": Type.NUMBER}
EVENTS = "lead,name,at\nL1,visit,2026-01-01\n"


def loaded(sources: Sources) -> tuple[list[dict[str, Any]], QualityReport]:
    """The leads, by id, and the report."""
    with connect(threads=1) as connection:
        manifest = load_into(connection, [model(ATTRIBUTES, {"path": Type.TEXT})], sources)
        return rows(connection, "leads", "lead_no"), manifest.report


def fault_of(sources: Sources) -> Any:
    """The one fault of a load."""
    with pytest.raises(SemaforoError) as raised:
        loaded(sources)
    (fault,) = raised.value.faults
    assert fault.render("es")
    assert fault.render("en")
    return fault


def cities(sources: Sources) -> list[tuple[str, str | None]]:
    return [(row["lead"], row["a_city__text"]) for row in loaded(sources)[0]]


def test_ragged_rows_are_set_aside_with_their_lines(tmp_path: Path) -> None:
    text = "id,city,size\nL1,Madrid,1\nL2,Vigo\nL3,Lugo,3,4\n,Soria,5\nL4,León,6\n"
    found, report = loaded(Sources(leads=(write_text(tmp_path / "l.csv", text),)))
    assert [row["lead"] for row in found] == ["L1", "L4"]
    assert report.rows == {"leads": 5}
    by_reason = {aside.reason: aside for aside in report.set_aside}
    assert by_reason["ragged"].rows == 2
    assert [(e.text, e.row) for e in by_reason["ragged"].examples] == [
        ("L2,Vigo", 3),
        ("L3,Lugo,3,4", 4),
    ]
    assert [(e.text, e.row) for e in by_reason["no-id"].examples] == [
        ('{"city":"Soria","size":"5"}', 5)
    ]


@pytest.mark.parametrize("stopped", STOPPED)
def test_what_stops_the_engine_is_no_fault_of_the_file(
    stopped: type[Error], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[object] = []

    def parse(*given: object) -> None:
        tries.append(given)
        raise stopped("ended")

    monkeypatch.setattr(Reader, "_parse", parse)
    with pytest.raises(stopped):
        loaded(Sources(leads=(write_text(tmp_path / "l.csv", "id,city\nL1,Vigo\n"),)))
    assert len(tries) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("packed", [False, True])
def test_encodings_are_found(tmp_path: Path, encoding: str, packed: bool) -> None:
    data = "id;city\nL1;Cáceres\nL2;Ñ “x”\n".encode(encoding)
    path = tmp_path / ("l.csv.gz" if packed else "l.csv")
    path.write_bytes(gzip.compress(data) if packed else data)
    assert cities(Sources(leads=(str(path),))) == [("L1", "caceres"), ("L2", "n “x”")]


def test_encoding_and_separator_are_reported(tmp_path: Path) -> None:
    path = write_text(tmp_path / "l.csv", "id\tcity\nL1\tCádiz\n", "cp1252")
    _, report = loaded(Sources(leads=(path,)))
    assert Decision("encoding", "cp1252", "leads", path) in report.decisions
    assert Decision("separator", "\t", "leads", path) in report.decisions


def test_bytes_of_no_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_bytes(b"id,city\nL1,\x81\x8d\n")
    assert fault_of(Sources(leads=(str(path),))).code == "unreadable-encoding"


def test_missing_columns_are_named_with_what_to_write(tmp_path: Path) -> None:
    path = write_text(tmp_path / "l.csv", "Record ID,Ciudad\nL1,Vigo\n")
    fault = fault_of(Sources(leads=(path,)))
    assert fault.code == "missing-column"
    assert "Record ID, Ciudad" in fault.render("en")
    assert 'leads: {columns: {"Record ID": id}}' in fault.render("en")


def test_columns_that_any_export_may_have_name_no_shipped_map(tmp_path: Path) -> None:
    columns = "Nº de registro,Correo electrónico,Nombre,Cargo,País,Empresa"
    fault = fault_of(Sources(leads=(write_text(tmp_path / "l.csv", f"{columns}\n1,,,,,\n"),)))
    assert "--map" not in fault.render("en")
    assert 'leads: {columns: {"Nº de registro": id}}' in fault.render("en")


def test_a_file_given_as_another_table_of_the_map_is_told_so(tmp_path: Path) -> None:
    written = (
        "leads: {columns: {Registro: id, Cuenta: company}}\n"
        "companies: {columns: {Cuenta: id, Sector: sector}}\n"
        "events: {columns: {Persona: lead, Acción: name, Fecha: at}}\n"
    )
    map_ = Path(write_text(tmp_path / "map.yaml", written))
    activity = write_text(tmp_path / "a.csv", "Persona,Acción,Fecha\n1,visit,2026-01-01\n")
    fault = fault_of(Sources(leads=(activity,), map=map_))
    assert "those of events: give the file with --events." in fault.render("en")
    misspelt = write_text(tmp_path / "l.csv", "Nº de registro,Cuenta\n1,c\n")
    fault = fault_of(Sources(leads=(misspelt,), map=map_))
    assert 'leads: {columns: {"Nº de registro": id}}' in fault.render("en")


def test_no_leads_is_no_fault(tmp_path: Path) -> None:
    found, report = loaded(Sources(events=(write_text(tmp_path / "e.csv", EVENTS),)))
    assert [(row["lead"], row["listed"]) for row in found] == [("L1", False)]
    assert report.leads_only_in_events == 1


def test_no_events_is_no_fault(tmp_path: Path) -> None:
    sources = Sources(
        leads=(write_text(tmp_path / "l.csv", "id,city\nL1,Vigo\n"),),
        events=(write_text(tmp_path / "e.csv", "lead,name,at\n"),),
    )
    found, report = loaded(sources)
    assert [row["first_at"] for row in found] == [None]
    assert report.rows == {"leads": 1, "events": 0}


def test_neither_leads_nor_events_is_a_fault(tmp_path: Path) -> None:
    sources = Sources(
        leads=(write_text(tmp_path / "l.csv", "id,city\n"),),
        events=(write_text(tmp_path / "e.csv", "lead,name,at\n"),),
    )
    assert fault_of(sources).code == "no-facts"
    assert fault_of(Sources()).code == "no-facts"


def test_empty_and_missing_files_are_faults(tmp_path: Path) -> None:
    assert fault_of(Sources(leads=(write_text(tmp_path / "l.csv", ""),))).code == "empty-file"
    missing = fault_of(Sources(leads=(str(tmp_path / "k.csv"),)))
    assert missing.code == "missing-file"
    assert 'Did you mean "l.csv"?' in missing.render("en")
    assert fault_of(Sources(leads=(str(tmp_path / "*.jsonl"),))).code == "no-files"
    assert (
        fault_of(Sources(leads=(write_text(tmp_path / "l.doc", "x"),))).code == "unknown-file-kind"
    )


@pytest.mark.parametrize("name", ["l.parquet", "l.xlsx", "l.csv.gz"])
def test_files_that_are_not_what_they_say_are_faults(tmp_path: Path, name: str) -> None:
    path = write_text(tmp_path / name, "this is not that")
    assert fault_of(Sources(leads=(path,))).code == "unreadable-file"


def test_all_faulty_files_are_told_at_once(tmp_path: Path) -> None:
    sources = Sources(
        leads=(write_text(tmp_path / "l.csv", "a,b\n1,2\n"),),
        events=(write_text(tmp_path / "e.csv", "c,d\n1,2\n"),),
    )
    with pytest.raises(SemaforoError) as raised:
        loaded(sources)
    assert [fault.code for fault in raised.value.faults] == ["missing-column"] * 4


def test_quoted_newlines_emoji_and_quotes_in_ids(tmp_path: Path) -> None:
    odd = ["a\nb", 'say "hi"', "\U0001f600é", "it's; -- x", "a,b", " a ", "\u0301"]
    path = write_csv(tmp_path / "l.csv", [{"id": id_, "city": id_} for id_ in odd])
    found, report = loaded(Sources(leads=(path,)))
    assert [row["lead"] for row in found] == sorted(odd)
    assert report.rows_set_aside == 0


def test_mixed_line_ends_are_read_and_told(tmp_path: Path) -> None:
    path = write_text(tmp_path / "l.csv", 'id,city\r\nL1,"a\nb"\nL2,Vigo\r\nL3\n')
    found, report = loaded(Sources(leads=(path,)))
    assert [(row["lead"], row["a_city__text"]) for row in found] == [("L1", "a\nb"), ("L2", "vigo")]
    assert [aside.rows for aside in report.set_aside] == [1]


def test_lines_that_are_no_json_objects_are_set_aside(tmp_path: Path) -> None:
    text = '{"id": "L1", "city": "Vigo"}\n\n{"id": "L2"\n[1]\n{"id": "L3", "city": null}\n'
    found, report = loaded(Sources(leads=(write_text(tmp_path / "l.jsonl", text),)))
    assert [row["lead"] for row in found] == ["L1", "L3"]
    (aside,) = report.set_aside
    assert [(e.text, e.row) for e in aside.examples] == [('{"id": "L2"', 3), ("[1]", 4)]
    assert report.rows == {"leads": 4}


def test_events_without_lead_name_or_instant_are_set_aside_whole(tmp_path: Path) -> None:
    text = (
        "lead,name,at,path,more\nL1,visit,2026-01-01,/a,1\n,visit,2026-01-01,/b,2\n"
        "L1,,2026-01-01,/c,3\nL1,visit,,/d,4\nL1,visit,soon,/e,5\n"
    )
    sources = Sources(events=(write_text(tmp_path / "e.csv", text),))
    out = tmp_path / "store"
    with connect(threads=1) as connection:
        manifest = load([model(events=["visit"])], sources, out, connection=connection)
        kept = rows(connection, f"'{out / 'set_aside.parquet'}'", "content")
    reasons = {aside.reason: aside.rows for aside in manifest.report.set_aside}
    assert reasons == {"no-lead": 1, "no-name": 1, "no-instant": 1, "unreadable-instant": 1}
    assert {json.loads(row["content"])["more"] for row in kept} == {"2", "3", "4", "5"}


def test_not_one_readable_instant_asks_for_a_format(tmp_path: Path) -> None:
    path = write_text(tmp_path / "e.csv", "lead,name,at\nL1,visit,31/12/2025\n")
    fault = fault_of(Sources(events=(path,)))
    assert fault.code == "unreadable-instants"
    assert "31/12/2025" in fault.render("en")
    assert 'formats: {"at": dd/mm/yyyy}' in fault.render("en")


def test_events_before_1970_and_in_the_year_9999(tmp_path: Path) -> None:
    text = (
        "lead,name,at\nL1,visit,0001-01-01\nL1,visit,1969-12-31T23:59:59.5Z\nL1,visit,9999-12-31\n"
    )
    with connect(threads=1) as connection:
        sources = Sources(events=(write_text(tmp_path / "e.csv", text),))
        manifest = load_into(connection, [model()], sources)
        found = [row["at"] for row in rows(connection, "events", '"at"')]
    assert found == [-62_135_596_800_000_000, -500_000, 253_402_214_400_000_000]
    assert manifest.newest == found[-1]
    assert "events from 0001-01-01T00:00:00Z to 9999-12-31T00:00:00Z" in manifest.report.render(
        "en"
    )

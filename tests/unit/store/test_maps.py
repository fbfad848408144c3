"""What a map can say about files, and what is wrong with one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from semaforo.engines.duckdb import Connection, connect
from semaforo.errors import SemaforoError
from semaforo.facts.map import read_map
from semaforo.facts.report import QualityReport, UnknownName
from semaforo.model.meaning import Type
from semaforo.store import Sources, load_into
from tests.support.loading import model, rows, write_jsonl, write_text

WANTED = model(
    {"email": Type.TEXT, "size": Type.NUMBER, "phone": Type.TEXT, "job": Type.CATEGORY},
    {"amount": Type.NUMBER, "channel": Type.TEXT},
    events=("visit", "won"),
)


class Loaded:
    """Two files read through a map: leads by id, events as (lead, name, at, amount, channel)."""

    def __init__(self, folder: Path, map_: str, leads: str = "", events: str = "") -> None:
        sources = Sources(
            leads=(write_text(folder / "leads.csv", leads),) if leads else (),
            events=(write_text(folder / "events.csv", events),) if events else (),
            map=Path(write_text(folder / "map.yaml", map_)),
        )
        with connect(threads=1) as connection:
            self.report: QualityReport = load_into(connection, [WANTED], sources).report
            self.leads = {row["lead"]: row for row in rows(connection, "leads")}
            self.events = self._events(connection)

    def _events(self, connection: Connection) -> list[tuple[Any, ...]]:
        return connection.execute(
            'SELECT lead, name::VARCHAR, "at" // 86400000000, p_amount__number, p_channel__text '
            "FROM events JOIN leads USING (lead_no) ORDER BY ALL"
        ).fetchall()


def test_columns_missing_words_and_one_field_from_several_columns(tmp_path: Path) -> None:
    found = Loaded(
        tmp_path,
        "leads:\n  columns: {Record ID: id, Correo: [email], Móvil: phone, Fijo: phone}\n"
        "  missing: [Select, '-']\n",
        "Record ID,Correo,Móvil,Fijo,job\n1,A@b.es,,91,select\n2,-,6,92, jefe \n",
    )
    assert found.leads["1"]["a_email__text"] == "a@b.es"
    assert [found.leads[n]["a_phone__text"] for n in "12"] == ["91", "6"]
    assert [found.leads[n]["a_job__text"] for n in "12"] == [None, "jefe"]
    assert found.leads["2"]["a_email__text"] is None


def test_leads_of_one_row_are_told_apart_where_copies_are_settled(tmp_path: Path) -> None:
    sources = Sources(
        events=(
            write_text(
                tmp_path / "events.csv",
                "id,lead,name,at,job\n"
                "8,L1,identify,2026-01-02,chief\n"
                "8,L1;L2;L3,identify,2026-01-02,clerk\n"
                "8,L2,identify,2026-01-02,driver\n",
            ),
        ),
        map=Path(write_text(tmp_path / "map.yaml", "events: {split: ';'}\n")),
    )
    with connect(threads=1) as connection:
        load_into(connection, [WANTED], sources)
        held = connection.execute(
            "SELECT lead, c.a_job__text FROM changes c JOIN leads USING (lead_no) ORDER BY ALL"
        ).fetchall()
    assert held == [("L1", "chief"), ("L2", "clerk"), ("L3", "clerk")]


def test_events_of_a_map(tmp_path: Path) -> None:
    found = Loaded(
        tmp_path,
        "events:\n  columns: {contacto: lead, acción: name, fecha: at}\n"
        "  names: {Visita a la web: visit}\n  constants: {channel: Web}\n"
        "  formats: {fecha: dd/mm/yyyy}\n",
        events="contacto,acción,fecha\nL1,Visita a la web ,02/01/1970\nL1,vist,03/01/1970\n",
    )
    assert found.events == [("L1", "visit", 1, None, "web"), ("L1", "vist", 2, None, "web")]
    (unknown,) = found.report.unknown_names
    assert (unknown.name, unknown.count, unknown.near) == ("vist", 1, "visit")


def test_undeclared_events_with_nothing_near_stand_in_one_line() -> None:
    names = (UnknownName("vist", 2, "visit"), UnknownName("opened", 9), UnknownName("sent", 1))
    report = QualityReport(unknown_names=names)
    assert report.render("en") == [
        'event "vist" is not declared (2 times); did you mean "visit"?',
        "events that are not declared: opened (9), sent (1)",
    ]


def test_columns_of_leads_that_are_events(tmp_path: Path) -> None:
    leads = (
        "id,stage,closed,Importe,visited\n1,Ganado,03/01/1970,1.000,\n1,ganado ,03/01/1970,1.000,\n"
        "2,perdido,04/01/1970,5,13/01/1970\n3,ganado,,7,\n"
    )
    found = Loaded(
        tmp_path,
        "leads:\n  formats: {Importe: es, closed: dd/mm/yyyy, visited: dd/mm/yyyy}\n  events:\n"
        "  - {event: won, at: closed, when: {stage: GANADO}, properties: {amount: Importe}}\n"
        "  - {event: visit, at: visited}\n",
        leads,
    )
    assert found.events == [("1", "won", 2, 1000.0, None), ("2", "visit", 12, None, None)]
    assert found.report.repeated_rows == {"leads": 1}


def test_leads_found_by_mail(tmp_path: Path) -> None:
    found = Loaded(
        tmp_path,
        "events: {columns: {Email: lead}, lead_by: email}\n",
        "id,email\n7, Ana@Acme.es \n8,b@x.es\n",
        "Email,name,at\nana@acme.ES,visit,1970-01-02\nnew@y.es ,visit,1970-01-03\n",
    )
    assert [event[:3] for event in found.events] == [
        ("7", "visit", 1),
        ("new@y.es", "visit", 2),
    ]
    assert found.report.leads_only_in_events == 1


def test_ids_that_are_mails(tmp_path: Path) -> None:
    found = Loaded(
        tmp_path,
        "leads: {columns: {Email: [id, email]}, ids: mail}\n"
        "events: {columns: {Email: lead}, ids: mail}\n",
        "Email\nAna@Acme.es\n",
        "Email,name,at\n ana@acme.ES,visit,1970-01-02\n",
    )
    assert list(found.leads) == ["ana@acme.es"]
    assert found.leads["ana@acme.es"]["mail_company"] == "acme.es"
    assert found.report.leads_only_in_events == 0


def test_separator_and_lines_above_the_header(tmp_path: Path) -> None:
    found = Loaded(
        tmp_path,
        "leads: {separator: '|', skip: 2}\n",
        "Informe; de leads\n\nid|size\n1|10\n|5\n",
    )
    assert found.leads["1"]["a_size__number"] == 10.0
    assert [example.row for example in found.report.set_aside[0].examples] == [5]


def test_columns_the_files_have_not_are_told_with_the_nearest(tmp_path: Path) -> None:
    found = Loaded(tmp_path, "leads: {columns: {Correos: email}}\n", "id,Correo\n1,a@b.es\n")
    (decision,) = found.report.decisions
    assert (decision.what, decision.column, decision.value) == (
        "column-missing",
        "Correos",
        "Correo",
    )


def test_nested_json_is_text_and_null_names(tmp_path: Path) -> None:
    path = write_jsonl(
        tmp_path / "e.jsonl",
        [
            {"lead": "L", "name": "identify", "at": "2026-01-01", "job": None, "size": [1, 2]},
            {"lead": "L", "name": "identify", "at": "2026-01-02", "email": {"b": 1, "a": 2.0}},
        ],
    )
    with connect(threads=1) as connection:
        load_into(connection, [WANTED], Sources(events=(path,)))
        first, second = rows(connection, "changes", "seq")
    assert (first["n_job"], first["a_job__text"], first["n_email"]) == (True, None, False)
    assert (first["n_size"], first["a_size__number"]) == (True, None)
    assert second["a_email__text"] == '{"a":2,"b":1}'


@pytest.mark.parametrize(
    ("text", "code", "line", "fix"),
    [
        ("lead: {}\n", "unknown-key", 1, 'Did you mean "leads"?'),
        ("leads:\n  colums: {}\n", "unknown-key", 2, 'Did you mean "columns"?'),
        ("leads:\n  formats: {x: dd/mm/yy}\n", "unknown-format", 2, 'Did you mean "dd/mm/yyyy"?'),
        ("leads: {skip: two}\n", "bad-map", 1, ""),
        ("leads: {ranges: lowest}\n", "bad-map", 1, ""),
        ("leads:\n  events:\n  - {at: x}\n", "bad-map", 3, ""),
        ("events: {separator: ';;'}\n", "bad-separator", 1, "tab"),
        ("leads: [1]\n", "bad-map", 1, ""),
    ],
)
def test_faults_of_a_map(tmp_path: Path, text: str, code: str, line: int, fix: str) -> None:
    with pytest.raises(SemaforoError) as raised:
        read_map(Path(write_text(tmp_path / "map.yaml", text)))
    fault = raised.value.faults[0]
    assert (fault.code, fault.place.line) == (code, line)
    assert fix in fault.render("en")
    assert fault.render("es") != fault.render("en")


def test_faults_of_a_map_stand_in_order_and_once_each(tmp_path: Path) -> None:
    text = (
        "leads:\n  colums: {}\ncompanies:\n  ranges: lowest\n  ids: exactly\n"
        "events:\n  colums: {}\n"
    )
    with pytest.raises(SemaforoError) as raised:
        read_map(Path(write_text(tmp_path / "map.yaml", text)))
    assert [fault.place.line for fault in raised.value.faults] == [2, 4, 5, 7]
    assert "Write one of: low, high, mid." in raised.value.faults[1].render("en")


@pytest.mark.parametrize(("listed", "asks"), [("42\n7", True), ("00042\n7", False)])
def test_ids_that_events_write_otherwise_are_asked_about(
    tmp_path: Path, listed: str, asks: bool
) -> None:
    events = "id,lead,name,at\n1,00042,visit,2026-01-01\n"
    report = Loaded(tmp_path, "leads: {}\n", f"id\n{listed}\n", events).report
    assert any("write the ids alike" in line for line in report.render("en")) is asks


def test_a_format_of_another_kind_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(SemaforoError) as raised:
        Loaded(tmp_path, "leads: {formats: {size: dd/mm/yyyy}}\n", "id,size\n1,2\n")
    assert [fault.code for fault in raised.value.faults] == ["wrong-format"]


def test_events_of_columns_and_of_files_together_are_set_aside_by_row(tmp_path: Path) -> None:
    found = Loaded(
        tmp_path,
        "leads: {events: [{event: won, at: closed}], formats: {closed: iso}}\n",
        "id,closed\n1,1970-01-03\n2,soon\n",
        "lead,name,at\n1,visit,1970-01-02\n,visit,1970-01-02\n1,visit,never\n",
    )
    assert [event[:3] for event in found.events] == [("1", "visit", 1), ("1", "won", 2)]
    asides = {aside.reason: aside.examples[0].row for aside in found.report.set_aside}
    assert asides == {"no-lead": 3, "unreadable-instant": 4}
    assert [(b.field, b.examples) for b in found.report.unreadable] == [("closed", ("soon",))]

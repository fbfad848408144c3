"""How the columns a map names are found among the headers of a file."""

from __future__ import annotations

from pathlib import Path

from semaforo.facts.formats import NumberFormat
from semaforo.facts.map import TableMap, read_map


def leads(tmp_path: Path, text: str) -> TableMap:
    path = tmp_path / "map.yaml"
    path.write_text(f"leads:\n  {text}\n", encoding="utf-8")
    return read_map(path).leads


def test_case_accents_and_outer_blanks_of_a_header_do_not_matter(tmp_path: Path) -> None:
    written = leads(tmp_path, "columns: {Correo Electrónico: email, Nº de empleados: employees}")
    seen = written.seen_in([" correo electronico ", "Nº DE EMPLEADOS"])
    assert seen.fields == {"email": (" correo electronico ",), "employees": ("Nº DE EMPLEADOS",)}


def test_a_header_that_is_written_alike_goes_first(tmp_path: Path) -> None:
    written = leads(tmp_path, "columns: {Email: email, email: work_email}")
    seen = written.seen_in(["email", "Email"])
    assert seen.fields == {"email": ("Email",), "work_email": ("email",)}


def test_two_names_for_one_header_are_one_column(tmp_path: Path) -> None:
    written = leads(tmp_path, "columns: {Record ID: id, Record Id: id, Nombre: first_name}")
    assert written.seen_in(["record id"]).fields["id"] == ("record id",)


def test_a_header_called_like_a_field_of_the_table_stands_for_it(tmp_path: Path) -> None:
    written = leads(tmp_path, "columns: {Name: deal}")
    assert written.seen_in(["id", "name"]).fields == {"deal": ("Name",)}


def test_formats_ranges_and_column_events_follow(tmp_path: Path) -> None:
    written = leads(
        tmp_path,
        "columns: {Tamaño: employees}\n"
        "  formats: {Tamaño: es}\n"
        "  ranges: {Tamaño: low}\n"
        "  events:\n"
        "  - {event: won, at: Cierre, when: {Etapa: ganado}, properties: {amount: Importe}}",
    )
    seen = written.seen_in(["tamaño", "cierre", "etapa", "importe"])
    assert seen.formats == {"tamaño": NumberFormat.SPANISH}
    assert set(seen.column_ranges) == {"tamaño"}
    (event,) = seen.events
    assert (event.at, set(event.when), event.properties) == (
        "cierre", {"etapa"}, {"amount": "importe"},
    )  # fmt: skip

"""The maps of the CRMs, on exports as their users have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from semaforo import maps
from semaforo.errors import SemaforoError
from semaforo.facts.formats import NumberFormat
from tests.unit.maps.exports import load, local


def test_hubspot_contacts_of_the_spanish_interface() -> None:
    loaded = load("hubspot", leads="hubspot_contacts_es.csv")
    assert sorted(loaded.leads) == ["8101", "8102", "8103", "8104", "8105"]
    lucia = loaded.leads["8101"]
    assert lucia == {
        "created_at": local("2026-01-12 09:14"),
        "email": "lucia.fernandez@aceiteslaloma.es",
        "first_name": "lucia",
        "last_name": "fernandez ibanez",
        "job_title": "directora de marketing",
        "company": "5001",
        "company_name": "aceites la loma, s.l.",
        "mail_company": "aceiteslaloma.es",
        "country": "espana",
        "industry": "food_beverages",
        "employees": 51.0,
        "revenue": 2_500_000.0,
        "source": "busqueda organica",
        "lifecycle": "lead",
        "status": "nuevo",
        "owner": "marta gil",
    }
    assert loaded.names("8101") == ["form_submit", "email_open"]
    at, properties = loaded.event("8101", "form_submit")
    assert (at, properties) == (lucia["created_at"], {"form": "guia de exportacion: descarga"})
    assert "mail_company" not in loaded.leads["8103"]
    assert "revenue" not in loaded.leads["8104"]
    assert loaded.leads["8104"]["first_name"] == 'ana "nani"'
    assert loaded.names("8105") == []


def test_hubspot_contacts_of_the_english_interface() -> None:
    loaded = load("hubspot", leads="hubspot_contacts_en.csv")
    grace, mia = loaded.leads["901"], loaded.leads["903"]
    assert (grace["company"], grace["company_name"]) == ("Northwind", "northwind")
    assert (grace["employees"], mia["employees"]) == (500.0, 1000.0)
    assert loaded.names("901") == [
        "session_start", "form_submit", "became_mql", "email_open", "email_click",
    ]  # fmt: skip
    assert loaded.event("901", "email_click")[1] == {"campaign": "january news"}
    assert loaded.names("903") == ["form_submit", "became_mql", "session_start", "became_customer"]


def test_hubspot_deals_are_events_of_their_contacts() -> None:
    loaded = load("hubspot", leads="hubspot_contacts_es.csv", events="hubspot_deals_es.csv")
    at, won = loaded.event("8104", "deal_won")
    assert at == local("2026-02-20 12:30")
    assert (won["amount"], won["currency"]) == (12_500.5, "eur")
    assert loaded.event("8102", "deal_lost")[1]["reason"] == "precio"
    set_aside = {aside.reason: aside.rows for aside in loaded.report.set_aside}
    assert set_aside == {"left-out": 1, "no-lead": 1}
    assert (loaded.report.unknown_names, len(loaded.leads)) == ((), 5)


def test_a_hubspot_deal_with_two_contacts_is_an_event_of_both() -> None:
    loaded = load("hubspot", leads="hubspot_contacts_es.csv", events="hubspot_deals_es.csv")
    assert loaded.names("8101") == ["form_submit", "email_open", "deal_lost"]
    assert loaded.event("8101", "deal_lost") == loaded.event("8102", "deal_lost")


def test_pipedrive_people_and_deals() -> None:
    loaded = load("pipedrive", leads="pipedrive_people_es.csv", events="pipedrive_deals.csv")
    sofia = loaded.leads["11"]
    assert (sofia["employees"], sofia["revenue"]) == (12.0, 1_250_000.5)
    assert sofia["created_at"] == local("2026-01-08 09:30:12")
    assert (sofia["full_name"], sofia["mobile"]) == ("sofia castano", "+34 600 111 222")
    assert loaded.leads["12"]["email"] == "hector.munoz@gmail.com"
    assert loaded.leads["14"]["company"] == "Ávila; Asesores"
    at, lost = loaded.event("12", "deal_lost")
    assert (at, lost["amount"], lost["reason"]) == (
        local("2026-02-18 16:00"), 18_000.0, "no budget",
    )  # fmt: skip
    assert loaded.event("13", "deal_won")[1]["amount"] == 5400.75
    assert loaded.names("14") == []
    assert [(aside.reason, aside.rows) for aside in loaded.report.set_aside] == [("left-out", 1)]


def test_odoo_leads_carry_their_outcome() -> None:
    loaded = load("odoo", leads="odoo_leads_es.csv")
    won, open_, lost, new = sorted(loaded.leads)
    assert loaded.leads[won]["created_at"] == local("2026-01-10 08:20:11")
    assert loaded.leads[won]["job_title"] == "gerente"
    assert loaded.names(won) == ["became_opportunity", "deal_won"]
    assert loaded.event(won, "deal_won")[1] == {"amount": 15_400.0}
    assert loaded.names(open_) == ["became_opportunity"]
    assert loaded.event(lost, "deal_lost")[1] == {"amount": 8000.0, "reason": "demasiado caro"}
    assert "country" not in loaded.leads[new]
    assert loaded.leads[new]["email"] == "info@example.org"


def test_salesforce_report_asks_whether_1_250_employees_are_a_thousand() -> None:
    with pytest.raises(SemaforoError) as refused:
        load("salesforce", leads="salesforce_leads_es.csv")
    (fault,) = refused.value.faults
    assert (fault.code, "N.º de empleados" in str(fault.what)) == ("ambiguous-format", True)
    assert fault.render("es").endswith(
        "Basta añadir --numbers en (1.25), --numbers es (1250); o escribir en un mapa cuál tiene "
        'esta columna, por ejemplo formats: {"N.º de empleados": es}.'
    )


def own_map(folder: Path) -> Path:
    """The shipped map with an answer for one column."""
    shipped = maps.find("salesforce").read_text(encoding="utf-8")
    own = folder / "mine.yaml"
    answer = "  ranges: low\n  formats: {N.º de empleados: es}\n"
    own.write_text(shipped.replace("  ranges: low\n", answer), encoding="utf-8")
    return own


@pytest.mark.parametrize("answer", ["map", "option"])
def test_salesforce_report_in_the_spanish_locale(answer: str, tmp_path: Path) -> None:
    loaded = (
        load(own_map(tmp_path), leads="salesforce_leads_es.csv")
        if answer == "map"
        else load("salesforce", numbers=NumberFormat.SPANISH, leads="salesforce_leads_es.csv")
    )
    lasa = loaded.leads["00Q5e00000AbCdE"]
    assert (lasa["employees"], lasa["revenue"]) == (1250.0, 45_000_000.0)
    assert lasa["created_at"] == local("2026-01-14 00:00")
    assert lasa["first_name"] == "begona"
    assert lasa["rating"] == "caliente"
    assert loaded.leads["00Q5e00000AbCdF"]["revenue"] == 1_900_000.5
    assert loaded.names("00Q5e00000AbCdF") == ["became_opportunity"]
    assert loaded.event("00Q5e00000AbCdF", "became_opportunity")[0] == local("2026-02-19 00:00")
    assert loaded.names("00Q5e00000AbCdE") == []
    assert loaded.report.unreadable == ()

"""Every shipped map: it reads, it keeps to the vocabulary, and the manual knows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from semaforo import maps
from semaforo.errors import SemaforoError
from semaforo.facts.map import Map, read_map
from semaforo.facts.report import Decision
from tests.support.loading import write_csv
from tests.unit.maps.exports import EXPORTS, load

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "maps.md"
TABLE_FIELDS = {"id", "lead", "name", "at", "received_at", "robot", "created_at"}
MINOR = {
    "amount_company_currency", "amount_usd", "device", "domain", "link", "opt_in", "referrer",
    "stage", "transaction",
}  # fmt: skip
"""Fields that are kept but not part of the vocabulary models should rely on."""


def documented() -> set[str]:
    return set(re.findall(r"`([a-z_0-9]+)`", PAGE.read_text(encoding="utf-8")))


def fields(shipped: Map) -> set[str]:
    tables = (shipped.leads, shipped.events, shipped.companies)
    found = {field for table in tables for field in (*table.fields, *table.constants)}
    return found | {name for event in shipped.leads.events for name in event.properties}


def event_names(shipped: Map) -> set[str]:
    return {event.event for event in shipped.leads.events} | set(shipped.events.names.values())


@pytest.mark.parametrize("name", maps.names())
def test_a_shipped_map_speaks_the_documented_vocabulary(name: str) -> None:
    shipped = read_map(maps.find(name))
    assert name in documented()
    assert event_names(shipped) <= documented()
    assert fields(shipped) - TABLE_FIELDS - MINOR <= documented()


@pytest.mark.parametrize("name", maps.names())
def test_a_shipped_map_names_what_its_tables_need(name: str) -> None:
    shipped = read_map(maps.find(name))
    assert shipped.leads.fields or shipped.events.fields
    assert not shipped.leads.fields or "id" in shipped.leads.fields
    if shipped.events.fields:
        assert {"lead", "name", "at"} <= set(shipped.events.fields)


def test_a_map_is_found_by_its_name_and_any_other_name_is_a_path() -> None:
    assert maps.find("hubspot").is_file()
    assert maps.find("mine/hubspot.yaml") == Path("mine/hubspot.yaml")


EVENTS = {"brevo_logs", "ga4_events", "hubspot_deals_es", "mailchimp_activity", "pipedrive_deals"}
"""The exports that hold events; the others hold leads."""


@pytest.mark.parametrize(
    "export",
    # A form of Meta has the columns that are needed, so it is read as it is.
    sorted(path.stem for path in EXPORTS.iterdir() if path.stem != "meta_leads"),
)
@pytest.mark.parametrize("given", ["leads", "events"])
def test_an_export_without_a_map_names_the_shipped_one(export: str, given: str) -> None:
    with pytest.raises(SemaforoError) as refused:
        load(None, **{given: f"{export}.csv"})
    (fault,) = refused.value.faults
    (name,) = [name for name in maps.names() if export.startswith(name.split("_")[0])]
    is_right = (export in EVENTS) == (given == "events")
    right = "events" if export in EVENTS else "leads"
    assert fault.code == "missing-column"
    assert f"add --map {name}." in fault.render("en")
    assert (f"give the file with --{right}" in fault.render("en")) == (not is_right)


@pytest.mark.parametrize("name", ["hubspot", "pipedrive"])
def test_companies_without_a_map_are_not_taken_for_leads(name: str, tmp_path: Path) -> None:
    """An export of leads has most of the columns of one of companies."""
    columns = read_map(maps.find(name)).companies.columns
    export = write_csv(tmp_path / "c.csv", [dict.fromkeys(columns, "x")])
    with pytest.raises(SemaforoError) as refused:
        load(None, companies=export)
    (fault,) = refused.value.faults
    shipped = f"They are those of the shipped map {name}: add --map {name}."
    assert fault.fix is not None
    assert fault.fix.render("en") == shipped


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ("pipedrive", "country, first_name, industry, last_name, source"),
        ("brevo", ""),
        ("hubspot", "became_opportunity, mobile, owner, revenue, status, unsubscribed"),
    ],
)
def test_columns_that_no_export_has_at_once_are_no_noise(given: str, lacking: str) -> None:
    """One line says what no column gives, whatever many names the map has for it."""
    file = {"pipedrive": "pipedrive_people_es", "brevo": "brevo_contacts"}
    loaded = load(given, leads=f"{file.get(given, 'hubspot_contacts_en')}.csv")
    told = [each for each in loaded.report.decisions if each.what not in ("separator", "format")]
    assert told == ([Decision("nothing-gives", lacking, "leads")] if lacking else [])

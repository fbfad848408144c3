"""Every shipped map: it reads, it keeps to the vocabulary, and the manual knows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from semaforo import maps
from semaforo.facts.map import Map, read_map

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


def events(shipped: Map) -> set[str]:
    return {event.event for event in shipped.leads.events} | set(shipped.events.names.values())


@pytest.mark.parametrize("name", maps.names())
def test_a_shipped_map_speaks_the_documented_vocabulary(name: str) -> None:
    shipped = read_map(maps.find(name))
    assert name in documented()
    assert events(shipped) <= documented()
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

"""The example exports, loaded through their map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from semaforo import maps
from semaforo.engines.duckdb import connect
from semaforo.facts.formats import NumberFormat
from semaforo.facts.report import QualityReport
from semaforo.facts.zones import zone
from semaforo.model.columns import attribute_column, property_column
from semaforo.model.files import read_model
from semaforo.model.meaning import ScoringModel
from semaforo.store import load_into
from semaforo.store.sources import Sources

EXPORTS = Path(__file__).parents[2] / "data" / "exports"
MADRID = zone("Europe/Madrid")


@dataclass(frozen=True, slots=True)
class Loaded:
    """Facts by lead, without what is missing. Events are (name, at, properties)."""

    leads: dict[str, dict[str, Any]]
    events: dict[str, list[tuple[str, int, dict[str, Any]]]]
    report: QualityReport

    def names(self, lead: str) -> list[str]:
        """The names of the lead's events, in their order."""
        return [name for name, _, _ in self.events.get(lead, [])]

    def event(self, lead: str, name: str) -> tuple[int, dict[str, Any]]:
        """The instant and properties of the lead's only event called `name`."""
        ((at, properties),) = [(a, p) for n, a, p in self.events[lead] if n == name]
        return at, properties


def load(
    map_name: str | Path | None, *, numbers: NumberFormat | None = None, **files: str
) -> Loaded:
    """The example files (table -> name) under a shipped map, one of your own, or none."""
    model = read_model(Path(__file__).with_name("vocabulary.yaml")).model
    paths = {table: (str(EXPORTS / file),) for table, file in files.items()}
    sources = Sources(
        **paths, map=None if map_name is None else maps.find(map_name), numbers=numbers
    )
    with connect() as connection:
        loaded = load_into(connection, [model], sources)
        return Loaded(_leads(connection, model), _events(connection, model), loaded.report)


def utc(text: str) -> int:
    """An instant in UTC, as microseconds."""
    return round(datetime.fromisoformat(text + "+00:00").timestamp() * 1_000_000)


def local(text: str) -> int:
    """An instant in the local time of the model, as microseconds."""
    return MADRID.instant_of(utc(text))


def _leads(connection: Any, model: ScoringModel) -> dict[str, dict[str, Any]]:
    written = [a for a in model.attributes.values() if a.derivation is None]
    columns = {attribute_column(a.name, a.type.kind): a.name for a in written}
    columns |= {"created_at": "created_at", "a_company__text": "company"}
    columns |= {"mail_company": "mail_company"}
    return {lead: _known(row, columns) for lead, row in _rows(connection, "lead", "leads")}


def _events(
    connection: Any, model: ScoringModel
) -> dict[str, list[tuple[str, int, dict[str, Any]]]]:
    declared = {(p, t.kind) for e in model.events.values() for p, t in e.properties.items()}
    columns = {property_column(name, kind): name for name, kind in declared}
    joined = 'events JOIN leads USING (lead_no) ORDER BY "at", seq'
    found: dict[str, list[tuple[str, int, dict[str, Any]]]] = {}
    for lead, row in _rows(connection, "lead", joined):
        found.setdefault(lead, []).append((row["name"], row["at"], _known(row, columns)))
    return found


def _rows(connection: Any, key: str, source: str) -> list[tuple[str, dict[str, Any]]]:
    result = connection.execute(f"SELECT * FROM {source}")
    names = [column[0] for column in result.description]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return [(row[key], row) for row in rows]


def _known(row: dict[str, Any], columns: dict[str, str]) -> dict[str, Any]:
    return {name: row[column] for column, name in columns.items() if row.get(column) is not None}

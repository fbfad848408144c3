"""Makes leads.csv, empresas.csv and eventos.csv again: python examples/software-b2b/make_data.py

The synthetic company of `semaforo simulate`, written as a Spanish CRM would export it: semicolons,
Spanish column names, 31/12/2025 09:30, 1.234,5.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from semaforo.document import read
from semaforo.engines.duckdb import connect
from semaforo.simulate import simulate

HERE = Path(__file__).parent
LEADS, COMPANIES, EVENTS, WEEKS, SEED = 2_000, 300, 20_000, 26, 2026
FILES = {"leads": "leads.csv", "companies": "empresas.csv", "events": "eventos.csv"}


def write(folder: Path) -> None:
    """The three files in `folder`. The same bytes every time."""
    written = read(HERE / "mapa.yaml").data
    with tempfile.TemporaryDirectory() as place:
        made = Path(place)
        simulate(made, leads=LEADS, events=EVENTS, companies=COMPANIES, weeks=WEEKS, seed=SEED)
        connection = connect(threads=1)
        for table, file in FILES.items():
            source = f"read_parquet('{made / table}.parquet')"
            columns = _columns(written[table]["columns"], written[table].get("names", {}))
            order = "ORDER BY id" if table == "companies" else ""
            connection.execute(
                f"COPY (SELECT {columns} FROM {source} {order}) TO '{folder / file}' "
                "(HEADER, DELIMITER ';')"
            )


def _columns(fields: Mapping[str, str], names: Mapping[str, str]) -> str:
    return ", ".join(f'{_spanish(field, names)} AS "{column}"' for column, field in fields.items())


def _spanish(field: str, names: Mapping[str, str]) -> str:
    """The SQL that says a field as a Spanish file does."""
    if field == "name" and names:
        cases = " ".join(f"WHEN '{ours}' THEN '{theirs}'" for theirs, ours in names.items())
        return f"CASE name {cases} END"
    if field == "created_at":
        return "strftime(created_at AT TIME ZONE 'Europe/Madrid', '%d/%m/%Y %H:%M')"
    if field in ("at", "received_at"):
        return f"strftime(\"{field}\" AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ')"
    if field == "robot":
        return "CASE WHEN robot THEN 'sí' END"
    if field in ("employees", "amount", "seconds"):
        return _number(field)
    return f'"{field}"'


def _number(field: str) -> str:
    """1234.5 as 1.234,5; what is no number stays as it is."""
    value = f"try_cast({field} AS DOUBLE)"
    decimals = 2 if field == "amount" else 0
    text = f"translate(format('{{:,.{decimals}f}}', {value}), ',.', '.,')"
    return f"coalesce({text}, {field}::VARCHAR)"


if __name__ == "__main__":
    write(HERE)

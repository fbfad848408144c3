"""The bank example gives the figures that its README shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from semaforo.engines.duckdb import DuckDB, connect
from semaforo.model.files import read_model
from semaforo.score.run import run
from semaforo.store import Sources, load_into

FOLDER = Path(__file__).parents[3] / "examples/bank-marketing"
DATA = FOLDER / "bank-additional-full.csv.gz"
DECEMBER_2010 = 1_291_161_600_000_000

Rates = dict[tuple[str, str], tuple[str, str]]


@pytest.fixture(scope="module")
def rates() -> Rates:
    """(column, value) -> leads and share that subscribed, as the README writes them."""
    model = read_model(FOLDER / "modelo.yaml").model
    sources = Sources(leads=(str(DATA),), map=FOLDER / "mapa.yaml")
    with connect() as connection:
        load_into(connection, [model], sources)
        engine = DuckDB(connection)
        engine.keep(run(engine, model, DECEMBER_2010).scores, "scores")
        connection.execute(
            "CREATE TEMP TABLE outcome AS SELECT row_number() OVER ()::VARCHAR AS lead, y "
            f"FROM read_csv('{DATA}', delim = ';')"
        )
        return {
            (column, value): (f"{leads:,}".replace(",", "."), f"{share:.1f}".replace(".", ","))
            for column in ("light", "grade")
            for value, leads, share in connection.execute(
                f"SELECT {column}, count(*), 100 * avg((y = 'yes')::INT) "
                "FROM scores JOIN outcome USING (lead) GROUP BY ALL"
            ).fetchall()
        }


def test_every_row_is_a_lead(rates: Rates) -> None:
    leads = [int(n.replace(".", "")) for (column, _), (n, _) in rates.items() if column == "light"]
    assert sum(leads) == 41_188


def test_the_readme_has_the_figures(rates: Rates) -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"\| ([^|\n]+) \| ([0-9.]+) \| ([0-9,]+) % ", text)
    shown = {name.strip(): (leads, share) for name, leads, share in found}
    lights = {"hot": "verde (hot)", "warm": "ámbar (warm)", "cold": "rojo (cold)"}
    expected = {lights.get(value, value): figures for (_, value), figures in rates.items()}
    assert shown == expected


def test_the_lights_tell_the_good_from_the_rest(rates: Rates) -> None:
    share = {v: float(s.replace(",", ".")) for (c, v), (_, s) in rates.items() if c == "light"}
    assert share["hot"] > 3 * share["warm"]
    assert share["warm"] > 2 * share["cold"]

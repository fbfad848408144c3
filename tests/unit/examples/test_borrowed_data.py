"""The models over data that may not be shipped: they run where it lies beside the checkout."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from semaforo.engines.duckdb import DuckDB, connect
from semaforo.errors import SemaforoError
from semaforo.facts.report import QualityReport
from semaforo.facts.values import instant
from semaforo.facts.zones import zone
from semaforo.model.files import parse_model, read_model
from semaforo.score.run import run
from semaforo.store import load_into
from semaforo.store.sources import Sources

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples"
DATA = ROOT.parent / "shared" / "data"

OLIST = DATA / "olist-funnel"
OLIST_LEADS = OLIST / "olist_marketing_qualified_leads_dataset.csv"
OLIST_DEALS = OLIST / "olist_closed_deals_dataset.csv"
X_EDUCATION = DATA / "xeducation" / "Leads.csv"


def needs(path: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not path.exists(), reason=f"{path.name} does not lie in shared/data")


def scored(
    example: str, as_of: str, query: str, **files: tuple[str, ...]
) -> tuple[list[dict[str, Any]], QualityReport, list[tuple[Any, ...]]]:
    """The scores of an example, the quality report, and the rows of `query` over the store."""
    folder = EXAMPLES / example
    model = read_model(folder / "modelo.yaml").model
    moment = instant(as_of, zone(model.timezone))
    assert moment is not None
    with connect() as connection:
        loaded = load_into(connection, [model], Sources(**files, map=folder / "mapa.yaml"))
        engine = DuckDB(connection)
        rows = engine.rows(run(engine, model, moment).scores)
        return rows, loaded.report, connection.execute(query).fetchall()


@needs(OLIST_DEALS)
def test_olist_scores_every_lead_and_knows_every_deal() -> None:
    rows, report, won = scored(
        "olist",
        "2018-06-01",
        "SELECT lead_no, \"at\" FROM events WHERE name = 'deal_won'",
        leads=(str(OLIST_LEADS),),
        events=(str(OLIST_DEALS),),
    )
    assert len(rows) == 8000
    assert len(won) == 842
    assert (report.rows_set_aside, report.leads_only_in_events) == (0, 0)
    assert set(Counter(row["light"] for row in rows)) == {"hot", "warm", "cold"}


@needs(OLIST_DEALS)
def test_olist_dates_are_day_first_and_local() -> None:
    found = "SELECT min(created_at), max(created_at) FROM leads"
    _, _, ((first, last),) = scored(
        "olist", "2018-06-01", found, leads=(str(OLIST_LEADS),), events=(str(OLIST_DEALS),)
    )
    brazil = zone("America/Sao_Paulo")
    assert (first, last) == (instant("2017-06-14", brazil), instant("2018-05-31", brazil))


@needs(X_EDUCATION)
def test_x_education_reads_select_as_no_answer() -> None:
    asked = "SELECT lead, a_city__text, a_converted__boolean FROM leads"
    rows, report, leads = scored("xeducation", "2026-01-01", asked, leads=(str(X_EDUCATION),))
    assert len(rows) == len(leads) == 9240
    assert sum(converted for _, _, converted in leads) == 3561
    assert sum(city is None for _, city, _ in leads) == pytest.approx(9240 * 0.397, abs=10)
    assert report.unreadable == ()
    assert {row["light"] for row in rows} == {"hot", "warm", "cold"}


@needs(X_EDUCATION)
def test_x_education_hot_leads_convert_more_than_cold_ones() -> None:
    asked = "SELECT lead, a_converted__boolean FROM leads"
    rows, _, leads = scored("xeducation", "2026-01-01", asked, leads=(str(X_EDUCATION),))
    converted = dict(leads)
    share = {
        light: sum(found) / len(found)
        for light in ("hot", "warm", "cold")
        if (found := [converted[row["lead"]] for row in rows if row["light"] == light])
    }
    assert share["hot"] > share["warm"] > share["cold"]


@pytest.mark.parametrize("leak", ["tags: closed", "lead_quality: high", "converted: true"])
def test_a_rule_on_what_is_known_afterwards_is_refused(leak: str) -> None:
    text = (EXAMPLES / "xeducation" / "modelo.yaml").read_text(encoding="utf-8")
    leaky = text.replace("when: {free_copy: true}", f"when: {{{leak}}}")
    assert leaky != text
    with pytest.raises(SemaforoError) as refused:
        parse_model(leaky)
    assert [fault.code for fault in refused.value.faults] == ["refused-field"]

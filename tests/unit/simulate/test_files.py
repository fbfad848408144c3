"""What the files of a synthetic company look like."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from semaforo.errors import SemaforoError
from semaforo.facts.values import company_of_mail
from semaforo.simulate import END, simulate

Made = tuple[Path, dict[str, Any]]
FILES = ("leads.parquet", "companies.parquet", "events.parquet", "truth.parquet")


def table(made: Made, name: str) -> pa.Table:
    return pq.read_table(made[0] / f"{name}.parquet")


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    for folder, seed in (("one", 5), ("two", 5), ("other", 6)):
        simulate(tmp_path / folder, leads=300, events=3_000, seed=seed)
    for file in (*FILES, "truth.json"):
        one, two, other = ((tmp_path / f / file).read_bytes() for f in ("one", "two", "other"))
        assert one == two
        assert one != other


def test_as_many_as_asked(made: Made) -> None:
    assert table(made, "leads").num_rows == 3_000
    assert table(made, "events").num_rows == 60_000
    assert table(made, "companies").num_rows == 450


def test_truth_counts_what_was_written(made: Made) -> None:
    folder, told = made
    assert json.loads((folder / "truth.json").read_text(encoding="utf-8")) == told
    events = table(made, "events")
    assert Counter(events["name"].to_pylist()) == Counter(
        {name: count for name, count in told["by_name"].items() if count}
    )
    assert pc.sum(events["robot"]).as_py() == told["robots"] > 0
    ids = [identity for identity in events["id"].to_pylist() if identity]
    assert len(ids) - len(set(ids)) == told["copies"] > 0
    assert events["id"].null_count > 0


def test_ids_are_unique_and_events_name_known_leads(made: Made) -> None:
    leads = table(made, "leads")["id"].to_pylist()
    companies = table(made, "companies")["id"].to_pylist()
    assert len(set(leads)) == len(leads)
    assert len(set(companies)) == len(companies)
    assert set(table(made, "events")["lead"].to_pylist()) <= set(leads)
    groups = [company for company in table(made, "events")["company"].to_pylist() if company]
    assert groups
    assert set(groups) <= set(companies)


def test_mail_leads_to_known_companies(made: Made) -> None:
    companies = set(table(made, "companies")["id"].to_pylist())
    mails = [mail for mail in table(made, "leads")["email"].to_pylist() if mail]
    found = [company_of_mail(mail) for mail in mails]
    assert {company for company in found if company} <= companies
    assert 0.1 < sum(company is None for company in found) / len(found) < 0.4


def test_few_companies_have_many_people(made: Made) -> None:
    mails = [mail for mail in table(made, "leads")["email"].to_pylist() if mail]
    sizes = Counter(company for mail in mails if (company := company_of_mail(mail)))
    largest = sorted(sizes.values(), reverse=True)
    assert sum(largest[: len(largest) // 10]) > 0.25 * sum(largest)
    assert largest[len(largest) // 2] <= largest[0] / 5


def test_values_have_gaps_accents_and_both_genders(made: Made) -> None:
    leads = table(made, "leads")
    titles = leads["job_title"].to_pylist()
    assert 0.05 < leads["job_title"].null_count / leads.num_rows < 0.2
    assert {"Directora general", "Director general", "DIRECTORA GENERAL", "-"} <= set(titles)
    assert "Íñigo" in leads["first_name"].to_pylist()
    assert any(text and text.startswith("unos ") for text in leads["employees"].to_pylist())


def test_events_come_in_order_of_arrival(made: Made) -> None:
    events = table(made, "events")
    received = events["received_at"].to_pylist()
    assert received == sorted(received)
    assert events["lead"].to_pylist() != sorted(events["lead"].to_pylist())
    assert all(at < END for at in events["at"].to_pylist())
    assert pc.all(pc.less(events["at"], events["received_at"])).as_py()


def test_outcomes_come_after_the_first_contact_and_have_amounts(made: Made) -> None:
    rows = table(made, "events").select(["lead", "name", "at", "amount"]).to_pylist()
    first: dict[str, datetime] = {}
    for row in rows:
        first[row["lead"]] = min(row["at"], first.get(row["lead"], row["at"]))
    created = dict(
        zip(*(table(made, "leads")[c].to_pylist() for c in ("id", "created_at")), strict=True)
    )
    deals = [row for row in rows if row["name"] in ("deal_won", "deal_lost")]
    assert deals
    for row in deals:
        assert row["at"] > (created[row["lead"]] or first[row["lead"]])
        assert (row["amount"] is not None) == (row["name"] == "deal_won")
        assert row["amount"] is None or row["amount"] > 0


def test_an_end_within_the_week_still_works(tmp_path: Path) -> None:
    end = datetime(2025, 3, 30, 13, 30, tzinfo=UTC)
    told = simulate(tmp_path, leads=50, events=500, seed=1, end=end, weeks=20, companies=7)
    events = pq.read_table(tmp_path / "events.parquet")
    assert told["events"] == events.num_rows == 500
    assert max(events["at"].to_pylist()) < end


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("leads", 0),
        ("leads", 10_000_000),
        ("events", 399),
        ("seed", -1),
        ("weeks", 1),
        ("companies", 0),
        ("end", datetime(2026, 1, 1)),
    ],
)
def test_arguments_out_of_range_are_refused(tmp_path: Path, argument: str, value: Any) -> None:
    arguments: dict[str, Any] = {"leads": 100, "events": 1_000, "seed": 1, argument: value}
    with pytest.raises(SemaforoError) as caught:
        simulate(tmp_path / "never", **arguments)
    assert {fault.code for fault in caught.value.faults} == {"simulation-argument"}
    assert not (tmp_path / "never").exists()

"""What is told to be true can be found again in the files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from semaforo.simulate import simulate, truth
from semaforo.simulate.people import Companies, fit
from semaforo.simulate.texts import numbered
from tests.support.hazard import LeadWeeks, lead_weeks, logistic


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> LeadWeeks:
    folder = tmp_path_factory.mktemp("hazard")
    simulate(folder, leads=8_000, events=160_000, seed=3)
    return lead_weeks(folder)


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_the_hazard_is_recovered(weeks: LeadWeeks, outcome: str) -> None:
    hazard = {"won": truth.WON, "lost": truth.LOST}[outcome]
    expected = np.array([hazard.intercept, hazard.fit, hazard.interest])
    found, error = logistic(weeks.design, getattr(weeks, outcome))
    assert np.all(error < 0.15)
    assert np.all(np.abs(found - expected) < 4 * error)


def test_a_better_chance_is_more_often_true(tmp_path: Path) -> None:
    simulate(tmp_path, leads=3_000, events=60_000, seed=8)
    leads = pq.read_table(tmp_path / "truth.parquet")
    won = np.array(leads["status"].to_pylist()) == "won"
    fits = np.array(leads["fit"])
    good = fits >= np.quantile(fits, 0.75)
    assert won[good].mean() > 2 * won[~good].mean()


def test_fit_adds_up_what_is_true_of_lead_and_company() -> None:
    companies = Companies(
        weight=np.ones(2),
        industry=np.array([0, 5], dtype=np.int8),
        employees=np.array([100, 10]),
        country=np.zeros(2, dtype=np.int8),
        province=np.zeros(2, dtype=np.int8),
        project=np.zeros(2, dtype=np.int32),
    )
    people = {
        "title": np.array([0, 8, 14, 0], dtype=np.int8),
        "company": np.array([0, 1, -1, 0], dtype=np.int32),
        "kind": np.array([0, 0, 0, 3], dtype=np.int8),
    }
    found = fit(companies=companies, **people)
    assert found.tolist() == pytest.approx([1.2 + 0.8 + 0.5, 0.6, -0.5, 2.5 - 4.0])


@pytest.mark.parametrize(
    ("digits", "number", "text"),
    [(7, 42, "L0000042"), (7, 9_999_999, "L9999999"), (11, 12_345_678_901, "L12345678901")],
)
def test_numbered_ids(digits: int, number: int, text: str) -> None:
    assert numbered("L", np.array([0, number]), digits=digits).to_pylist() == [
        "L" + "0" * digits,
        text,
    ]

"""The demo and the simulated company, as a newcomer runs them."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import semaforo


def test_the_demo(tmp_path: Path) -> None:
    ran = semaforo("demo", cwd=tmp_path, LANG="es_ES.UTF-8")
    assert ran.returncode == 0, ran.stderr
    assert "Software B2B" in ran.stdout
    assert ran.stdout.count("Filas apartadas: ") == 2
    assert "Qué cambiaría la luz:" in ran.stdout
    made = sorted(path.name for path in (tmp_path / "out" / "demo").iterdir())
    assert made == [
        f"{example}-{kind}.csv"
        for example in ("bank-marketing", "software-b2b")
        for kind in ("contributions", "scores")
    ]


def test_every_number_of_leads_has_enough_events(tmp_path: Path) -> None:
    ran = semaforo("simulate", "firm", "--leads", "6000", cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("6,000 leads and 120,000 events are in firm")


def test_a_made_up_company(tmp_path: Path) -> None:
    asked = ["simulate", "firm", "--leads", "50", "--events", "400", "--seed", "7"]
    ran = semaforo(*asked, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "50 leads and 400 events are in firm, the truth in firm/truth.json.\n"
    made = {path.name for path in (tmp_path / "firm").iterdir()}
    assert {"leads.parquet", "events.parquet", "companies.parquet", "truth.json"} <= made

"""Every model we ship is sound, and its own tests pass."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from semaforo.model.files import read_model
from semaforo.score.model_tests import run_tests

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted(ROOT.glob("examples/*/*.yaml"))
MODELS = [path for path in EXAMPLES if not path.name.startswith("mapa")]
STARTERS = sorted((ROOT / "src/semaforo/starters").glob("*/*.yaml"))


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_is_a_starter_of_every_kind_in_both_languages() -> None:
    names = [(path.parent.name, path.stem) for path in STARTERS]
    assert names == [(la, kind) for la in ("en", "es") for kind in ("b2b", "b2c", "partner")]


@pytest.mark.parametrize("path", [*MODELS, *STARTERS], ids=shown)
def test_its_own_tests_pass(path: Path) -> None:
    checked = read_model(path)
    assert len(checked.tests) >= 3
    failed = [
        (r.test.name, r.differences)
        for r in run_tests(checked.model, checked.tests)
        if not r.passed
    ]
    assert not failed


@pytest.mark.parametrize("path", STARTERS, ids=shown)
def test_a_starter_gives_no_warnings(path: Path) -> None:
    assert not read_model(path).warnings


def test_what_the_outcome_tells_is_marked_in_the_bank_model() -> None:
    model = read_model(ROOT / "examples/bank-marketing/modelo.yaml").model
    after = {name for name, attribute in model.attributes.items() if attribute.after_outcome}
    assert {"duration", "subscribed"} <= after


def test_some_of_the_simulated_leads_work_for_competitors() -> None:
    folder = ROOT / "examples/software-b2b"
    listed = set((folder / "competidores.csv").read_text(encoding="utf-8").split())
    with (folder / "leads.csv").open(encoding="utf-8", newline="") as stream:
        mails = [row["Correo electrónico"].lower() for row in csv.DictReader(stream, delimiter=";")]
    assert any(mail.partition("@")[2] in listed for mail in mails)

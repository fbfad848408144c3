"""Every broken model of tests/broken says what is wrong, where, and what to write, twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from semaforo.errors import SemaforoError
from semaforo.model.files import parse_model

BROKEN = Path(__file__).parents[2] / "broken"
GOOD = (BROKEN / "good.yaml").read_text(encoding="utf-8")
AREAS = ("yaml", "shapes", "names", "conditions", "points", "agreement")


def cases() -> list[Any]:
    found = []
    for area in AREAS:
        text = (BROKEN / f"{area}.yaml").read_text(encoding="utf-8")
        listed = YAML(typ="safe", pure=True).load(text)["cases"]
        found += [pytest.param(case, id=f"{area}: {case['name']}") for case in listed]
    return found


def test_the_model_they_are_made_of_is_good() -> None:
    assert parse_model(GOOD).warnings == ()


@pytest.mark.parametrize("case", cases())
def test_says_what_is_wrong(case: dict[str, Any]) -> None:
    assert case["replace"] in GOOD
    text = GOOD.replace(case["replace"], case["by"], 1)
    with pytest.raises(SemaforoError) as raised:
        parse_model(text, "model.yaml", BROKEN)
    assert [fault.render("en") for fault in raised.value.faults] == case["en"]
    assert [fault.render("es") for fault in raised.value.faults] == case["es"]

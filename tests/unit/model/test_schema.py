"""The JSON Schema for editors accepts what the checks accept, and refuses plain slips."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from semaforo.document import parse
from semaforo.model.schema import json_schema
from tests.unit.model.schema_check import Schema

TESTS = Path(__file__).parents[2]
GOOD = (TESTS / "broken" / "good.yaml").read_text(encoding="utf-8")
SCHEMA = Schema(json_schema())


def test_it_is_plain_json() -> None:
    assert json.loads(json.dumps(json_schema())) == json_schema()


def test_it_accepts_good_models() -> None:
    assert SCHEMA.accepts(parse(GOOD, "m.yaml").data)
    cases = YAML(typ="safe", pure=True).load((TESTS / "spec" / "scoring.yaml").read_text("utf-8"))
    for case in cases:
        assert SCHEMA.accepts(_with_text_keys(case["model"])), case["name"]


def test_an_event_needs_only_its_name() -> None:
    assert SCHEMA.accepts(parse(GOOD.replace("opt_in: {}", "opt_in:"), "m.yaml").data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hysteresis: 3", "hysterisis: 3"),
        ("within: 30d}", "within: un mes}"),
        ("optin: {type: boolean}", "optin: {type: bolean}"),
        ("when: {budget: approved}", "when: {budget: {equals: approved}}"),
        ("C: otherwise}\n  interest", "C: rest}\n  interest"),
        ("{id: silence, absent: any, for: 45d", "{id: silence, absent: any"),
        ("do: discard", "do: drop"),
        ("full: 40", "full: 0"),
    ],
)
def test_it_refuses_slips(old: str, new: str) -> None:
    assert old in GOOD
    assert not SCHEMA.accepts(parse(GOOD.replace(old, new), "m.yaml").data)


def test_the_sections_of_a_model_are_there() -> None:
    sections = set(json_schema()["properties"])
    assert {"attributes", "events", "dimensions", "matrix", "policy", "tests"} <= sections


def _with_text_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _with_text_keys(each) for key, each in value.items()}
    return [_with_text_keys(each) for each in value] if isinstance(value, list) else value

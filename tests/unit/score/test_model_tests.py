"""A model's own tests run at any instant that can be written."""

from __future__ import annotations

import pytest

from semaforo.model.files import parse_model
from semaforo.score.model_tests import run_tests

MODEL = """\
semaforo: 1
id: ages
timezone: Asia/Tokyo
events: {visit: {}}
dimensions:
  d:
    full: 10
    rules: [{id: visit, event: visit, within: 1000000d, points: 5}]
tests:
  - name: long ago
    as_of: AS_OF
    lead: {}
    created_ago: 999999d
    events: [{name: visit, ago: 999999d}]
    expect: {d_points: POINTS}
"""


@pytest.mark.parametrize("as_of", ["0001-01-01", "2026-10-01", "9999-12-31T23:59:59-12:00"])
@pytest.mark.parametrize("points", [5, 4])
def test_ages_may_reach_beyond_the_years_of_python(as_of: str, points: int) -> None:
    text = MODEL.replace("AS_OF", f'"{as_of}"').replace("POINTS", str(points))
    checked = parse_model(text)
    [tested] = run_tests(checked.model, checked.tests)
    assert tested.passed is (points == 5)

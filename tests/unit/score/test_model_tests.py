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


@pytest.mark.parametrize(
    ("as_of", "points"), [("2026-10-01", 5), ("2026-10-01T00:00:01", 0), ("2026-08-01", 0)]
)
def test_a_test_is_scored_at_its_own_instant(as_of: str, points: int) -> None:
    text = f"""\
semaforo: 1
id: instants
attributes: {{since: {{type: date}}}}
dimensions: {{d: {{full: 10, rules: [{{id: r, when: {{since: {{in_last: 30d}}}}, points: 5}}]}}}}
tests:
  - name: t
    as_of: "{as_of}"
    lead: {{since: "2026-09-01T00:00:01"}}
    expect: {{d_points: {points}}}
"""
    checked = parse_model(text)
    [tested] = run_tests(checked.model, checked.tests)
    assert tested.differences == ()

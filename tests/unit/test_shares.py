"""A plan for some leads at a time."""

from __future__ import annotations

from semaforo.compile.plan import plan
from semaforo.model.files import parse_model

_MODEL = """
semaforo: 1
id: shares
title: Shares
timezone: UTC
events: {{visit: {{channel: web}}}}
dimensions:
  interest:
    full: 10
    rules:
      - {{id: seen, event: visit, points: 1, max: 5{of}}}
total: {{of: [interest]}}
"""


def _shares(leads: int, of: str = "") -> int:
    return len(plan(parse_model(_MODEL.format(of=of)).model, 0).shares(leads, at_once=10))


def test_every_lead_is_in_one_share() -> None:
    assert [_shares(leads) for leads in (0, 1, 10, 11, 20, 21)] == [1, 1, 1, 2, 2, 3]


def test_colleagues_are_looked_for_everywhere() -> None:
    assert _shares(21, of=", of: company") == 1

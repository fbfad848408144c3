"""The models of the bench: 10 attribute rules and 10, 30, 100 or 300 event and absence rules.

The thirty are an honest mix of what people write; more rules are the same with other windows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Rule = dict[str, Any]
COUNTS = (10, 30, 100, 300)

_HEAD = """\
semaforo: 1
id: bench-{name}
title: Bench, {count} event rules
timezone: Europe/Madrid
attributes:
  email: {{type: text, personal: true}}
  domain: {{from: email, take: domain}}
  kind: {{type: category}}
  job_title: {{type: text}}
  job_level:
    from: job_title
    match:
      executive: [ceo, cmo, "director*", "gerente general*"]
      manager: ["jef*", "responsable*", "*manager*"]
    otherwise: staff
  industry: {{type: category, of: company}}
  employees: {{type: number, of: company}}
  country: {{type: category}}
  source: {{type: category}}
  budget: {{type: category, values: [none, planned, approved], fresh: 180d}}
  decision_date: {{type: date}}
events:
  page_view: {{channel: web, properties: {{path: text, seconds: number, session: text}}}}
  pricing_visit: {{channel: web, properties: {{path: text, session: text}}}}
  video: {{channel: web, properties: {{session: text}}}}
  ebook: {{channel: web, stage: awareness}}
  comment: {{channel: social, stage: awareness}}
  webinar: {{channel: event, stage: consideration}}
  form: {{channel: web, stage: consideration}}
  chat: {{channel: web, stage: decision}}
  demo: {{channel: event, stage: decision}}
  email_open: {{channel: email}}
  email_click: {{channel: email}}
  opt_in: {{}}
  unsubscribe: {{channel: email}}
  accept_tracking: {{}}
  reject_tracking: {{}}
  hard_bounce: {{by: us}}
  email_sent: {{by: us}}
  deal_won: {{by: us, after_outcome: true}}
  deal_lost: {{by: us, after_outcome: true}}
  recycled: {{by: us}}
consent:
  email: {{granted: [opt_in], withdrawn: [unsubscribe]}}
  profiling: {{granted: [accept_tracking], withdrawn: [reject_tracking], default: granted}}
"""

_TAIL = """\
total: {of: [fit, interest, momentum], qualified: 40, bands: {A: 70, B: 50, C: 30, D: otherwise}}
matrix: {rows: fit, columns: interest, hot: [A1, A2, B1], warm: [A3, B2, B3, C1], cold: otherwise}
exclude:
  - {id: staff, when: {kind: employee}}
  - {id: bounced, event: hard_bounce, until: [opt_in]}
journey: {stages: [awareness, consideration, decision], within: 90d}
"""

_FIT: list[Rule] = [
    {"id": "executive", "when": {"job_level": "executive"}, "points": 10},
    {"id": "manager", "when": {"job_level": "manager"}, "points": 5},
    {"id": "target", "when": {"industry": ["software", "fintech"]}, "points": 7},
    {"id": "advisers", "when": {"industry": "consultoría"}, "points": 3},
    {"id": "medium", "when": {"employees": {"between": [50, 999]}}, "points": 5},
    {"id": "large", "when": {"employees": {"gte": 1000}}, "points": 3},
    {"id": "home", "when": {"country": "españa"}, "points": 2},
    {"id": "marketing", "when": {"job_title": {"contains": "marketing"}}, "points": 2},
    {
        "id": "budget",
        "choose": [
            {"when": {"budget": "approved"}, "points": 6},
            {"when": {"budget": "planned"}, "points": 3},
        ],
    },
    {"id": "soon", "when": {"decision_date": {"in_next": "90d"}}, "points": 4},
]

_VIEW = "page_view"
_RULES: list[Rule] = [
    {"event": _VIEW, "points": 1, "max": 10, "group": "web"},
    {
        "event": _VIEW,
        "where": {"path": {"starts_with": "/producto"}},
        "points": 3,
        "each": {"distinct": "session"},
        "within": "30d",
        "max": 15,
        "group": "web",
        "needs": "profiling",
    },
    {"event": "pricing_visit", "points": 8, "decay": {"half_life": "14d"}, "max": 24},
    {"event": "ebook", "points": 5, "each": "once"},
    {"event": "webinar", "points": 10, "decay": {"half_life": "60d"}, "max": 20},
    {"event": "demo", "points": 15, "decay": {"linear": "90d"}, "max": 30},
    {"event": "email_click", "points": 2, "each": "day", "max": 10, "group": "mail"},
    {"event": _VIEW, "tiers": {1: 2, 5: 6, 20: 12}, "within": "90d"},
    {"absent": "any", "for": "45d", "points": -10},
    {"event": _VIEW, "points": 0.01, "times": "seconds", "max": 6, "group": "web"},
    {"event": "form", "points": 6, "decay": {"step": {"every": "30d", "lose": "25%"}}, "max": 12},
    {"event": "email_open", "points": 1, "within": "30d", "max": 5, "group": "mail"},
    {"event": "chat", "at_least": 2, "points": 5, "max": 10},
    {"event": ["webinar", "demo"], "within": "90d", "points": 6, "each": "once"},
    {"event": "video", "points": 2, "each": {"distinct": "session"}, "max": 6},
    {
        "event": _VIEW,
        "where": {"path": {"contains": "blog"}},
        "points": 1,
        "each": "day",
        "max": 8,
        "group": "web",
    },
    {"event": _VIEW, "where": {"seconds": {"gte": 120}}, "points": 2, "within": "60d", "max": 10},
    {"event": "unsubscribe", "points": -15, "each": "once"},
    {"event": "comment", "points": 3, "decay": {"half_life": "30d"}, "max": 9},
    {"event": "pricing_visit", "tiers": {1: 4, 3: 10}, "decay": {"half_life": "30d"}},
    {"absent": ["pricing_visit", "demo"], "for": "60d", "points": -3},
    {
        "event": _VIEW,
        "where": {"path": ["/clientes", "/clientes/caso-ibarra", "/recursos"]},
        "points": 2,
        "decay": {"half_life": "21d"},
        "max": 8,
        "group": "web",
    },
    {"event": "email_click", "points": 3, "decay": {"linear": "30d"}, "max": 9, "group": "mail"},
    {"event": ["ebook", "video"], "points": 2, "within": "120d", "max": 8},
    {"event": "webinar", "tiers": {1: 4, 2: 9, 4: 15}},
    {"event": _VIEW, "where": {"path": "/empleo"}, "points": -2, "max": 0, "min": -6},
    {"event": "chat", "points": 4, "decay": {"linear": "45d"}, "max": 8},
    {"event": "form", "points": 3, "within": "14d", "max": 6, "needs": "profiling"},
    {"event": "demo", "points": 10, "each": "once", "within": "30d"},
    {
        "event": ["pricing_visit", "chat", "demo"],
        "points": 5,
        "each": "day",
        "decay": {"half_life": "10d"},
        "max": 20,
    },
]

_COMMITTEE: Rule = {
    "id": "committee",
    "of": "company",
    "event": ["webinar", "pricing_visit"],
    "each": {"distinct": "lead"},
    "at_least": 3,
    "within": "30d",
    "points": 5,
    "max": 15,
}


def model(count: int, *, company: bool = False) -> str:
    """A model with `count` event and absence rules as YAML; with `company`, one more of a company.

    One rule in five stands in a dimension that starts afresh when a lead is recycled.
    """
    name = f"{count}-company" if company else str(count)
    rules = list(_event_rules(count))
    momentum = [rule for rule in rules[4::5] if "group" not in rule]
    interest = [rule for rule in rules if rule not in momentum]
    if company:
        interest.append(_COMMITTEE)
    groups = sorted({rule["group"] for rule in interest if "group" in rule})
    dimensions = {
        "fit": {"rules": _FIT, "bands": {"A": 20, "B": 12, "C": 5, "D": "otherwise"}},
        "interest": {
            "full": 100,
            "floor": 0,
            "groups": {group: {"max": 25} for group in groups},
            "rules": interest,
            "bands": {"1": 60, "2": 35, "3": 15, "4": "otherwise"},
        },
        "momentum": {"full": 60, "floor": 0, "reset": ["recycled"], "rules": momentum},
    }
    head = _HEAD.format(name=name, count=count)
    return f"{head}dimensions: {json.dumps(dimensions, ensure_ascii=False)}\n{_TAIL}"


def _event_rules(count: int) -> Iterator[Rule]:
    """The first `count` rules of the mix, over and over with ever longer windows."""
    for position in range(count):
        turn, number = divmod(position, len(_RULES))
        rule = {"id": f"r{position:03d}", **_RULES[number]}
        if turn and "event" in rule:
            rule["within"] = f"{20 + 13 * turn + number}d"
        yield rule


def write_models(folder: Path) -> dict[str, Path]:
    """Every model of the bench as a file, by name: "10", "30", "30-company", …"""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {str(count): model(count) for count in COUNTS} | {"30-company": model(30, company=True)}
    paths = {name: folder / f"model_{name}.yaml" for name in texts}
    for name, path in paths.items():
        path.write_text(texts[name], encoding="utf-8")
    return paths

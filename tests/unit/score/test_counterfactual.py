"""What would change a light, operator by operator and rule by rule."""

from __future__ import annotations

from typing import Any

import pytest

from semaforo.compile import reference
from semaforo.model.files import build_model
from semaforo.model.meaning import Light
from semaforo.score.changes import AttributeChange, Change, EventChange
from semaforo.score.counterfactual import ChangeSet, change_sets
from semaforo.score.palettes import ANOTHER
from semaforo.score.situation import Situation
from tests.property.strategies_conditions import AS_OF
from tests.support.cases import facts
from tests.support.changes import scored_after

DECLARED = {
    "attributes": {
        "phone": {"type": "text"},
        "size": {"type": "number"},
        "since": {"type": "date"},
        "agreed": {"type": "boolean"},
        "plan": {"type": "category", "values": ["free", "paid"]},
        "country": {"type": "category", "fixed": True},
        "job": {"type": "text"},
        "level": {
            "from": "job",
            "match": {"boss": ["ceo", "director* *"], "rest": ["*"]},
        },
        "company": {"type": "text"},
        "crowd": {
            "from": "job",
            "match": {"many": [f"a{n}*" for n in range(200)], "few": ["b", "c?"]},
        },
        "email": {"type": "text"},
        "domain": {"from": "email", "take": "domain"},
        "staff": {"type": "number", "of": "company"},
    },
    "lists": {"near": {"values": ["es", "pt"]}},
    "events": {
        "visit": {"properties": {"path": "text", "n": "number", "s": "text", "paid": "boolean"}},
        "call": {},
        "sent": {"by": "us"},
        "yes": {},
        "no": {},
    },
    "consent": {"mail": {"granted": ["yes"], "withdrawn": ["no"]}},
}
VISIT = {"id": "r", "event": "visit", "points": 50, "max": 50}


def sets(
    *rules: dict[str, Any], events: tuple[dict[str, Any], ...] = (), **lead: Any
) -> list[ChangeSet]:
    """The change sets of one lead, each tried on the facts themselves."""
    dimension = {"full": 100, "rules": [{"id": f"r{i}", **r} for i, r in enumerate(rules)]}
    lights = {"hot": 40, "warm": 20, "cold": "otherwise"}
    written = {"semaforo": 1, "id": "m", **DECLARED, "dimensions": {"d": dimension}}
    model = build_model({**written, "lights": lights}).model
    known = facts(
        {"leads": [{"id": "L1", **lead}], "events": [{"lead": "L1", **e} for e in events]}
    )
    [scored] = reference.score(model, known, AS_OF)
    assert scored.light is Light.COLD
    found = change_sets(Situation(model, "L1", known, AS_OF), scored)
    for one in found:
        after = scored_after(model, known, "L1", one.changes, AS_OF)
        assert after is not None
        assert (after.light, after.score) == (one.light, one.score)
    return found


def changes(*rules: dict[str, Any], **lead: Any) -> list[tuple[Change, ...]]:
    return [each.changes for each in sets(*rules, **lead)]


@pytest.mark.parametrize(
    ("when", "lead", "attribute", "value"),
    [
        ({"phone": {"exists": True}}, {}, "phone", ANOTHER),
        ({"phone": {"exists": False}}, {"phone": "1"}, "phone", None),
        ({"phone": {"ne": "1"}}, {"phone": "1"}, "phone", ANOTHER),
        ({"phone": {"not_in": ["1", "2"]}}, {}, "phone", ANOTHER),
        ({"not": {"phone": "1"}}, {"phone": "1"}, "phone", ANOTHER),
        ({"phone": {"in_list": "near"}}, {}, "phone", "es"),
        ({"phone": {"like": "*"}}, {}, "phone", ANOTHER),
        ({"phone": {"like": "+34 *"}}, {}, "phone", f"+34 {ANOTHER}"),
        ({"phone": {"starts_with": "+34", "ends_with": "7"}}, {}, "phone", "+347"),
        ({"size": {"gt": 10}}, {"size": 3}, "size", 11.0),
        ({"size": {"gt": 10, "lt": 11}}, {}, "size", 10.5),
        ({"size": {"ne": 10}}, {"size": 10}, "size", 11.0),
        ({"size": {"exists": True}}, {}, "size", 0.0),
        ({"since": {"in_last": "3d"}}, {}, "since", AS_OF),
        ({"agreed": False}, {}, "agreed", False),
        ({"plan": {"ne": "free"}}, {"plan": "free"}, "plan", "paid"),
        ({"level": "boss"}, {}, "job", "ceo"),
        ({"level": {"ne": "boss"}}, {"job": "CEO"}, "job", ANOTHER),
        ({"level": "boss", "job": {"ne": "ceo"}}, {}, "job", f"director{ANOTHER} {ANOTHER}"),
        ({"crowd": "few"}, {}, "job", "b"),
        ({"domain": "acme.es"}, {}, "email", "x@acme.es"),
    ],
)
def test_a_value_that_meets_the_condition(
    when: dict[str, Any], lead: dict[str, Any], attribute: str, value: Any
) -> None:
    found = changes({"when": when, "points": 50}, **lead)
    assert found[:1] == [(AttributeChange(attribute, value),)]


def test_what_takes_points_can_go() -> None:
    always = {"when": {}, "points": 60}
    taking = {"when": {"phone": "1"}, "points": -50}
    assert changes(always, taking, phone="1") == [(AttributeChange("phone", ANOTHER),)]
    silent = {"absent": "call", "for": "30d", "points": -50}
    assert changes(always, silent, created_at="2020-01-01") == [(EventChange("call"),)]


@pytest.mark.parametrize(
    "rule",
    [
        {"when": {"country": "es"}},
        {"event": "sent", "max": 50},
        {"when": {"company": "acme"}},
    ],
)
def test_what_the_lead_cannot_do_is_not_proposed(rule: dict[str, Any]) -> None:
    assert changes({**rule, "points": 50}) == []


def test_another_mail_address_must_not_be_of_another_company() -> None:
    shared = {"when": {"staff": {"gte": 10}}, "points": 1}
    known = {"when": {"email": {"exists": True}}, "points": 50}
    found = changes(known, shared)
    assert found == [(AttributeChange("email", ANOTHER),)]
    asked = {"when": {"domain": "acme.es"}, "points": 50}
    assert changes(asked, shared) == []
    assert changes(asked, shared, company="acme.es") == [(AttributeChange("email", "x@acme.es"),)]


def test_a_value_of_the_company_changes_there() -> None:
    rule = {"when": {"staff": {"gte": 10}}, "points": 50}
    expected = [(AttributeChange("staff", 10.0),)]
    assert changes(rule, company="acme", staff=3) == expected
    assert changes(rule, staff=3) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"where": {"path": {"exists": True}}}, [EventChange("visit", (("path", ANOTHER),))]),
        ({"where": {"not": {"path": "/a"}}}, [EventChange("visit")]),
        ({"where": {"path": {"not_in": ["/a"]}}}, [EventChange("visit", (("path", ANOTHER),))]),
        ({"where": {"any": [{"n": 3}, {"paid": True}]}}, [EventChange("visit", (("n", 3.0),))]),
        ({"times": "n", "points": 5}, [EventChange("visit", (("n", 10.0),))]),
        ({"times": "n", "points": 0.007, "max": 21}, [EventChange("visit", (("n", 3000.0),))]),
        ({"at_least": 3}, [EventChange("visit")] * 3),
        ({"at_least": 2, "each": {"distinct": "s"}}, [EventChange("visit", (), ("s",))] * 2),
        ({"at_least": 2, "each": {"distinct": "n"}}, [EventChange("visit", (), ("n",))] * 2),
        (
            {"at_least": 2, "each": {"distinct": "n"}, "where": {"n": {"gte": 7}}},
            [EventChange("visit", (("n", 7.0),)), EventChange("visit", (("n", 8.0),))],
        ),
        (
            {"at_least": 2, "each": {"distinct": "paid"}},
            [EventChange("visit", (("paid", True),)), EventChange("visit", (("paid", False),))],
        ),
        (
            {
                "where": {
                    "path": "/a",
                    "s": {"in": ["x", "y"]},
                    "n": {"between": [1, 2]},
                    "paid": True,
                }
            },
            [EventChange("visit", (("n", 1.0), ("paid", True), ("path", "/a"), ("s", "x")))],
        ),
        ({"needs": "mail"}, [EventChange("visit"), EventChange("yes")]),
    ],
)
def test_events_that_count(rule: dict[str, Any], expected: list[Change]) -> None:
    found = changes({**VISIT, **rule})
    assert found
    assert sorted(found[0], key=str) == sorted(expected, key=str)


def test_a_consent_that_is_missing_is_asked_for() -> None:
    visit = {"name": "visit", "at": "2026-10-01"}
    assert changes({**VISIT, "needs": "mail"}, events=(visit,)) == [(EventChange("yes"),)]


def test_one_event_may_serve_several_rules() -> None:
    found = changes(
        {"event": "visit", "where": {"path": {"starts_with": "/a"}}, "points": 10, "max": 10},
        {"event": "visit", "each": {"distinct": "s"}, "points": 10, "max": 10},
    )
    assert found[0] == (EventChange("visit", (("path", "/a"),), ("s",)),)


def test_the_smallest_sets_come_first_and_no_part_of_one_is_enough() -> None:
    rules = [
        {"when": {"phone": {"exists": True}}, "points": 30},
        {"when": {"agreed": True}, "points": 25},
        {"when": {"plan": "paid"}, "points": 12},
        {"when": {"size": {"gte": 5}}, "points": 11},
    ]
    assert changes(*rules) == [
        (AttributeChange("agreed", True),),
        (AttributeChange("phone", ANOTHER),),
        (AttributeChange("plan", "paid"), AttributeChange("size", 5.0)),
    ]


def test_of_sets_that_differ_in_an_amount_the_least_is_enough() -> None:
    assert changes({"event": "visit", "times": "n", "points": 25}) == [
        (EventChange("visit", (("n", 1.0),)),)
    ]


def test_many_values_that_give_little_leave_room_for_two_that_give_much_together() -> None:
    cases = [{"when": {"phone": f"{n}"}, "points": 1} for n in range(70)]
    little = {"choose": cases}
    much = {"when": {"job": "ceo", "size": {"gte": 10}}, "points": 50}
    found = changes(little, much)
    assert found[:1] == [(AttributeChange("size", 10.0), AttributeChange("job", "ceo"))]

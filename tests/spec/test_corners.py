"""Corners that the contract's cases leave out, on the reference and on DuckDB."""

from __future__ import annotations

from typing import Any

import pytest

from semaforo.compile import reference
from semaforo.facts.values import fold
from semaforo.facts.zones import DAY
from semaforo.model.files import build_model
from semaforo.score.explain import explain
from tests.property.strategies_conditions import AS_OF
from tests.support.cases import facts
from tests.support.engines import engine_scores, on_duckdb, plain_scores, reference_rows


def _rows(
    model: dict[str, Any], known_at: int | None = None, **written: list[dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Lead -> its score row, the same by reference and query."""
    meaning = build_model({"semaforo": 1, "id": "corner", **model}).model
    known = facts(written)
    expected = reference_rows(meaning, reference.score(meaning, known, AS_OF, known_at))
    engine = on_duckdb(meaning, known)
    assert engine_scores(engine, meaning, AS_OF, known_at) == expected
    assert plain_scores(engine, meaning, AS_OF, known_at) == expected[0]
    for row in expected[0]:
        found = explain(engine, meaning, row["lead"], AS_OF, known_at)
        assert found is not None
        assert found.scored.total == row["total"]
    return {row["lead"]: row for row in expected[0]}


def _points(model: dict[str, Any], **facts_and_instant: Any) -> dict[str, int]:
    """Lead -> micropoints of the one dimension."""
    return {lead: row["total"] for lead, row in _rows(model, **facts_and_instant).items()}


def test_once_leaves_one_event_for_the_tiers() -> None:
    rule = {"id": "r", "event": "visit", "each": "once", "tiers": {1: 3, 3: 8}}
    model = {"events": {"visit": {}}, "dimensions": {"d": {"full": 10, "rules": [rule]}}}
    visits = [{"lead": "L1", "name": "visit", "at": f"2026-10-0{day}"} for day in (1, 2, 3, 4)]
    assert _points(model, events=visits) == {"L1": 3_000_000}


def test_attributes_whose_names_differ_in_case_are_two() -> None:
    category = {"type": "category", "of": "company"}
    rules = [
        {"id": "upper", "when": {"Sector": "a"}, "points": 3},
        {"id": "lower", "when": {"sector": "b"}, "points": 5},
    ]
    model = {
        "attributes": {"Sector": category, "sector": category},
        "dimensions": {"d": {"full": 10, "rules": rules}},
    }
    own = {"lead": "L1", "name": "identify", "at": "2026-10-01", "Sector": "a", "sector": "b"}
    shared = {**own, "lead": "L2", "name": "group", "company": "acme"}
    assert _points(model, events=[own, shared]) == {"L1": 8_000_000, "L2": 8_000_000}


def test_a_lead_that_exists_by_an_unknown_event_is_explained() -> None:
    model = {
        "attributes": {"job": {"type": "category"}},
        "dimensions": {
            "d": {"full": 10, "rules": [{"id": "r", "when": {"job": "ceo"}, "points": 5}]}
        },
    }
    later = {"id": "L1", "created_at": "2026-12-01", "job": "ceo"}
    mystery = {"lead": "L1", "name": "mystery", "at": "2026-10-01"}
    assert _points(model, leads=[later], events=[mystery]) == {"L1": 5_000_000}


def test_a_dimension_may_be_called_as_a_step_of_the_query_calls_an_attribute() -> None:
    model = {
        "attributes": {"x_points": {"type": "category"}},
        "dimensions": {"v_x": {"rules": [{"id": "r", "when": {"x_points": "a"}, "points": 3}]}},
        "personas": [{"id": "p", "when": {"x_points": "a"}}],
    }
    assert _points(model, leads=[{"id": "L1", "x_points": "a"}]) == {"L1": 3_000_000}


@pytest.mark.parametrize("each", ["once", "day", {"distinct": "s"}])
@pytest.mark.parametrize(
    ("one", "other", "later"),
    [
        ({"a": 1, "n": 9}, {"a": 2, "n": 5}, 5),
        ({"n": "10"}, {"n": "9"}, 9),
        ({"n": 1, "s": "Á"}, {"n": 2, "s": "a"}, 2),
    ],
)
def test_of_two_events_at_once_the_explanation_takes_the_one_the_score_takes(
    each: Any, one: dict[str, Any], other: dict[str, Any], later: int
) -> None:
    rule = {"id": "r", "event": "visit", "each": each, "points": 1, "times": "n"}
    model = {
        "events": {"visit": {"properties": {"n": "number", "s": "text"}}},
        "dimensions": {"d": {"full": 10, "rules": [rule]}},
    }
    base = {"lead": "L1", "name": "visit", "at": "2026-10-01", "s": "a"}
    visits = [{**base, **one}, {**base, **other}]
    assert _points(model, events=visits) == {"L1": later * 1_000_000}


@pytest.mark.parametrize("instant", ["0001-01-01", "9999-12-31T23:59:59", "0001-01-01T00:00+14:00"])
@pytest.mark.parametrize("timezone", ["Asia/Tokyo", "America/New_York"])
def test_instants_beyond_the_years_of_python(instant: str, timezone: str) -> None:
    rules = [
        {"id": "known", "when": {"since": {"exists": True}}, "points": 3},
        {"id": "asked", "event": "visit", "where": {"due": {"exists": True}}, "points": 5},
    ]
    model = {
        "timezone": timezone,
        "attributes": {"since": {"type": "date"}},
        "events": {"visit": {"properties": {"due": "datetime"}}},
        "dimensions": {"d": {"full": 10, "rules": rules}},
    }
    visit = {"lead": "L1", "name": "visit", "at": "0001-01-01T00:00+14:00", "due": instant}
    found = _points(model, leads=[{"id": "L1", "since": instant}], events=[visit])
    assert found == {"L1": 8_000_000}


@pytest.mark.parametrize("number", [10**400, -(10**5000)], ids=["large", "larger"])
def test_a_whole_number_beyond_every_double_is_a_text_and_no_number(number: int) -> None:
    rules = [
        {"id": "number", "when": {"size": {"exists": False}}, "points": 3},
        {"id": "text", "when": {"code": {"like": "*000"}}, "points": 5},
    ]
    model = {
        "attributes": {"size": {"type": "number"}, "code": {"type": "text"}},
        "dimensions": {"d": {"full": 10, "rules": rules}},
    }
    lead = {"id": "L1", "size": number, "code": number}
    assert _points(model, leads=[lead]) == {"L1": 8_000_000}


@pytest.mark.parametrize("text", ["\u0301", "\u0301 a", "x\u0301 \u0301", "\u212b"])
def test_a_text_is_folded_once(text: str) -> None:
    """A mark can hide a blank, and the sign for ångström becomes a letter of the table."""
    once = fold(text)
    assert fold(once) != once or not once
    rules = [
        {"id": "known", "when": {"code": {"exists": True}}, "points": 3},
        {"id": "short", "when": {"code": {"like": "?"}}, "points": 5},
        {"id": "asked", "event": "visit", "where": {"s": {"like": "*a*"}}, "points": 7},
        {"id": "told", "event": "visit", "each": {"distinct": "s"}, "points": 11},
    ]
    model = {
        "attributes": {"code": {"type": "text"}},
        "events": {"visit": {"properties": {"s": "text"}}},
        "dimensions": {"d": {"full": 10, "rules": rules}},
    }
    visits = [{"lead": "L1", "name": "visit", "at": "2026-10-01", "s": s} for s in (text, "a")]
    points = 3 + 5 * (len(once) == 1) + 7 * (1 + ("a" in once)) + 11 * (2 - (once == "a"))
    found = _points(model, leads=[{"id": "L1", "code": text}], events=visits)
    assert found == {"L1": points * 1_000_000}


@pytest.mark.parametrize(("where", "points"), [({"not": {}}, 0), ({"not": {"not": {}}}, 16)])
def test_a_condition_that_says_the_same_of_every_event(where: Any, points: int) -> None:
    rules = [
        {"id": "count", "event": "visit", "where": where, "points": 1},
        {"id": "sum", "event": "visit", "where": where, "points": 2, "times": "n"},
        {"id": "day", "event": "visit", "where": where, "points": 5, "each": "day"},
    ]
    model = {
        "events": {"visit": {"properties": {"n": "number"}}},
        "dimensions": {"d": {"full": 10, "rules": rules}},
    }
    visits = [{"lead": "L1", "name": "visit", "at": f"2026-10-0{day}", "n": 1} for day in (1, 2)]
    assert _points(model, events=visits) == {"L1": points * 1_000_000}


def test_a_reset_before_a_lead_was_created_does_not_make_it_known() -> None:
    rule = {"id": "r", "absent": "visit", "for": "60d", "points": 5}
    model = {
        "events": {"visit": {}, "again": {"by": "us"}},
        "dimensions": {"d": {"full": 10, "reset": ["again"], "rules": [rule]}},
    }
    leads = [{"id": "L1", "created_at": "2026-10-01"}, {"id": "L2", "created_at": "2026-08-01"}]
    resets = [{"lead": lead["id"], "name": "again", "at": "2026-07-01"} for lead in leads]
    assert _points(model, leads=leads, events=resets) == {"L1": 0, "L2": 5_000_000}


@pytest.mark.parametrize(
    ("lead", "met"),
    [({}, "unknown"), ({"asked": 1}, "false"), ({"told": 1}, "false"), ({"told": 9}, "true")],
)
def test_one_answer_is_enough_to_know_a_required_group(lead: dict[str, Any], met: str) -> None:
    rules = [
        {"id": name, "group": "budget", "when": {name: {"gt": 5}}, "points": 5}
        for name in ("asked", "told")
    ]
    model = {
        "attributes": {"asked": {"type": "number"}, "told": {"type": "number"}},
        "dimensions": {"d": {"require": {"budget": 5}, "rules": rules}},
    }
    assert _rows(model, leads=[{"id": "L1", **lead}])["L1"]["d_met"] == met


def test_a_lead_exists_and_is_known_by_the_events_that_had_been_received() -> None:
    rule = {"id": "r", "absent": "visit", "for": "60d", "points": 5}
    model = {
        "events": {"visit": {}, "call": {}},
        "dimensions": {"d": {"full": 10, "rules": [rule]}},
    }
    late = {"lead": "L1", "name": "call", "at": "2026-08-01", "received_at": "2026-10-20"}
    later = {"lead": "L2", "name": "call", "at": "2026-10-01"}
    events = [late, {**late, "lead": "L2"}, later]
    known = {"L1": 5_000_000, "L2": 5_000_000}
    assert _points(model, events=events) == known
    assert _points(model, known_at=AS_OF - 15 * DAY, events=events) == {"L2": 0}
    assert _points(model, known_at=AS_OF - DAY, events=events) == known


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("points", "decay", "total"),
    [
        (4, {"half_life": "10d"}, 4_000_000 + 2_000_000 + 1_000_000),
        (4, {"linear": "40d"}, 4_000_000 + 3_000_000 + 2_000_000),
        (4, {"step": {"every": "10d", "lose": "25%"}}, 4_000_000 + 3_000_000 + 2_000_000),
        (400_000_000.000001, {"linear": "40d"}, 900_000_000_000_003),
        (900_000_000, {"half_life": "10d"}, 10**15),
    ],
)
def test_what_fades_is_summed_exactly_on_either_side_of_zero(
    sign: int, points: float, decay: Any, total: int
) -> None:
    rules = [
        {"id": "all", "event": "visit", "points": sign * points, "decay": decay},
        {"id": "some", "event": "visit", "where": {"n": 1}, "points": sign, "decay": decay},
    ]
    model = {
        "events": {"visit": {"properties": {"n": "number"}}},
        "dimensions": {"d": {"full": 10, "rules": rules}},
    }
    ages = ("2026-11-01T12:00:00Z", "2026-10-22T12:00:00Z", "2026-10-12T12:00:00Z")
    visits = [{"lead": "L1", "name": "visit", "at": at, "n": n} for n, at in enumerate(ages)]
    fading = 500_000 if "half_life" in decay else 750_000
    assert _points(model, events=visits) == {"L1": sign * (total + fading)}


def test_an_explanation_counts_what_colleagues_did() -> None:
    rule = {"id": "r", "of": "company", "event": "visit", "at_least": 2, "points": 5}
    model = {
        "attributes": {"company": {"type": "text"}},
        "events": {"visit": {}, "call": {}},
        "dimensions": {"d": {"full": 10, "rules": [rule]}},
    }
    leads = [{"id": f"L{n}", "company": c} for n, c in enumerate(("a", "a", "b", None))]
    visits = [{"lead": lead["id"], "name": "visit", "at": "2026-10-01"} for lead in leads]
    found = _points(model, leads=leads, events=visits)
    assert found == {"L0": 10_000_000, "L1": 10_000_000, "L2": 0, "L3": 0}


@pytest.mark.parametrize("default", ["granted", None])
@pytest.mark.parametrize("apart", [True, False], ids=["days apart", "at once"])
def test_the_last_word_on_a_consent_holds(default: str | None, apart: bool) -> None:
    rule = {"id": "r", "event": "visit", "points": 5, "needs": "mail"}
    consent = {"granted": ["yes"], "withdrawn": ["no"]}
    model = {
        "events": {"visit": {}, "yes": {}, "no": {}},
        "consent": {"mail": {**consent, "default": default} if default else consent},
        "dimensions": {"d": {"full": 10, "rules": [rule]}},
    }
    spoken = ["", "yes", "no", "yes no", "no yes", "yes no yes", "no yes no"]
    said = [
        {"lead": f"said {words}", "id": str(n), "name": name, "at": f"2026-10-0{1 + n * apart}"}
        for words in spoken
        for n, name in enumerate(words.split())
    ]
    visits = [{"lead": f"said {words}", "name": "visit", "at": "2026-10-01"} for words in spoken]
    found = _rows(model, events=[*visits, *said])
    assert [(row["consent_mail"], row["total"]) for row in found.values()] == [
        (agrees, 5_000_000 * agrees)
        for words in sorted(spoken)
        for agrees in [words.endswith("yes") if words else bool(default)]
    ]


def test_a_stage_counts_while_its_event_is_young_enough() -> None:
    model = {
        "events": {"look": {"stage": "first"}, "ask": {"stage": "last"}},
        "dimensions": {"d": {"full": 10, "rules": [{"id": "r", "event": "look", "points": 1}]}},
        "journey": {"stages": ["first", "last"], "within": "10d"},
    }
    ages = {"L1": "2026-10-22T12:00:00.000001Z", "L2": "2026-10-22T12:00:00Z"}
    asked = [{"lead": lead, "name": "ask", "at": at} for lead, at in ages.items()]
    looked = [{"lead": lead, "name": "look", "at": "2026-10-30"} for lead in ages]
    found = _rows(model, events=[*asked, *looked])
    assert {lead: row["journey"] for lead, row in found.items()} == {"L1": "last", "L2": "first"}


def test_a_group_event_says_nothing_of_the_lead_but_its_company() -> None:
    model = {
        "attributes": {"job": {"type": "category"}, "company": {"type": "text"}},
        "dimensions": {
            "d": {
                "full": 10,
                "rules": [
                    {"id": "job", "when": {"job": "ceo"}, "points": 5},
                    {"id": "company", "when": {"company": "acme"}, "points": 3},
                ],
            }
        },
    }
    group = {"lead": "L1", "name": "group", "at": "2026-10-01", "company": "acme", "job": "ceo"}
    assert _points(model, events=[group]) == {"L1": 3_000_000}


def test_a_mail_address_that_is_too_old_stands_for_no_company() -> None:
    model = {
        "attributes": {
            "email": {"type": "text", "fresh": "30d"},
            "size": {"type": "number", "of": "company"},
        },
        "dimensions": {"d": {"full": 10, "rules": [{"id": "r", "when": {"size": 7}, "points": 5}]}},
    }
    told = [
        {"lead": lead, "name": "identify", "at": at, "email": "a@acme.es"}
        for lead, at in {"L1": "2026-10-20", "L2": "2026-09-20"}.items()
    ]
    found = _points(model, events=told, companies=[{"id": "acme.es", "size": 7}])
    assert found == {"L1": 5_000_000, "L2": 0}


def test_an_exclusion_holds_while_its_event_is_young_enough() -> None:
    model = {
        "events": {"bounced": {}},
        "dimensions": {"d": {"full": 10, "rules": [{"id": "r", "when": {}, "points": 1}]}},
        "exclude": [{"id": "x", "event": "bounced", "within": "10d"}],
    }
    ages = {"L1": "2026-10-22T12:00:00.000001Z", "L2": "2026-10-22T12:00:00Z"}
    bounced = [{"lead": lead, "name": "bounced", "at": at} for lead, at in ages.items()]
    found = _rows(model, events=bounced)
    assert {lead: row["excluded"] for lead, row in found.items()} == {"L1": "x", "L2": None}

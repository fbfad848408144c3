"""Models that are right: what they come to mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from semaforo.errors import SemaforoError
from semaforo.facts.zones import DAY
from semaforo.model.agreement import Action
from semaforo.model.files import build_model, parse_model, read_model
from semaforo.model.meaning import (
    ALWAYS,
    All,
    AttributeRule,
    Comparison,
    EventRule,
    GlobDerivation,
    HalfLife,
    Kind,
    Light,
    Not,
    Op,
    Step,
    TakeDerivation,
)

GOOD = Path(__file__).parents[2] / "broken" / "good.yaml"


def model(**parts: Any) -> dict[str, Any]:
    """A small model with one dimension; `rules` go into it, other parts beside it."""
    rules = parts.pop("rules", [{"id": "r", "when": {"city": "x"}, "points": 1}])
    dimension = {"rules": rules, **parts.pop("fit", {})}
    return {
        "semaforo": 1,
        "id": "small",
        "attributes": {"city": {"type": "text"}, "size": {"type": "number"}},
        "events": {"visit": {"properties": {"path": "text", "n": "number"}}, "mail": {}},
        "dimensions": {"fit": dimension},
        **parts,
    }


def condition(written: dict[str, Any]) -> Any:
    [rule] = (
        build_model(model(rules=[{"id": "r", "when": written, "points": 1}]))
        .model.dimensions["fit"]
        .rules
    )
    assert isinstance(rule, AttributeRule)
    return rule.cases[0][0]


def event_rule(**keys: Any) -> EventRule:
    rule = {"id": "r", "event": "visit", **keys}
    [built] = build_model(model(rules=[rule], fit={"full": 1})).model.dimensions["fit"].rules
    assert isinstance(built, EventRule)
    return built


def test_every_case_of_the_contract_builds() -> None:
    path = Path(__file__).parents[2] / "spec" / "scoring.yaml"
    cases = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    for case in cases:
        assert build_model(case["model"], case["name"]).model.id == "case"


def test_a_scalar_is_equality_and_a_list_is_one_of() -> None:
    assert condition({"city": " Málaga "}) == Comparison("city", Kind.TEXT, Op.EQ, "malaga")
    assert condition({"size": "50"}) == Comparison("size", Kind.NUMBER, Op.EQ, 50.0)
    assert condition({"city": ["B", "a", "A"]}) == Comparison("city", Kind.TEXT, Op.IN, ("a", "b"))


def test_connectives_nest() -> None:
    small = Comparison("size", Kind.NUMBER, Op.LT, 5.0)
    large = Comparison("size", Kind.NUMBER, Op.GTE, 1.0)
    assert condition({}) == ALWAYS
    assert condition({"not": {"size": {"lt": 5}}}) == Not(small)
    assert condition({"size": {"gte": 1, "lt": 5}}) == All((large, small))


def test_instants_are_read_in_the_zone_of_the_model() -> None:
    data = model(
        attributes={"city": {"type": "text"}, "born": {"type": "date"}},
        timezone="Europe/Madrid",
        rules=[{"id": "r", "when": {"born": {"gt": "1970-01-02", "in_last": "3d"}}, "points": 1}],
    )
    [rule] = build_model(data).model.dimensions["fit"].rules
    assert isinstance(rule, AttributeRule)
    after = Comparison("born", Kind.INSTANT, Op.GT, DAY - DAY // 24)
    assert rule.cases[0][0] == All((after, Comparison("born", Kind.INSTANT, Op.IN_LAST, 3 * DAY)))


def test_event_rules_keep_points_as_written_and_durations_in_microseconds() -> None:
    rule = event_rule(points=0.1, within="2w", decay={"half_life": "36h"}, max=3, min=-1)
    assert (rule.points, rule.within, rule.maximum, rule.minimum) == (0.1, 14 * DAY, 3.0, -1.0)
    assert rule.decay == HalfLife(36 * DAY // 24)
    assert rule.events == ("visit",)


def test_tiers_steps_and_lists_of_events() -> None:
    rule = event_rule(
        event=["visit", "mail"],
        tiers={1: 3, 6: 15.5},
        decay={"step": {"every": "10d", "lose": "25%"}},
    )
    assert rule.points is None
    assert rule.tiers == ((1, 3.0), (6, 15.5))
    assert rule.decay == Step(10 * DAY, 0.25)


def test_the_good_model_means_what_it_says() -> None:
    checked = read_model(GOOD)
    attributes = checked.model.attributes
    assert isinstance(attributes["domain"].derivation, TakeDerivation)
    level = attributes["job_level"].derivation
    assert isinstance(level, GlobDerivation)
    assert level.cases[0] == ("executive", ("ceo", "director*"))
    assert checked.model.matrix is not None
    assert checked.model.matrix.cells["C3"] is Light.COLD
    assert len(checked.model.matrix.cells) == 9
    assert [step.action for step in checked.agreement.policy][1] is Action.HAND_OFF
    assert checked.tests[0].expect == {"fit_points": 15.0, "cell": "A2", "light": "hot"}
    assert checked.document is not None


def test_dictionaries_give_categories() -> None:
    data = model(
        attributes={
            "city": {"type": "text"},
            "level": {"from": "city", "take": "job_level", "otherwise": "other"},
        }
    )
    derivation = build_model(data).model.attributes["level"].derivation
    assert isinstance(derivation, GlobDerivation)
    assert derivation.otherwise == "other"
    assert len(derivation.cases) > 1


def test_list_files_stand_beside_the_model(tmp_path: Path) -> None:
    (tmp_path / "rivals.csv").write_bytes("\ufeffRival.com\r\n\r\n  Ótra.es \n".encode())
    text = GOOD.read_text(encoding="utf-8").replace(
        "{values: [rival.com, otro.es]}", "{file: rivals.csv}"
    )
    (tmp_path / "m.yaml").write_text(text, encoding="utf-8")
    checked = read_model(tmp_path / "m.yaml")
    assert checked.model.lists["competitors"] == {"rival.com", "otra.es"}
    (tmp_path / "rivals.csv").write_bytes(b"otra.com\n")
    assert read_model(tmp_path / "m.yaml").model.version != checked.model.version


ONCE = {"id": "once", "event": "visit", "each": "once", "points": 5}
EVERY = {"id": "every", "event": "visit", "points": 2}
TIERS = {"id": "tiers", "event": "visit", "tiers": {1: 3, 3: 8, 6: 4}}
CHOICE = {
    "id": "choice",
    "choose": [{"when": {"city": "x"}, "points": -2}, {"when": {"city": "y"}, "points": 7}],
    "otherwise": 1,
}
LOSS = {"id": "loss", "when": {"city": "z"}, "points": -10}
TIMES = {"id": "times", "event": "visit", "times": "n", "points": -2}


@pytest.mark.parametrize(
    ("rules", "keys", "full"),
    [
        ([ONCE], {}, 5),
        ([ONCE, LOSS], {}, 5),
        ([TIERS], {}, 8),
        ([CHOICE], {}, 7),
        ([ONCE, CHOICE, TIERS], {}, 20),
        ([{**EVERY, "max": 12}], {}, 12),
        ([{**TIERS, "max": 6}], {}, 6),
        ([{**ONCE, "max": 50}], {}, 5),
        ([{**ONCE, "times": "n", "max": 50}], {}, 50),
        ([{**TIMES, "max": 30}], {}, 30),
        ([ONCE, {**EVERY, "group": "g"}], {"groups": {"g": {"max": 4}}}, 9),
        ([EVERY], {"ceiling": 33}, 33),
        ([ONCE, TIERS], {"ceiling": 10}, 10),
        ([{"id": "a", "absent": "any", "for": "3d", "points": 4}], {}, 4),
        ([EVERY], {"full": 40}, 40),
        ([{**ONCE, "min": 9}], {}, 9),
        ([{**LOSS, "id": "no", "points": 1}, {**EVERY, "points": -3, "min": 4}], {}, 5),
        ([ONCE, {**CHOICE, "group": "g"}], {"groups": {"g": {"min": 9}}}, 14),
        ([ONCE, TIERS], {"floor": 20}, 20),
    ],
)
def test_full_is_the_most_that_can_be_reached(
    rules: list[dict[str, Any]], keys: dict[str, Any], full: int
) -> None:
    built = build_model(model(rules=rules, fit=keys)).model
    assert built.dimensions["fit"].full == full * 1_000_000
    assert built.total.full == full * 1_000_000


@pytest.mark.parametrize("rules", [[EVERY], [{**ONCE, "times": "n"}], [TIMES], [ONCE, EVERY]])
def test_full_must_be_written_where_there_is_no_bound(rules: list[dict[str, Any]]) -> None:
    with pytest.raises(SemaforoError) as raised:
        build_model(model(rules=rules))
    assert [fault.code for fault in raised.value.faults] == ["no-full"]
    assert str(raised.value.faults[0].place) == "model/dimensions/fit"


def test_names_that_differ_in_case_only_are_different() -> None:
    data = model(attributes={"city": {"type": "text"}, "City": {"type": "number"}})
    assert set(build_model(data).model.attributes) == {"city", "City"}


def test_a_fault_does_not_hide_the_others() -> None:
    text = GOOD.read_text(encoding="utf-8")
    for old, new in (
        ("points: 10}\n      - {id: size", "points: diez}\n      - {id: size"),
        ("optin: {type: boolean}", "optin: {type: bolean}"),
        ("event: webinar,", "event: webniar,"),
        ("to: ventas", "to: venta"),
        ("{job_title: CEO", "{optin: 1, job_title: CEO"),
    ):
        text = text.replace(old, new, 1)
    with pytest.raises(SemaforoError) as raised:
        parse_model(text)
    found = [(fault.place.line, fault.code) for fault in raised.value.faults]
    assert found == [
        (23, "unknown-word"),
        (41, "not-number"),
        (51, "unknown-event"),
        (77, "unknown-team"),
    ]


@pytest.mark.parametrize("format_", [True, 1.5, "1", 2])
def test_the_format_is_the_number_one(format_: Any) -> None:
    with pytest.raises(SemaforoError) as raised:
        build_model({**model(), "semaforo": format_})
    assert [fault.code for fault in raised.value.faults] == ["unknown-format"]


def test_what_is_derived_from_an_outcome_is_an_outcome_too() -> None:
    attributes = {
        "city": {"type": "text", "after_outcome": True},
        "area": {"from": "city", "match": {"south": "m*"}},
    }
    with pytest.raises(SemaforoError) as raised:
        build_model(
            model(
                attributes=attributes, rules=[{"id": "r", "when": {"area": "south"}, "points": 1}]
            )
        )
    assert [fault.code for fault in raised.value.faults] == ["refused-field"]


def test_a_reset_and_a_consent_may_name_an_outcome() -> None:
    built = build_model(
        model(
            events={"lost": {"after_outcome": True}, "visit": {}},
            fit={"reset": "lost"},
            consent={"email": {"granted": "visit", "withdrawn": "lost"}},
        )
    )
    assert built.model.dimensions["fit"].reset == ("lost",)


def test_sentences_quote_values_as_yaml_writes_them_and_briefly() -> None:
    def quoted(value: Any) -> str:
        with pytest.raises(SemaforoError) as raised:
            condition({"size": value})
        return raised.value.faults[0].what.render("en")

    assert quoted(True) == '"true" is not a number.'
    assert quoted(float("-inf")) == '"-.inf" is not a number.'
    assert quoted("a\nb" + "c" * 99) == '"a b' + "c" * 56 + '…" is not a number.'

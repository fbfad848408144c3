"""What a valid model is warned of, and what it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from semaforo.model.files import parse_model

GOOD = (Path(__file__).parents[2] / "broken" / "good.yaml").read_text(encoding="utf-8")


def warnings(*changes: tuple[str, str]) -> list[str]:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return [fault.render("en") for fault in parse_model(text, "m.yaml").warnings]


NEVER = "This case is never reached: an earlier one always holds first."
CASES: dict[str, tuple[tuple[str, str], str]] = {
    "a band above what the rules give": (
        ("{A: 10, B: 5, C: otherwise}\n  interest", "{A: 20, B: 5, C: otherwise}\n  interest"),
        'm.yaml:43:16 unreached-band: Nothing reaches the band "A".',
    ),
    "a band below what everybody has": (
        ("{1: 20, 2: 10, 3: otherwise}", "{1: 20, 2: -10, 3: otherwise}"),
        'm.yaml:56:31 unreached-band: Nothing reaches the band "3".',
    ),
    "a grade above 100": (
        ("bands: {A: 70, B: 50", "bands: {A: 101, B: 50"),
        'm.yaml:62:56 unreached-band: Nothing reaches the band "A".',
    ),
    "a case after one that is wider": (
        (
            "points: 5}], otherwise",
            "points: 5}, {when: {employees: {gte: 500}}, points: 9}], otherwise",
        ),
        "m.yaml:42:73 unreached-case: " + NEVER,
    ),
    "a case after one that always holds": (
        (
            "[{when: {employees: {gte: 100}}",
            "[{when: {}, points: 1}, {when: {employees: {gte: 100}}",
        ),
        "m.yaml:42:52 unreached-case: " + NEVER,
    ),
    "ne in the population": (
        ("{not: {kind: employee}}", "{kind: {ne: employee}}"),
        'm.yaml:5:27 ne-and-unknown: "ne" is false where "kind" is unknown. '
        "Write `not: {…}` if an unknown value should count too.",
    ),
    "not_in in an exclusion": (
        ("{domain: {in_list: competitors}}", "{any: [{domain: {not_in: [a.es]}}]}"),
        'm.yaml:65:28 ne-and-unknown: "not_in" is false where "domain" is unknown. '
        "Write `not: {…}` if an unknown value should count too.",
    ),
    "an index that says nothing": (
        ("  qualification:\n", "  qualification:\n    floor: 10\n"),
        "m.yaml:58:5 constant-index: The index of this dimension is 100 for every lead. "
        "Write a greater `full`, or a lower `floor` or `min`.",
    ),
    "a category that is never derived": (
        ("{job_level: executive}", "{job_level: excutive}"),
        'm.yaml:41:43 never-true: "excutive" is not one of the declared values. '
        'Did you mean "executive"?',
    ),
    "a qualified lead that nobody gets": (
        ("when: {qualified: true}", "when: {light: hot}"),
        "m.yaml:76:3 no-hand-off: No hand-off takes a qualified lead whose light is: warm, cold.",
    ),
}


def test_the_good_model_gives_no_warning() -> None:
    assert warnings() == []


@pytest.mark.parametrize("name", CASES)
def test_warns_of(name: str) -> None:
    change, expected = CASES[name]
    assert warnings(change) == [expected]


@pytest.mark.parametrize(
    ("later", "is_reached"),
    [
        ("gte: 100", False),
        ("gte: 99", True),
        ("gt: 100", True),
        ("lt: 500", True),
        ("lte: 500", True),
        ("in: [100, 500]", False),
        ("in: [99, 500]", True),
        ("exists: true", True),
    ],
)
def test_a_case_after_a_narrower_one_may_be_reached(later: str, is_reached: bool) -> None:
    case = f"points: 5}}, {{when: {{employees: {{{later}}}}}, points: 9}}], otherwise"
    found = warnings(("points: 5}], otherwise", case))
    assert found == ([] if is_reached else ["m.yaml:42:73 unreached-case: " + NEVER])


def test_a_band_that_only_the_least_of_a_rule_reaches() -> None:
    least = ("points: 10, max: 20, min: 0, decay: {half_life: 60d}", "points: 1, max: 60, min: 59")
    assert warnings(least, ("{1: 20, 2: 10", "{1: 59, 2: 10")) == []


def test_points_that_grow_without_end() -> None:
    unbounded = ("    ceiling: 60\n", "")
    assert warnings(unbounded) == []
    assert warnings(unbounded, ("points: 10, max: 20, min: 0,", "points: 10,")) == [
        'm.yaml:50:9 no-cap: The points of "webinar" grow without end. '
        "Give the rule `max` or `each: once`, or its group `max`."
    ]


def test_company_rules_need_a_company_or_a_mail() -> None:
    of_company = ("{id: webinar, event: webinar,", "{id: webinar, of: company, event: webinar,")
    assert warnings(of_company) == []
    without_mail = (
        ("  email: {type: text, personal: true}\n", ""),
        ("domain: {from: email, take: domain}", "domain: {type: text}"),
    )
    assert warnings(of_company, *without_mail) == [
        'm.yaml:50:9 no-company: "webinar" asks for the company, which only events called group '
        "can tell. Declare the attribute company or email."
    ]


@pytest.mark.parametrize(
    "step",
    [
        "{score: {gte: 90}}",
        "{any: [{light: hot}, {light: warm}, {light: cold}]}",
        "{not: {light: [excluded]}}",
        "{lead.job_title: ceo}",
        "{fit.band: [A, B, C]}",
    ],
)
def test_a_hand_off_that_may_happen_is_no_doubt(step: str) -> None:
    assert warnings(("when: {qualified: true}", f"when: {step}")) == []


def test_warnings_are_in_spanish_too() -> None:
    [warning] = parse_model(GOOD.replace("{A: 10, B: 5", "{A: 20, B: 5", 1), "m.yaml").warnings
    assert warning.render("es") == "m.yaml:43:16 unreached-band: Nada alcanza la banda «A»."
    assert warning.severity == "warning"

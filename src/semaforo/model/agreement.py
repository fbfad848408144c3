"""What happens next (section 8 of the contract): frozen, checked, in microseconds.

Nothing here changes a score. Decisions are taken elsewhere; this is what they follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from semaforo.facts.shapes import Raw
from semaforo.model.meaning import Condition


class Action(StrEnum):
    """What the policy may do with a lead."""

    HAND_OFF = "hand_off"
    NURTURE = "nurture"
    RECYCLE = "recycle"
    DISCARD = "discard"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """When somebody answers, in the model's time zone.

    `opening` maps a weekday (0 is Monday) to spans of minutes since midnight, ascending.
    `holidays` is a country (ES) or region (ES-MD) whose holidays count; `dates` are further ones,
    as written (2026-12-24).
    """

    opening: Mapping[int, tuple[tuple[int, int], ...]]
    holidays: str | None = None
    dates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Team:
    """What a team promises (a first contact within so many microseconds) and how much it takes."""

    name: str
    first_contact: int | None = None
    attempts: int | None = None
    within: int | None = None
    per_week: int | None = None
    mql_per_week: int | None = None


@dataclass(frozen=True, slots=True)
class PolicyStep:
    """One line of the policy. The comparisons of `when` are on policy words: `consent.email`."""

    id: str
    when: Condition
    action: Action
    to: str | None = None
    track: str | None = None
    rest: int | None = None


@dataclass(frozen=True, slots=True)
class Prediction:
    """What is predicted: the event that is the outcome, and within how many microseconds."""

    outcome: str
    horizons: tuple[int, ...]
    lost: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Everything of a model that follows the score."""

    hysteresis: float = 0.0
    business_hours: BusinessHours | None = None
    teams: Mapping[str, Team] = field(default_factory=dict)
    policy: tuple[PolicyStep, ...] = ()
    prediction: Prediction | None = None


@dataclass(frozen=True, slots=True)
class TestEvent:
    """`count` events of one name, `ago` microseconds before the instant of the test."""

    __test__ = False

    name: str
    ago: int
    count: int = 1
    properties: Mapping[str, Raw] = field(default_factory=dict)


Expected = str | float | bool | None | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelTest:
    """A made-up lead and what must come out.

    `attributes` and `company` are raw values, `company` those of the lead's company.
    `created_ago` is microseconds before the test's instant; `as_of` an instant in microseconds,
    None where any will do. `expect` maps output columns (`total`, `fit_points`, `consent_email`)
    to values; `excluded` is a sorted tuple of ids.
    """

    __test__ = False

    name: str
    attributes: Mapping[str, Raw]
    events: tuple[TestEvent, ...]
    expect: Mapping[str, Expected]
    company: Mapping[str, Raw] = field(default_factory=dict)
    created_ago: int | None = None
    as_of: int | None = None

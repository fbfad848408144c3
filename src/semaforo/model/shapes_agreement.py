"""The shapes of what happens next (section 8): the agreement, the policy, the tests."""

# ruff: noqa: RUF012 (pydantic copies the defaults)
from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from semaforo.model.shapes_rules import Shape
from semaforo.model.written import (
    Ago,
    Condition,
    Count,
    Duration,
    Durations,
    OneOrMore,
    Text,
)

Action = Literal["hand_off", "nurture", "recycle", "discard", "nothing"]


class TeamShape(Shape):
    """What one team promises, and how much it can take."""

    first_contact: Duration | None = None
    attempts: Count | None = None
    within: Duration | None = None
    per_week: Count | None = None
    mql_per_week: Count | None = None


class PolicyStepShape(Shape):
    """One line of the policy; the first whose condition holds decides."""

    id: Text
    when: Condition
    do: Action
    to: Text | None = Field(None, description="The team of a hand-off.")
    track: Text | None = Field(None, description="The track of a nurture.")
    rest: Duration | None = Field(None, description="How long the lead is left alone.")


class PredictShape(Shape):
    outcome: Text
    lost: Text | None = None
    value: Text | None = Field(None, description="A numeric property of the outcome.")
    horizons: Durations


class TestEventShape(Shape):
    name: Text
    ago: Ago
    count: Count = 1
    properties: dict[str, Any] = {}


class TestShape(Shape):
    """A made-up lead and what the model must say of it."""

    name: Text
    as_of: Text | None = Field(None, description="The instant at which the lead is scored.")
    created_ago: Ago | None = Field(None, description="How long the lead has been known.")
    lead: dict[str, Any] = {}
    company: dict[str, Any] = {}
    events: list[TestEventShape] = []
    expect: Annotated[
        dict[str, Any], Field(min_length=1), WithJsonSchema({"type": "object", "minProperties": 1})
    ]


HoursShape = Annotated[
    dict[str, OneOrMore],
    Field(description='Days (`mon-fri`) with "09:00-18:00", and `holidays`.'),
]

"""The shapes of rules and of the dimensions that hold them, as written."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from semaforo.model.written import (
    Bound,
    Condition,
    Count,
    Duration,
    OneOrMore,
    Percent,
    Points,
    Positive,
    Text,
)


class Shape(BaseModel):
    """A mapping with known keys and no others. A key without a value is as good as absent."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        known = {field.alias or name for name, field in cls.model_fields.items()}
        return {key: value for key, value in raw.items() if value is not None or key not in known}


class CaseShape(Shape):
    when: Condition = Field(description="The condition of this case.")
    points: Points


class AnyRuleShape(Shape):
    id: Text = Field(description="Unique in the model.")
    title: Text | None = None
    note: Text | None = None
    group: Text | None = Field(None, description="A group of the dimension, to share a cap.")
    needs: Text | None = Field(None, description="A consent without which the rule gives 0.")


class AttributeRuleShape(AnyRuleShape):
    """Points for what is known of the lead."""

    when: Condition
    points: Points


class ChoiceRuleShape(AnyRuleShape):
    """The points of the first true case."""

    choose: Annotated[list[CaseShape], Field(min_length=1)]
    otherwise: Points = 0.0


class StepShape(Shape):
    every: Duration
    lose: Percent


class DecayShape(Shape):
    half_life: Duration | None = None
    linear: Duration | None = None
    step: StepShape | None = None


class DistinctShape(Shape):
    distinct: Text


class EventRuleShape(AnyRuleShape):
    """Points for what the lead, or the people of its company, did."""

    event: OneOrMore
    where: Condition | None = None
    of: Literal["company"] | None = Field(None, description="Events of all the company's leads.")
    within: Duration | None = Field(None, description="Only events younger than this.")
    each: Annotated[
        Annotated[Literal["event", "day", "once"], Tag("each word")]
        | Annotated[DistinctShape, Tag("each distinct")],
        Discriminator(lambda raw: "each distinct" if isinstance(raw, dict) else "each word"),
    ] = "event"
    at_least: Count = Field(1, description="With fewer events the rule gives 0.")
    points: Points | None = None
    tiers: dict[str, Points] | None = Field(None, description="Points by the count reached.")
    times: Text | None = Field(None, description="A numeric property that multiplies the points.")
    decay: DecayShape | None = None
    max: Points | None = None
    min: Points | None = None


class AbsenceRuleShape(AnyRuleShape):
    """Points when nothing of the kind has happened for a while."""

    absent: OneOrMore = Field(description="Event names, or `any`.")
    where: Condition | None = None
    for_: Duration = Field(alias="for")
    points: Points


RULE_TAGS = {
    "event": "event rule",
    "absent": "absence rule",
    "choose": "choice rule",
    "when": "attribute rule",
}


def _rule_kind(raw: Any) -> str | None:
    if not isinstance(raw, dict):
        return "attribute rule"
    return next((tag for key, tag in RULE_TAGS.items() if key in raw), None)


RuleShape = Annotated[
    Annotated[EventRuleShape, Tag("event rule")]
    | Annotated[AbsenceRuleShape, Tag("absence rule")]
    | Annotated[ChoiceRuleShape, Tag("choice rule")]
    | Annotated[AttributeRuleShape, Tag("attribute rule")],
    Discriminator(_rule_kind),
]


class GroupShape(Shape):
    max: Points | None = None
    min: Points | None = None


class DimensionShape(Shape):
    """One side of a lead: fit, interest, qualification."""

    title: Text | None = None
    full: Positive | None = Field(
        None,
        description="The points that make an index of 100. Default: the most that can be reached, "
        "what a `min` or `floor` gives included.",
    )
    floor: Points | None = None
    ceiling: Points | None = None
    reset: OneOrMore | None = Field(None, description="Events after which a lead starts afresh.")
    groups: dict[str, GroupShape] = {}
    require: dict[str, Points] = Field({}, description="The least points of each required group.")
    rules: Annotated[list[RuleShape], Field(min_length=1)]
    bands: dict[str, Bound] | None = None

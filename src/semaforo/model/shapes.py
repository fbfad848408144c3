"""The shape of a model file as written: which keys there are and what form their values have.

What the words refer to is checked when the meaning is built (`model.files`).
"""

# ruff: noqa: RUF012 (pydantic copies the defaults)
from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from semaforo.model.shapes_agreement import (
    HoursShape,
    PolicyStepShape,
    PredictShape,
    TeamShape,
    TestShape,
)
from semaforo.model.shapes_rules import DimensionShape, Shape
from semaforo.model.written import (
    Bound,
    Condition,
    Duration,
    Format,
    Names,
    NotNegative,
    OneOrMore,
    Points,
    Positive,
    Scalars,
    Slug,
    Text,
    TypeName,
)

Take = Literal["domain", "lower", "job_level", "job_area", "country", "sector"]


class ListShape(Shape):
    """Values to compare with, written here or in a file beside the model."""

    file: Text | None = None
    values: Scalars | None = None


class AnyAttributeShape(Shape):
    title: Text | None = None
    personal: bool = Field(False, description="Personal data.")
    fixed: bool = Field(False, description="Nobody can change it: no counterfactual.")
    after_outcome: bool = Field(False, description="Known only after the outcome: no rule asks it.")


class AttributeShape(AnyAttributeShape):
    """A fact about a lead or its company."""

    type: TypeName
    of: Literal["company"] | None = None
    values: Scalars | None = Field(None, description="The only values of a category.")
    fresh: Duration | None = Field(None, description="An older value is missing.")


class DerivedShape(AnyAttributeShape):
    """An attribute made of another one declared above it."""

    from_: Text = Field(alias="from")
    match: Annotated[dict[str, OneOrMore], Field(min_length=1)] | None = Field(
        None, description="Categories with their globs; the first that fits."
    )
    otherwise: Text | None = None
    take: Take | None = None


def _attribute_kind(raw: Any) -> str:
    return "derived attribute" if isinstance(raw, dict) and "from" in raw else "declared attribute"


EitherAttribute = Annotated[
    Annotated[AttributeShape, Tag("declared attribute")]
    | Annotated[DerivedShape, Tag("derived attribute")],
    Discriminator(_attribute_kind),
]


class EventShape(Shape):
    """A kind of event."""

    by: Literal["lead", "us"] = "lead"
    title: Text | None = None
    channel: Text | None = None
    stage: Text | None = Field(None, description="The stage of the buyer's journey.")
    properties: dict[str, TypeName] = {}
    after_outcome: bool = False


def _none_is_plain(raw: Any) -> Any:
    """An event may be declared by its name alone."""
    return {} if raw is None else raw


class ConsentShape(Shape):
    granted: OneOrMore
    withdrawn: OneOrMore
    default: Literal["granted", "withdrawn"] = "withdrawn"


class PopulationShape(Shape):
    when: Condition


class TotalShape(Shape):
    of: Names | None = Field(None, description="Dimensions; all of them if left out.")
    combine: Literal["sum", "weighted"] = "sum"
    weights: dict[str, NotNegative] | None = None
    full: Positive | None = None
    qualified: Points | None = Field(None, description="The total from which a lead is qualified.")
    bands: dict[str, Bound] | None = None


class MatrixShape(Shape):
    """The light of every cell: one of the three is `otherwise`, the others list cells."""

    rows: Text
    columns: Text
    hot: OneOrMore | None = None
    warm: OneOrMore | None = None
    cold: OneOrMore | None = None


class LightsShape(Shape):
    hot: Bound | None = None
    warm: Bound | None = None
    cold: Bound | None = None


class AnyExclusionShape(Shape):
    id: Text
    reason: Text | None = None


class ConditionExclusionShape(AnyExclusionShape):
    """Leads that are excluded for what they are."""

    when: Condition


class EventExclusionShape(AnyExclusionShape):
    """Leads that are excluded for what happened, until something else does."""

    event: OneOrMore
    where: Condition | None = None
    within: Duration | None = None
    until: OneOrMore | None = None


def _exclusion_kind(raw: Any) -> str | None:
    if not isinstance(raw, dict) or "event" in raw:
        return "event exclusion"
    return "condition exclusion" if "when" in raw else None


ExclusionShape = Annotated[
    Annotated[ConditionExclusionShape, Tag("condition exclusion")]
    | Annotated[EventExclusionShape, Tag("event exclusion")],
    Discriminator(_exclusion_kind),
]


class JourneyShape(Shape):
    stages: Names
    within: Duration | None = None


class PersonaShape(Shape):
    id: Text
    when: Condition
    title: Text | None = None


class ModelShape(Shape):
    """A scoring model: what a good lead is, what an interested one does, and what follows."""

    semaforo: Format = Field(description="The format of the file.")
    id: Slug
    title: Text | None = None
    audience: Text = "lead"
    population: PopulationShape | None = None
    timezone: Text = "UTC"
    lists: dict[str, ListShape] = {}
    attributes: dict[str, EitherAttribute] = {}
    events: dict[str, Annotated[EventShape, BeforeValidator(_none_is_plain)]] = {}
    consent: dict[str, ConsentShape] = {}
    dimensions: Annotated[dict[str, DimensionShape], Field(min_length=1)]
    total: TotalShape | None = None
    matrix: MatrixShape | None = None
    lights: LightsShape | None = None
    exclude: list[ExclusionShape] = []
    journey: JourneyShape | None = None
    personas: list[PersonaShape] = []
    hysteresis: NotNegative | None = None
    business_hours: HoursShape | None = None
    sla: dict[str, TeamShape] = {}
    policy: list[PolicyStepShape] = []
    predict: PredictShape | None = None
    tests: list[TestShape] = []

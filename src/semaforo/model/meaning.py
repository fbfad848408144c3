"""What a model means: frozen, checked on creation, in the units the engines use.

Points are whole micropoints (`int`, a million to the point) wherever they are added or compared,
and the plain `float` that was written where a weight still has to multiply them. Durations and
instants are whole microseconds. Text operands are folded. An engine takes a `ScoringModel` and
nothing else, so a model that was not checked cannot be scored.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MICRO = 1_000_000
"""Micropoints in a point."""
MOST_POINTS = 10**9
"""No term, cap, contribution or literal is held beyond this many points either way."""
ANY = "any"


def micropoints(points: float) -> int:
    """`points` as whole micropoints, half away from zero, held at +-1e9 points."""
    held = min(abs(points), float(MOST_POINTS))
    micro = math.floor(held * MICRO + 0.5)
    return -micro if points < 0 else micro


class Kind(StrEnum):
    """How a value is held once it is read. Categories are text, dates are instants."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    INSTANT = "instant"


class Type(StrEnum):
    """The type a model declares for an attribute or a property."""

    CATEGORY = "category"
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"

    @property
    def kind(self) -> Kind:
        return _KIND[self]


_KIND = {
    Type.CATEGORY: Kind.TEXT,
    Type.TEXT: Kind.TEXT,
    Type.NUMBER: Kind.NUMBER,
    Type.BOOLEAN: Kind.BOOLEAN,
    Type.DATE: Kind.INSTANT,
    Type.DATETIME: Kind.INSTANT,
}


# -- conditions ------------------------------------------------------------------------------


class Op(StrEnum):
    """What a comparison asks of a value. Every one is false for a missing value but `exists`."""

    EXISTS = "exists"
    EQ = "eq"
    NE = "ne"
    IN = "in"
    NOT_IN = "not_in"
    IN_LIST = "in_list"
    LIKE = "like"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    BETWEEN = "between"
    IN_LAST = "in_last"
    BEFORE_LAST = "before_last"
    IN_NEXT = "in_next"


Scalar = str | float | bool | int
Operand = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One operator on one field.

    `operand`: a bool for `exists`; a folded text, float, bool or instant for the comparisons; a
    sorted tuple for `in` and `not_in`; the list's name for `in_list`; a folded glob for `like`;
    (low, high) for `between`; a duration for `in_last`, `before_last`, `in_next`.
    """

    field: str
    kind: Kind
    op: Op
    operand: Operand


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is; the empty one is true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when at least one part is; the empty one is false."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True when its part is not: there is no third value."""

    part: Condition


Condition = Comparison | All | AnyOf | Not
ALWAYS = All(())


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Every comparison inside `condition`, in the order written."""
    match condition:
        case Comparison():
            yield condition
        case Not(part):
            yield from comparisons(part)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from comparisons(part)


# -- what is declared ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GlobDerivation:
    """A category from another attribute: the first case with a glob that fits.

    `cases` are (category as written, folded globs). `otherwise` is None for missing.
    """

    source: str
    cases: tuple[tuple[str, tuple[str, ...]], ...]
    otherwise: str | None


class Take(StrEnum):
    """A text taken out of another attribute."""

    DOMAIN = "domain"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class TakeDerivation:
    source: str
    take: Take


Derivation = GlobDerivation | TakeDerivation


@dataclass(frozen=True, slots=True)
class Attribute:
    """A fact about a lead or its company. `values` are folded; None leaves the type open."""

    name: str
    type: Type
    title: str | None = None
    of_company: bool = False
    fresh: int | None = None
    values: tuple[str, ...] | None = None
    derivation: Derivation | None = None
    personal: bool = False
    fixed: bool = False
    after_outcome: bool = False


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of event. `by_lead` is false for what we do ourselves."""

    name: str
    by_lead: bool = True
    title: str | None = None
    channel: str | None = None
    stage: str | None = None
    properties: Mapping[str, Type] = field(default_factory=dict)
    after_outcome: bool = False


@dataclass(frozen=True, slots=True)
class Consent:
    """A purpose a lead may agree to. The latest of its events decides; none: `default`."""

    purpose: str
    granted: tuple[str, ...]
    withdrawn: tuple[str, ...]
    default: bool = False


# -- rules -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HalfLife:
    duration: int


@dataclass(frozen=True, slots=True)
class Linear:
    duration: int


@dataclass(frozen=True, slots=True)
class Step:
    """Loses `lose` (0.25 for 25 %) of the points after each whole `every`."""

    every: int
    lose: float


Decay = HalfLife | Linear | Step


class Each(StrEnum):
    """Which of the matching events are kept."""

    EVENT = "event"
    DAY = "day"
    ONCE = "once"
    LEAD = "distinct lead"
    PROPERTY = "distinct property"


@dataclass(frozen=True, slots=True)
class AttributeRule:
    """Points for what is known of the lead: those of the first true case, else `otherwise`.

    `cases` are (condition, micropoints). A rule with `when` has one case and 0 otherwise.
    """

    id: str
    cases: tuple[tuple[Condition, int], ...]
    otherwise: int = 0
    group: str | None = None
    needs: str | None = None
    title: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class EventRule:
    """Points for what the lead, or its company's people, did.

    Either `points` or `tiers` ((count, points), ascending by count) is given. `maximum` and
    `minimum` are points too: a weight may still multiply them. `within` is an age in microseconds.
    `distinct` names the property for Each.PROPERTY.
    """

    id: str
    events: tuple[str, ...]
    points: float | None = None
    tiers: tuple[tuple[int, float], ...] = ()
    where: Condition = ALWAYS
    of_company: bool = False
    within: int | None = None
    each: Each = Each.EVENT
    distinct: str | None = None
    at_least: int = 1
    times: str | None = None
    decay: Decay | None = None
    maximum: float | None = None
    minimum: float | None = None
    group: str | None = None
    needs: str | None = None
    title: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class AbsenceRule:
    """Points when no matching event is younger than `duration` and the lead is known that long.

    `events` are resolved: `any` has become every declared event by the lead.
    """

    id: str
    events: tuple[str, ...]
    duration: int
    points: float
    any: bool = False
    where: Condition = ALWAYS
    group: str | None = None
    needs: str | None = None
    title: str | None = None
    note: str | None = None


Rule = AttributeRule | EventRule | AbsenceRule


# -- from points to a light ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clip:
    """Bounds in micropoints; None where there is none."""

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A name and the lowest value that has it; None for `otherwise`.

    The bound is micropoints in a dimension, whole score points in `total` and `lights`.
    """

    name: str
    bound: int | None


@dataclass(frozen=True, slots=True)
class Dimension:
    """One side of a lead (fit, interest, qualification).

    `groups` holds every group that is declared in `groups` or `require`; `require` the least
    micropoints of those that must be met; `full` the micropoints that make an index of 100.
    """

    id: str
    rules: tuple[Rule, ...]
    full: int
    title: str | None = None
    groups: Mapping[str, Clip] = field(default_factory=dict)
    require: Mapping[str, int] = field(default_factory=dict)
    reset: tuple[str, ...] = ()
    bounds: Clip = Clip()
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """How dimensions become one number. `weights` is empty for a sum."""

    of: tuple[str, ...]
    full: int
    weights: Mapping[str, float] = field(default_factory=dict)
    qualified: int | None = None
    bands: tuple[Band, ...] = ()

    def counts(self, dimension: str) -> bool:
        """Whether the points of a dimension can change the total."""
        return dimension in self.of and self.weights.get(dimension, 1.0) > 0


class Light(StrEnum):
    HOT = "hot"
    WARM = "warm"
    COLD = "cold"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Matrix:
    """A light for every cell: `cells` maps row band + column band to it, without exception."""

    rows: str
    columns: str
    cells: Mapping[str, Light]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Matches by its condition, or by an event with no strictly later `until` event."""

    id: str
    when: Condition | None = None
    events: tuple[str, ...] = ()
    where: Condition = ALWAYS
    within: int | None = None
    until: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Journey:
    stages: tuple[str, ...]
    within: int | None = None


@dataclass(frozen=True, slots=True)
class Persona:
    id: str
    when: Condition
    title: str | None = None


# -- the whole -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ScoringModel:
    """A checked model. `version` is the hash of its content, lists and dictionaries included."""

    id: str
    version: str
    attributes: Mapping[str, Attribute]
    events: Mapping[str, EventType]
    dimensions: Mapping[str, Dimension]
    total: Total
    title: str | None = None
    audience: str = "lead"
    timezone: str = "UTC"
    population: Condition = ALWAYS
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    consents: Mapping[str, Consent] = field(default_factory=dict)
    matrix: Matrix | None = None
    lights: tuple[Band, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    journey: Journey | None = None
    personas: tuple[Persona, ...] = ()

    @property
    def rules(self) -> Iterator[tuple[Dimension, Rule]]:
        """Every rule with its dimension, in the order written."""
        for dimension in self.dimensions.values():
            for rule in dimension.rules:
                yield dimension, rule

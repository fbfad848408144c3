"""What scoring one lead gives. Points are micropoints, instants microseconds UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from semaforo.model.meaning import Light

Met = Literal["true", "false", "unknown"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation.

    `kind` is "rule", or "clip" for what the bounds of a group or dimension took or gave; `rule` is
    then the group's or dimension's name. `events` and `last_at` belong to event rules: how many
    events counted, and when the latest of them was.
    """

    dimension: str
    rule: str
    kind: Literal["rule", "clip"]
    points: int
    events: int | None = None
    last_at: int | None = None


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """`band` and `met` are None where the model has none."""

    points: int
    index: int
    band: str | None = None
    met: Met | None = None


@dataclass(frozen=True, slots=True)
class LeadScore:
    """Everything a model says of a lead at one instant. `lines` holds the non-zero ones."""

    lead: str
    dimensions: Mapping[str, DimensionScore]
    total: int
    score: int
    grade: str | None
    qualified: bool | None
    cell: str | None
    light: Light | None
    excluded: tuple[str, ...]
    journey: str | None
    persona: str | None
    consents: Mapping[str, bool]
    lines: tuple[Line, ...]

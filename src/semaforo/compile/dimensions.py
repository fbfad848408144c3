"""From contributions to points, index, band and met; from dimensions to total, cell and light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis
from ibis import ir

from semaforo.compile.attributes import value_column
from semaforo.model.meaning import (
    MICRO,
    AttributeRule,
    Band,
    Clip,
    Dimension,
    Light,
    ScoringModel,
    comparisons,
)

_EXACT_DOUBLE = 2**53


@dataclass(frozen=True, slots=True)
class Summed:
    """A dimension's groups after their clips, its points, and what each clip changed, by name of
    the group or dimension."""

    groups: dict[str, Any]
    points: Any
    clips: dict[str, Any]


def summed(dimension: Dimension, parts: list[tuple[str | None, Any]]) -> Summed:
    """Adds up `parts`: (group or None, micropoints)."""
    by_group: dict[str | None, list[Any]] = {}
    for group, points in parts:
        by_group.setdefault(group, []).append(points)
    groups, clips = {}, {}
    for name, bounds in dimension.groups.items():
        before = _sum(by_group.get(name, []))
        groups[name] = _clipped(before, bounds)
        clips[name] = groups[name] - before
    before = _sum([*by_group.get(None, []), *groups.values()])
    points = _clipped(before, dimension.bounds)
    clips[dimension.id] = points - before
    return Summed(groups, points, clips)


def _sum(parts: list[Any]) -> Any:
    total: Any = ibis.literal(0, type="int64")
    for part in parts:
        total = total + part
    return total


def _clipped(points: Any, bounds: Clip) -> Any:
    if bounds.high is not None:
        points = ibis.least(points, bounds.high)
    if bounds.low is not None:
        points = ibis.greatest(points, bounds.low)
    return points


def rounded(points: Any, full: int, lowest: int) -> Any:
    """100 * points / full, half away from zero, held between `lowest` and 100."""
    inside = 200 * points + full
    index = (inside / (2 * full)).floor()
    if 201 * full >= _EXACT_DOUBLE:
        # The division went through doubles: put it right with whole numbers.
        index = index + ibis.ifelse((index + 1) * (2 * full) <= inside, 1, 0)
        index = index - ibis.ifelse(index * (2 * full) > inside, 1, 0)
    held = ibis.cases((points <= 0, 0), (points >= full, 100), else_=index)
    return ibis.greatest(held, lowest).cast("int64")


def band(bands: tuple[Band, ...], value: Any) -> Any:
    """The first band whose bound `value` reaches."""
    bounded = [(value >= b.bound, b.name) for b in bands if b.bound is not None]
    otherwise = next((b.name for b in bands if b.bound is None), None)
    missing = ibis.null("string") if otherwise is None else otherwise
    return ibis.cases(*bounded, else_=missing) if bounded else ibis.literal(missing)


def met(dimension: Dimension, groups: dict[str, Any], leads: ir.Table) -> Any:
    """Whether each required group reaches its least: "true", "false" or "unknown"."""
    failed, open_ = ibis.literal(False), ibis.literal(False)
    for name, least in dimension.require.items():
        answered = _answered(dimension, name, leads)
        failed = failed | (answered & (groups[name] < least))
        open_ = open_ | ~answered
    return ibis.cases((failed, "false"), (open_, "unknown"), else_="true")


def _answered(dimension: Dimension, group: str, leads: ir.Table) -> Any:
    asked = {
        comparison.field
        for rule in dimension.rules
        if rule.group == group and isinstance(rule, AttributeRule)
        for condition, _ in rule.cases
        for comparison in comparisons(condition)
    }
    return ibis.or_(*(leads[value_column(name)].notnull() for name in sorted(asked)))


def total(model: ScoringModel, points: dict[str, Any], index: dict[str, Any]) -> Any:
    """The total in micropoints: a sum of points, or the weighted mean of the indexes."""
    weights = model.total.weights
    if not weights:
        return _sum([points[name] for name in model.total.of])
    weighted: Any = ibis.literal(0.0)
    whole = 0.0
    for name in model.total.of:
        weighted = weighted + index[name].cast("float64") * weights[name]
        whole += weights[name]
    return (weighted / whole * float(MICRO) + 0.5).floor()


def cell(model: ScoringModel, bands: dict[str, Any]) -> Any:
    """Row band and column band as one word."""
    assert model.matrix is not None
    return bands[model.matrix.rows].concat(bands[model.matrix.columns])


def light(model: ScoringModel, cell_: Any, score: Any) -> Any:
    """The light before exclusions; null in a model without matrix and lights."""
    if model.matrix is not None:
        return ibis.cases(
            *((cell_.isin(_cells(model, name)), name.value) for name in _lit(model)),
            else_=ibis.null("string"),
        )
    if model.lights:
        return band(model.lights, score)
    return ibis.null("string")


def _lit(model: ScoringModel) -> list[Light]:
    assert model.matrix is not None
    return sorted(set(model.matrix.cells.values()))


def _cells(model: ScoringModel, name: Light) -> list[str]:
    assert model.matrix is not None
    return sorted(cell for cell, light in model.matrix.cells.items() if light == name)

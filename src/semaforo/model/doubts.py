"""What `check` warns of: models that are valid and probably not meant."""

from __future__ import annotations

from collections.abc import Iterator

from semaforo.language import message
from semaforo.model.build import Built
from semaforo.model.doubts_policy import hand_off_doubts
from semaforo.model.full import least_points, most_points
from semaforo.model.meaning import (
    ALWAYS,
    All,
    AttributeRule,
    Band,
    Comparison,
    Condition,
    Dimension,
    Each,
    EventRule,
    Op,
    comparisons,
)
from semaforo.model.report import Path, Report

MOST_SCORE = 100
LEAST_SCORE = 1


def doubts(built: Built, report: Report) -> None:
    """Add the warnings about a model without faults to `report`."""
    model = built.model
    for dimension in model.dimensions.values():
        path: Path = ("dimensions", dimension.id)
        _reach(dimension, path, report)
        for position, rule in enumerate(dimension.rules):
            where = (*path, "rules", position)
            if isinstance(rule, EventRule):
                _cap(rule, dimension, where, report)
            elif isinstance(rule, AttributeRule):
                _cases(rule, where, report)
    _score_bands(model.total.bands, ("total", "bands"), report)
    _score_bands(model.lights, ("lights",), report)
    _negatives(built, report)
    _company(built, report)
    hand_off_doubts(built.model, built.agreement, report)


def _reach(dimension: Dimension, path: Path, report: Report) -> None:
    """Bands, and so cells, that no sum of the rules can reach; an index that says nothing."""
    most = most_points(dimension.rules, dimension.groups, dimension.bounds)
    least = least_points(dimension.rules, dimension.groups, dimension.bounds)
    _unreached(dimension.bands, most, least, (*path, "bands"), report)
    if least is not None and 200 * least >= 199 * dimension.full:
        what = message("The index of this dimension is 100 for every lead.")
        fix = message("Write a greater `full`, or a lower `floor` or `min`.")
        report.warning("constant-index", path, what, fix)


def _score_bands(bands: tuple[Band, ...], path: Path, report: Report) -> None:
    _unreached(bands, MOST_SCORE, LEAST_SCORE, path, report)


def _unreached(
    bands: tuple[Band, ...], most: int | None, least: int | None, path: Path, report: Report
) -> None:
    """Bands whose bound is above `most`, or that stand below one every lead reaches."""
    above: Band | None = None
    for band in bands:
        too_high = band.bound is not None and most is not None and band.bound > most
        if too_high or (above is not None and _always(above, least)):
            what = message('Nothing reaches the band "{name}".', name=band.name)
            report.warning("unreached-band", (*path, band.name), what)
        above = band


def _always(band: Band, least: int | None) -> bool:
    return band.bound is not None and least is not None and band.bound <= least


def _cap(rule: EventRule, dimension: Dimension, path: Path, report: Report) -> None:
    """Points that grow with every event, without an end in the rule, its group or dimension."""
    grows = not rule.tiers and rule.each is not Each.ONCE and (rule.points or 0) > 0
    group = dimension.groups.get(rule.group or "")
    grows = grows and not (rule.each is Each.DAY and rule.within is not None)
    held = rule.maximum is not None or dimension.bounds.high is not None
    if grows and not held and (group is None or group.high is None):
        what = message('The points of "{id}" grow without end.', id=rule.id)
        fix = message("Give the rule `max` or `each: once`, or its group `max`.")
        report.warning("no-cap", path, what, fix)


def _cases(rule: AttributeRule, path: Path, report: Report) -> None:
    seen: list[Condition] = []
    for position, (when, _) in enumerate(rule.cases):
        if any(_covers(earlier, when) for earlier in seen):
            what = message("This case is never reached: an earlier one always holds first.")
            report.warning("unreached-case", (*path, "choose", position), what)
        seen.append(when)


def _covers(earlier: Condition, later: Condition) -> bool:
    """True when `earlier` certainly holds wherever `later` does (not every such pair is found)."""
    if earlier in (ALWAYS, later):
        return True
    if isinstance(later, All) and any(_covers(earlier, part) for part in later.parts):
        return True
    if not (isinstance(earlier, Comparison) and isinstance(later, Comparison)):
        return False
    return earlier.field == later.field and _includes(earlier, later)


def _includes(earlier: Comparison, later: Comparison) -> bool:
    """Whether every value that `later` accepts satisfies `earlier`, for the plain operators."""
    wide, narrow = earlier.operand, later.operand
    values = narrow if isinstance(narrow, tuple) else (narrow,)
    if later.op in (Op.EQ, Op.IN):
        if earlier.op in (Op.EQ, Op.IN):
            accepted = wide if isinstance(wide, tuple) else (wide,)
            return all(value in accepted for value in values)
        return all(_orders(earlier.op, value, wide) for value in values)
    return later.op is earlier.op and _orders(earlier.op, narrow, wide)


def _orders(op: Op, value: object, bound: object) -> bool:
    """`value op bound` for numbers; False where nothing can be said."""
    if not isinstance(value, (int, float)) or not isinstance(bound, (int, float)):
        return False
    match op:
        case Op.GT:
            return value > bound
        case Op.GTE:
            return value >= bound
        case Op.LT:
            return value < bound
        case Op.LTE:
            return value <= bound
    return False


def _negatives(built: Built, report: Report) -> None:
    """`ne` and `not_in` where an unknown value will surprise."""
    places: list[tuple[Path, Condition]] = [(("population", "when"), built.model.population)]
    for position, exclusion in enumerate(built.model.exclusions):
        if exclusion.when is not None:
            places.append((("exclude", position, "when"), exclusion.when))
        places.append((("exclude", position, "where"), exclusion.where))
    for path, condition in places:
        for comparison in comparisons(condition):
            if comparison.op in (Op.NE, Op.NOT_IN):
                what = message(
                    '"{op}" is false where "{field}" is unknown.',
                    op=comparison.op.value,
                    field=comparison.field,
                )
                fix = message("Write `not: {{…}}` if an unknown value should count too.")
                report.warning("ne-and-unknown", (*path, comparison.field), what, fix)


def _company(built: Built, report: Report) -> None:
    """Company rules in a model that cannot know anybody's company."""
    model = built.model
    if {"company", "email"} & set(model.attributes):
        return
    for path, rule in _company_rules(built):
        what = message(
            '"{id}" asks for the company, which only events called group can tell.', id=rule.id
        )
        fix = message("Declare the attribute company or email.")
        report.warning("no-company", path, what, fix)


def _company_rules(built: Built) -> Iterator[tuple[Path, EventRule]]:
    for dimension in built.model.dimensions.values():
        for position, rule in enumerate(dimension.rules):
            if isinstance(rule, EventRule) and rule.of_company:
                yield ("dimensions", dimension.id, "rules", position), rule

"""Dimensions as written to their meaning: groups, requirements, bands, and what `full` is."""

from __future__ import annotations

from collections.abc import Mapping

from semaforo.language import message
from semaforo.model.bands import read_bands
from semaforo.model.context import Context
from semaforo.model.full import most_points
from semaforo.model.meaning import AttributeRule, Clip, Dimension, Rule, micropoints
from semaforo.model.report import Path, near
from semaforo.model.rules import read_rule
from semaforo.model.shapes_rules import DimensionShape


def read_dimension(name: str, shape: DimensionShape, context: Context) -> Dimension | None:
    """The dimension `name`; None when something in it is wrong, which is reported."""
    path: Path = ("dimensions", name)
    before = context.report.errors
    bounds = _bounds(shape, path, context)
    groups = _groups(shape, path, context)
    require = {group: micropoints(least) for group, least in shape.require.items()}
    reset = shape.reset or []
    context.events.named(reset, (*path, "reset"), after_outcome=True)
    rules = _rules(shape, path, context)
    bands = read_bands(shape.bands, (*path, "bands"), context.report)
    if rules is None:
        return None
    _check_groups(shape, rules, path, context)
    full = _full(shape, rules, groups, bounds, path, context)
    if full is None or context.report.errors > before:
        return None
    return Dimension(
        id=name,
        rules=rules,
        full=full,
        title=shape.title,
        groups=groups,
        require=require,
        reset=tuple(reset),
        bounds=bounds,
        bands=bands,
    )


def _bounds(shape: DimensionShape, path: Path, context: Context) -> Clip:
    if shape.floor is not None and shape.ceiling is not None and shape.floor > shape.ceiling:
        what = message("`floor` is above `ceiling`.")
        context.report.error("reversed-clip", (*path, "floor"), what)
    return _clip(shape.floor, shape.ceiling)


def _clip(low: float | None, high: float | None) -> Clip:
    return Clip(
        None if low is None else micropoints(low), None if high is None else micropoints(high)
    )


def _groups(shape: DimensionShape, path: Path, context: Context) -> dict[str, Clip]:
    for name, group in shape.groups.items():
        if group.min is not None and group.max is not None and group.min > group.max:
            what = message("`min` is greater than `max`.")
            context.report.error("reversed-clip", (*path, "groups", name, "min"), what)
    groups = {name: _clip(group.min, group.max) for name, group in shape.groups.items()}
    return groups | {name: Clip() for name in shape.require if name not in groups}


def _rules(shape: DimensionShape, path: Path, context: Context) -> tuple[Rule, ...] | None:
    """The rules; None when one of them is wrong or was left out."""
    where = (*path, "rules")
    positions = context.report.positions(*where, count=len(shape.rules))
    rules = [
        read_rule(rule, (*where, position), context)
        for position, rule in zip(positions, shape.rules, strict=True)
    ]
    for position, rule_shape in zip(positions, shape.rules, strict=True):
        _check_group(rule_shape.group, shape, (*where, position), path, context)
    left_out = any(broken[: len(where)] == where for broken in context.report.broken)
    kept = tuple(rule for rule in rules if rule is not None)
    return None if left_out or len(kept) < len(rules) else kept


def _check_group(
    name: str | None, shape: DimensionShape, rule: Path, path: Path, context: Context
) -> None:
    known = {*shape.groups, *shape.require}
    report = context.report
    if name is None or name in known:
        return
    if report.unsure(*path, "groups", name) or report.unsure(*path, "require", name):
        return
    what = message('The group "{name}" is not declared in `groups` or `require`.', name=name)
    report.error("unknown-group", (*rule, "group"), what, near(name, known))


def _check_groups(
    shape: DimensionShape, rules: tuple[Rule, ...], path: Path, context: Context
) -> None:
    """Every declared group has rules; a required one has a rule that asks for an attribute."""
    used = {rule.group for rule in rules}
    if not used <= {None, *shape.groups, *shape.require}:
        return  # a misspelt group is reported; that the right one is empty follows from it
    asking = {rule.group for rule in rules if isinstance(rule, AttributeRule)}
    for section in ("groups", "require"):
        for name in getattr(shape, section):
            where = (*path, section, name)
            if name not in used and (section == "groups" or name not in shape.groups):
                what = message('The group "{name}" has no rules.', name=name)
                context.report.error("empty-group", where, what, key=True)
            elif section == "require" and name in used and name not in asking:
                what = message(
                    'The required group "{name}" has no attribute or choice rule.', name=name
                )
                context.report.error("unanswerable-group", where, what, key=True)


def _full(
    shape: DimensionShape,
    rules: tuple[Rule, ...],
    groups: Mapping[str, Clip],
    bounds: Clip,
    path: Path,
    context: Context,
) -> int | None:
    if shape.full is not None:
        if micropoints(shape.full) > 0:
            return micropoints(shape.full)
        what = message('"full" must be greater than 0.')
        context.report.error("not-positive", (*path, "full"), what)
        return None
    if context.report.unsure(*path, "full") or context.report.unsure(*path, "ceiling"):
        return None
    most = most_points(rules, groups, bounds)
    if most is None:
        what = message("The points of this dimension have no bound, so `full` must be written.")
        fix = message("Write `full`, or give its event rules `max` or `each: once`.")
        context.report.error("no-full", path, what, fix, key=True)
    elif most <= 0:
        what = message("No rule of this dimension gives points, so `full` must be written.")
        context.report.error("no-full", path, what, key=True)
        return None
    return most

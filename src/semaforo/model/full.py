"""How far a dimension's points can reach: `full` when it is not written (section 6.2), and what
the checks ask of bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from semaforo.model.meaning import (
    AbsenceRule,
    AttributeRule,
    Clip,
    Each,
    EventRule,
    Rule,
    micropoints,
)


def most_points(rules: Sequence[Rule], groups: Mapping[str, Clip], bounds: Clip) -> int | None:
    """The most micropoints that `rules` can give; None when there is no bound."""
    return _reach(rules, groups, bounds, 1)


def least_points(rules: Sequence[Rule], groups: Mapping[str, Clip], bounds: Clip) -> int | None:
    """The least micropoints that `rules` can give; None when there is no bound."""
    most = _reach(rules, groups, bounds, -1)
    return None if most is None else -most


def _reach(
    rules: Sequence[Rule], groups: Mapping[str, Clip], bounds: Clip, sign: int
) -> int | None:
    """The most micropoints times `sign`, which is 1 or -1."""
    sums: dict[str | None, int | None] = dict.fromkeys(groups, 0)
    for rule in rules:
        sums[rule.group] = _added(sums.get(rule.group, 0), _best(rule, sign))
    total: int | None = 0
    for group, points in sums.items():
        clip = Clip() if group is None else groups.get(group, Clip())
        total = _added(total, _clipped(points, clip, sign))
    return _clipped(total, bounds, sign)


def _best(rule: Rule, sign: int) -> int | None:
    """The most of one rule, at least 0, as it may not apply; None when there is no bound."""
    match rule:
        case AttributeRule():
            return max(0, sign * rule.otherwise, *(sign * points for _, points in rule.cases))
        case AbsenceRule():
            return max(0, sign * micropoints(rule.points))
        case EventRule():
            best = _clipped(_best_of_events(rule, sign), _caps(rule), sign)
            return None if best is None else max(0, best)


def _caps(rule: EventRule) -> Clip:
    return Clip(
        None if rule.minimum is None else micropoints(rule.minimum),
        None if rule.maximum is None else micropoints(rule.maximum),
    )


def _best_of_events(rule: EventRule, sign: int) -> int | None:
    if rule.tiers:
        return max(0, *(sign * micropoints(points) for _, points in rule.tiers))
    points = sign * micropoints(rule.points or 0)
    if rule.times is not None:
        return None if points else 0
    if points <= 0:
        return 0
    return points if rule.each is Each.ONCE else None


def _added(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _clipped(points: int | None, clip: Clip, sign: int) -> int | None:
    """`points` (times `sign`) within `clip`; without a bound, the end of the clip."""
    low, high = clip.low, clip.high
    if sign < 0:
        low, high = (None if end is None else -end for end in (clip.high, clip.low))
    if points is None:
        return high
    if high is not None:
        points = min(points, high)
    return points if low is None else max(points, low)

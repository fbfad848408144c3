"""The most points a dimension can reach: what `full` is when it is not written (section 6.2)."""

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
    sums: dict[str | None, int | None] = {}
    for rule in rules:
        sums[rule.group] = _added(sums.get(rule.group, 0), _best(rule))
    total: int | None = 0
    for group, points in sums.items():
        clip = Clip() if group is None else groups.get(group, Clip())
        total = _added(total, _clipped(points, clip))
    return _clipped(total, bounds)


def _best(rule: Rule) -> int | None:
    """The most micropoints of one rule, at least 0; None when there is no bound."""
    match rule:
        case AttributeRule():
            return max(0, rule.otherwise, *(points for _, points in rule.cases))
        case AbsenceRule():
            return max(0, micropoints(rule.points))
        case EventRule():
            best = _best_of_events(rule)
            if rule.maximum is None:
                return best
            most = max(0, micropoints(rule.maximum))
            return most if best is None else min(best, most)


def _best_of_events(rule: EventRule) -> int | None:
    if rule.tiers:
        return max(0, *(micropoints(points) for _, points in rule.tiers))
    points = micropoints(rule.points or 0)
    if rule.times is not None:
        return None if points else 0
    if points <= 0:
        return 0
    return points if rule.each is Each.ONCE else None


def _added(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _clipped(points: int | None, clip: Clip) -> int | None:
    """`points` within `clip`; without a bound, the upper end of the clip."""
    if points is None:
        return clip.high
    if clip.high is not None:
        points = min(points, clip.high)
    return points if clip.low is None else max(points, clip.low)


def least_points(rules: Sequence[Rule], groups: Mapping[str, Clip], bounds: Clip) -> int | None:
    """The least micropoints that `rules` can give; None when there is no bound."""
    mirrored = {group: _mirrored(clip) for group, clip in groups.items()}
    sums: dict[str | None, int | None] = {}
    for rule in rules:
        sums[rule.group] = _added(sums.get(rule.group, 0), _worst(rule))
    total: int | None = 0
    for group, points in sums.items():
        clip = Clip() if group is None else mirrored.get(group, Clip())
        total = _added(total, _clipped(points, clip))
    total = _clipped(total, _mirrored(bounds))
    return None if total is None else -total


def _mirrored(clip: Clip) -> Clip:
    return Clip(None if clip.high is None else -clip.high, None if clip.low is None else -clip.low)


def _worst(rule: Rule) -> int | None:
    """The most micropoints that one rule can take away; None when there is no bound."""
    match rule:
        case AttributeRule():
            return max(0, -rule.otherwise, *(-points for _, points in rule.cases))
        case AbsenceRule():
            return max(0, -micropoints(rule.points))
        case EventRule():
            return None if (rule.points or 0) < 0 or rule.times or rule.tiers else 0

"""Rules as written to their meaning."""

from __future__ import annotations

from typing import TypedDict

from semaforo.language import message
from semaforo.model.context import Context
from semaforo.model.meaning import (
    ANY,
    AbsenceRule,
    AttributeRule,
    Condition,
    Decay,
    Each,
    EventRule,
    HalfLife,
    Linear,
    Rule,
    Step,
    Type,
    micropoints,
)
from semaforo.model.report import Path, near
from semaforo.model.shapes_rules import (
    AbsenceRuleShape,
    AnyRuleShape,
    AttributeRuleShape,
    ChoiceRuleShape,
    DecayShape,
    DistinctShape,
    EventRuleShape,
)
from semaforo.model.written import fraction, microseconds

LEAD = "lead"
"""`each: {distinct: lead}` keeps one event of each lead."""


def read_rule(shape: AnyRuleShape, path: Path, context: Context) -> Rule | None:
    """The rule at `path`; None when something in it is wrong, which is reported."""
    _check_needs(shape, path, context)
    match shape:
        case AttributeRuleShape():
            return _attribute_rule(shape, path, context)
        case ChoiceRuleShape():
            return _choice_rule(shape, path, context)
        case EventRuleShape():
            return _event_rule(shape, path, context)
        case AbsenceRuleShape():
            return _absence_rule(shape, path, context)
    raise AssertionError(type(shape))


class _Common(TypedDict):
    id: str
    group: str | None
    needs: str | None
    title: str | None
    note: str | None


def _common(shape: AnyRuleShape) -> _Common:
    return _Common(
        id=shape.id, group=shape.group, needs=shape.needs, title=shape.title, note=shape.note
    )


def _check_needs(shape: AnyRuleShape, path: Path, context: Context) -> None:
    purpose = shape.needs
    if purpose is None or purpose in context.consents or context.report.unsure("consent", purpose):
        return
    context.report.error(
        "unknown-purpose",
        (*path, "needs"),
        message('There is no consent "{name}".', name=purpose),
        near(purpose, context.consents),
    )


def _attribute_rule(
    shape: AttributeRuleShape, path: Path, context: Context
) -> AttributeRule | None:
    when = context.about_lead(shape.when, (*path, "when"))
    if when is None:
        return None
    return AttributeRule(cases=((when, micropoints(shape.points)),), **_common(shape))


def _choice_rule(shape: ChoiceRuleShape, path: Path, context: Context) -> AttributeRule | None:
    cases: list[tuple[Condition, int]] = []
    for position, case in enumerate(shape.choose):
        when = context.about_lead(case.when, (*path, "choose", position, "when"))
        if when is not None:
            cases.append((when, micropoints(case.points)))
    if len(cases) < len(shape.choose):
        return None
    otherwise = micropoints(shape.otherwise)
    return AttributeRule(cases=tuple(cases), otherwise=otherwise, **_common(shape))


def _event_rule(shape: EventRuleShape, path: Path, context: Context) -> EventRule | None:
    events = context.events.named(shape.event, (*path, "event"))
    where = context.about_events(shape.where, events, (*path, "where"))
    tiers = _tiers(shape, path, context)
    decay = _decay(shape.decay, (*path, "decay"), context)
    each, distinct = _each(shape)
    if shape.min is not None and shape.max is not None and shape.min > shape.max:
        context.report.error("reversed-clip", (*path, "min"), _MIN_MAX)
    if events is not None:
        _check_properties(shape, events, distinct, path, context)
    if events is None or where is None or tiers is None:
        return None
    return EventRule(
        events=events,
        points=shape.points,
        tiers=tiers,
        where=where,
        of_company=shape.of is not None,
        within=microseconds(shape.within) if shape.within else None,
        each=each,
        distinct=distinct,
        at_least=shape.at_least,
        times=shape.times,
        decay=decay,
        maximum=shape.max,
        minimum=shape.min,
        **_common(shape),
    )


_MIN_MAX = message("`min` is greater than `max`.")


def _check_properties(
    shape: EventRuleShape,
    events: tuple[str, ...],
    distinct: str | None,
    path: Path,
    context: Context,
) -> None:
    if distinct is not None:
        context.events.property_type(events, distinct, (*path, "each", "distinct"))
    if shape.times is None:
        return
    found = context.events.property_type(events, shape.times, (*path, "times"))
    if found is not None and found is not Type.NUMBER:
        what = message(
            '"{name}" is of type {type}; `times` needs a number.',
            name=shape.times,
            type=found.value,
        )
        context.report.error("times-not-number", (*path, "times"), what)


def _tiers(
    shape: EventRuleShape, path: Path, context: Context
) -> tuple[tuple[int, float], ...] | None:
    """The tiers, empty for a rule with `points`; None when they are wrong, which is reported."""
    report = context.report
    if (shape.points is None) == (shape.tiers is None):
        report.error(
            "points-or-tiers", path, message("An event rule needs either `points` or `tiers`.")
        )
        return None
    if shape.tiers is None:
        return ()
    where = (*path, "tiers")
    if shape.times is not None:
        report.error(
            "tiers-and-times", (*path, "times"), message("`tiers` and `times` exclude each other.")
        )
    counts = [_count(written) for written in shape.tiers]
    if not counts or not all(counts) or counts != sorted(set(counts)):
        report.error(
            "bad-tiers",
            where,
            message("`tiers` needs counts from 1 in ascending order, each with its points."),
        )
        return None
    return tuple(zip(counts, shape.tiers.values(), strict=True))


def _count(written: str) -> int:
    """A count written as a key; 0 when it is none."""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _decay(shape: DecayShape | None, path: Path, context: Context) -> Decay | None:
    if shape is None:
        return None
    found: list[Decay] = []
    if shape.half_life is not None:
        found.append(HalfLife(microseconds(shape.half_life)))
    if shape.linear is not None:
        found.append(Linear(microseconds(shape.linear)))
    if shape.step is not None:
        found.append(Step(microseconds(shape.step.every), fraction(shape.step.lose)))
    if len(found) != 1:
        what = message("`decay` needs exactly one of half_life, linear and step.")
        context.report.error("bad-decay", path, what)
        return None
    return found[0]


def _each(shape: EventRuleShape) -> tuple[Each, str | None]:
    if not isinstance(shape.each, DistinctShape):
        return Each(shape.each), None
    if shape.each.distinct == LEAD:
        return Each.LEAD, None
    return Each.PROPERTY, shape.each.distinct


def _absence_rule(shape: AbsenceRuleShape, path: Path, context: Context) -> AbsenceRule | None:
    is_any = shape.absent == [ANY]
    if is_any and shape.where is not None:
        what = message("With `any` there is no `where`.")
        context.report.error("where-with-any", (*path, "where"), what, key=True)
        return None
    if is_any:
        events: tuple[str, ...] | None = context.events.by_lead
    else:
        events = context.events.named(shape.absent, (*path, "absent"))
    where = context.about_events(shape.where, events, (*path, "where"))
    if events is None or where is None:
        return None
    return AbsenceRule(
        events=events,
        duration=microseconds(shape.for_),
        points=shape.points,
        any=is_any,
        where=where,
        **_common(shape),
    )

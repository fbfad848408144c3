"""Who is scored, who is excluded, where a lead stands in its journey, and who it resembles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from semaforo.language import message
from semaforo.model.context import Context
from semaforo.model.meaning import ALWAYS, Condition, EventType, Exclusion, Journey, Persona
from semaforo.model.report import Path, Report, near
from semaforo.model.shapes import (
    ConditionExclusionShape,
    EventExclusionShape,
    JourneyShape,
    PersonaShape,
    PopulationShape,
)
from semaforo.model.written import microseconds


def read_population(shape: PopulationShape | None, context: Context) -> Condition | None:
    """Who is scored: everybody when nothing is written, None when it is wrong."""
    if shape is None:
        return ALWAYS
    return context.about_lead(shape.when, ("population", "when"))


def read_exclusions(
    shapes: Sequence[ConditionExclusionShape | EventExclusionShape], context: Context
) -> tuple[Exclusion, ...]:
    """The exclusions without faults; the others are reported."""
    positions = context.report.positions("exclude", count=len(shapes))
    found = [
        _exclusion(shape, ("exclude", position), context)
        for position, shape in zip(positions, shapes, strict=True)
    ]
    return tuple(exclusion for exclusion in found if exclusion is not None)


def _exclusion(
    shape: ConditionExclusionShape | EventExclusionShape, path: Path, context: Context
) -> Exclusion | None:
    if isinstance(shape, ConditionExclusionShape):
        when = context.about_lead(shape.when, (*path, "when"))
        return None if when is None else Exclusion(shape.id, when=when, reason=shape.reason)
    events = context.events.named(shape.event, (*path, "event"))
    until = context.events.named(shape.until or (), (*path, "until"))
    where = context.about_events(shape.where, events, (*path, "where"))
    if events is None or until is None or where is None:
        return None
    return Exclusion(
        shape.id,
        events=events,
        where=where,
        within=microseconds(shape.within) if shape.within else None,
        until=until,
        reason=shape.reason,
    )


def read_journey(
    shape: JourneyShape | None, events: Mapping[str, EventType], report: Report
) -> Journey | None:
    """The journey; every stage an event names must be one of its stages."""
    if shape is None:
        return None
    for event in events.values():
        if event.stage is not None and event.stage not in shape.stages:
            what = message('The journey has no stage "{stage}".', stage=event.stage)
            path: Path = ("events", event.name, "stage")
            report.error("unknown-stage", path, what, near(event.stage, shape.stages))
    within = microseconds(shape.within) if shape.within else None
    return Journey(tuple(shape.stages), within)


def read_personas(shapes: Sequence[PersonaShape], context: Context) -> tuple[Persona, ...]:
    """The personas without faults; the others are reported."""
    found: list[Persona] = []
    positions = context.report.positions("personas", count=len(shapes))
    for position, shape in zip(positions, shapes, strict=True):
        when = context.about_lead(shape.when, ("personas", position, "when"))
        if when is not None:
            found.append(Persona(shape.id, when, shape.title))
    return tuple(found)

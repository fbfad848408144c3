"""The meaning of record: a model applied to a few leads' facts in slow, plain Python.

Every engine is compared with this module. It reads raw facts, so it also says how they are typed.
The application uses it to try a single lead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from semaforo.compile.outcome import DimensionScore, LeadScore, Line, Met
from semaforo.compile.reference_conditions import holds
from semaforo.compile.reference_facts import History
from semaforo.compile.reference_rules import contribution
from semaforo.facts.shapes import Facts
from semaforo.model.meaning import (
    AttributeRule,
    Band,
    Clip,
    Consent,
    Dimension,
    Exclusion,
    Light,
    Rule,
    ScoringModel,
    comparisons,
    micropoints,
)


def score(
    model: ScoringModel, facts: Facts, as_of: int, known_at: int | None = None
) -> list[LeadScore]:
    """The score at `as_of` of every lead that exists then and is in the population, by lead id.

    `facts` must hold everything of the leads asked for and, where a rule looks at the company,
    everything of its people. Instants are microseconds UTC.
    """
    history = History(model, facts, as_of, known_at)
    return [
        lead_score(model, history, lead)
        for lead in sorted(history.leads())
        if holds(model.population, history.attributes(lead).get, model.lists, as_of)
    ]


def lead_score(model: ScoringModel, history: History, lead: str) -> LeadScore:
    """The score of one lead, whether or not it is in the population."""
    consents = consents_of(model, history, lead)
    scored = {
        dimension.id: _dimension(model, dimension, history, lead, consents)
        for dimension in model.dimensions.values()
    }
    dimensions = {name: outcome for name, (outcome, _) in scored.items()}
    total, points, cell, lit = light_of(model, dimensions)
    excluded = tuple(sorted(e.id for e in model.exclusions if _matches(model, e, history, lead)))
    least = model.total.qualified
    return LeadScore(
        lead=lead,
        dimensions=dimensions,
        total=total,
        score=points,
        grade=_band(model.total.bands, points),
        qualified=None if least is None else total >= least,
        cell=cell,
        light=Light.EXCLUDED if excluded else lit,
        excluded=excluded,
        journey=_journey(model, history, lead),
        persona=_persona(model, history, lead),
        consents=consents,
        lines=tuple(line for _, lines in scored.values() for line in lines if line.points),
    )


def consents_of(model: ScoringModel, history: History, lead: str) -> dict[str, bool]:
    """Purpose -> whether the lead agrees to it at T."""
    return {c.purpose: consent_of(c, history, lead) for c in model.consents.values()}


def consent_of(consent: Consent, history: History, lead: str) -> bool:
    """Whether the lead agrees to one purpose at T: the latest of its events decides."""
    names = {*consent.granted, *consent.withdrawn}
    events = (event for event in history.events(lead) if event.name in names)
    latest = max(events, key=lambda event: event.order, default=None)
    return consent.default if latest is None else latest.name in consent.granted


def light_of(
    model: ScoringModel, dimensions: Mapping[str, DimensionScore]
) -> tuple[int, int, str | None, Light | None]:
    """Total in micropoints, score, cell, and the light before exclusions."""
    total = _total(model, dimensions)
    points = _rounded(total, model.total.full, lowest=1)
    cell = _cell(model, dimensions)
    return total, points, cell, _light(model, cell, points)


def rule_line(
    model: ScoringModel,
    dimension: Dimension,
    rule: Rule,
    history: History,
    lead: str,
    consents: Mapping[str, bool],
) -> Line:
    """The rule's line; no points without the consent it needs."""
    if rule.needs is not None and not consents[rule.needs]:
        return Line(dimension.id, rule.id, "rule", 0)
    return contribution(model, dimension, rule, history, lead)


def summed(
    dimension: Dimension, rules: Mapping[str, int]
) -> tuple[DimensionScore, dict[str, int], list[Line]]:
    """A dimension's outcome without `met`, its groups' points, and a line for each clip, from
    each rule's micropoints."""
    lines, groups = [], dict.fromkeys(dimension.groups, 0)
    unclipped = 0
    for rule in dimension.rules:
        if rule.group is None:
            unclipped += rules[rule.id]
        else:
            groups[rule.group] += rules[rule.id]
    for name, bounds in dimension.groups.items():
        clipped = _clip(groups[name], bounds)
        lines.append(Line(dimension.id, name, "clip", clipped - groups[name]))
        groups[name] = clipped
    unclipped += sum(groups.values())
    points = _clip(unclipped, dimension.bounds)
    lines.append(Line(dimension.id, dimension.id, "clip", points - unclipped))
    index, band = _rounded(points, dimension.full, lowest=0), _band(dimension.bands, points)
    return DimensionScore(points, index, band), groups, lines


def _dimension(
    model: ScoringModel,
    dimension: Dimension,
    history: History,
    lead: str,
    consents: Mapping[str, bool],
) -> tuple[DimensionScore, list[Line]]:
    lines = [rule_line(model, dimension, rule, history, lead, consents) for rule in dimension.rules]
    outcome, groups, clips = summed(dimension, {line.rule: line.points for line in lines})
    met = _met(dimension, groups, history, lead)
    return replace(outcome, met=met), lines + clips


def _clip(points: int, bounds: Clip) -> int:
    if bounds.high is not None:
        points = min(points, bounds.high)
    if bounds.low is not None:
        points = max(points, bounds.low)
    return points


def _rounded(points: int, full: int, lowest: int) -> int:
    """100 * points / full, half away from zero, held between `lowest` and 100."""
    return max(lowest, min(100, (200 * points + full) // (2 * full)))


def _band(bands: tuple[Band, ...], value: int) -> str | None:
    for band in bands:
        if band.bound is None or value >= band.bound:
            return band.name
    return None


def _met(dimension: Dimension, groups: dict[str, int], history: History, lead: str) -> Met | None:
    if not dimension.require:
        return None
    known = history.attributes(lead)
    unanswered = False
    for name, least in dimension.require.items():
        asked = {
            comparison.field
            for rule in dimension.rules
            if rule.group == name and isinstance(rule, AttributeRule)
            for condition, _ in rule.cases
            for comparison in comparisons(condition)
        }
        if all(known.get(field) is None for field in asked):
            unanswered = True
        elif groups[name] < least:
            return "false"
    return "unknown" if unanswered else "true"


def _total(model: ScoringModel, dimensions: Mapping[str, DimensionScore]) -> int:
    weights = model.total.weights
    if not weights:
        return sum(dimensions[name].points for name in model.total.of)
    weighted, whole = 0.0, 0.0
    for name in model.total.of:
        weighted += weights[name] * dimensions[name].index
        whole += weights[name]
    return micropoints(weighted / whole)


def _cell(model: ScoringModel, dimensions: Mapping[str, DimensionScore]) -> str | None:
    if model.matrix is None:
        return None
    return f"{dimensions[model.matrix.rows].band}{dimensions[model.matrix.columns].band}"


def _light(model: ScoringModel, cell: str | None, points: int) -> Light | None:
    if model.matrix is not None and cell is not None:
        return model.matrix.cells[cell]
    name = _band(model.lights, points)
    return None if name is None else Light(name)


def _matches(model: ScoringModel, exclusion: Exclusion, history: History, lead: str) -> bool:
    if exclusion.when is not None:
        known = history.attributes(lead)
        return holds(exclusion.when, known.get, model.lists, history.as_of)
    matching = [
        event.at
        for event in history.events(lead)
        if event.name in exclusion.events
        and (exclusion.within is None or history.as_of - event.at < exclusion.within)
        and holds(exclusion.where, history.reader(event), model.lists, history.as_of)
    ]
    lifted = [event.at for event in history.events(lead) if event.name in exclusion.until]
    return bool(matching) and not any(at > max(matching) for at in lifted)


def _journey(model: ScoringModel, history: History, lead: str) -> str | None:
    if model.journey is None:
        return None
    stages, within = model.journey.stages, model.journey.within
    reached = [
        stages.index(declared.stage)
        for event in history.events(lead)
        if (declared := model.events.get(event.name)) is not None
        and declared.by_lead
        and declared.stage in stages
        and (within is None or history.as_of - event.at < within)
    ]
    return stages[max(reached)] if reached else None


def _persona(model: ScoringModel, history: History, lead: str) -> str | None:
    known = history.attributes(lead)
    for persona in model.personas:
        if holds(persona.when, known.get, model.lists, history.as_of):
            return persona.id
    return None

"""A model as one query: the same plan for every engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
from ibis import ir

from semaforo.compile import dimensions as dims
from semaforo.compile.attributes import COMPANY_ID, joined, leads_at
from semaforo.compile.contributions import (
    Contribution,
    absence_points,
    attribute_points,
    event_points,
    fades,
    on_attributes,
)
from semaforo.compile.fading import with_weights
from semaforo.compile.measures import LAST, Measure, Passes, Selection, blocks, rule_parts
from semaforo.compile.moment import Moment, order
from semaforo.compile.needs import needs
from semaforo.compile.tables import Tables, tables
from semaforo.model.meaning import (
    MICRO,
    AbsenceRule,
    AttributeRule,
    Clip,
    Consent,
    Decay,
    Dimension,
    Each,
    EventRule,
    Light,
    Rule,
    ScoringModel,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """`scored` has one row for each lead of the population at T, with its scores and, for the
    explanation, every rule's and clip's points. `scores` and `lines` read it."""

    model: ScoringModel
    moment: Moment
    tables: Tables
    scored: ir.Table

    def scores(self, scored: ir.Table | None = None) -> ir.Table:
        """The columns of a score file but `as_of`, `model` and `version`, in their order."""
        table = self.scored if scored is None else scored
        return table.select(*score_columns(self.model))

    def explained(self) -> ir.Table:
        """`scored` with the columns that `scores` and `lines` read, and no others."""
        read = score_columns(self.model)
        for entry in _entries(self.model):
            read.append(entry.column)
            read += [f"{entry.column}_n", f"{entry.column}_at"] if entry.counted else []
        return self.scored.select(*read)

    def lines(self, scored: ir.Table | None = None) -> ir.Table:
        """The non-zero lines of every explanation: `lead, dimension, rule, kind, points, events,
        last_at`, with points in points and `last_at` in microseconds UTC."""
        table = self.scored if scored is None else scored
        return ibis.union(*(_lines(table, entry) for entry in _entries(self.model)))


def plan(model: ScoringModel, as_of: int, known_at: int | None = None) -> Plan:
    """The query that scores `model` at `as_of`, as known at `known_at`; microseconds UTC.

    A pure function of its arguments: it reads no facts.
    """
    needed, moment = needs(model), Moment(as_of, known_at)
    bound = tables(model, needed)
    everyone = leads_at(model, needed, bound, moment)
    build = _Build(model, moment, Passes(model, bound, moment, everyone))
    return Plan(model, moment, bound, build.scored(everyone))


def score_columns(model: ScoringModel) -> list[str]:
    """The score file's columns that the query makes, in their order."""
    columns = ["lead"]
    for dimension in model.dimensions.values():
        columns += [f"{dimension.id}_points", f"{dimension.id}_index"]
        columns += [f"{dimension.id}_band"] if dimension.bands else []
        columns += [f"{dimension.id}_met"] if dimension.require else []
    columns += ["total", "score", "grade", "qualified", "cell", "light", "excluded"]
    columns += ["journey", "persona"]
    return columns + [f"consent_{purpose}" for purpose in model.consents]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A possible line of an explanation and the columns of `scored` it is read from."""

    dimension: str
    name: str
    kind: str
    column: str
    counted: bool


def _entries(model: ScoringModel) -> list[_Entry]:
    entries = []
    for d, dimension in enumerate(model.dimensions.values()):
        for r, rule in enumerate(dimension.rules):
            counted = isinstance(rule, EventRule)
            entries.append(_Entry(dimension.id, rule.id, "rule", f"r{d}_{r}", counted))
        for c, name in enumerate(_clip_names(dimension)):
            entries.append(_Entry(dimension.id, name, "clip", f"c{d}_{c}", False))
    return entries


def _clip_names(dimension: Dimension) -> list[str]:
    """The groups and, last, the dimension itself, as far as they have bounds."""
    clipped = [name for name, bounds in dimension.groups.items() if bounds != Clip()]
    return clipped + ([dimension.id] if dimension.bounds != Clip() else [])


def _lines(scored: ir.Table, entry: _Entry) -> ir.Table:
    points = scored[entry.column]
    missing = ibis.null("int64")
    return scored.filter(points != 0).select(
        lead=scored["lead"],
        dimension=ibis.literal(entry.dimension),
        rule=ibis.literal(entry.name),
        kind=ibis.literal(entry.kind),
        points=_in_points(points),
        events=scored[f"{entry.column}_n"].cast("int64") if entry.counted else missing,
        last_at=scored[f"{entry.column}_at"] if entry.counted else missing,
    )


def _in_points(micro: Any) -> Any:
    return micro.cast("float64") / float(MICRO)


class _Build:
    """Assembles `scored`: one row a lead, joined with what the passes measured."""

    def __init__(self, model: ScoringModel, moment: Moment, passes: Passes) -> None:
        self.model = model
        self.moment = moment
        self.passes = passes
        self.measures: list[Measure] = []
        self.blocks_of: dict[str, list[str]] = {}

    def scored(self, everyone: ir.Table) -> ir.Table:
        wide = everyone.filter(on_attributes(self.model, self.model.population, everyone, self.moment))
        wide = self._with_resets(wide)
        wide = self._with_consents(wide)
        wide = self._with_measures(wide)
        wide = self._with_passes_apart(wide)
        return self._with_scores(self._with_contributions(wide))

    # -- what is measured --------------------------------------------------------------------

    def _with_resets(self, wide: ir.Table) -> ir.Table:
        for d, dimension in enumerate(self.model.dimensions.values()):
            if dimension.reset and any(isinstance(r, AbsenceRule) for r in dimension.rules):
                resets = self.passes.resets(dimension.reset).rename({f"reset{d}": "reset_at"})
                wide = joined(wide, resets, "lead_no")
        return wide

    def _with_consents(self, wide: ir.Table) -> ir.Table:
        for number, consent in enumerate(self.model.consents.values()):
            wide = joined(wide, self._consent(consent, number), "lead_no")
            given = wide[f"given{number}"].fill_null(consent.default)
            wide = wide.mutate(**{f"consent_{consent.purpose}": given})
        return wide

    def _consent(self, consent: Consent, number: int) -> ir.Table:
        events = self.passes.named((*consent.granted, *consent.withdrawn))
        granted = events["name"].isin(consent.granted)
        return events.group_by("lead_no").agg(**{f"given{number}": granted.argmax(order(events))})

    def _with_measures(self, wide: ir.Table) -> ir.Table:
        measures = list(self._measures())
        joining = [m.selection.events for m in measures if m.rule is not None]
        names = {name for measure in measures for name in measure.selection.events}
        for number, block in enumerate(blocks(joining, names)):
            wide = self._with_block(wide, number, block, measures)
        return wide

    def _with_block(
        self, wide: ir.Table, number: int, block: set[str], measures: list[Measure]
    ) -> ir.Table:
        inside = [m for m in measures if block & set(m.selection.events)]
        counted = self.passes.block(block, inside)
        renamed = {
            f"b{number}_{column}": column for column in counted.columns if column != "lead_no"
        }
        for measure in inside:
            self.blocks_of.setdefault(measure.column, []).append(f"b{number}_{measure.column}")
        return joined(wide, counted.rename(renamed), "lead_no")

    def _measures(self) -> list[Measure]:
        """What every lead's events are asked for, apart from rules with a pass of their own."""
        model, measures = self.model, []
        for d, dimension in enumerate(model.dimensions.values()):
            for r, rule in enumerate(dimension.rules):
                if isinstance(rule, EventRule) and not _apart(rule):
                    selection = Selection(rule.events, rule.where, rule.within, dimension.reset)
                    measures.append(Measure(f"r{d}_{r}", selection, rule, rule_parts(rule)))
                elif isinstance(rule, AbsenceRule):
                    selection = Selection(rule.events, rule.where, rule.duration)
                    measures.append(Measure(f"r{d}_{r}", selection))
        for number, exclusion in enumerate(model.exclusions):
            if exclusion.events:
                selection = Selection(exclusion.events, exclusion.where, exclusion.within)
                measures.append(Measure(f"x{number}", selection))
            if exclusion.until:
                measures.append(Measure(f"u{number}", Selection(exclusion.until)))
        if model.journey is not None:
            for number, names in self._stages().items():
                measures.append(Measure(f"j{number}", Selection(names, within=model.journey.within)))
        return measures

    def _stages(self) -> dict[int, tuple[str, ...]]:
        """Stage number -> the events by the lead that reach it."""
        assert self.model.journey is not None
        found = {
            number: tuple(e.name for e in self.model.events.values() if e.by_lead and e.stage == s)
            for number, s in enumerate(self.model.journey.stages)
        }
        return {number: names for number, names in found.items() if names}

    def _with_passes_apart(self, wide: ir.Table) -> ir.Table:
        for d, dimension in enumerate(self.model.dimensions.values()):
            for r, rule in enumerate(dimension.rules):
                if isinstance(rule, EventRule) and _apart(rule):
                    counted = self.passes.thinned(dimension, rule, f"r{d}_{r}")
                    renamed = {f"b_{c}": c for c in counted.columns if c.startswith("r")}
                    self.blocks_of[f"r{d}_{r}"] = [f"b_r{d}_{r}"]
                    key = COMPANY_ID if rule.of_company else "lead_no"
                    wide = joined(wide, counted.rename(renamed), key)
        return wide

    def _last(self, wide: ir.Table, measure: str) -> Any:
        """The greatest instant a measure found in any of its blocks; null where none did."""
        found = [wide[f"{column}_{LAST}"] for column in self.blocks_of.get(measure, [])]
        if not found:
            return ibis.null("int64")
        return found[0] if len(found) == 1 else ibis.greatest(*found)

    # -- what follows from it ----------------------------------------------------------------

    def _with_contributions(self, wide: ir.Table) -> ir.Table:
        wide = self._with_fading(wide)
        columns: dict[str, Any] = {}
        for d, dimension in enumerate(self.model.dimensions.values()):
            for r, rule in enumerate(dimension.rules):
                found = self._contribution(wide, d, dimension, f"r{d}_{r}", rule)
                points = found.points
                if rule.needs is not None:
                    points = ibis.ifelse(wide[f"consent_{rule.needs}"], points, 0)
                columns[f"r{d}_{r}"] = points
                if found.events is not None:
                    columns[f"r{d}_{r}_n"] = found.events
                    columns[f"r{d}_{r}_at"] = found.last_at
        return wide.mutate(**columns)

    def _with_fading(self, wide: ir.Table) -> ir.Table:
        """Adds the weight of the latest event left of each rule that `fades`."""
        decays: dict[str, Decay] = {}
        ages: dict[str, Any] = {}
        for d, dimension in enumerate(self.model.dimensions.values()):
            for r, rule in enumerate(dimension.rules):
                if isinstance(rule, EventRule) and rule.decay is not None and fades(rule):
                    decays[f"r{d}_{r}_fading"] = rule.decay
                    ages[f"r{d}_{r}_fading_age"] = self.moment.as_of - self._last(wide, f"r{d}_{r}")
        if not decays:
            return wide
        wide = wide.mutate(**ages)
        return with_weights(wide, {n: (d, wide[f"{n}_age"]) for n, d in decays.items()})

    def _contribution(
        self, wide: ir.Table, d: int, dimension: Dimension, column: str, rule: Rule
    ) -> Contribution:
        match rule:
            case AttributeRule():
                return attribute_points(self.model, rule, wide, self.moment)
            case AbsenceRule():
                since = wide["known_since"]
                if dimension.reset:
                    reset = wide[f"reset{d}"]
                    since = ibis.ifelse(reset > since, reset, since)
                return absence_points(rule, since, self._last(wide, column), self.moment)
            case EventRule():
                (measured,) = self.blocks_of[column]
                fading = wide[f"{column}_fading"] if fades(rule) else None
                return event_points(rule, wide, measured, fading)

    def _with_scores(self, wide: ir.Table) -> ir.Table:
        """Adds the score columns, layer by layer: what a layer uses twice is a column below it."""
        wide = wide.mutate(**self._sums(wide))
        wide = wide.mutate(**self._dimension_columns(wide))
        wide = wide.mutate(**self._total_columns(wide))
        return wide.mutate(**self._light_columns(wide))

    def _sums(self, wide: ir.Table) -> dict[str, Any]:
        """Dimension d's micropoints `d<d>`, its groups' `g<d>_<g>`, and its clips `c<d>_<c>`."""
        columns: dict[str, Any] = {}
        for d, dimension in enumerate(self.model.dimensions.values()):
            given = {rule.id: wide[f"r{d}_{r}"] for r, rule in enumerate(dimension.rules)}
            summed = dims.summed(dimension, given)
            columns[f"d{d}"] = summed.points
            for g, name in enumerate(dimension.require):
                columns[f"g{d}_{g}"] = summed.groups[name]
            for c, name in enumerate(_clip_names(dimension)):
                columns[f"c{d}_{c}"] = summed.clips[name]
        return columns

    def _dimension_columns(self, wide: ir.Table) -> dict[str, Any]:
        columns: dict[str, Any] = {}
        for d, dimension in enumerate(self.model.dimensions.values()):
            points = wide[f"d{d}"]
            columns[f"{dimension.id}_points"] = _in_points(points)
            columns[f"{dimension.id}_index"] = dims.rounded(points, dimension.full, 0)
            columns[f"{dimension.id}_band"] = dims.band(dimension.bands, points)
            if dimension.require:
                groups = {name: wide[f"g{d}_{g}"] for g, name in enumerate(dimension.require)}
                columns[f"{dimension.id}_met"] = dims.met(dimension, groups, wide)
        return columns

    def _total_columns(self, wide: ir.Table) -> dict[str, Any]:
        names = list(self.model.dimensions)
        points = {name: wide[f"d{d}"] for d, name in enumerate(names)}
        index = {name: wide[f"{name}_index"] for name in names}
        bands = {name: wide[f"{name}_band"] for name in names}
        cell = dims.cell(self.model, bands) if self.model.matrix else ibis.null("string")
        return {
            "total_micro": dims.total(self.model, points, index),
            "cell": cell,
            "excluded": self._excluded(wide),
            "journey": self._journey(wide),
            "persona": self._persona(wide),
        }

    def _light_columns(self, wide: ir.Table) -> dict[str, Any]:
        total, least = wide["total_micro"], self.model.total.qualified
        score = dims.rounded(total, self.model.total.full, 1)
        lit = dims.light(self.model, wide["cell"], score)
        return {
            "total": _in_points(total),
            "score": score,
            "grade": dims.band(self.model.total.bands, score),
            "qualified": ibis.null("boolean") if least is None else total >= least,
            "light": ibis.ifelse(wide["excluded"].notnull(), Light.EXCLUDED.value, lit),
        }

    def _excluded(self, wide: ir.Table) -> Any:
        """The ids of the matching exclusions, sorted and joined by `|`; null for none."""
        numbered = sorted(enumerate(self.model.exclusions), key=lambda pair: pair[1].id)
        joined_ids: Any = ibis.literal("")
        for number, exclusion in numbered:
            if exclusion.when is not None:
                matches = on_attributes(self.model, exclusion.when, wide, self.moment)
            else:
                last, until = self._last(wide, f"x{number}"), self._last(wide, f"u{number}")
                matches = last.notnull() & (until.isnull() | (until <= last))
            joined_ids = joined_ids.concat(ibis.ifelse(matches, f"|{exclusion.id}", ""))
        return joined_ids.substr(1).nullif("")

    def _journey(self, wide: ir.Table) -> Any:
        if self.model.journey is None:
            return ibis.null("string")
        stages = self.model.journey.stages
        reached = [
            (self._last(wide, f"j{number}").notnull(), stages[number])
            for number in sorted(self._stages(), reverse=True)
        ]
        return ibis.cases(*reached, else_=ibis.null("string")) if reached else ibis.null("string")

    def _persona(self, wide: ir.Table) -> Any:
        branches = [
            (on_attributes(self.model, persona.when, wide, self.moment), persona.id)
            for persona in self.model.personas
        ]
        return ibis.cases(*branches, else_=ibis.null("string")) if branches else ibis.null("string")


def _apart(rule: EventRule) -> bool:
    """Whether the rule needs a pass of its own."""
    return rule.of_company or rule.each in (Each.DAY, Each.LEAD, Each.PROPERTY)

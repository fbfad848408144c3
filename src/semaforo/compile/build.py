"""Assembles a model's query: one row a lead, joined with what each pass over the events found.

A pass turns what it measured into points before it is joined, so that only points travel. For an
explanation those are each rule's; for scores alone, rules that end up in the same sum are added
where they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
from ibis import ir

from semaforo.compile import dimensions as dims
from semaforo.compile.attributes import COMPANY_ID, joined
from semaforo.compile.consents import with_consent
from semaforo.compile.contributions import (
    absence_points,
    attribute_points,
    event_points,
    fades,
    on_attributes,
)
from semaforo.compile.fading import with_weights
from semaforo.compile.measures import LAST, Measure, Passes, Selection, blocks, rule_parts
from semaforo.compile.moment import Moment
from semaforo.compile.steps import Steps
from semaforo.model.meaning import (
    MICRO,
    AbsenceRule,
    AttributeRule,
    Clip,
    Decay,
    Dimension,
    Each,
    EventRule,
    Light,
    Rule,
    ScoringModel,
)


def in_points(micro: Any) -> Any:
    """Micropoints as points."""
    return micro.cast("float64") / float(MICRO)


def clip_names(dimension: Dimension) -> list[str]:
    """The groups and, last, the dimension itself, as far as they have bounds."""
    clipped = [name for name, bounds in dimension.groups.items() if bounds != Clip()]
    return clipped + ([dimension.id] if dimension.bounds != Clip() else [])


Found = tuple[str, ir.Table]
"""A key of leads, and a table with at most one row for each."""
_JOINS_A_STEP = 6


@dataclass(frozen=True, slots=True)
class Placed:
    """A rule with its dimension and the column of its points, `r<dimension>_<rule>`."""

    d: int
    dimension: Dimension
    rule: Rule
    column: str

    @property
    def is_apart(self) -> bool:
        """Whether the rule needs a pass of its own."""
        thin = (Each.DAY, Each.LEAD, Each.PROPERTY)
        return isinstance(self.rule, EventRule) and (self.rule.of_company or self.rule.each in thin)


@dataclass(frozen=True, slots=True)
class Share:
    """A column of points that goes into one sum: a group's or, without one, a dimension's."""

    d: int
    group: str | None
    needs: str | None
    column: str


class Build:
    """One model at one moment. `explained` keeps every rule's points apart."""

    def __init__(
        self,
        model: ScoringModel,
        moment: Moment,
        passes: Passes,
        steps: Steps,
        *,
        explained: bool,
    ) -> None:
        self.model = model
        self.moment = moment
        self.passes = passes
        self.explained = explained
        self.placed = [
            Placed(d, dimension, rule, f"r{d}_{r}")
            for d, dimension in enumerate(model.dimensions.values())
            for r, rule in enumerate(dimension.rules)
        ]
        self.steps = steps
        self.shares: list[Share] = []
        self.found_in: dict[str, list[str]] = {}

    def scored(self, everyone: ir.Table) -> ir.Table:
        """One row for each lead of the population, with scores and, if explained, lines."""
        population = on_attributes(self.model, self.model.population, everyone, self.moment)
        found = [*self._resets(), *self._blocks(), *self._passes_apart()]
        own = [each for each in found if each[0] != COMPANY_ID]
        # Numbers are joined to numbers first: a lead's texts would travel through every join.
        numbers = self._joined("own", self.passes.lead_numbers(), own)
        wide = joined(everyone.filter(population), numbers, "lead_no")
        wide = self._joined("shared", wide, [each for each in found if each[0] == COMPANY_ID])
        wide = self._with_consents(wide)
        wide = self.steps.add("ruled", self._with_rules_on_leads(wide))
        return self._with_scores(self.steps.add("given", self._given(wide)))

    def _joined(self, name: str, wide: ir.Table, found: Sequence[Found]) -> ir.Table:
        """`wide` with what the passes found, a few at a time: a long chain of joins is slow to
        compile."""
        for start in range(0, len(found), _JOINS_A_STEP):
            for key, table in found[start : start + _JOINS_A_STEP]:
                wide = joined(wide, table, key)
            wide = self.steps.add(f"{name}{start}", wide)
        return wide

    # -- passes over events ------------------------------------------------------------------

    def _resets(self) -> Iterator[Found]:
        """The latest reset of each dimension whose absences ask for it, `reset<d>`."""
        for d, dimension in enumerate(self.model.dimensions.values()):
            if dimension.reset and any(isinstance(r, AbsenceRule) for r in dimension.rules):
                resets = self.passes.resets(dimension.reset).rename({f"reset{d}": "reset_at"})
                yield "lead_no", self.steps.add(f"reset{d}", resets)

    def _blocks(self) -> Iterator[Found]:
        measures = [*self._rule_measures(), *self._other_measures()]
        joining = [m.selection.events for m in measures if m.rule is not None]
        names = {name for measure in measures for name in measure.selection.events}
        for number, block in enumerate(blocks(joining, names)):
            inside = [m for m in measures if block & set(m.selection.events)]
            yield "lead_no", self._block(number, block, inside)

    def _block(self, number: int, block: set[str], inside: Sequence[Measure]) -> ir.Table:
        """A pass, reduced to points and the instants that others ask for."""
        counted = self.steps.add(f"counted{number}", self.passes.block(block, inside))
        columns = {m.column for m in inside if m.rule is not None}
        placed = [p for p in self.placed if p.column in columns]
        lasts = {
            f"b{number}_{m.column}": counted[f"{m.column}_{LAST}"] for m in inside if m.rule is None
        }
        for measure in inside:
            if measure.rule is None:
                self.found_in.setdefault(measure.column, []).append(f"b{number}_{measure.column}")
        return self._points(counted, "lead_no", placed, lasts, f"b{number}")

    def _with_consents(self, wide: ir.Table) -> ir.Table:
        for number, consent in enumerate(self.model.consents.values()):
            given, taken = self._last(wide, f"g{number}"), self._last(wide, f"w{number}")
            wide = with_consent(wide, self.passes, consent, given, taken)
            wide = self.steps.add(f"consent{number}", wide)
        return wide

    def _passes_apart(self) -> Iterator[Found]:
        for placed in self.placed:
            rule = placed.rule
            if isinstance(rule, EventRule) and placed.is_apart:
                thinned = self.passes.thinned(placed.dimension, rule, placed.column)
                counted = self.steps.add(f"counted_{placed.column}", thinned)
                key = COMPANY_ID if rule.of_company else "lead_no"
                yield key, self._points(counted, key, [placed], {}, placed.column)

    def _points(
        self,
        counted: ir.Table,
        key: str,
        placed: Sequence[Placed],
        others: dict[str, Any],
        prefix: str,
    ) -> ir.Table:
        """Measures as points: `key`, `others`, and the columns of the shares they make."""
        counted = _with_fading(counted.mutate(**others), placed, self.moment)
        found = counted.mutate(**self._rule_columns(counted, placed))
        kept = [key, *others]
        if self.explained:
            kept += [f"{p.column}{part}" for p in placed for part in ("", "_n", "_at")]
            self.shares += [_share(p, p.column) for p in placed]
            return self.steps.add(f"{prefix}_points", found.select(*kept))
        sums: dict[str, Any] = {}
        for group in _alike(placed):
            share = _share(group[0], f"{prefix}_s{len(sums)}")
            self.shares.append(share)
            sums[share.column] = _sum(found[p.column] for p in group)
        return self.steps.add(f"{prefix}_points", found.select(*kept, **sums))

    def _rule_columns(self, counted: ir.Table, placed: Iterable[Placed]) -> dict[str, Any]:
        columns: dict[str, Any] = {}
        for p in placed:
            assert isinstance(p.rule, EventRule)
            fading = counted[f"{p.column}_fading"] if fades(p.rule) else None
            given = event_points(p.rule, counted, p.column, fading)
            columns[p.column] = given.points
            columns[f"{p.column}_n"] = given.events
            columns[f"{p.column}_at"] = given.last_at
        return columns

    def _rule_measures(self) -> list[Measure]:
        return [
            Measure(
                p.column,
                Selection(p.rule.events, p.rule.where, p.rule.within, p.dimension.reset),
                p.rule,
                rule_parts(p.rule),
            )
            for p in self.placed
            if isinstance(p.rule, EventRule) and not p.is_apart
        ]

    def _other_measures(self) -> list[Measure]:
        """The latest instants that absences, consents, exclusions and the journey ask for."""
        model = self.model
        measures = [
            Measure(p.column, Selection(p.rule.events, p.rule.where, p.rule.duration))
            for p in self.placed
            if isinstance(p.rule, AbsenceRule)
        ]
        for number, consent in enumerate(model.consents.values()):
            measures.append(Measure(f"g{number}", Selection(consent.granted)))
            measures.append(Measure(f"w{number}", Selection(consent.withdrawn)))
        for number, exclusion in enumerate(model.exclusions):
            if exclusion.events:
                selection = Selection(exclusion.events, exclusion.where, exclusion.within)
                measures.append(Measure(f"x{number}", selection))
            if exclusion.until:
                measures.append(Measure(f"u{number}", Selection(exclusion.until)))
        if model.journey is not None:
            for number, names in self._stages().items():
                measures.append(
                    Measure(f"j{number}", Selection(names, within=model.journey.within))
                )
        return measures

    def _stages(self) -> dict[int, tuple[str, ...]]:
        """Stage number -> the events by the lead that reach it."""
        assert self.model.journey is not None
        found = {
            number: tuple(e.name for e in self.model.events.values() if e.by_lead and e.stage == s)
            for number, s in enumerate(self.model.journey.stages)
        }
        return {number: names for number, names in found.items() if names}

    def _last(self, wide: ir.Table, measure: str) -> Any:
        """The greatest instant a measure found in any of its blocks; null where none did."""
        found = [wide[column] for column in self.found_in.get(measure, [])]
        if not found:
            return ibis.null("int64")
        return found[0] if len(found) == 1 else ibis.greatest(*found)

    # -- what follows for each lead ----------------------------------------------------------

    def _with_rules_on_leads(self, wide: ir.Table) -> ir.Table:
        columns: dict[str, Any] = {}
        for p in self.placed:
            if isinstance(p.rule, AttributeRule):
                columns[p.column] = attribute_points(self.model, p.rule, wide, self.moment)
            elif isinstance(p.rule, AbsenceRule):
                since = wide["known_since"]
                if p.dimension.reset:
                    reset = wide[f"reset{p.d}"]
                    since = ibis.ifelse(reset > since, reset, since)
                seen = self._last(wide, p.column)
                columns[p.column] = absence_points(p.rule, since, seen, self.moment)
            else:
                continue
            self.shares.append(_share(p, p.column))
        return wide.mutate(**columns)

    def _given(self, wide: ir.Table) -> ir.Table:
        """Every share as a number: 0 where a pass found nothing, or consent is missing."""
        columns: dict[str, Any] = {}
        for share in self.shares:
            points = wide[share.column].fill_null(0)
            if share.needs is not None:
                points = ibis.ifelse(wide[f"consent_{share.needs}"], points, 0)
            columns[share.column] = points
        return wide.mutate(**columns)

    def _with_scores(self, wide: ir.Table) -> ir.Table:
        """Adds the score columns, layer by layer: what a layer uses twice is a column below it."""
        wide = self.steps.add("summed", wide.mutate(**self._sums(wide)))
        wide = self.steps.add("dimensions", wide.mutate(**self._dimension_columns(wide)))
        wide = self.steps.add("total", wide.mutate(**self._total_columns(wide)))
        return self.steps.add("scored", wide.mutate(**self._light_columns(wide)))

    def _sums(self, wide: ir.Table) -> dict[str, Any]:
        """Dimension d's micropoints `d<d>`, its required groups' `g<d>_<g>`, clips `c<d>_<c>`."""
        columns: dict[str, Any] = {}
        for d, dimension in enumerate(self.model.dimensions.values()):
            parts = [(s.group, wide[s.column]) for s in self.shares if s.d == d]
            summed = dims.summed(dimension, parts)
            columns[f"d{d}"] = summed.points
            for g, name in enumerate(dimension.require):
                columns[f"g{d}_{g}"] = summed.groups[name]
            for c, name in enumerate(clip_names(dimension)):
                columns[f"c{d}_{c}"] = summed.clips[name]
        return columns

    def _dimension_columns(self, wide: ir.Table) -> dict[str, Any]:
        columns: dict[str, Any] = {}
        for d, dimension in enumerate(self.model.dimensions.values()):
            points = wide[f"d{d}"]
            columns[f"{dimension.id}_points"] = in_points(points)
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
            "total": in_points(total),
            "score": score,
            "grade": dims.band(self.model.total.bands, score),
            "qualified": ibis.null("boolean") if least is None else total >= least,
            "light": ibis.ifelse(wide["excluded"].notnull(), Light.EXCLUDED.value, lit),
        }

    def _excluded(self, wide: ir.Table) -> Any:
        """The ids of the matching exclusions, sorted and joined by `|`; null for none."""
        numbered = sorted(enumerate(self.model.exclusions), key=lambda pair: pair[1].id)
        ids: Any = ibis.literal("")
        for number, exclusion in numbered:
            if exclusion.when is not None:
                matches = on_attributes(self.model, exclusion.when, wide, self.moment)
            else:
                last, until = self._last(wide, f"x{number}"), self._last(wide, f"u{number}")
                matches = last.notnull() & (until.isnull() | (until <= last))
            ids = ids.concat(ibis.ifelse(matches, f"|{exclusion.id}", ""))
        return ids.substr(1).nullif("")

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


def _share(placed: Placed, column: str) -> Share:
    return Share(placed.d, placed.rule.group, placed.rule.needs, column)


def _alike(placed: Iterable[Placed]) -> list[list[Placed]]:
    """Rules that end in the same sum under the same consent."""
    found: dict[tuple[int, str | None, str | None], list[Placed]] = {}
    for p in placed:
        found.setdefault((p.d, p.rule.group, p.rule.needs), []).append(p)
    return list(found.values())


def _sum(columns: Iterable[Any]) -> Any:
    first, *rest = columns
    for column in rest:
        first = first + column
    return first


def _with_fading(counted: ir.Table, placed: Iterable[Placed], moment: Moment) -> ir.Table:
    """Adds the weight of the latest event left of each rule that `fades`."""
    decays: dict[str, Decay] = {}
    ages: dict[str, Any] = {}
    for p in placed:
        assert isinstance(p.rule, EventRule)
        if p.rule.decay is not None and fades(p.rule):
            decays[f"{p.column}_fading"] = p.rule.decay
            ages[f"{p.column}_fading_age"] = moment.as_of - counted[f"{p.column}_{LAST}"]
    if not decays:
        return counted
    counted = counted.mutate(**ages)
    return with_weights(counted, {n: (d, counted[f"{n}_age"]) for n, d in decays.items()})

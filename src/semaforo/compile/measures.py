"""What is counted of each lead's (or company's) events: the only passes over the event table.

A rule's events become three measures: how many are left, the sum of their terms, and the instant
of the latest. Rules that keep every event share one pass over the events of a *block*, the names
that some rule connects. A rule that thins its events has a pass of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis
from ibis import ir

from semaforo.compile.attributes import COMPANY_ID, joined
from semaforo.compile.conditions import predicate
from semaforo.compile.fading import term, total, with_weights
from semaforo.compile.moment import Moment, order
from semaforo.compile.tables import Tables
from semaforo.facts.zones import DAY, zone
from semaforo.model.columns import property_column
from semaforo.model.meaning import (
    ALWAYS,
    Condition,
    Decay,
    Dimension,
    Each,
    EventRule,
    HalfLife,
    Kind,
    Linear,
    ScoringModel,
    Step,
)

COUNT, SUM, LAST, TIMES = "n", "s", "l", "t"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which events something looks at. `reset` names the dimension whose resets hide some."""

    events: tuple[str, ...]
    where: Condition = ALWAYS
    within: int | None = None
    reset: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One aggregated column of a pass, and how it is merged over passes."""

    column: str
    selection: Selection
    rule: EventRule | None = None
    parts: tuple[str, ...] = (LAST,)


class Passes:
    """Builds the passes over the visible events of one model at one moment."""

    def __init__(
        self, model: ScoringModel, tables: Tables, moment: Moment, leads: ir.Table
    ) -> None:
        self.model = model
        self.moment = moment
        self.leads = leads
        self.events = tables.events
        self._numbers = tables.leads.select("lead_no")
        self._zone = zone(model.timezone)

    def lead_numbers(self) -> ir.Table:
        """The number of every lead in the store, whether or not it exists at T."""
        return self._numbers

    # -- rows --------------------------------------------------------------------------------

    def named(self, names: Iterable[str], *tests: Callable[[ir.Table], Any]) -> ir.Table:
        """The visible events with one of `names` that pass the `tests`."""
        listed = sorted(set(names))
        name = self.events["name"]
        among = name == listed[0] if len(listed) == 1 else name.isin(listed)
        more = (test(self.events) for test in tests)
        return self.events.filter(among, *self.moment.tests(self.events), *more)

    @cached_property
    def _companies(self) -> ir.Table:
        """`lead_no` and `company_id` of every lead that has a company at T."""
        leads = self.leads
        return leads.filter(leads[COMPANY_ID].notnull()).select("lead_no", COMPANY_ID)

    def resets(self, names: tuple[str, ...]) -> ir.Table:
        """For each lead, `reset_at`: the instant of its latest event with one of `names`."""
        return self.named(names).group_by("lead_no").agg(reset_at=lambda t: t["at"].max())

    def _with_reset(self, events: ir.Table, names: tuple[str, ...], column: str) -> ir.Table:
        return joined(events, self.resets(names).rename({column: "reset_at"}), "lead_no")

    def _tests(self, selection: Selection) -> Iterator[Callable[[ir.Table], Any]]:
        """What a row must meet besides its name and the reset."""
        since = None if selection.within is None else self.moment.as_of - selection.within
        if since is not None:
            yield lambda events: events["at"] > since
        if selection.where != ALWAYS:
            yield lambda events: self._where(events, selection)

    def _mask(
        self, events: ir.Table, selection: Selection, among: set[str], reset: str | None
    ) -> Any:
        """The condition a row must meet, where all of its names are `among`; None for none."""
        tests: list[Any] = []
        if not among <= set(selection.events):
            tests.append(events["name"].isin(sorted(set(selection.events) & among)))
        tests += (test(events) for test in self._tests(selection))
        if reset is not None:
            tests.append(_after(events, reset))
        return ibis.and_(*tests) if tests else None

    def _where(self, events: ir.Table, selection: Selection) -> Any:
        declared = self.model.events[selection.events[0]].properties

        def column(name: str) -> Any:
            return events[property_column(name, declared[name].kind)]

        return predicate(selection.where, column, self.model.lists, self.moment.as_of)

    # -- passes ------------------------------------------------------------------------------

    def block(self, names: set[str], measures: Sequence[Measure]) -> ir.Table:
        """One pass over the events called `names`: a row for each lead with any, and a column
        `<measure>_<part>` for each part of each measure."""
        events = self.named(names)
        resets = {m.selection.reset: "" for m in measures if m.selection.reset}
        for number, reset in enumerate(resets):
            resets[reset] = f"reset_{number}"
            events = self._with_reset(events, reset, resets[reset])
        masks: dict[str, Any] = {}
        for measure in measures:
            reset_column = resets.get(measure.selection.reset)
            mask = self._mask(events, measure.selection, names, reset_column)
            if mask is not None:
                masks[_mask_column(measure)] = mask
        events = events.mutate(**masks)
        events = self._with_weights(
            events, [(m.rule, _mask_column(m)) for m in measures if m.rule and SUM in m.parts]
        )
        columns: dict[str, Any] = {}
        for measure in measures:
            where = events[_mask_column(measure)] if _mask_column(measure) in masks else None
            for part in measure.parts:
                columns[f"{measure.column}_{part}"] = self._part(events, measure.rule, part, where)
        return events.group_by("lead_no").agg(**columns)

    def _part(self, events: ir.Table, rule: EventRule | None, part: str, where: Any) -> Any:
        if part == COUNT:
            if where is None:
                return events.count()
            return ibis.ifelse(where, 1, ibis.null("int8")).count()
        if part == LAST:
            at = events["at"]
            return (at if where is None else ibis.ifelse(where, at, ibis.null("int64"))).max()
        assert rule is not None
        if part == TIMES:
            value = ibis.struct({"value": self._times(events, rule)})
            return value.argmax(order(events), where=where)
        times = rule.times is not None
        return total(self._term(events, rule), where, times=times)

    def _times(self, events: ir.Table, rule: EventRule) -> Any:
        assert rule.times is not None
        return events[property_column(rule.times, Kind.NUMBER)]

    def _term(self, events: ir.Table, rule: EventRule) -> Any:
        times = None if rule.times is None else self._times(events, rule)
        fading = None if rule.decay is None else events[_weight_column(rule.decay)]
        return term(rule.points or 0.0, fading, times)

    def _with_weights(self, events: ir.Table, rules: Iterable[tuple[EventRule, str]]) -> ir.Table:
        """`events` with a column for the weight of each decay of the rules, given with the column
        of their masks. Where no rule looks there is no age, and nothing to reckon with."""
        looked: dict[Decay, list[str]] = {}
        for rule, mask in rules:
            if rule.decay is not None:
                looked.setdefault(rule.decay, []).append(mask)
        if not looked:
            return events
        ordered = sorted(looked, key=_weight_column)
        age = ibis.literal(self.moment.as_of) - events["at"]
        ages = {}
        for decay in ordered:
            masks = looked[decay]
            everywhere = any(mask not in events.columns for mask in masks)
            within = None if everywhere else ibis.or_(*(events[mask] for mask in masks))
            ages[f"{_weight_column(decay)}_age"] = (
                age if within is None else ibis.ifelse(within, age, ibis.null("int64"))
            )
        aged = events.mutate(**ages)
        return with_weights(
            aged, {_weight_column(d): (d, aged[f"{_weight_column(d)}_age"]) for d in ordered}
        )

    def thinned(self, dimension: Dimension, rule: EventRule, column: str) -> ir.Table:
        """The pass of a rule that thins its events, or looks at a company's.

        A row for each lead (or `company_id`) with matching events.
        """
        reset = () if rule.of_company else dimension.reset
        selection = Selection(rule.events, rule.where, rule.within)
        events = self.named(rule.events, *self._tests(selection))
        if reset:
            events = self._with_reset(events, reset, "reset_at")
            events = events.filter(_after(events, "reset_at"))
        key = "lead_no"
        if rule.of_company:
            events, key = joined_inner(events, self._companies, "lead_no"), COMPANY_ID
        kept = self._latest_of_each(events, rule, key)
        parts = rule_parts(rule)
        kept = self._with_weights(kept, [(rule, "")] if SUM in parts else [])
        return kept.group_by(key).agg(
            **{f"{column}_{part}": self._part(kept, rule, part, None) for part in parts}
        )

    def _latest_of_each(self, events: ir.Table, rule: EventRule, key: str) -> ir.Table:
        """The latest event of each thinning key; all of them where the rule has none."""
        if rule.each is Each.DAY:
            events = self._with_day(events)
        thin = self._thin_key(events, rule)
        if thin is None:
            return events
        events = events.mutate(thin=thin)
        if rule.each is Each.PROPERTY:
            events = events.filter(events["thin"].notnull())
        columns: dict[str, Any] = {"at": events["at"].max()}
        if rule.times is not None:
            latest = ibis.struct({"value": self._times(events, rule)}).argmax(order(events))
            columns["latest"] = latest
        kept = events.group_by(key, "thin").agg(**columns)
        if rule.times is None:
            return kept
        times = property_column(rule.times, Kind.NUMBER)
        return kept.mutate(**{times: kept.latest["value"]})

    def _thin_key(self, events: ir.Table, rule: EventRule) -> Any:
        match rule.each:
            case Each.DAY:
                return events["day"]
            case Each.LEAD:
                return events["lead_no"]
            case Each.PROPERTY:
                assert rule.distinct is not None
                declared = self.model.events[rule.events[0]].properties[rule.distinct]
                return events[property_column(rule.distinct, declared.kind)]
            case _:
                return None

    def _with_day(self, events: ir.Table) -> ir.Table:
        """Adds `day`, the start of the local day in local microseconds."""
        offsets, starts = self._zone.offsets, self._zone.starts
        known = [i for i, start in enumerate(starts) if start <= self.moment.as_of]
        at = events["at"]
        branches = [(at >= starts[i], offsets[i + 1]) for i in reversed(known)]
        offset = ibis.cases(*branches, else_=offsets[0]) if branches else offsets[0]
        events = events.mutate(wall=at + offset)
        return events.mutate(day=events["wall"] - ((events["wall"] % DAY) + DAY) % DAY)


def _after(events: ir.Table, reset: str) -> Any:
    return events[reset].isnull() | (events["at"] > events[reset])


def joined_inner(left: ir.Table, right: ir.Table, key: str) -> ir.Table:
    """`left` with the columns of `right`, only where the key is in both."""
    keyed = right.rename({f"_{key}": key})
    return left.join(keyed, left[key] == keyed[f"_{key}"]).drop(f"_{key}")


def _mask_column(measure: Measure) -> str:
    return f"{measure.column}_mask"


def _weight_column(decay: Decay) -> str:
    match decay:
        case HalfLife(duration):
            return f"half_{duration}"
        case Linear(duration):
            return f"linear_{duration}"
        case Step(every, lose):
            return f"step_{every}_{lose}"


def rule_parts(rule: EventRule) -> tuple[str, ...]:
    """The measures a rule's contribution needs. `LAST` is always there, for its explanation."""
    if rule.each is Each.ONCE:
        return (COUNT, LAST, TIMES) if rule.times is not None else (COUNT, LAST)
    if rule.tiers or (rule.decay is None and rule.times is None):
        return (COUNT, LAST)
    return (COUNT, SUM, LAST)


def blocks(selections: Iterable[tuple[str, ...]], names: Iterable[str]) -> list[set[str]]:
    """`names` in blocks such that no selection spans two. Names in no selection share one block."""
    groups: list[set[str]] = []
    for selection in selections:
        touched = set(selection)
        apart = [group for group in groups if not group & touched]
        merged = touched.union(*(group for group in groups if group & touched))
        groups = [*apart, merged]
    covered = set().union(*groups) if groups else set()
    rest = set(names) - covered
    return [*groups, rest] if rest else groups

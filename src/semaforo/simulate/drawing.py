"""The weeks of one simulation: who is won or lost, who visits, what arrives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from semaforo.simulate import pipeline as sales
from semaforo.simulate import rare
from semaforo.simulate.people import Companies, Ints, People
from semaforo.simulate.pipeline import empty_pipeline
from semaforo.simulate.rare import Rare, Week
from semaforo.simulate.records import company_domains
from semaforo.simulate.rows import NOTHING, Rows, join
from semaforo.simulate.sessions import (
    CODE,
    NAMES,
    POINTS,
    Sessions,
    draw_first_scripts,
    draw_scripts,
    fill,
    played,
    sorted_draws,
)
from semaforo.simulate.weeks import DAY, HOUR, MINUTE, Weeks

_COPIED = 0.004
_LATE = 0.02
_NAMELESS = 0.01
_MEAN_LENGTH = 2.0
"""Events of an average sitting, less than the true figure, so that enough are drawn."""


@dataclass(slots=True)
class Counts:
    """What was written: events by name, copies, robots, ids and sittings given out."""

    names: Ints
    copies: int = 0
    robots: int = 0
    ids: int = 0
    sittings: int = 0


class Drawing:
    """The weeks of one simulation, in order. Holds everybody's state between them."""

    def __init__(
        self,
        rng: np.random.Generator,
        weeks: Weeks,
        people: People,
        companies: Companies,
        events: int,
    ) -> None:
        self._rng, self._weeks, self._people, self._companies = rng, weeks, people, companies
        self.pipeline = empty_pipeline(len(people))
        self.counts = Counts(np.zeros(len(NAMES), dtype=np.int64))
        self.written = 0
        self._domains = company_domains(len(companies))
        self._known = np.searchsorted(people.week, np.arange(weeks.count + 1)).astype(np.int64)
        self._targets = _targets(self._known, events)
        # A lead's first sitting has about 4 events: no more of them than the number asked allows.
        self._with_first = min(0.95, events / len(people) / 10)
        self._late: Rows | None = None
        self._drawn = 0

    def week(self, number: int) -> Rare:
        """All that arrives in a week, in the order of arrival."""
        week = Week(self._rng, self._weeks, number, self._people, self._companies, self._domains)
        known = int(self._known[number])
        special = rare.together(self._special(week, known))
        first = self._first_visits(number)
        room = int(self._targets[number]) - self._drawn - len(special.rows) - len(first)
        copies = max(0, int(room * _COPIED)) if known else 0
        visits = self._visits(number, known, max(0, room - copies))
        answers = self._answers(week, visits)
        if answers:
            special = rare.together([special, answers])
        plain = join([first, visits])
        self._learn(plain, int(self._known[number + 1]))
        return self._arrived(number, special, self._disturbed(plain, copies))

    def _special(self, week: Week, known: int) -> list[Rare]:
        won, lost = sales.close_deals(self._rng, self._people, self.pipeline, known, week.number)
        back = sales.recycle(self._rng, self.pipeline, week.number)
        return [
            *rare.deals(week, won, lost),
            week.rare(back, "recycled"),
            *rare.changes(week, known),
        ]

    def _first_visits(self, number: int) -> Rows:
        """The sitting with which the week's new leads make themselves known; some never visit."""
        new = np.arange(self._known[number], self._known[number + 1], dtype=np.int32)
        new = new[self._rng.random(len(new)) < self._with_first]
        script = draw_first_scripts(self._rng, len(new))
        return self._play(number, Sessions(new, script, self._people.created[new]))

    def _visits(self, number: int, known: int, events: int) -> Rows:
        """The sittings of leads known before, with `events` events in all."""
        rng, state = self._rng, self.pipeline
        size = int(events / _MEAN_LENGTH * 1.05) + 20 if known else 0
        weight = sales.activity(self._people, self._companies, state, known, number)
        lead = sorted_draws(rng, weight, size) if size else np.empty(0, dtype=np.int32)
        script = draw_scripts(rng, state.warmth[lead], state.mailable[lead])
        start = self._weeks.at(number) + self._weeks.moments(rng, size)
        sessions = fill(rng, Sessions(lead, script, start), events if known else 0)
        return self._play(number, sessions)

    def _play(self, number: int, sessions: Sessions) -> Rows:
        rows = played(self._rng, sessions, self._weeks.at(number + 1), self.counts.sittings)
        self.counts.sittings += len(sessions)
        return rows

    def _answers(self, week: Week, visits: Rows) -> Rare | None:
        """After a demo sales writes down what it heard; that of the last week is still to come."""
        demos = np.flatnonzero(visits.name == CODE["demo"])
        if not len(demos) or week.number == self._weeks.count - 1:
            return None
        lead = visits.lead[demos].astype(np.int64)
        at = visits.at[demos] + self._rng.integers(5 * MINUTE, 3 * HOUR, len(demos))
        return rare.answers(week, lead, at, self.pipeline.warmth[lead])

    def _learn(self, rows: Rows, known: int) -> None:
        """What this week's events change for the next: warmth and leave to write."""
        state = self.pipeline
        points = POINTS[rows.name] * ~rows.robot
        sales.warm_up(state, rows.lead, points, known)
        state.mailable[rows.lead[rows.name == CODE["opt_in"]]] = True
        for end in ("unsubscribe", "hard_bounce"):
            state.mailable[rows.lead[rows.name == CODE[end]]] = False

    def _disturbed(self, rows: Rows, copies: int) -> Rows:
        """Ids, a few events without, a few sent twice, and some that come late."""
        rng, size = self._rng, len(rows)
        number = np.arange(self.counts.ids, self.counts.ids + size, dtype=np.int64)
        self.counts.ids += size
        number = np.where(rng.random(size, dtype=np.float32) < _NAMELESS, NOTHING, number)
        late = np.flatnonzero(rng.random(size, dtype=np.float32) < _LATE)
        received = rows.received.copy()
        received[late] += rng.integers(HOUR, 3 * DAY, len(late))
        rows = rows.with_columns(number=number, received=received)
        named = np.flatnonzero(number != NOTHING)
        again = named[rng.integers(0, len(named), copies if len(named) else 0)]
        twice = rows.pick(again)
        other = (twice.seconds >= 0) & (rng.random(len(again)) < 0.1)
        self.counts.copies += len(again)
        return join(
            [
                rows,
                twice.with_columns(
                    received=twice.received + rng.integers(MINUTE, DAY, len(again)),
                    seconds=(twice.seconds + other).astype(np.int16),
                ),
            ]
        )

    def _arrived(self, number: int, special: Rare, plain: Rows) -> Rare:
        """In the order of arrival; what comes after the week's end waits for a later one."""
        self._drawn += len(special.rows) + len(plain)
        ids = np.arange(self.counts.ids, self.counts.ids + len(special.rows), dtype=np.int64)
        self.counts.ids += len(ids)
        rows = join([special.rows.with_columns(number=ids), plain, *filter(None, [self._late])])
        rows = rows.pick(np.argsort(rows.received, kind="stable"))
        cut = len(rows)
        if number < self._weeks.count - 1:
            cut = int(np.searchsorted(rows.received, self._weeks.at(number + 1)))
        self._late = rows.pick(np.arange(cut, len(rows)))
        rows = rows.pick(np.arange(cut))
        self._count(rows)
        return Rare(rows, special.properties)

    def _count(self, rows: Rows) -> None:
        self.written += len(rows)
        self.counts.names += np.bincount(rows.name, minlength=len(NAMES))
        self.counts.robots += int(rows.robot.sum())


def _targets(known: Ints, events: int) -> Ints:
    """How many events there should be by the end of each week: by how many leads there were."""
    share = np.cumsum(known[1:]) / max(1, int(known[1:].sum()))
    targets: Ints = np.rint(share * events).astype(np.int64)
    return targets

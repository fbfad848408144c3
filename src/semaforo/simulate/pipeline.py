"""Where each lead stands with sales, and what the hazard of `truth` makes of it week by week."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from semaforo.simulate import truth
from semaforo.simulate.people import Companies, Floats, Ints, People, in_project
from semaforo.simulate.truth import Hazard

OPEN, WON, LOST = 0, 1, 2
_COOLING_WEEKS = 6
_LASTING = 0.04
_IN_PROJECT = 4.0
_ACTIVITY = np.array([1.0, 0.3, 0.15])
"""How active open, won and lost leads are."""


@dataclass(slots=True)
class Pipeline:
    """One entry a lead, as of the start of the week in hand; `lost_in` holds the leads lost in
    each week."""

    warmth: Floats
    status: NDArray[np.int8]
    mailable: NDArray[np.bool_]
    lost_in: dict[int, Ints] = field(default_factory=dict)


def empty_pipeline(leads: int) -> Pipeline:
    """Everybody open and cold."""
    return Pipeline(
        warmth=np.zeros(leads),
        status=np.zeros(leads, dtype=np.int8),
        mailable=np.zeros(leads, dtype=np.bool_),
    )


def chance(hazard: Hazard, fit: Floats, warmth: Floats) -> Floats:
    """The probability of the outcome within a week."""
    odds = hazard.intercept + hazard.fit * fit + hazard.interest * np.log1p(warmth)
    probability: Floats = 1.0 / (1.0 + np.exp(-odds))
    return probability


def close_deals(
    rng: np.random.Generator, people: People, pipeline: Pipeline, known: int, week: int
) -> tuple[Ints, Ints]:
    """The leads won and lost in this week, of the first `known`; they are open no more."""
    waiting = np.flatnonzero(pipeline.status[:known] == OPEN)
    fit, warmth = people.fit[waiting], pipeline.warmth[waiting]
    draw = rng.random(len(waiting))
    p_won = chance(truth.WON, fit, warmth)
    won = waiting[draw < p_won]
    lost = waiting[(draw >= p_won) & (draw < p_won + chance(truth.LOST, fit, warmth))]
    pipeline.status[won] = WON
    pipeline.status[lost] = LOST
    pipeline.lost_in[week] = lost
    return won, lost


def recycle(rng: np.random.Generator, pipeline: Pipeline, week: int) -> Ints:
    """The leads that are open again from the next week on."""
    lost = pipeline.lost_in.pop(week - truth.RECYCLED_AFTER_WEEKS, np.empty(0, dtype=np.int64))
    back: Ints = lost[rng.random(len(lost)) < truth.RECYCLED_SHARE]
    pipeline.status[back] = OPEN
    return back


def activity(
    people: People, companies: Companies, pipeline: Pipeline, known: int, week: int
) -> Floats:
    """How likely each of the first `known` leads is to be the next visitor, up to a factor."""
    fading = _LASTING + 0.5 ** (np.arange(week + 1) / _COOLING_WEEKS)
    busy = people.busy[:known] * fading[week - people.week[:known]]
    # The last entry stands for the company number -1.
    busy_company = np.append(np.where(in_project(companies, week), _IN_PROJECT, 1.0), 1.0)
    active: Floats = (
        busy * busy_company[people.company[:known]] * _ACTIVITY[pipeline.status[:known]]
    )
    return active


def warm_up(pipeline: Pipeline, leads: NDArray[np.int32], points: Floats, known: int) -> None:
    """Let the week's events count and the older ones fade: W of the next week."""
    earned = np.bincount(leads, weights=points, minlength=known)
    pipeline.warmth[:known] *= truth.KEEP
    pipeline.warmth[:known] += earned

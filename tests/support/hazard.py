"""Lead-weeks out of simulated files, and the logistic regression that finds their hazard."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

WEEK = np.timedelta64(7, "D")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class LeadWeeks:
    """One entry for each week in which a lead was open. Columns of `design`: 1, F, ln(1 + W)."""

    design: Floats
    won: Floats
    lost: Floats


def lead_weeks(folder: Path) -> LeadWeeks:
    """The weeks up to each lead's first outcome. F is that of the end: few are ever promoted."""
    told = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    start = np.datetime64(datetime.fromisoformat(told["start"]).replace(tzinfo=None), "us")
    events = _events(folder, start)
    leads = pq.read_table(folder / "leads.parquet").to_pydict()
    fit = np.array(pq.read_table(folder / "truth.parquet")["fit"])
    weeks = int((np.datetime64(told["end"][:10]) - start) // WEEK)
    points = np.zeros((len(fit), weeks))
    worth = np.array([told["points"].get(name, 0.0) for name in events["name"]])
    np.add.at(points, (events["lead"], events["week"]), worth)
    outcome = {
        name: _first_weeks(events, name, len(fit), weeks) for name in ("deal_won", "deal_lost")
    }
    closed = np.minimum(outcome["deal_won"], outcome["deal_lost"])
    first = np.array([_week(at, start) if at else weeks for at in leads["created_at"]])
    warmth = _warmth(points, told["keep"])
    week = np.arange(weeks)
    seen = (week > first[:, None]) & (week <= closed[:, None])
    lead, at = np.nonzero(seen)
    design = np.column_stack([np.ones(len(lead)), fit[lead], np.log1p(warmth[lead, at])])
    won, lost = (at == outcome[name][lead] for name in ("deal_won", "deal_lost"))
    return LeadWeeks(design, won.astype(float), lost.astype(float))


def _events(folder: Path, start: np.datetime64) -> dict[str, Any]:
    """Lead number, name and week of every event that is no robot's and no copy."""
    table = pq.read_table(folder / "events.parquet", columns=["id", "lead", "name", "at", "robot"])
    rows = {
        name: np.array(table[name].to_pylist(), dtype=object) for name in ("id", "lead", "name")
    }
    at = table["at"].to_numpy().astype("datetime64[us]")
    numbered = np.array([identity or f"none{i}" for i, identity in enumerate(rows["id"])])
    once = np.zeros(len(at), dtype=bool)
    once[np.unique(numbered, return_index=True)[1]] = True
    kept = once & ~np.array(table["robot"])
    return {
        "lead": np.array([int(lead[1:]) for lead in rows["lead"][kept]]),
        "name": rows["name"][kept].astype(str),
        "week": (at[kept] - start) // WEEK,
    }


def _week(at: datetime, start: np.datetime64) -> int:
    return int((np.datetime64(at.replace(tzinfo=None), "us") - start) // WEEK)


def _first_weeks(events: dict[str, Any], name: str, leads: int, none: int) -> NDArray[np.int64]:
    first = np.full(leads, none)
    of_name = events["name"] == name
    np.minimum.at(first, events["lead"][of_name], events["week"][of_name])
    return first


def _warmth(points: Floats, keep: float) -> Floats:
    """W at the start of each week."""
    warmth = np.zeros_like(points)
    for week in range(1, points.shape[1]):
        warmth[:, week] = keep * warmth[:, week - 1] + points[:, week - 1]
    return warmth


def logistic(design: Floats, outcome: Floats) -> tuple[Floats, Floats]:
    """Coefficients and their standard errors, by Newton's method."""
    found = np.zeros(design.shape[1])
    found[0] = np.log(outcome.mean())
    for _ in range(30):
        chance = 1.0 / (1.0 + np.exp(-design @ found))
        bend = (design * (chance * (1.0 - chance))[:, None]).T @ design
        found = found + np.linalg.solve(bend, design.T @ (outcome - chance))
    return found, np.sqrt(np.diag(np.linalg.inv(bend)))

"""A synthetic company whose truth is known: people in firms, what they do, what they buy.

Time runs week by week through all the leads at once, so memory grows with the leads and with one
week's events, never with all the events, and the file comes out in the order of arrival.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from semaforo.errors import Fault, Place, SemaforoError
from semaforo.language import Message, message
from semaforo.simulate import truth
from semaforo.simulate.drawing import Drawing
from semaforo.simulate.event_file import EventFile
from semaforo.simulate.people import People, draw_companies, draw_people
from semaforo.simulate.pipeline import Pipeline, chance
from semaforo.simulate.records import write_companies, write_leads
from semaforo.simulate.sessions import NAMES
from semaforo.simulate.texts import numbered
from semaforo.simulate.weeks import weeks_until

END = datetime(2026, 9, 28, tzinfo=UTC)
WEEKS = 104
MOST_LEADS = 9_999_999

Progress = Callable[[int, int], None]
"""Called with the events written so far and the events there will be."""


def simulate(
    out: Path,
    *,
    leads: int,
    events: int,
    seed: int,
    end: datetime = END,
    weeks: int = WEEKS,
    companies: int | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write leads, companies, events (Parquet) and the truth (`truth.json`, `truth.parquet`).

    The folder `out` is made; files in it are replaced. There are `leads` leads in `companies`
    firms (default: 15 for every 100 leads) and `events` events (at least 4 a lead) in the `weeks`
    weeks before `end`. The same arguments give the same data. Returns what `truth.json` holds.
    Raises SemaforoError when an argument is out of range.
    """
    _check(out, leads=leads, events=events, seed=seed, end=end, weeks=weeks, companies=companies)
    calendar = weeks_until(end, weeks)
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(3)]
    firms = draw_companies(streams[0], companies or max(1, round(leads * 0.15)), calendar)
    people = draw_people(streams[0], leads, firms, calendar)
    out.mkdir(parents=True, exist_ok=True)
    write_companies(out / "companies.parquet", streams[1], firms)
    write_leads(out / "leads.parquet", streams[1], people, firms)
    run = Drawing(streams[2], calendar, people, firms, events)
    with EventFile(out / "events.parquet") as file:
        for week in range(weeks):
            file.add(run.week(week))
            if progress:
                progress(run.written, events)
    _write_lead_truth(out / "truth.parquet", people, run.pipeline)
    told = _told(run, seed=seed, end=end, weeks=weeks)
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    (out / "truth.json").write_text(text, encoding="utf-8")
    return told


def _check(
    out: Path,
    *,
    leads: int,
    events: int,
    seed: int,
    end: datetime,
    weeks: int,
    companies: int | None,
) -> None:
    doubts = [
        (
            1 <= leads <= MOST_LEADS,
            message("There must be from 1 to {most} leads.", most=MOST_LEADS),
        ),
        (events >= 4 * leads, message("There must be at least 4 events for each lead.")),
        (seed >= 0, message("The seed cannot be negative.")),
        (end.tzinfo is not None, message("The end must name its time zone.")),
        (2 <= weeks <= 1000, message("There must be from 2 to 1000 weeks.")),
        (companies is None or companies >= 1, message("There must be at least one company.")),
    ]
    faults = [_fault(out, what) for fine, what in doubts if not fine]
    if faults:
        raise SemaforoError(faults)


def _fault(out: Path, what: Message) -> Fault:
    return Fault("simulation-argument", Place(str(out)), what)


def _write_lead_truth(path: Path, people: People, pipeline: Pipeline) -> None:
    """F, W and status of each lead at the end, and its chance to be won in the week after."""
    status = ("open", "won", "lost")
    table = pa.table(
        {
            "lead": numbered("L", np.arange(len(people), dtype=np.int64), digits=7),
            "fit": people.fit,
            "warmth": pipeline.warmth,
            "status": pa.array(status).take(pa.array(pipeline.status)),
            "chance": chance(truth.WON, people.fit, pipeline.warmth),
        }
    )
    pq.write_table(table, path, compression="zstd")


def _told(run: Drawing, *, seed: int, end: datetime, weeks: int) -> dict[str, Any]:
    counts = {name: int(n) for name, n in zip(NAMES, run.counts.names, strict=True)}
    return {
        "seed": seed,
        "end": end.isoformat(),
        "start": (end - timedelta(weeks=weeks)).isoformat(),
        "leads": len(run.pipeline.status),
        "events": run.written,
        "copies": run.counts.copies,
        "robots": run.counts.robots,
        "by_name": counts,
        **truth.parameters(),
    }

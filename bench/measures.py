"""What is measured: each function does one thing once and returns the seconds it took."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from semaforo.engines.duckdb import DuckDB, connect
from semaforo.engines.engine import Engine
from semaforo.facts.shapes import Company, Event, Facts, Lead
from semaforo.model.files import read_model
from semaforo.model.meaning import ScoringModel
from semaforo.score.run import LINE_INSTANTS, SCORE_INSTANTS, run
from semaforo.simulate import END
from semaforo.simulate.weeks import EPOCH
from semaforo.store import load, load_into, open_store
from semaforo.store.sources import Sources

THREADS = 2
AS_OF = (END - EPOCH) // END.resolution
"""The instant of every run, in microseconds UTC: the end of the simulation."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where things are: raw `facts`, the `models` by name, and a folder for what is made."""

    facts: Path
    models: dict[str, Path]
    made: Path

    def model(self, name: str) -> ScoringModel:
        """A model of the bench, read and checked."""
        return read_model(self.models[name]).model

    @property
    def sources(self) -> Sources:
        """The raw files."""
        files = {table: (str(self.facts / f"{table}.parquet"),) for table in _TABLES}
        return Sources(leads=files["leads"], events=files["events"], companies=files["companies"])

    @property
    def store(self) -> Path:
        """The fact store of all models."""
        return self.made / "store"


_TABLES = ("leads", "events", "companies")


def best(times: int, measure: Callable[[], float]) -> float:
    """The shortest of some runs: what the machine can do when nothing else wants it."""
    return min(measure() for _ in range(times))


def floor(bench: Bench) -> float:
    """One sum for each lead over the raw events: the least that any scoring has to do."""
    path = bench.facts / "events.parquet"
    with connect(threads=THREADS) as connection:
        started = perf_counter()
        connection.execute(
            'CREATE TEMP TABLE floor AS SELECT lead, sum(epoch("at")) '
            f"FROM read_parquet('{path}') GROUP BY lead"
        )
        return perf_counter() - started


def loading(bench: Bench, memory: str | None = None) -> float:
    """Raw files into the store, for all models."""
    models = [bench.model(name) for name in bench.models]
    with connect(memory=memory, threads=THREADS) as connection:
        started = perf_counter()
        load(models, bench.sources, bench.store, connection=connection, replace=True)
        return perf_counter() - started


def scoring(
    bench: Bench, model: str, *, memory: str | None = None, contributions: bool = False
) -> float:
    """From the store to a Parquet file of scores (and one of contributions)."""
    meaning = bench.model(model)
    with connect(memory=memory, threads=THREADS) as connection:
        started = perf_counter()
        open_store(connection, bench.store, [meaning])
        _write(DuckDB(connection), meaning, bench.made, contributions)
        return perf_counter() - started


def scoring_raw(bench: Bench, model: str) -> float:
    """From raw files to a Parquet file of scores, without a store in between."""
    meaning = bench.model(model)
    with connect(threads=THREADS) as connection:
        started = perf_counter()
        load_into(connection, [meaning], bench.sources)
        _write(DuckDB(connection), meaning, bench.made, contributions=False)
        return perf_counter() - started


def scoring_on_spark(bench: Bench, model: str) -> float:
    """The same on Spark local[2], from the store; the start of the session is not counted."""
    from semaforo.engines.spark import Spark, session

    spark = session(_SPARK)
    try:
        meaning = bench.model(model)
        engine = Spark(spark)
        started = perf_counter()
        engine.open_store(bench.store)
        _write(engine, meaning, bench.made / "spark", contributions=False)
        return perf_counter() - started
    finally:
        spark.stop()


_SPARK = {
    "spark.master": f"local[{THREADS}]",
    "spark.driver.memory": "6g",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


def _write(engine: Engine, model: ScoringModel, folder: Path, contributions: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    scored = run(engine, model, AS_OF, contributions=contributions)
    engine.write_parquet(scored.scores, folder / "scores.parquet", SCORE_INSTANTS)
    if scored.lines is not None:
        engine.write_parquet(scored.lines, folder / "lines.parquet", LINE_INSTANTS)


def reference_pace(bench: Bench, model: str, leads: int = 500) -> float:
    """Leads a second that the plain-Python reference scores, their facts already in memory."""
    from semaforo.compile.reference import score

    facts = _facts(bench, leads)
    started = perf_counter()
    scored = score(bench.model(model), facts, AS_OF)
    return len(scored) / (perf_counter() - started)


def _facts(bench: Bench, leads: int) -> Facts:
    """Everything of the first leads and of the companies, as the raw files have it."""
    last = f"L{leads - 1:07d}"
    with connect(threads=THREADS) as connection:

        def rows(table: str, where: str) -> Iterable[dict[str, object]]:
            path = bench.facts / f"{table}.parquet"
            query = f"SELECT * FROM read_parquet('{path}') WHERE {where}"
            return list(connection.sql(query).to_arrow_table().to_pylist())

        return Facts(
            tuple(_lead(row) for row in rows("leads", f"id <= '{last}'")),
            tuple(_event(row) for row in rows("events", f"lead <= '{last}'")),
            tuple(Company(str(row.pop("id")), row) for row in rows("companies", "true")),
        )


def _lead(row: dict[str, object]) -> Lead:
    return Lead(str(row.pop("id")), row.pop("created_at"), row)


def _event(row: dict[str, object]) -> Event:
    known = {name: row.pop(name) for name in ("id", "lead", "name", "at", "received_at", "robot")}
    identity = known["id"]
    return Event(
        str(known["lead"]),
        str(known["name"]),
        known["at"],
        None if identity is None else str(identity),
        known["received_at"],
        known["robot"],
        {name: value for name, value in row.items() if value is not None},
    )


def checking(bench: Bench) -> float:
    """`semaforo check` on a small model, from start to exit."""
    command = [sys.executable, "-m", "semaforo.cli", "check", str(bench.models["10"])]
    started = perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=dict(os.environ))
    return perf_counter() - started

"""The bench: everything in one run on the same facts, as ratios to the floor, against its goals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import measures
from bench.data import HUNDRED, TINY, TWENTY, Size, made
from bench.measures import Bench, best
from bench.models import COUNTS, write_models

MAIN = "30"
TIMES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table. `ratio` is to what `to` names; `goal` is the most it should be."""

    what: str
    value: float
    unit: str = "s"
    ratio: float | None = None
    to: str = "floor"
    goal: float | None = None


def bench(cache: Path, *, size: str, spark: bool) -> None:
    """Make what is missing in `cache`, measure, print."""
    console = Console()
    table = Table("", "value", "ratio", "of", "goal", "", title="Semáforo bench, two threads")
    for column in (1, 2, 4):
        table.columns[column].justify = "right"
    main = TINY if size == "tiny" else TWENTY
    for line in _lines(cache, main, large=size == "all", spark=spark, console=console):
        console.print(f"  {line.what}: {line.value:,.2f} {line.unit}", highlight=False)
        table.add_row(*_cells(line))
    console.print(table)


def _cells(line: Line) -> list[str]:
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
    goal = "" if line.goal is None else f"{line.goal:g}"
    value = line.value if line.ratio is None else line.ratio
    verdict = "" if line.goal is None else ("met" if value <= line.goal else "MISSED")
    to = line.to if line.ratio is not None else ""
    return [line.what, f"{line.value:,.2f} {line.unit}", ratio, to, goal, verdict]


def _ready(cache: Path, size: Size, console: Console) -> Bench:
    console.print(f"{size.leads:,} leads, {size.events:,} events", highlight=False)
    models = write_models(cache / "models")
    return Bench(made(cache, size), models, cache / f"{size.name}-made")


def _lines(
    cache: Path, size: Size, *, large: bool, spark: bool, console: Console
) -> Iterator[Line]:
    ready = _ready(cache, size, console)
    low = best(TIMES, lambda: measures.floor(ready))
    yield Line("floor: one sum a lead over raw events", low)
    loading = measures.loading(ready)
    yield Line("load, all models", loading, ratio=loading / low)
    plain = best(TIMES, lambda: measures.scoring(ready, MAIN))
    yield Line("score from the store, 30 + 10 rules", plain, ratio=plain / low, goal=1.8)
    explained = best(TIMES, lambda: measures.scoring(ready, MAIN, contributions=True))
    yield Line(
        "the same with contributions", explained, ratio=explained / plain, to="plain", goal=2.0
    )
    raw = measures.scoring_raw(ready, MAIN)
    yield Line("score from raw files", raw, ratio=raw / low, goal=7.0)
    for name in (*map(str, COUNTS), "30-company"):
        if name != MAIN:
            seconds = measures.scoring(ready, name)
            yield Line(f"score from the store, {name} rules", seconds, ratio=seconds / low)
    if large:
        yield from _large(cache, plain, console)
    if spark:
        seconds = measures.scoring_on_spark(ready, MAIN)
        yield Line("Spark local[2], from the store", seconds, ratio=seconds / low)
    yield Line("reference", measures.reference_pace(ready, MAIN), unit="leads/s")
    checking = best(TIMES, lambda: measures.checking(ready))
    yield Line("semaforo check, start to exit", checking, goal=0.5)


def _large(cache: Path, plain: float, console: Console) -> Iterator[Line]:
    """Five times the facts, within 4 GB."""
    ready = _ready(cache, HUNDRED, console)
    low = measures.floor(ready)
    yield Line("100 million events: floor", low)
    loading = measures.loading(ready, memory="4GB")
    yield Line("100 million events: load, 4 GB", loading, ratio=loading / low)
    seconds = measures.scoring(ready, MAIN, memory="4GB")
    yield Line(
        "100 million events: score, 4 GB", seconds, ratio=seconds / plain, to="20 million", goal=6.0
    )

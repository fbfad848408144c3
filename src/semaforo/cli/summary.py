"""What a run of scores comes to: leads per light, per cell or per grade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from semaforo.cli import figures, lights
from semaforo.language import message
from semaforo.model.meaning import Light, Matrix, ScoringModel

if TYPE_CHECKING:
    from ibis import ir
    from rich.console import RenderableType
    from rich.table import Table

    from semaforo.cli.terminal import Terminal
    from semaforo.engines.engine import Engine

BAR = 30
"""Letters of the longest bar."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many leads have each light, cell and grade; a lead without one has None."""

    leads: int
    lights: Counter[str | None]
    cells: Counter[str | None]
    grades: Counter[str | None]


def counts(engine: Engine, scores: ir.Table) -> Counts:
    """Count the leads of `scores` in one pass."""
    keys = ("light", "cell", "grade")
    rows = engine.rows(scores.group_by(*keys).agg(leads=scores.count()))
    return Counts(
        sum(row["leads"] for row in rows),
        *(_summed(rows, key) for key in keys),
    )


def _summed(rows: list[dict[str, Any]], key: str) -> Counter[str | None]:
    total: Counter[str | None] = Counter()
    for row in rows:
        total[row[key]] += row["leads"]
    return total


def show(model: ScoringModel, found: Counts, terminal: Terminal) -> None:
    """Print the tables of a run."""
    for part in _parts(model, found, terminal):
        terminal.result(part)


def _parts(model: ScoringModel, found: Counts, terminal: Terminal) -> Iterator[RenderableType]:
    if model.matrix or model.lights:
        yield _light_table(found, terminal.language)
    if model.matrix:
        yield ""
        yield _matrix_table(model, model.matrix, found, terminal.language)
    elif model.total.bands:
        yield ""
        yield _grade_table(model, found, terminal)


def _plain_table() -> Table:
    from rich.table import Table

    return Table(box=None, show_header=False, padding=(0, 2, 0, 0))


def _light_table(found: Counts, language: str) -> Table:
    table = _plain_table()
    for justify in ("left", "right", "right", "left"):
        table.add_column(justify=justify)
    most = max(found.lights.values(), default=0)
    for light in Light:
        number = found.lights[light]
        table.add_row(
            lights.shown(light, language),
            figures.whole(number, language),
            figures.percent(number, found.leads, language),
            f"[{lights.STYLES[light]}]{'█' * _share(number, most)}[/]",
        )
    return table


def _share(number: int, most: int) -> int:
    """The length of a bar: none for nothing, at least one letter for something."""
    return max(1, round(BAR * number / most)) if number else 0


def _matrix_table(model: ScoringModel, matrix: Matrix, found: Counts, language: str) -> Table:
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0))
    rows = [band.name for band in model.dimensions[matrix.rows].bands]
    columns = [band.name for band in model.dimensions[matrix.columns].bands]
    titles = [model.dimensions[d].title or d for d in (matrix.rows, matrix.columns)]
    table.add_column(" ╲ ".join(titles), style="dim")
    for name in columns:
        table.add_column(name, justify="right")
    for row in rows:
        cells = (_cell(matrix, found, row + column, language) for column in columns)
        table.add_row(row, *cells)
    return table


def _cell(matrix: Matrix, found: Counts, cell: str, language: str) -> str:
    light = matrix.cells[cell]
    number = figures.whole(found.cells[cell], language)
    return f"{number} [{lights.STYLES[light]}]{lights.SHAPES[light]}[/]"


def _grade_table(model: ScoringModel, found: Counts, terminal: Terminal) -> Table:
    table = _plain_table()
    for band in model.total.bands:
        number = found.grades[band.name]
        table.add_row(
            terminal.say(message("grade {name}", name=band.name)),
            figures.whole(number, terminal.language),
            figures.percent(number, found.leads, terminal.language),
        )
    return table

"""An explanation as a waterfall: each line begins where the one before it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semaforo.cli import figures
from semaforo.compile.outcome import LeadScore, Line
from semaforo.language import message
from semaforo.model.meaning import Dimension, ScoringModel

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

WIDTH = 28
"""Letters from the least to the greatest sum on the way."""


def waterfall(model: ScoringModel, scored: LeadScore, language: str) -> Table:
    """A row for each line that gave or took points, dimension by dimension.

    The dimensions of the total make one waterfall; each of the others begins at zero.
    """
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    steps = _steps(model, scored)
    low, high = _range(steps)
    for dimension in model.dimensions.values():
        lines = [(line, start) for line, start in steps if line.dimension == dimension.id]
        if not lines and not model.total.counts(dimension.id):
            continue
        table.add_row(_heading(model, dimension, scored, language))
        for line, start in lines:
            points = figures.signed(line.points, language)
            bar = _bar(start, start + line.points, low, high)
            table.add_row(Text(f"  {_label(dimension, line, language)}"), points, bar)
    return table


def _steps(model: ScoringModel, scored: LeadScore) -> list[tuple[Line, int]]:
    """Every line with the sum before it, in micropoints."""
    steps: list[tuple[Line, int]] = []
    total = 0
    for name in model.dimensions:
        in_total = model.total.counts(name)
        before = total if in_total else 0
        for line in scored.lines:
            if line.dimension == name:
                steps.append((line, before))
                before += line.points
        total = before if in_total else total
    return steps


def _range(steps: list[tuple[Line, int]]) -> tuple[int, int]:
    sums = [0, *(start for _, start in steps), *(start + line.points for line, start in steps)]
    return min(sums), max(sums)


def _heading(model: ScoringModel, dimension: Dimension, scored: LeadScore, language: str) -> str:
    from rich.markup import escape

    outcome = scored.dimensions[dimension.id]
    name = escape(dimension.title or dimension.id)
    points = figures.points(outcome.points, language)
    parts = [message("[bold]{name}[/] {points}", name=name, points=points).render(language)]
    if outcome.band:
        parts.append(f"({outcome.band})")
    if not model.total.counts(dimension.id):
        parts.append(message("(not in the total)").render(language))
    return " ".join(parts)


def _bar(before: int, after: int, low: int, high: int) -> Text:
    """The bar from one sum to the next; what takes points is hatched."""
    from rich.text import Text

    start, end = sorted((_place(before, low, high), _place(after, low, high)))
    letter, style = ("█", "green") if after > before else ("▒", "red")
    return Text(" " * min(start, WIDTH - 1) + letter * max(1, end - start), style=style)


def _place(value: int, low: int, high: int) -> int:
    return round(WIDTH * (value - low) / (high - low)) if high > low else 0


def _label(dimension: Dimension, line: Line, language: str) -> str:
    if line.kind == "clip":
        own = line.rule == dimension.id
        return _clip_label(line, (dimension.title or dimension.id) if own else line.rule, language)
    rule = next(rule for rule in dimension.rules if rule.id == line.rule)
    name = rule.title or rule.id
    if line.last_at is None or not line.events:
        return name
    last = figures.day(line.last_at, language)
    if line.events == 1:
        return message("{name}: once, on {last}", name=name, last=last).render(language)
    times = figures.whole(line.events, language)
    return message(
        "{name}: {times} times, the last on {last}", name=name, times=times, last=last
    ).render(language)


def _clip_label(line: Line, name: str, language: str) -> str:
    bound = message("cap of {name}") if line.points < 0 else message("floor of {name}")
    return bound.filled(name=name).render(language)

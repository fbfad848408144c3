"""A lead's score in the sentences that stand above the waterfall."""

from __future__ import annotations

from collections.abc import Iterator

from semaforo.cli import figures, lights
from semaforo.compile.outcome import LeadScore, Line
from semaforo.language import message
from semaforo.model.meaning import ScoringModel

MOST_REASONS = 3


def headline(scored: LeadScore, language: str) -> str:
    """The lead, its light and its figures in one line, as Rich's markup."""
    from rich.markup import escape

    parts = [f"[bold]{escape(scored.lead)}[/]"]
    if scored.light is not None:
        parts.append(lights.shown(scored.light, language))
    if scored.cell is not None:
        parts.append(message("cell {cell}", cell=scored.cell).render(language))
    points = figures.points(scored.total, language)
    parts.append(message("{points} points", points=points).render(language))
    parts.append(message("score {score}", score=scored.score).render(language))
    if scored.qualified is not None:
        word = message("qualified") if scored.qualified else message("not qualified")
        parts.append(word.render(language))
    return " · ".join(parts)


def reasons(model: ScoringModel, scored: LeadScore, language: str) -> Iterator[str]:
    """Why: a sentence for exclusions, one for what gave most, one for what took most.

    Only of the dimensions that count in the total, whose points stand in the line above.
    """
    excluded = [each.reason or each.id for each in model.exclusions if each.id in scored.excluded]
    if excluded:
        yield message("Excluded: {reasons}.", reasons=", ".join(excluded)).render(language)
    lines = [line for line in scored.lines if model.total.counts(line.dimension)]
    gave, took = _strongest(lines, 1), _strongest(lines, -1)
    if gave:
        listed = _listed(model, gave, language)
        yield message("Mostly for: {reasons}.", reasons=listed).render(language)
    if took:
        listed = _listed(model, took, language)
        yield message("Against it: {reasons}.", reasons=listed).render(language)


def _strongest(lines: list[Line], sign: int) -> list[Line]:
    """The rules that gave (1) or took (-1) most, the strongest first."""
    rules = [line for line in lines if line.kind == "rule" and line.points * sign > 0]
    return sorted(rules, key=lambda line: -abs(line.points))[:MOST_REASONS]


def _listed(model: ScoringModel, lines: list[Line], language: str) -> str:
    titles = {(d.id, rule.id): rule.title or rule.id for d, rule in model.rules}
    return ", ".join(
        f"{titles[line.dimension, line.rule]} ({figures.signed(line.points, language)})"
        for line in lines
    )

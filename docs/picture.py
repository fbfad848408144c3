"""Draws the picture of the README: one lead's explanation beside its cell of the matrix.

The points are the starter model's for a made-up lead, so the picture says what the code says. It
has a ground of its own, so it reads on light and dark pages alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from importlib.resources import files

from semaforo.cli import figures, lights
from semaforo.compile.outcome import LeadScore, Line
from semaforo.compile.reference import score
from semaforo.facts.shapes import Company, Event, Facts, Lead
from semaforo.language import message
from semaforo.model.files import parse_model
from semaforo.model.meaning import Light, Matrix, ScoringModel

NOW = datetime(2026, 9, 30, 12, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WIDTH, ROW, LEFT, BARS, BAR_WIDTH, GRID = 880, 25, 32, 330, 240, 660
INK, MUTED, GROUND, LINE = "#e8eaf0", "#98a0b0", "#14171f", "#2a2f3a"
COLOURS = {Light.HOT: "#50ce79", Light.WARM: "#f5b34c", Light.COLD: "#ec7067"}
AGES = (4, 12, 20)
"""Days since each event of the lead."""


def picture(language: str) -> str:
    """The SVG in one language."""
    model, scored = _example(language)
    rows = list(_rows(model, scored, language))
    height = 104 + ROW * (len(scored.lines) + 2) + 24
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'font-family="ui-sans-serif, system-ui, Segoe UI, Roboto, sans-serif" font-size="14">'
    )
    ground = f'<rect width="{WIDTH}" height="{height}" rx="12" fill="{GROUND}"/>'
    parts = [head, ground, *_head(scored, language), *rows, *_matrix(model, scored), "</svg>"]
    return "\n".join(parts) + "\n"


def _example(language: str) -> tuple[ScoringModel, LeadScore]:
    """The starter model, and its first test's lead as that would be after some days."""
    starter = files("semaforo.starters") / language / "b2b.yaml"
    checked = parse_model(starter.read_text(encoding="utf-8"))
    test = checked.tests[0]
    facts = Facts(
        (Lead("ana", NOW - timedelta(days=60), {**test.attributes, "company": "lumen"}),),
        tuple(
            Event("ana", event.name, NOW - timedelta(days=ago), properties=event.properties)
            for event, ago in zip(test.events, AGES, strict=False)
        ),
        (Company("lumen", test.company),),
    )
    [scored] = score(checked.model, facts, (NOW - EPOCH) // timedelta(microseconds=1))
    return checked.model, scored


def _head(scored: LeadScore, language: str) -> Iterator[str]:
    assert scored.light is not None
    word = lights.WORDS[scored.light].render(language).capitalize()
    points = figures.points(scored.total, language)
    said = message("{points} points", points=points).render(language)
    yield _text(LEFT, 40, f"semaforo explain … --lead {scored.lead}", MUTED, size=13)
    yield _shape(scored.light, LEFT + 9, 70, 9)
    yield _text(LEFT + 28, 76, word, COLOURS[scored.light], size=20, weight=700)
    yield _text(BARS, 76, f"{scored.cell} · {said}", INK, size=16)


def _rows(model: ScoringModel, scored: LeadScore, language: str) -> Iterator[str]:
    y, before = 112, 0
    most = max(scored.total, 1)
    for dimension in (model.dimensions[name] for name in model.total.of):
        outcome = scored.dimensions[dimension.id]
        points = figures.points(outcome.points, language)
        yield _text(LEFT, y, dimension.title or dimension.id, INK, weight=700)
        yield _text(BARS - 16, y, f"{points}  ({outcome.band})", INK, anchor="end", weight=700)
        y += ROW
        for line in (each for each in scored.lines if each.dimension == dimension.id):
            yield from _row(model, line, before, most, y, language)
            before += line.points
            y += ROW


def _row(
    model: ScoringModel, line: Line, before: int, most: int, y: int, language: str
) -> Iterator[str]:
    titles = {(d.id, rule.id): rule.title or rule.id for d, rule in model.rules}
    title = titles.get((line.dimension, line.rule), line.rule)
    left, right = sorted((before, before + line.points))
    x, width = BARS + BAR_WIDTH * left / most, BAR_WIDTH * (right - left) / most
    colour = COLOURS[Light.HOT] if line.points > 0 else COLOURS[Light.COLD]
    yield _text(LEFT + 14, y, title, MUTED)
    yield _text(BARS - 16, y, figures.signed(line.points, language), INK, anchor="end")
    yield (
        f'<rect x="{x:.1f}" y="{y - 11}" width="{max(width, 2):.1f}" height="13" rx="2" '
        f'fill="{colour}"/>'
    )


def _matrix(model: ScoringModel, scored: LeadScore) -> Iterator[str]:
    matrix = model.matrix
    assert matrix is not None
    rows = [band.name for band in model.dimensions[matrix.rows].bands]
    columns = [band.name for band in model.dimensions[matrix.columns].bands]
    for j, column in enumerate(columns):
        yield _text(GRID + 42 * j + 19, 100, column, MUTED, anchor="middle", size=12)
    for i, row in enumerate(rows):
        yield _text(GRID - 12, 130 + 42 * i, row, MUTED, anchor="middle", size=12)
        for j, column in enumerate(columns):
            yield from _cell(matrix, row + column, GRID + 42 * j, 106 + 42 * i, scored.cell)


def _cell(matrix: Matrix, cell: str, x: int, y: int, here: str | None) -> Iterator[str]:
    light = matrix.cells[cell]
    edge = f'stroke="{INK}" stroke-width="2.5"' if cell == here else f'stroke="{LINE}"'
    yield f'<rect x="{x}" y="{y}" width="38" height="38" rx="6" fill="{LINE}" {edge}/>'
    yield _shape(light, x + 19, y + 19, 8)


def _shape(light: Light, x: int, y: int, radius: int) -> str:
    """Full, half or empty: the light is told by its shape as well as its colour."""
    colour = COLOURS[light]
    if light is Light.HOT:
        return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}"/>'
    ring = (
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="none" stroke="{colour}" stroke-width="2"/>'
    )
    if light is Light.WARM:
        half = f'<path d="M{x - radius} {y}a{radius} {radius} 0 0 0 {2 * radius} 0z" '
        return f'{ring}{half}fill="{colour}"/>'
    return ring


def _text(
    x: float,
    y: float,
    text: str,
    colour: str,
    *,
    anchor: str = "start",
    size: int = 14,
    weight: int = 400,
) -> str:
    return (
        f'<text x="{x}" y="{y}" fill="{colour}" text-anchor="{anchor}" font-size="{size}" '
        f'font-weight="{weight}">{escape(text)}</text>'
    )

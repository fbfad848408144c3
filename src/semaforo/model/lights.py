"""The total of the dimensions, and the light it or the matrix gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from semaforo.language import Message, message
from semaforo.model.bands import read_bands, score_bound
from semaforo.model.meaning import Band, Dimension, Light, Matrix, Total, micropoints
from semaforo.model.report import Path, Report, near
from semaforo.model.shapes import LightsShape, MatrixShape, TotalShape
from semaforo.model.written import OTHERWISE

_LIGHTS = (Light.HOT, Light.WARM, Light.COLD)
_FULL_OF_INDEXES = 100


def read_total(
    shape: TotalShape | None,
    dimensions: Mapping[str, Dimension],
    written: Mapping[str, object],
    report: Report,
) -> Total | None:
    """The total; None when something in it is wrong, which is reported.

    `written` are the dimensions as written, of which `dimensions` holds those without faults.
    """
    before = report.errors
    shape = shape or TotalShape.model_validate({})
    of = tuple(shape.of or written)
    for position, name in enumerate(of):
        if name not in written and not report.unsure("dimensions", name):
            what = message('There is no dimension "{name}".', name=name)
            report.error("unknown-dimension", ("total", "of", position), what, near(name, written))
    _check_weights(shape, of, report)
    bands = read_bands(shape.bands, ("total", "bands"), report, score_bound)
    if report.errors > before or any(name not in dimensions for name in of):
        return None
    return Total(
        of=of,
        full=_full(shape, of, dimensions),
        weights=shape.weights or {},
        qualified=None if shape.qualified is None else micropoints(shape.qualified),
        bands=bands,
    )


def _full(shape: TotalShape, of: tuple[str, ...], dimensions: Mapping[str, Dimension]) -> int:
    if shape.combine == "weighted":
        return micropoints(_FULL_OF_INDEXES)
    if shape.full is not None:
        return micropoints(shape.full)
    return sum(dimensions[name].full for name in of)


def _check_weights(shape: TotalShape, of: tuple[str, ...], report: Report) -> None:
    path: Path = ("total", "weights")
    if shape.combine == "sum":
        if shape.weights is not None:
            what = message("`weights` goes with `combine: weighted`.")
            report.error("misplaced-key", path, what, key=True)
        if shape.full is not None and micropoints(shape.full) == 0:
            report.error(
                "not-positive", ("total", "full"), message('"full" must be greater than 0.')
            )
        return
    if shape.full is not None:
        what = message("A weighted total has no `full`: it is 100.")
        report.error("misplaced-key", ("total", "full"), what, key=True)
    weights = shape.weights or {}
    for name in weights:
        if name not in of:
            what = message('"{name}" has a weight but is not in the total.', name=name)
            report.error("unknown-dimension", (*path, name), what, near(name, of), key=True)
    for name in of:
        if name not in weights:
            report.error("no-weight", path, message('"{name}" has no weight.', name=name))
    if weights and not any(weights.values()):
        report.error("no-weight", path, message("All the weights are 0."))


def read_lights(
    shape: LightsShape | None, order: Iterable[str], report: Report
) -> tuple[Band, ...]:
    """The lights on the score, from the highest bound down. `order` is that of the file."""
    if shape is None:
        return ()
    written = {name: getattr(shape, name) for name in order if getattr(shape, name) is not None}
    return read_bands(written, ("lights",), report, score_bound)


def read_matrix(
    shape: MatrixShape | None, written: Mapping[str, tuple[str, ...]], report: Report
) -> Matrix | None:
    """The matrix; None when there is none or it is wrong, which is reported.

    `written` are the names of the bands of each dimension.
    """
    if shape is None:
        return None
    before = report.errors
    rows, columns = (
        _side(getattr(shape, side), side, written, report) for side in ("rows", "columns")
    )
    otherwise = [light for light in _LIGHTS if getattr(shape, light) == [OTHERWISE]]
    if len(otherwise) != 1:
        what = message("Exactly one of hot, warm and cold must be `otherwise`.")
        report.error("bad-otherwise", ("matrix",), what, key=True)
    if rows is None or columns is None:
        return None
    names = [row + column for row in rows for column in columns]
    _check_cells(names, report)
    listed = _listed(shape, names, (rows, columns), report)
    if report.errors > before:
        return None
    cells = {name: listed.get(name, otherwise[0]) for name in names}
    return Matrix(shape.rows, shape.columns, cells)


def _side(
    name: str, side: str, written: Mapping[str, tuple[str, ...]], report: Report
) -> tuple[str, ...] | None:
    """The bands of the dimension on one side; None when there are none, which is reported."""
    path: Path = ("matrix", side)
    if name not in written:
        if not report.unsure("dimensions", name):
            what = message('There is no dimension "{name}".', name=name)
            report.error("unknown-dimension", path, what, near(name, written))
        return None
    if not written[name]:
        if not report.unsure("dimensions", name, "bands"):
            what = message('The dimension "{name}" has no bands.', name=name)
            report.error("no-bands", path, what)
        return None
    return written[name]


def _check_cells(names: list[str], report: Report) -> None:
    for position, name in enumerate(names):
        if name in names[:position]:
            what = message('Two cells of the matrix would be called "{cell}".', cell=name)
            fix = message("Rename a band.")
            report.error("ambiguous-cell", ("matrix",), what, fix, key=True)


def _listed(
    shape: MatrixShape,
    names: list[str],
    bands: tuple[tuple[str, ...], tuple[str, ...]],
    report: Report,
) -> dict[str, Light]:
    """The cells that the matrix lists, with their lights. `bands` are those of its two sides."""
    found: dict[str, Light] = {}
    for light in _LIGHTS:
        cells: list[str] | None = getattr(shape, light)
        if cells is None or cells == [OTHERWISE]:
            continue
        for position, cell in enumerate(cells):
            path: Path = ("matrix", light.value, position)
            if cell not in names:
                what = message('The matrix has no cell "{cell}".', cell=cell)
                report.error("unknown-cell", path, what, _cells(shape, bands))
            elif cell in found:
                what = message('The cell "{cell}" stands twice.', cell=cell)
                report.error("twice", path, what, message("Keep one."))
            found[cell] = light
    return found


def _cells(shape: MatrixShape, bands: tuple[tuple[str, ...], tuple[str, ...]]) -> Message:
    rows, columns = bands
    return message(
        'A cell is a band of "{rows}" ({row_bands}) and one of "{columns}" ({column_bands}), '
        "as in {cell}.",
        rows=shape.rows,
        row_bands=", ".join(rows),
        columns=shape.columns,
        column_bands=", ".join(columns),
        cell=rows[0] + columns[0],
    )

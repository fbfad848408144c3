"""The lists a condition compares with, from the model or from files beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any

from semaforo.facts.values import fold, text_of
from semaforo.language import message
from semaforo.model.report import Path, Report
from semaforo.model.shapes import ListShape

MOST_BYTES = 50_000_000
"""A longer list belongs in the facts, as an attribute."""


def read_lists(
    shapes: Mapping[str, ListShape], folder: FilePath | None, report: Report
) -> dict[str, frozenset[str]]:
    """The folded values of every list. Files are read relative to `folder`.

    Faults are reported; without a folder a list in a file is one.
    """
    found: dict[str, frozenset[str]] = {}
    for name, shape in shapes.items():
        path: Path = ("lists", name)
        values = _values(shape, path, folder, report)
        if values is None:
            report.broken.add(path)
        else:
            found[name] = values
    return found


def _values(
    shape: ListShape, path: Path, folder: FilePath | None, report: Report
) -> frozenset[str] | None:
    if (shape.file is None) == (shape.values is None):
        what = message("A list needs either `values` or `file`.")
        report.error("values-or-file", path, what)
        return None
    written: Iterable[Any] | None = shape.values
    if shape.file is not None:
        path = (*path, "file")
        written = _lines(shape.file, path, folder, report)
    if written is None:
        return None
    values = frozenset(fold(text_of(raw) or "") for raw in written) - {""}
    if not values:
        report.error("empty-list", path, message("The list is empty."))
        return None
    return values


def _lines(file: str, path: Path, folder: FilePath | None, report: Report) -> list[str] | None:
    """The lines of `file`, or None when it cannot be read, which is reported."""
    if folder is None:
        what = message("A model that is not in a file cannot read a list from one.")
        report.error("list-file", path, what)
        return None
    try:
        return _read(folder / file)
    except FileNotFoundError:
        what = message('There is no file "{file}" beside the model.', file=file)
    except UnicodeDecodeError:
        what = message('The file "{file}" is not a text in UTF-8.', file=file)
    except (OSError, ValueError):
        what = message('The file "{file}" cannot be read.', file=file)
    report.error("list-file", path, what)
    return None


def _read(file: FilePath) -> list[str]:
    with file.open("rb") as stream:
        raw = stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise ValueError(file)
    return raw.decode("utf-8-sig").replace("\r", "\n").split("\n")

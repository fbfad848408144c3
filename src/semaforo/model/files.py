"""From a model file to a checked model: the way in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from semaforo.document import Document, parse, read
from semaforo.errors import Fault, Place, SemaforoError
from semaforo.facts.map import looks_like_map
from semaforo.language import message
from semaforo.model.agreement import Agreement, ModelTest
from semaforo.model.build import Built, build
from semaforo.model.doubts import doubts
from semaforo.model.meaning import ScoringModel
from semaforo.model.report import NoPlaces, Places, Report
from semaforo.yaml_nodes import whole


@dataclass(frozen=True, slots=True)
class Checked:
    """A model that passed every check.

    `document` is the file it came from, None for a model made of plain data; `list_files` are the
    files its lists were read from.
    """

    model: ScoringModel
    agreement: Agreement
    tests: tuple[ModelTest, ...]
    warnings: tuple[Fault, ...]
    document: Document | None = None
    list_files: tuple[Path, ...] = ()


def read_model(path: Path | str) -> Checked:
    """The model in the file `path`; its list files stand beside it. Raises SemaforoError."""
    return model_of(read(Path(path)), Path(path).parent)


def model_of(document: Document, folder: Path | None) -> Checked:
    """The model that `document` holds; list files are read in `folder`. Raises SemaforoError."""
    if looks_like_map(document.data):
        what = message("This is a map, not a model.")
        fix = message("A map goes with --map.")
        raise SemaforoError([Fault("not-a-model", Place(document.file), what, fix)])
    return _checked(document.data, document, folder, document)


def parse_model(text: str, file: str = "model.yaml", folder: Path | None = None) -> Checked:
    """The model in `text`. `file` names it in faults; list files are read in `folder`.

    Raises SemaforoError.
    """
    return model_of(parse(text, file), folder)


def build_model(data: Mapping[Any, Any], file: str = "model") -> Checked:
    """The model that `data` holds as plain mappings and lists. Raises SemaforoError.

    Places are paths: `model/dimensions/fit/rules/0`.
    """
    return _checked(_plain(data), NoPlaces(file), None, None)


def _checked(
    data: dict[str, Any], places: Places, folder: Path | None, document: Document | None
) -> Checked:
    report = Report(places)
    built = build(data, folder, report)
    if built is None:
        raise SemaforoError(
            _in_order(fault for fault in report.faults if fault.severity == "error")
        )
    doubts(built, report)
    return Checked(
        model=built.model,
        agreement=built.agreement,
        tests=built.tests,
        warnings=_in_order(report.faults),
        document=document,
        list_files=_list_files(built, folder),
    )


def _list_files(built: Built, folder: Path | None) -> tuple[Path, ...]:
    files = (each.file for each in built.shape.lists.values())
    return tuple(folder / file for file in files if folder is not None and file is not None)


def _in_order(faults: Any) -> tuple[Fault, ...]:
    """Faults by place, each once."""
    unique: dict[tuple[Any, ...], Fault] = {}
    for fault in sorted(faults, key=lambda each: (each.place.line, each.place.column)):
        unique.setdefault((fault.code, fault.place, str(fault.what)), fault)
    return tuple(unique.values())


def _plain(raw: Any) -> Any:
    """`raw` with text keys, lists, and dates as they would be written."""
    match raw:
        case Mapping():
            return {str(key): _plain(value) for key, value in raw.items()}
        case list() | tuple():
            return [_plain(item) for item in raw]
        case int() if not isinstance(raw, bool):
            return whole(raw)
        case datetime():
            return raw.isoformat(sep=" ")
        case date():
            return raw.isoformat()
    return raw

"""What a fact store says of itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from semaforo.errors import Fault, Place, SemaforoError
from semaforo.facts.report import QualityReport
from semaforo.language import message

FORMAT = 1
MANIFEST, REPORT = "manifest.json", "report.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a load made. `models` are (id, version); `columns` and `rows` are by table.

    `newest` is the latest instant among the events and the creation of leads, in microseconds UTC,
    or None where there is none.
    """

    timezone: str
    models: tuple[tuple[str, str], ...]
    columns: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, int]
    newest: int | None
    report: QualityReport = field(default_factory=QualityReport)


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write the manifest, and before it the data-quality report, into `folder`."""
    data = asdict(manifest)
    report = data.pop("report")
    _write(folder / REPORT, report)
    _write(folder / MANIFEST, {"format": FORMAT, **data})


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the store in `folder`. Raises SemaforoError."""
    path = folder / MANIFEST
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise _no_store(folder)
        return Manifest(
            timezone=data["timezone"],
            models=tuple((id_, version) for id_, version in data["models"]),
            columns={table: tuple(columns) for table, columns in data["columns"].items()},
            rows=data["rows"],
            newest=data["newest"],
            report=QualityReport.from_data(
                json.loads((folder / REPORT).read_text(encoding="utf-8"))
            ),
        )
    except (OSError, ValueError, KeyError, TypeError):
        raise _no_store(folder) from None


def _write(path: Path, data: Mapping[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def _no_store(folder: Path) -> SemaforoError:
    what = message("There is no fact store here that this version can read.")
    fix = message("Make one with semaforo load.")
    return SemaforoError([Fault("no-store", Place(str(folder)), what, fix)])

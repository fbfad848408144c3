"""Which files hold the facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from glob import glob, has_magic
from pathlib import Path

from semaforo.errors import Fault, Place, SemaforoError
from semaforo.facts.formats import InstantFormat, NumberFormat
from semaforo.facts.map_shapes import near
from semaforo.language import message

TABLES = ("leads", "events", "companies")


class FileKind(StrEnum):
    CSV = "csv"
    JSON = "jsonl"
    PARQUET = "parquet"
    XLSX = "xlsx"


_KINDS = {
    ".csv": FileKind.CSV,
    ".tsv": FileKind.CSV,
    ".txt": FileKind.CSV,
    ".jsonl": FileKind.JSON,
    ".ndjson": FileKind.JSON,
    ".json": FileKind.JSON,
    ".parquet": FileKind.PARQUET,
    ".pq": FileKind.PARQUET,
    ".xlsx": FileKind.XLSX,
    ".xls": FileKind.XLSX,
    ".xlsb": FileKind.XLSX,
    ".ods": FileKind.XLSX,
}


@dataclass(frozen=True, slots=True)
class Sources:
    """The raw files: each of `leads`, `events`, `companies` are files, folders or globs.

    `numbers` and `dates` say how the columns are read that could be read in several ways, and that
    the map says nothing of; with them their formats are looked for also without a map.
    """

    leads: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    map: Path | None = None
    numbers: NumberFormat | None = None
    dates: InstantFormat | None = None


@dataclass(frozen=True, slots=True)
class SourceFile:
    path: Path
    kind: FileKind


def files_of(sources: Sources) -> dict[str, tuple[SourceFile, ...]]:
    """The files of each table, by path. Raises SemaforoError for what is not there or empty."""
    faults: list[Fault] = []
    found = {table: tuple(_files(getattr(sources, table), faults)) for table in TABLES}
    if not faults and not any(found.values()):
        what = message("No file with leads or events was given.")
        faults.append(Fault("no-facts", Place(""), what))
    if faults:
        raise SemaforoError(faults)
    return found


def paths_of(sources: Sources) -> tuple[Path, ...]:
    """Every file that reading `sources` opens, the map too. Raises SemaforoError as `files_of`."""
    files = [file.path for table in files_of(sources).values() for file in table]
    return (*files, sources.map) if sources.map else tuple(files)


def _files(patterns: tuple[str, ...], faults: list[Fault]) -> Iterator[SourceFile]:
    """The files of some patterns, each once, in the order of their paths."""
    paths = {path for pattern in patterns for path in _expanded(pattern, faults)}
    for path in sorted(paths):
        kind = _kind(path)
        if kind is None:
            faults.append(_unknown_kind(path))
        elif path.stat().st_size == 0:
            what = message("The file is empty.")
            faults.append(Fault("empty-file", Place(str(path)), what))
        else:
            yield SourceFile(path, kind)


def _expanded(pattern: str, faults: list[Fault]) -> list[Path]:
    """The files a pattern stands for; of a folder those of a kind we read, at any depth."""
    path = Path(pattern)
    if path.is_file():
        return [path]
    if path.is_dir():
        found = [f for f in path.rglob("*") if f.is_file() and _kind(f) and not _hidden(f, path)]
    elif has_magic(pattern):
        found = [Path(name) for name in glob(pattern, recursive=True) if Path(name).is_file()]
    else:
        faults.append(_missing(path))
        return []
    if not found:
        what = message("No file there can be read: only CSV, JSONL, Parquet and XLSX files are.")
        faults.append(Fault("no-files", Place(pattern), what))
    return found


def _hidden(file: Path, folder: Path) -> bool:
    """Whether a file or folder on the way is hidden, or a marker such as Spark's _SUCCESS."""
    return any(part.startswith((".", "_")) for part in file.relative_to(folder).parts)


def _kind(path: Path) -> FileKind | None:
    name = path.name.lower().removesuffix(".gz")
    kind = _KINDS.get(Path(name).suffix)
    packed = path.name.lower().endswith(".gz")
    return None if packed and kind not in (FileKind.CSV, FileKind.JSON) else kind


def _missing(path: Path) -> Fault:
    beside = [f.name for f in path.parent.iterdir()] if path.parent.is_dir() else []
    what = message("There is no such file.")
    return Fault("missing-file", Place(str(path)), what, near(path.name, beside))


def _unknown_kind(path: Path) -> Fault:
    return Fault(
        "unknown-file-kind",
        Place(str(path)),
        message("The name does not say what kind of file this is."),
        message("Give it the ending .csv, .csv.gz, .jsonl, .jsonl.gz, .parquet or .xlsx."),
    )

"""Files into raw relations: every file of a table, whatever its kind, under one set of columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from semaforo.engines.duckdb import STOPPED, Connection, Error
from semaforo.errors import Fault, Place, SemaforoError, reason_in
from semaforo.facts.map import TableMap
from semaforo.facts.report import Decision
from semaforo.language import message
from semaforo.store.csv_files import head_of
from semaforo.store.decoding import TextFile, as_utf8, copied
from semaforo.store.raw import FILE, JSON, ROW, TEXT, Column, Part, RawTable, Whereabouts
from semaforo.store.scalars import name, quoted
from semaforo.store.sources import FileKind, SourceFile
from semaforo.store.spreadsheets import as_csv
from semaforo.store.uniting import unite

ASIDE = "semaforo_aside"
"""Rows that make no fact: table_name, reason, file, row, content. A negative row is the line of a
file that did not become a row of a relation."""
_SKIPPING = (
    "ignore_errors = true, store_rejects = true, rejects_table = 'semaforo_rejects', "
    "rejects_scan = 'semaforo_scans', auto_detect = false, filename = 'semaforo_file'"
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A text file with its number among all files of the load."""

    number: int
    text: TextFile


@dataclass(slots=True)
class Reader:
    """Reads the files of one table. `folder` holds copies that live as long as the load."""

    connection: Connection
    table: str
    map: TableMap
    folder: Path
    where: Whereabouts
    decisions: list[Decision]
    raw: RawTable = field(init=False)
    faults: list[Fault] = field(default_factory=list)
    staged: int = 0

    def __post_init__(self) -> None:
        relation = f"semaforo_raw_{self.table}"
        untouched = f"semaforo_untouched_{self.table}" if self.map.missing else relation
        self.raw = RawTable(self.table, relation, untouched)

    def read(self, files: Sequence[SourceFile]) -> RawTable:
        """One relation over `files`. Raises SemaforoError with the faults of every file."""
        parts = [*self._csv_parts(files), *self._json_parts(files), *self._parquet_parts(files)]
        if self.faults:
            raise SemaforoError(self.faults)
        unite(self.connection, self.raw, parts, self.map.missing)
        return self.raw

    # -- CSV and XLSX ------------------------------------------------------------------------

    def _csv_parts(self, files: Sequence[SourceFile]) -> list[Part]:
        """A part for each set of files with the same header."""
        alike: dict[tuple[str, tuple[str, ...], int], list[Numbered]] = {}
        for source in files:
            if source.kind not in (FileKind.CSV, FileKind.XLSX):
                continue
            try:
                file, skip = self._text_file(source)
                separator = "," if source.kind is FileKind.XLSX else self.map.separator
                separator, names = head_of(file.text, separator, skip)
            except SemaforoError as error:
                self.faults += error.faults
                continue
            alike.setdefault((separator, names, skip), []).append(file)
            if source.kind is FileKind.CSV and separator != ",":
                self._decide("separator", separator, file.text)
        if self.faults:
            return []
        return [self._csv(group, *head) for head, group in alike.items()]

    def _text_file(self, source: SourceFile) -> tuple[Numbered, int]:
        """A file as UTF-8 text, and the lines above its header."""
        if source.kind is FileKind.XLSX:
            path, sheet = as_csv(source.path, self.map.sheet, self.map.skip, self.folder)
            text = TextFile(path, source.path, "utf-8")
            self._decide("sheet", sheet, text)
            return self._numbered(text, skipped=self.map.skip), 0
        text = as_utf8(source.path, self.map.encoding, self.folder)
        if text.encoding != "utf-8":
            self._decide("encoding", text.encoding, text)
        return self._numbered(text), self.map.skip

    def _numbered(self, text: TextFile, skipped: int = 0) -> Numbered:
        number = self.where.add(str(text.original))
        self.where.before[number] = -skipped
        return Numbered(number, text)

    def _csv(
        self, files: list[Numbered], separator: str, names: tuple[str, ...], skip: int
    ) -> Part:
        columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(names)))
        options = (
            f"header = true, delim = {quoted(separator)}, quote = '\"', escape = '\"', "
            f"columns = {{{columns}}}, skip = {skip}, {_SKIPPING}"
        )
        # A blank line has no cells, but a file of one column would read an empty one.
        only = " WHERE c0 IS NOT NULL" if len(names) == 1 else ""
        relation = self._stage(
            files, lambda paths: f"SELECT * FROM read_csv({paths}, {options}){only}"
        )
        self._number_rows(relation, header=1 + skip)
        read = {column: Column(f"c{i}", TEXT) for i, column in enumerate(names)}
        return Part(f"(SELECT *, rowid AS {ROW} FROM {relation})", read)

    # -- JSONL -------------------------------------------------------------------------------

    def _json_parts(self, files: Sequence[SourceFile]) -> list[Part]:
        texts = []
        for source in files:
            if source.kind is FileKind.JSON:
                try:
                    texts.append(self._text_file(source)[0])
                except SemaforoError as error:
                    self.faults += error.faults
        return [self._jsonl(texts)] if texts and not self.faults else []

    def _jsonl(self, files: list[Numbered]) -> Part:
        # No control character stands in JSON, so one as the separator makes every line one cell.
        options = (
            "header = false, delim = '\x01', quote = '', escape = '', strict_mode = false, "
            f"columns = {{'line': 'VARCHAR'}}, {_SKIPPING}"
        )
        is_object = "CASE WHEN json_valid(line) THEN json_type(line) = 'OBJECT' ELSE false END"
        relation = self._stage(
            files,
            lambda paths: (
                f"SELECT line, {FILE}, {is_object} AS sound FROM (SELECT {FILE}, "
                f"ltrim(line, '\ufeff') AS line FROM read_csv({paths}, {options}))"
            ),
        )
        self._number_rows(relation, header=0)
        blank = f"NOT sound AND trim(coalesce(line, ''), {quoted(' ' + chr(9) + chr(13))}) = ''"
        self.raw.rows -= self._count(f"SELECT count(*) FROM {relation} WHERE {blank}")
        self.connection.execute(
            f"INSERT INTO {ASIDE} SELECT {quoted(self.table)}, 'not-an-object', {FILE}, rowid, "
            f"line FROM {relation} WHERE NOT sound AND NOT ({blank})"
        )
        keys = self._strings(
            f"SELECT DISTINCT unnest(json_keys(line)) FROM {relation} WHERE sound ORDER BY 1"
        )
        pointers = ", ".join(quoted("/" + k.replace("~", "~0").replace("/", "~1")) for k in keys)
        cells = "".join(f"cells[{i + 1}] AS c{i}, " for i in range(len(keys)))
        extracted = f"json_extract(line, [{pointers}]::VARCHAR[]) AS cells, "
        source = (
            f"(SELECT {cells}{FILE}, {ROW} FROM (SELECT {extracted}{FILE}, rowid AS {ROW} "
            f"FROM {relation} WHERE sound))"
        )
        return Part(source, {key: Column(f"c{i}", JSON) for i, key in enumerate(keys)})

    # -- Parquet -----------------------------------------------------------------------------

    def _parquet_parts(self, files: Sequence[SourceFile]) -> list[Part]:
        paths = [str(file.path) for file in files if file.kind is FileKind.PARQUET]
        numbers = [self._try_parquet(path) for path in paths]
        return [self._parquet(paths, numbers)] if paths and not self.faults else []

    def _try_parquet(self, path: str) -> int:
        try:
            self.raw.rows += self._count(
                f"SELECT num_rows FROM parquet_file_metadata({quoted(path)})"
            )
        except STOPPED:
            raise
        except Error as error:
            what = reason_in(str(error)) or message(
                "The file cannot be read: it is no Parquet file, or it is cut short."
            )
            self.faults.append(Fault("unreadable-file", Place(path), what))
        number = self.where.add(path)
        self.where.before[number] = -1
        return number

    def _parquet(self, paths: list[str], numbers: list[int]) -> Part:
        listed = ", ".join(map(quoted, paths))
        read = (
            f"read_parquet([{listed}], union_by_name = true, binary_as_string = true, "
            f"hive_partitioning = false, file_row_number = true, filename = '{FILE}')"
        )
        described = self.connection.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()
        columns = {
            str(row[0]): Column(name(row[0]), str(row[1]))
            for row in described
            if row[0] not in (FILE, "file_row_number")
        }
        file = _file_number(paths, numbers)
        return Part(
            f"(SELECT * REPLACE ({file} AS {FILE}), file_row_number AS {ROW} FROM {read})", columns
        )

    # -- small things ------------------------------------------------------------------------

    def _stage(self, files: list[Numbered], select: Callable[[str], str]) -> str:
        """Parse `files` into a temporary table, and set aside the rows that do not fit."""
        self.staged += 1
        self.raw.parsed = True
        relation = f"semaforo_{self.table}_{self.staged}"
        numbers = [file.number for file in files]
        paths = [str(file.text.path) for file in files]
        try:
            self._parse(relation, paths, numbers, select)
        except STOPPED:
            raise
        except Error:
            # Line ends of two kinds in one file stop the parser; a copy has one kind.
            for i, file in enumerate(files):
                copy = copied(file.text.path, "utf-8-sig", self.folder, one_line_end=True)
                paths[i] = str(copy)
                self._decide("lines", "", file.text)
            self._parse_or_fault(relation, paths, numbers, select, files[0].text)
        self._set_rejects_aside(_file_number(paths, numbers, "file_path"))
        self.raw.rows += self._count(f"SELECT count(*) FROM {relation}")
        return relation

    def _parse(
        self, relation: str, paths: list[str], numbers: list[int], select: Callable[[str], str]
    ) -> None:
        for table in ("semaforo_rejects", "semaforo_scans", relation):
            self.connection.execute(f"DROP TABLE IF EXISTS {table}")
        listed = ", ".join(map(quoted, paths))
        self.connection.execute(
            f"CREATE TEMP TABLE {relation} AS SELECT * REPLACE ({_file_number(paths, numbers)} "
            f"AS {FILE}) FROM ({select(f'[{listed}]')})"
        )

    def _parse_or_fault(
        self,
        relation: str,
        paths: list[str],
        numbers: list[int],
        select: Callable[[str], str],
        first: TextFile,
    ) -> None:
        try:
            self._parse(relation, paths, numbers, select)
        except STOPPED:
            raise
        except Error as error:
            what, fix = reason_in(str(error)), None
            if what is None:
                what = message("The file cannot be split into rows and cells.")
                fix = message('Look for a quote (") that is never closed.')
            fault = Fault("unreadable-file", Place(str(first.original)), what, fix)
            raise SemaforoError([fault]) from None

    def _set_rejects_aside(self, file_number: str) -> None:
        rejected = (
            f"SELECT {file_number} AS file, line, any_value(csv_line) AS content, "
            "bool_and(error_type IN ('MISSING COLUMNS', 'TOO MANY COLUMNS')) AS ragged "
            "FROM semaforo_rejects JOIN semaforo_scans USING (scan_id, file_id) GROUP BY ALL"
        )
        lines = self.connection.execute(
            f"SELECT file, list(line ORDER BY line) FROM ({rejected}) GROUP BY ALL"
        ).fetchall()
        for file, left_out in lines:
            self.where.left_out[file] = left_out
            self.raw.rows += len(left_out)
        self.connection.execute(
            f"INSERT INTO {ASIDE} SELECT {quoted(self.table)}, "
            "CASE WHEN ragged THEN 'ragged' ELSE 'unreadable-row' END, "
            "file, -(line::BIGINT), content "
            f"FROM ({rejected})"
        )

    def _number_rows(self, relation: str, header: int) -> None:
        firsts = self.connection.execute(
            f"SELECT {FILE}, min(rowid) FROM {relation} GROUP BY ALL"
        ).fetchall()
        for file, first in firsts:
            self.where.before[file] += first - header - 1

    def _decide(self, what: str, value: str, file: TextFile) -> None:
        self.decisions.append(Decision(what, value, self.table, str(file.original)))

    def _count(self, query: str) -> int:
        row = self.connection.execute(query).fetchone()
        return int(row[0]) if row else 0

    def _strings(self, query: str) -> list[str]:
        return [str(row[0]) for row in self.connection.execute(query).fetchall()]


def _file_number(paths: list[str], numbers: list[int], path: str = FILE) -> str:
    """The number of the file a row is of, which takes a tenth of the room of its path."""
    if len(paths) == 1:
        return f"{numbers[0]}::INTEGER"
    listed = ", ".join(map(quoted, paths))
    return f"([{', '.join(map(str, numbers))}])[list_position([{listed}], {path})]::INTEGER"

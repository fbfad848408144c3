"""The temporary tables of a load, and the little SQL they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from semaforo.engines.duckdb import Connection
from semaforo.facts.map import TableMap
from semaforo.facts.zones import zone
from semaforo.language import Message
from semaforo.store.copies import is_suspect
from semaforo.store.declared import Declared
from semaforo.store.fields import Fields
from semaforo.store.preparing import Prepared, prepare
from semaforo.store.raw import FILE, ROW
from semaforo.store.reading import ASIDE
from semaforo.store.scalars import name, quoted, readers
from semaforo.store.sources import Sources

Progress = Callable[[Message], None]
Counts = Mapping[str, int]


@dataclass(slots=True)
class Work:
    """A load under way.

    `whole` keeps what no model declares, and settles the ties that sorting by lead and instant
    leaves besides the copies. `suspects`: hashes that several events share. `repeated`: rows that
    gave way to another row of their id, by table. `known_lead_kept`: which events of a lead with a
    number are kept; `has_changes`: whether any of them changes attributes.
    """

    connection: Connection
    prepared: Prepared
    whole: bool
    suspects: int = 0
    repeated: dict[str, int] = field(default_factory=dict)
    known_lead_kept: str = "true"
    has_changes: bool = True

    @property
    def declared(self) -> Declared:
        return self.prepared.declared

    @property
    def apart(self) -> str:
        """A condition of the events that need no settling."""
        return f"NOT {is_suspect(ties=self.whole)}" if self.suspects else "true"

    def run(self, statement: str) -> None:
        """Execute a statement for its effect."""
        self.connection.execute(statement)

    def rows(self, query: str) -> list[tuple]:  # type: ignore[type-arg]
        """The few rows of a query."""
        return self.connection.execute(query).fetchall()

    def count(self, query: str) -> int:
        """The one number of a query."""
        return int(self.rows(query)[0][0] or 0)

    def make_table(self, table: str, select: str) -> None:
        """A temporary table, in place of one of an earlier load."""
        self.run(f"CREATE OR REPLACE TEMP TABLE {table} AS {select}")

    def make_empty(self, table: str, columns: Mapping[str, str]) -> None:
        """A temporary table without rows."""
        nulls = ", ".join(f"NULL::{type_} AS {name(column)}" for column, type_ in columns.items())
        self.make_table(table, f"SELECT {nulls} WHERE false")

    def set_aside(self, fields: Fields, typed: str, reason: str) -> None:
        """Note the rows of `typed` that have a `reason`, with what the files hold in them."""
        bare = Fields(fields.raw, TableMap())
        self.run(
            f"INSERT INTO {ASIDE} SELECT {quoted(fields.raw.table)}, reason, {FILE}, {ROW}, "
            f"{bare.json(())} FROM (SELECT {reason} AS reason, {FILE}, {ROW} FROM {typed}) "
            f"JOIN {fields.raw.untouched} USING ({FILE}, {ROW}) WHERE reason IS NOT NULL"
        )

    def keep_one(self, fields: Fields, table: str, key: str, latest: str, json: str) -> None:
        """Of several rows of one `key` keep that with the greatest `latest`, then `json`."""
        self.make_table(
            "semaforo_repeated",
            f"SELECT rowid AS place, {key} AS key, {latest} AS latest, {FILE}, {ROW} FROM {table} "
            f"WHERE {key} IN (SELECT {key} FROM {table} GROUP BY ALL HAVING count(*) > 1)",
        )
        if not self.count("SELECT count(*) FROM semaforo_repeated"):
            return
        self.make_table(
            "semaforo_given_way",
            "SELECT place FROM (SELECT place, row_number() OVER (PARTITION BY key ORDER BY "
            "latest DESC NULLS LAST, json DESC, place) AS n FROM semaforo_repeated JOIN "
            f"(SELECT coalesce(semaforo_canonical({json}), '{{}}') AS json, {FILE}, {ROW} "
            f"FROM {fields.raw.relation}) USING ({FILE}, {ROW})) WHERE n > 1",
        )
        self.repeated[fields.raw.table] = self.count("SELECT count(*) FROM semaforo_given_way")
        self.run(f"DELETE FROM {table} WHERE rowid IN (SELECT place FROM semaforo_given_way)")


@contextmanager
def work(
    connection: Connection, declared: Declared, sources: Sources, *, whole: bool
) -> Iterator[Work]:
    """A load of `sources`, read and ready to be typed. Raises SemaforoError.

    When the context ends, everything it made in `connection` is gone but the tables of the store.
    """
    before = _temporary(connection)
    with (
        TemporaryDirectory(prefix="semaforo-") as folder,
        readers(connection, zone(declared.timezone)),
    ):
        try:
            prepared = prepare(connection, declared, sources, Path(folder))
            yield Work(connection, prepared, whole)
        finally:
            for kind, relation in _temporary(connection) - before:
                connection.execute(f"DROP {kind} IF EXISTS {relation}")
            connection.execute("DROP TYPE IF EXISTS semaforo_name")


def _temporary(connection: Connection) -> set[tuple[str, str]]:
    """The working tables and views there are: (TABLE or VIEW, name)."""
    found = connection.execute(
        "SELECT 'TABLE', table_name FROM duckdb_tables() WHERE temporary UNION ALL "
        "SELECT 'VIEW', view_name FROM duckdb_views() WHERE temporary"
    ).fetchall()
    return {(kind, relation) for kind, relation in found if relation.startswith("semaforo_")}

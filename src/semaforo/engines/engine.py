"""What an engine is: somewhere a compiled query can be kept, written or read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import ibis
import pyarrow as pa
from ibis import ir
from ibis.expr.operations import UnboundTable

NO_INSTANTS: frozenset[str] = frozenset()
WHOLE: Sequence[Mapping[str, ir.Table]] = ({},)
"""One share, which is everything."""


class Engine(Protocol):
    """Runs queries over a fact store whose tables it holds under their names.

    `instants` names the columns that hold microseconds since 1970 UTC and leave as time stamps.
    """

    @property
    def leads_at_once(self) -> int | None:
        """How many leads a query should look at; None for as many as there are."""

    def define(self, steps: Mapping[str, ir.Table]) -> None:
        """Let later queries, and later steps, read each step by its name."""

    def keep(
        self, query: ir.Table, name: str, shares: Sequence[Mapping[str, ir.Table]] = WHOLE
    ) -> ir.Table:
        """Compute `query` once; the table returned reads the result.

        With `shares` it is computed for each, with the steps of the share in the place of those of
        their names, and the results are put under each other.
        """

    def write_parquet(self, query: ir.Table, path: Path, instants: Set[str] = NO_INSTANTS) -> None:
        """Write the rows of `query` to Parquet at `path` (an engine may make it a folder)."""

    def batches(
        self, query: ir.Table, instants: Set[str] = NO_INSTANTS
    ) -> Iterator[pa.RecordBatch]:
        """The rows of `query`, some at a time."""

    def rows(self, query: ir.Table) -> list[dict[str, Any]]:
        """The rows of a query whose result is small."""


def steps_of(query: ir.Table, known: Mapping[str, ir.Table]) -> list[str]:
    """The `known` steps that `query` reads, directly or not, in the order they were defined."""
    needed: set[str] = set()
    waiting = [query]
    while waiting:
        for table in waiting.pop().op().find(UnboundTable):
            if table.name in known and table.name not in needed:
                needed.add(table.name)
                waiting.append(known[table.name])
    return [name for name in known if name in needed]


@contextmanager
def layered() -> Iterator[None]:
    """Compile each layer of a plan as a query of its own.

    Fusing them would write every shared expression out once for each use, which makes the query
    several times as long and no faster.
    """
    before = ibis.options.sql.fuse_selects
    ibis.options.sql.fuse_selects = False
    try:
        yield
    finally:
        ibis.options.sql.fuse_selects = before

"""A long query in named steps, each of them small.

A query that is one tree takes time to compile that grows with the square of its depth. Steps are
compiled one by one, and read by name.
"""

from __future__ import annotations

import ibis
from ibis import ir


class Steps:
    """Steps in the order they were added. `prefix` keeps their names apart from other plans'."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self.added: dict[str, ir.Table] = {}

    def add(self, name: str, query: ir.Table) -> ir.Table:
        """Name `query`; the table returned reads it by that name."""
        full = f"{self._prefix}_{name}"
        if full in self.added:
            raise ValueError(f"two steps are called {full}")
        self.added[full] = query
        return ibis.table(query.schema(), name=full)

"""A compiled query in the words of an SQL dialect, to be read or run elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import ibis
from ibis import ir

from semaforo.engines.engine import layered, steps_of
from semaforo.errors import Fault, Place, SemaforoError
from semaforo.language import message

TESTED = ("duckdb", "spark")
"""Dialects of the engines, whose results are compared with the reference."""
EXPERIMENTAL = ("bigquery", "databricks", "postgres", "snowflake", "sqlite")
"""Dialects that are written but whose results nobody compares."""


def sql_of(query: ir.Table, steps: Mapping[str, ir.Table], dialect: str) -> str:
    """`query`, after the `steps` it reads, in `dialect`. Raises SemaforoError when there is no
    such dialect here."""
    if dialect not in TESTED + EXPERIMENTAL:
        known = ", ".join(TESTED + EXPERIMENTAL)
        what = message("There is no dialect “{dialect}”.", dialect=dialect)
        fix = message("Write one of {known}.", known=known)
        raise SemaforoError([Fault("unknown-dialect", Place("--dialect"), what, fix)])
    compiler = _compiler("pyspark" if dialect == "spark" else dialect)

    def words(table: ir.Table) -> str:
        with layered():
            tree = compiler.to_sqlglot(table.unbind())
        return str(tree.sql(dialect=compiler.dialect, pretty=True))

    before = ",\n".join(f"{name} AS (\n{words(steps[name])}\n)" for name in steps_of(query, steps))
    return f"WITH {before}\n{words(query)}" if before else words(query)


def _compiler(name: str) -> Any:
    if name == "pyspark":
        _register_spark()
    return import_module(f"ibis.backends.sql.compilers.{name}").compiler


def _register_spark() -> None:
    """The Spark compiler reads options that Ibis registers when its backend is first named."""
    try:
        _ = ibis.pyspark
    except (ImportError, AttributeError) as error:
        what = message("Spark is not installed.")
        fix = message("Install semaforo[spark].")
        raise SemaforoError([Fault("no-spark", Place("spark"), what, fix)]) from error

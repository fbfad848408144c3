"""Facts that are ready to be asked: loaded or opened, with an engine over them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

from semaforo.cli.columns import columns_of
from semaforo.cli.inputs import Inputs, checked_memory
from semaforo.cli.output import Excel, write
from semaforo.cli.terminal import Terminal
from semaforo.errors import Fault, Place, SemaforoError
from semaforo.language import message
from semaforo.model.meaning import ScoringModel

if TYPE_CHECKING:
    from ibis import ir

    from semaforo.engines.duckdb import DuckDB
    from semaforo.engines.engine import Engine
    from semaforo.engines.spark import Spark
    from semaforo.store import Manifest

ENGINES = ("duckdb", "spark")


class Held(Protocol):
    """Facts in an engine, with what loading them found."""

    @property
    def engine(self) -> Engine: ...

    @property
    def manifest(self) -> Manifest: ...

    def write(self, table: ir.Table, name: str, path: Path, excel: Excel) -> None:
        """Write a table that the engine keeps under `name`."""


@dataclass(frozen=True, slots=True)
class HeldHere:
    """Facts in a DuckDB connection."""

    engine: DuckDB
    manifest: Manifest

    def write(self, table: ir.Table, name: str, path: Path, excel: Excel) -> None:
        write(self.engine.connection, name, columns_of(table.columns), path, excel)


@dataclass(frozen=True, slots=True)
class HeldOnSpark:
    """Facts in a Spark session. What is not Parquet passes through `scratch`."""

    engine: Spark
    manifest: Manifest
    scratch: Path

    def write(self, table: ir.Table, name: str, path: Path, excel: Excel) -> None:
        columns = columns_of(table.columns)
        if path.suffix.lower() == ".parquet":
            instants = {column.name for column in columns if column.is_instant}
            self.engine.write_parquet(table, path, instants)
            return
        from semaforo.engines.duckdb import connect

        folder = self.scratch / name
        self.engine.write_parquet(table, folder)
        with connect() as connection:
            files = str(folder / "*.parquet").replace("'", "''")
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{files}')")
            write(connection, name, columns, path, excel)


@contextmanager
def held(
    inputs: Inputs,
    models: list[ScoringModel],
    terminal: Terminal,
    engine: str = "duckdb",
    memory: str | None = None,
) -> Iterator[Held]:
    """The facts of `inputs`, typed for `models`, in an engine. Raises SemaforoError."""
    inputs, memory = inputs.checked(), checked_memory(memory)
    if engine == "duckdb":
        with _here(inputs, models, terminal, memory) as facts:
            yield facts
    elif engine == "spark":
        with TemporaryDirectory(prefix="semaforo-") as scratch:
            yield _on_spark(inputs, models, terminal, memory, Path(scratch))
    else:
        what = message("There is no engine “{engine}”.", engine=engine)
        fix = message("Write one of {known}.", known=", ".join(ENGINES))
        raise SemaforoError([Fault("unknown-engine", Place("--engine"), what, fix)])


@contextmanager
def _here(
    inputs: Inputs, models: list[ScoringModel], terminal: Terminal, memory: str | None
) -> Iterator[Held]:
    from semaforo.engines.duckdb import DuckDB, connect
    from semaforo.store import load_into, open_store

    with connect(memory=memory) as connection:
        if inputs.store is not None:
            manifest = open_store(connection, inputs.store, models)
        else:
            with terminal.working(message("Reading the facts")) as progress:
                manifest = load_into(connection, models, inputs.sources(), progress=progress)
        yield HeldHere(DuckDB(connection), manifest)


def _on_spark(
    inputs: Inputs,
    models: list[ScoringModel],
    terminal: Terminal,
    memory: str | None,
    scratch: Path,
) -> Held:
    from semaforo.engines.duckdb import connect
    from semaforo.store import open_store

    store = inputs.store
    if store is None:
        store = scratch / "store"
        load_store(inputs, models, store, terminal, memory)
    with connect(memory=memory) as connection:
        manifest = open_store(connection, store, models)
    engine = _spark_engine()
    engine.open_store(store)
    return HeldOnSpark(engine, manifest, scratch)


def load_store(
    inputs: Inputs,
    models: list[ScoringModel],
    out: Path,
    terminal: Terminal,
    memory: str | None = None,
    *,
    replace: bool = False,
) -> Manifest:
    """Load the files of `inputs` into a fact store at `out`. Raises SemaforoError."""
    from semaforo.engines.duckdb import connect
    from semaforo.store import load

    with (
        terminal.working(message("Reading the facts")) as progress,
        connect(memory=checked_memory(memory)) as connection,
    ):
        return load(
            models,
            inputs.sources(),
            out,
            connection=connection,
            progress=progress,
            replace=replace,
        )


def _spark_engine() -> Spark:
    try:
        from semaforo.engines.spark import Spark, session
    except ImportError as error:
        what = message("Spark is not installed.")
        fix = message("Install semaforo[spark].")
        raise SemaforoError([Fault("no-spark", Place("--engine"), what, fix)]) from error
    return Spark(session())

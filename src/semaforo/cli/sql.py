"""`semaforo sql`: the query that a model becomes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from semaforo.cli.instants import read_instant
from semaforo.cli.spoken import Commands
from semaforo.language import message


def add(commands: Commands) -> None:
    """Add `semaforo sql`."""

    @commands.command("sql", message("Print the query that scores with a model."))
    def sql(
        model: Path = commands.argument(message("MODEL"), message("The model's YAML file.")),
        dialect: str = commands.option(
            "--dialect",
            message("duckdb (default), spark, or one of the experimental ones."),
            message("DIALECT"),
        ),
        as_of: str = commands.option(
            "--as-of",
            message("The instant to score at. Default: the beginning of today, UTC."),
            message("INSTANT"),
        ),
    ) -> None:
        from semaforo.compile.plan import plan
        from semaforo.engines.dialects import EXPERIMENTAL, sql_of
        from semaforo.model.files import read_model

        meaning = read_model(model).model
        written = as_of or datetime.now(UTC).strftime("%Y-%m-%dT00:00Z")
        planned = plan(meaning, read_instant("--as-of", written, meaning))
        name = dialect or "duckdb"
        text = sql_of(planned.scores(), planned.steps, name)
        if name in EXPERIMENTAL:
            commands.terminal.note(
                message("{dialect} is experimental: nobody compares its results.", dialect=name)
            )
        commands.terminal.write(f"-- {meaning.id} {meaning.version} as of {written}\n{text};\n")

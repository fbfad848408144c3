"""`semaforo new`: a commented model to begin with."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from semaforo.cli.output import refuse_to_replace
from semaforo.cli.spoken import Commands
from semaforo.errors import Fault, Place, SemaforoError
from semaforo.language import message

KINDS = ("b2b", "b2c", "partner")


def add(commands: Commands) -> None:
    """Add `semaforo new`."""

    @commands.command("new", message("Write a commented model to begin with."))
    def new(
        file: Path | None = commands.argument(
            message("FILE"), message("File to write. Without it the model is printed."), None
        ),
        kind: str = commands.option(
            "--kind", message("b2b (default), b2c or partner."), message("KIND")
        ),
    ) -> None:
        chosen = kind or KINDS[0]
        if chosen not in KINDS:
            what = message("There is no starter model “{kind}”.", kind=chosen)
            fix = message("Write one of {known}.", known=", ".join(KINDS))
            raise SemaforoError([Fault("unknown-kind", Place("--kind"), what, fix)])
        starter = files("semaforo.starters") / commands.terminal.language / f"{chosen}.yaml"
        text = starter.read_text(encoding="utf-8")
        if file is None:
            commands.terminal.write(text)
            return
        refuse_to_replace(file)
        file.write_text(text, encoding="utf-8")
        commands.terminal.result(
            message("{file} is written. Next: semaforo check {file}", file=str(file))
        )

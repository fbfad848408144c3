"""The commands, put together in the language of this run."""

from __future__ import annotations

from collections.abc import Callable

import typer

from semaforo import __version__
from semaforo.cli import check, demo, explain, load, model_tests, new, schema, score, simulate, sql
from semaforo.cli.spoken import Commands
from semaforo.cli.terminal import Terminal
from semaforo.language import message

MODULES: tuple[Callable[[Commands], None], ...] = (
    score.add,
    load.add,
    explain.add,
    check.add,
    model_tests.add,
    new.add,
    schema.add,
    sql.add,
    demo.add,
    simulate.add,
)


def build(terminal: Terminal) -> typer.Typer:
    """The whole command line, its help texts in the terminal's language."""
    commands = Commands(terminal)
    _add_top(commands)
    for add in MODULES:
        add(commands)
    return commands.app


def _add_top(commands: Commands) -> None:
    @commands.app.callback()
    def top(
        context: typer.Context,
        lang: str = commands.option(
            "--lang",
            message("Language of everything that is shown: es or en. Default: the locale's."),
            message("LANGUAGE"),
        ),
        version: bool = commands.option(
            "--version", message("Show the version and exit."), default=False
        ),
    ) -> None:
        if version:
            commands.terminal.write(f"semaforo {__version__}\n")
            raise typer.Exit
        if context.invoked_subcommand is None:
            commands.terminal.write(context.get_help() + "\n")

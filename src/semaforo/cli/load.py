"""`semaforo load`: raw files into a fact store."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from semaforo.cli import figures, inputs
from semaforo.cli.hints import hints
from semaforo.cli.holding import load_store
from semaforo.cli.spoken import Commands
from semaforo.cli.terminal import Terminal
from semaforo.language import message

if TYPE_CHECKING:
    from semaforo.facts.report import QualityReport


def add(commands: Commands) -> None:
    """Add `semaforo load`."""
    facts = inputs.FactOptions(commands)

    @commands.command("load", message("Read files once into a fact store, to score from it."))
    def load(
        models: list[Path] = commands.argument(
            message("MODEL"), message("Models the store is for: their attributes are typed.")
        ),
        leads: list[str] = facts.leads,
        events: list[str] = facts.events,
        companies: list[str] = facts.companies,
        map_: str = facts.map,
        numbers: str = facts.numbers,
        dates: str = facts.dates,
        out: Path = commands.option(
            "--out", message("Folder of the store; it is made if need be."), message("DIR"), ...
        ),
        replace: bool = commands.option(
            "--replace", message("Make anew a store that is there."), default=False
        ),
        memory: str = facts.memory,
    ) -> None:
        from semaforo.model.files import read_model

        asked = inputs.Inputs(
            leads or (), events or (), companies or (), map_, None, numbers, dates
        ).checked()
        started = perf_counter()
        meanings = [read_model(path).model for path in models]
        manifest = load_store(asked, meanings, out, commands.terminal, memory, replace=replace)
        show_report(manifest.report, commands.terminal)
        for hint in hints(asked, manifest.report):
            commands.terminal.note(hint)
        commands.terminal.result(
            message(
                "The store is in {folder}; it took {time}.",
                folder=str(out),
                time=figures.seconds(perf_counter() - started, commands.terminal.language),
            )
        )


def show_report(report: QualityReport, terminal: Terminal) -> None:
    """Show the data-quality report, a line for each finding."""
    for line in report.lines():
        terminal.result(line)

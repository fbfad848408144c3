"""`semaforo simulate`: a synthetic company whose truth is known."""

from __future__ import annotations

from pathlib import Path

from semaforo.cli import figures
from semaforo.cli.spoken import Commands
from semaforo.language import message

EVENTS_OF_A_LEAD = 20


def add(commands: Commands) -> None:
    """Add `semaforo simulate`."""
    count = message("N")

    @commands.command(
        "simulate",
        message(
            "Make up a company: leads, companies and events as Parquet, and the truth behind them."
        ),
    )
    def simulate(
        folder: Path = commands.argument(
            message("DIR"), message("Folder to write to; it is made if need be.")
        ),
        leads: int = commands.option("--leads", message("How many leads."), count, 1_000),
        events: int = commands.option(
            "--events", message("How many events. Default: 20 for each lead."), count
        ),
        seed: int = commands.option(
            "--seed", message("The same seed makes the same company."), count, 1
        ),
    ) -> None:
        from semaforo.simulate import simulate as made_up

        terminal = commands.terminal
        events = EVENTS_OF_A_LEAD * leads if events is None else events
        with terminal.counting(message("Making it up")) as progress:
            made_up(folder, leads=leads, events=events, seed=seed, progress=progress)
        terminal.result(
            message(
                "{leads} leads and {events} events are in {folder}, the truth in {truth}.",
                leads=figures.whole(leads, terminal.language),
                events=figures.whole(events, terminal.language),
                folder=str(folder),
                truth=str(folder / "truth.json"),
            )
        )

"""`semaforo score`: score everyone, write the files, say what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from semaforo.cli import figures, inputs
from semaforo.cli.hints import hints
from semaforo.cli.holding import held
from semaforo.cli.inputs import Inputs
from semaforo.cli.output import Excel, checked_target
from semaforo.cli.scoring import Targets, moment_of, score_to_files, show_doubts, show_run
from semaforo.cli.spoken import Commands
from semaforo.cli.terminal import Terminal
from semaforo.errors import Fault, Place, SemaforoError
from semaforo.language import message


def add(commands: Commands) -> None:
    """Add `semaforo score`."""
    facts = inputs.FactOptions(commands)
    instant, file = message("INSTANT"), message("FILE")

    @commands.command("score", message("Score every lead and write a row for each."))
    def score(
        model: Path = commands.argument(message("MODEL"), message("The model's YAML file.")),
        leads: list[str] = facts.leads,
        events: list[str] = facts.events,
        companies: list[str] = facts.companies,
        map_: str = facts.map,
        numbers: str = facts.numbers,
        dates: str = facts.dates,
        store: Path = facts.store,
        as_of: str = commands.option(
            "--as-of",
            message("The instant to score at. Default: the newest in the facts."),
            instant,
        ),
        known_at: str = commands.option(
            "--known-at", message("Leave out what was received later than this."), instant
        ),
        out: Path = commands.option(
            "--out", message("File of scores: .csv, .parquet, .jsonl or .xlsx."), file, ...
        ),
        contributions: Path = commands.option(
            "--contributions", message("File with the points of every rule for every lead."), file
        ),
        engine: str = commands.option(
            "--engine", message("Where to compute: duckdb (default) or spark."), message("ENGINE")
        ),
        memory: str = facts.memory,
        excel: str = commands.option(
            "--excel", message("es: a .csv or .xlsx for Spanish Excel."), message("COUNTRY")
        ),
    ) -> None:
        asked = inputs.Inputs(
            leads or (), events or (), companies or (), map_, store, numbers, dates
        )
        country = _excel(excel)
        targets = Targets(checked_target(out, country), _checked(contributions, country), country)
        wanted = Wanted(model, asked, as_of, known_at, targets, engine or "duckdb", memory)
        _score(wanted, commands.terminal)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line."""

    model: Path
    inputs: Inputs
    as_of: str | None
    known_at: str | None
    targets: Targets
    engine: str
    memory: str | None


def _score(wanted: Wanted, terminal: Terminal) -> None:
    from semaforo.model.files import read_model

    started = perf_counter()
    checked = read_model(wanted.model)
    model = checked.model
    read = [wanted.model, *checked.list_files, *wanted.inputs.paths()]
    _spare(read, wanted.targets)
    with held(wanted.inputs, [model], terminal, wanted.engine, wanted.memory) as facts:
        moment = moment_of(wanted.as_of, wanted.known_at, model, facts, terminal)
        done = score_to_files(facts, model, moment, wanted.targets, terminal)
        show_run(model, moment, done.counts, facts.manifest.report, terminal)
        if wanted.inputs.store is None:
            show_doubts(facts.manifest.report, terminal)
            for hint in hints(wanted.inputs, facts.manifest.report):
                terminal.note(hint)
    terminal.result(
        message(
            "Written in {time}: {files}",
            time=figures.seconds(perf_counter() - started, terminal.language),
            files=", ".join(map(str, wanted.targets.files)),
        )
    )


def _checked(path: Path | None, excel: Excel) -> Path | None:
    return None if path is None else checked_target(path, excel)


def _spare(read: list[Path], targets: Targets) -> None:
    """Raise SemaforoError if writing a target would spoil what is read, or the other target.

    A store is read with all its files. Spark writes folders, and in them all would be lost.
    """
    taken = {path.resolve() for path in read}
    for target in targets.files:
        place = target.resolve()
        if any(place.is_relative_to(each) or each.is_relative_to(place) for each in taken):
            what = message("That file is already used in this command.")
            fix = message("Give another name.")
            raise SemaforoError([Fault("file-in-use", Place(str(target)), what, fix)])
        taken.add(place)


def _excel(country: str | None) -> Excel:
    if country in (None, Excel.ES.value):
        return Excel(country or "")
    what = message("There is no Excel “{country}” here.", country=country)
    raise SemaforoError([Fault("unknown-excel", Place("--excel"), what, message("Write es."))])

"""A run over everyone, from held facts to files and a summary."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from semaforo.cli import figures
from semaforo.cli.holding import Held
from semaforo.cli.instants import newest_of, read_instant
from semaforo.cli.output import Excel
from semaforo.cli.summary import Counts, counts, show
from semaforo.cli.terminal import Terminal
from semaforo.errors import Fault, Place
from semaforo.facts.report import shown_instant
from semaforo.language import message
from semaforo.model.meaning import ScoringModel

if TYPE_CHECKING:
    from ibis import ir

    from semaforo.engines.engine import Engine
    from semaforo.facts.report import QualityReport


@dataclass(frozen=True, slots=True)
class Targets:
    """The files of a run."""

    scores: Path
    contributions: Path | None = None
    excel: Excel = Excel.NONE

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(path for path in (self.scores, self.contributions) if path is not None)


@dataclass(frozen=True, slots=True)
class Moment:
    """The instants of a run, in microseconds UTC."""

    as_of: int
    known_at: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What a run came to. `scores` is the table of scores, kept by the engine."""

    counts: Counts
    scores: ir.Table


def score_to_files(
    held: Held, model: ScoringModel, moment: Moment, targets: Targets, terminal: Terminal
) -> Done:
    """Score every lead, write the files, and count what came of it."""
    from semaforo.score.run import run

    with terminal.working(message("Scoring")):
        wanted = targets.contributions is not None
        scored = run(held.engine, model, moment.as_of, moment.known_at, contributions=wanted)
        kept = held.engine.keep(scored.scores.order_by("lead"), "kept_scores")
        held.write(kept, "kept_scores", targets.scores, targets.excel)
        if targets.contributions is not None and scored.lines is not None:
            lines = held.engine.keep(scored.lines, "kept_lines")
            held.write(lines, "kept_lines", targets.contributions, targets.excel)
        return Done(counts(held.engine, kept), kept)


def moment_of(
    as_of: str | None, known_at: str | None, model: ScoringModel, held: Held, terminal: Terminal
) -> Moment:
    """The instants asked for; without `as_of` the newest of the facts, and that is said.

    So is it that `known_at` hides nothing, where no event says when it was received.
    """
    known = None if known_at is None else read_instant("--known-at", known_at, model)
    if known is not None and not _says_when_received(held.engine):
        terminal.faults([_NEVER_RECEIVED])
    if as_of is not None:
        return Moment(read_instant("--as-of", as_of, model), known)
    found = newest_of(held.manifest)
    terminal.note(
        message(
            "No --as-of: scored at the newest instant in the facts, {as_of}.",
            as_of=shown_instant(found),
        )
    )
    return Moment(found, known)


_NEVER_RECEIVED = Fault(
    "no-received-at",
    Place("--known-at"),
    message("No event says when it was received, so none is hidden."),
    message("The column is called received_at; a map can say which one it is."),
    severity="warning",
)


def _says_when_received(engine: Engine) -> bool:
    """Whether any event of the store has `received_at`."""
    import ibis

    for table in ("events", "changes"):
        stored = ibis.table({"received_at": "int64"}, name=table)
        if engine.rows(stored.filter(stored["received_at"].notnull()).limit(1)):
            return True
    return False


def show_run(
    model: ScoringModel, moment: Moment, found: Counts, report: QualityReport, terminal: Terminal
) -> None:
    """What was scored, what came of it, and what could not be read."""
    language = terminal.language
    terminal.result(
        message(
            "{title} · {as_of} · {leads} leads · version {version}",
            title=model.title or model.id,
            as_of=shown_instant(moment.as_of),
            leads=figures.whole(found.leads, language),
            version=model.version[:12],
        )
    )
    terminal.result("")
    show(model, found, terminal)
    terminal.result("")
    terminal.result(
        message("Rows set aside: {rows}", rows=figures.whole(report.rows_set_aside, language))
    )


def show_doubts(report: QualityReport, terminal: Terminal) -> None:
    """Show what in the files could not be taken as it stands, a line for each finding."""
    missing = tuple(
        made for made in report.decisions if made.what in ("column-missing", "nothing-gives")
    )
    for line in replace(report, rows={}, first_at=None, decisions=missing).lines():
        terminal.result(line)

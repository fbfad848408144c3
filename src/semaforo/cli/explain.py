"""`semaforo explain`: why one lead has its score, and what would change its light."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from semaforo.cli import inputs
from semaforo.cli.holding import held
from semaforo.cli.scoring import Moment, moment_of
from semaforo.cli.spoken import Commands
from semaforo.cli.terminal import Terminal
from semaforo.errors import Fault, Place, SemaforoError
from semaforo.language import message
from semaforo.model.meaning import ScoringModel

if TYPE_CHECKING:
    from semaforo.engines.engine import Engine


def add(commands: Commands) -> None:
    """Add `semaforo explain`."""
    facts = inputs.FactOptions(commands)
    instant = message("INSTANT")

    @commands.command("explain", message("Say why a lead has its score, and what would change it."))
    def explain(
        model: Path = commands.argument(message("MODEL"), message("The model's YAML file.")),
        lead: str = commands.option("--lead", message("The lead's id."), message("ID"), ...),
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
        memory: str = facts.memory,
    ) -> None:
        from semaforo.model.files import read_model

        asked = inputs.Inputs(
            leads or (), events or (), companies or (), map_, store, numbers, dates
        )
        meaning = read_model(model).model
        with held(asked, [meaning], commands.terminal, memory=memory) as found:
            moment = moment_of(as_of, known_at, meaning, found, commands.terminal)
            explain_lead(found.engine, meaning, lead, moment, commands.terminal)


def explain_lead(
    engine: Engine, model: ScoringModel, lead: str, moment: Moment, terminal: Terminal
) -> None:
    """Show one lead's light, reasons, waterfall and the changes that reach the next light.

    Raises SemaforoError for a lead that is not there.
    """
    from rich.text import Text

    from semaforo.cli.changes import changes
    from semaforo.cli.sentences import headline, reasons
    from semaforo.cli.waterfall import waterfall
    from semaforo.score.explain import explain

    found = explain(engine, model, lead, moment.as_of, moment.known_at)
    if found is None:
        raise SemaforoError([_unexplained(engine, model, lead, moment)])
    language = terminal.language
    terminal.result(headline(found.scored, language))
    for sentence in reasons(model, found.scored, language):
        terminal.result(Text(sentence))
    terminal.result("")
    terminal.result(waterfall(model, found.scored, language))
    lines = list(changes(found, language))
    if lines:
        terminal.result("")
    for line in lines:
        terminal.result(line)


def _unexplained(engine: Engine, model: ScoringModel, lead: str, moment: Moment) -> Fault:
    """Why nothing can be said of a lead: nobody has the id, or the model leaves the lead out."""
    from semaforo.score.situation import situation

    if situation(engine, model, lead, moment.as_of, moment.known_at) is None:
        what = message("There is no lead “{lead}” then.", lead=lead)
        fix = message("Write the id as the files have it, zeros included.")
        return Fault("unknown-lead", Place("--lead"), what, fix)
    what = message("The lead “{lead}” is outside the model's population.", lead=lead)
    return Fault("outside-population", Place("--lead"), what)

"""`semaforo demo`: two companies scored from raw files to summaries and one explanation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from semaforo.cli.explain import explain_lead
from semaforo.cli.holding import Held, held
from semaforo.cli.inputs import Inputs
from semaforo.cli.scoring import Moment, Targets, moment_of, score_to_files, show_run
from semaforo.cli.spoken import Commands
from semaforo.cli.terminal import Terminal
from semaforo.errors import Fault, Place, SemaforoError
from semaforo.language import message
from semaforo.model.meaning import Light, ScoringModel

if TYPE_CHECKING:
    from ibis import ir

    from semaforo.engines.engine import Engine

OUT = Path("out/demo")


@dataclass(frozen=True, slots=True)
class Example:
    """A folder of `examples/` with a model and files. `as_of` where the facts have no instant."""

    folder: str
    leads: str
    events: str | None = None
    companies: str | None = None
    as_of: str | None = None

    def inputs(self, root: Path) -> Inputs:
        folder = root / self.folder
        return Inputs(
            (str(folder / self.leads),),
            (str(folder / self.events),) if self.events else (),
            (str(folder / self.companies),) if self.companies else (),
            folder / "mapa.yaml",
        )


SOFTWARE = Example("software-b2b", "leads.csv", "eventos.csv", "empresas.csv")
BANK = Example("bank-marketing", "bank-additional-full.csv.gz", as_of="2010-11-30")


def add(commands: Commands) -> None:
    """Add `semaforo demo`."""

    @commands.command("demo", message("Score the two examples and explain one lead."))
    def demo(
        out: Path = commands.option(
            "--out", message("Folder for the files. Default: out/demo."), message("DIR")
        ),
    ) -> None:
        terminal, folder = commands.terminal, out or OUT
        root = examples()
        folder.mkdir(parents=True, exist_ok=True)
        with _scored(BANK, root, folder, terminal):
            terminal.result("")
        with _scored(SOFTWARE, root, folder, terminal) as (facts, model, moment, scores):
            terminal.result("")
            explain_lead(facts.engine, model, nearest(facts.engine, scores), moment, terminal)
        terminal.result("")
        terminal.result(message("The files are in {folder}.", folder=str(folder)))


def examples() -> Path:
    """The examples beside the source. Raises SemaforoError where only the package is there."""
    root = Path(__file__).parents[3] / "examples"
    if not root.is_dir():
        what = message("The examples come with the source, not with the installed package.")
        raise SemaforoError([Fault("no-examples", Place(str(root)), what)])
    return root


@contextmanager
def _scored(
    example: Example, root: Path, folder: Path, terminal: Terminal
) -> Iterator[tuple[Held, ScoringModel, Moment, ir.Table]]:
    """Score one example into `folder` and show its summary; its facts stay held."""
    from semaforo.model.files import read_model

    model = read_model(root / example.folder / "modelo.yaml").model
    targets = Targets(
        folder / f"{example.folder}-scores.csv", folder / f"{example.folder}-contributions.csv"
    )
    with held(example.inputs(root), [model], terminal) as facts:
        moment = moment_of(example.as_of, None, model, facts, terminal)
        done = score_to_files(facts, model, moment, targets, terminal)
        show_run(model, moment, done.counts, facts.manifest.report, terminal)
        yield facts, model, moment, done.scores


def nearest(engine: Engine, scores: ir.Table) -> str:
    """The warm lead with most points: near the next light, so there is most to say of it."""
    import ibis

    warm = (scores["light"] == Light.WARM.value).fill_null(False)
    ordered = scores.mutate(is_warm=warm).order_by(
        [ibis.desc("is_warm"), ibis.desc("total"), ibis.asc("lead")]
    )
    [row] = engine.rows(ordered.limit(1).select("lead"))
    return str(row["lead"])

"""Instants as they are written after an option, and the newest one in the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semaforo.errors import Fault, Place, SemaforoError
from semaforo.facts.values import instant
from semaforo.facts.zones import zone
from semaforo.language import message
from semaforo.model.meaning import ScoringModel

if TYPE_CHECKING:
    from semaforo.engines.engine import Engine

_DATED = {"events": "at", "changes": "at", "leads": "created_at"}


def read_instant(option: str, written: str, model: ScoringModel) -> int:
    """`written` as microseconds UTC; without an offset it is local to the model's time zone.

    Raises SemaforoError.
    """
    found = instant(written, zone(model.timezone))
    if found is None:
        what = message("“{written}” is not an instant.", written=written)
        fix = message("Write 2026-09-30, 2026-09-30T18:00 or 2026-09-30T18:00:00Z.")
        raise SemaforoError([Fault("bad-instant", Place(option), what, fix)])
    return found


def newest(engine: Engine) -> int:
    """The newest instant of the facts, in microseconds UTC. Raises SemaforoError for none."""
    import ibis

    found: list[int | None] = []
    for table, column in _DATED.items():
        dated = ibis.table({column: "int64"}, name=table)
        [row] = engine.rows(dated.agg(newest=dated[column].max()))
        found.append(row["newest"])
    known = [each for each in found if each is not None]
    if not known:
        what = message("No fact has an instant, so the one to score at must be said.")
        fix = message("Add --as-of, such as --as-of 2026-09-30.")
        raise SemaforoError([Fault("no-instant", Place("--as-of"), what, fix)])
    return max(known)

"""Instants as they are written after an option, and the newest one in the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semaforo.errors import Fault, Place, SemaforoError
from semaforo.facts.values import instant
from semaforo.facts.zones import zone
from semaforo.language import message
from semaforo.model.meaning import ScoringModel

if TYPE_CHECKING:
    from semaforo.store import Manifest


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


def newest_of(manifest: Manifest) -> int:
    """The newest instant of the facts, in microseconds UTC. Raises SemaforoError for none."""
    if manifest.newest is None:
        what = message("No fact has an instant, so the one to score at must be said.")
        fix = message("Add --as-of, such as --as-of 2026-09-30.")
        raise SemaforoError([Fault("no-instant", Place("--as-of"), what, fix)])
    return manifest.newest

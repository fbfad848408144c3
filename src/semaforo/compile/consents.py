"""Consent at T: the latest of a purpose's events decides."""

from __future__ import annotations

from ibis import ir

from semaforo.compile.attributes import joined
from semaforo.compile.measures import Passes, joined_inner
from semaforo.compile.moment import order
from semaforo.model.meaning import Consent


def with_consent(wide: ir.Table, passes: Passes, consent: Consent, number: int) -> ir.Table:
    """Adds `consent_<purpose>`.

    Instants decide almost always, and their greatest is cheap; only where the latest granting and
    the latest withdrawing event share one does the rest of the order have to be asked.
    """
    names = (*consent.granted, *consent.withdrawn)
    events = passes.named(names)
    grants = events["name"].isin(consent.granted)
    given, taken, decided = f"given{number}", f"taken{number}", f"decided{number}"
    latest = events.group_by("lead_no").agg(
        **{given: events["at"].max(where=grants), taken: events["at"].max(where=~grants)}
    )
    tied = latest.filter(latest[given] == latest[taken]).select("lead_no")
    among = joined_inner(passes.named(names), tied, "lead_no")
    last = among["name"].isin(consent.granted).argmax(order(among))
    wide = joined(wide, latest, "lead_no")
    wide = joined(wide, among.group_by("lead_no").agg(**{decided: last}), "lead_no")
    newer = (wide[given] > wide[taken].fill_null(_NEVER)).fill_null(False)
    silent = wide[given].isnull() & wide[taken].isnull()
    agreed = wide[decided].fill_null(newer)
    if consent.default:
        agreed = agreed | silent
    return wide.mutate(**{f"consent_{consent.purpose}": agreed}).drop(given, taken, decided)


_NEVER = -(2**62)

"""Consent at T: the latest of a purpose's events decides."""

from __future__ import annotations

from typing import Any

from ibis import ir

from semaforo.compile.attributes import joined
from semaforo.compile.measures import Passes, joined_inner
from semaforo.compile.moment import order
from semaforo.model.meaning import Consent


def with_consent(
    wide: ir.Table, passes: Passes, consent: Consent, given: Any, taken: Any
) -> ir.Table:
    """Adds `consent_<purpose>`. `given` and `taken` are the instants of the latest granting and
    withdrawing event, null for none.

    They decide almost always; only where they are the same does the rest of the order have to be
    asked.
    """
    # The sign keeps them apart from any dimension's columns.
    decided, newest = f"decided^{consent.purpose}", f"newer^{consent.purpose}"
    among = joined_inner(_events(passes, consent), _tied(passes, consent), "lead_no")
    last = among["name"].isin(consent.granted).argmax(order(among))
    newer = given.notnull() & (taken.isnull() | (given > taken))
    silent = given.isnull() & taken.isnull() & consent.default
    wide = wide.mutate(**{newest: newer | silent})
    wide = joined(wide, among.group_by("lead_no").agg(**{decided: last}), "lead_no")
    agreed = wide[decided].fill_null(wide[newest])
    return wide.mutate(**{f"consent_{consent.purpose}": agreed})


def _events(passes: Passes, consent: Consent) -> ir.Table:
    return passes.named((*consent.granted, *consent.withdrawn))


def _tied(passes: Passes, consent: Consent) -> ir.Table:
    """The leads whose latest granting and withdrawing events share an instant."""
    events = _events(passes, consent)
    grants = events["name"].isin(consent.granted)
    latest = events.group_by("lead_no").agg(
        given=events["at"].max(where=grants), taken=events["at"].max(where=~grants)
    )
    return latest.filter(latest["given"] == latest["taken"]).select("lead_no")

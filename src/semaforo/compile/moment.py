"""Which events exist at an instant, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis
from ibis import ir


@dataclass(frozen=True, slots=True)
class Moment:
    """`as_of` is the instant scored, `known_at` the one we look from; microseconds UTC."""

    as_of: int
    known_at: int | None = None

    def visible(self, events: ir.Table) -> ir.Table:
        """The rows of `events` or `changes` that exist at `as_of` and were known at `known_at`."""
        happened = events.filter(events["at"] <= self.as_of)
        received, hidden = happened["received_at"], happened["hidden_from"]
        if self.known_at is None:
            return happened.filter(hidden.isnull())
        return happened.filter(
            received.isnull() | (received <= self.known_at),
            hidden.isnull() | (hidden > self.known_at),
        )


def order(events: ir.Table) -> Any:
    """The one order of events, as something to take the greatest of."""
    return ibis.struct(
        {
            "at": events["at"],
            "id": events["id"].fill_null(""),
            "lead_no": events["lead_no"],
            "seq": events["seq"],
        }
    )

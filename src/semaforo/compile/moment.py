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

    def tests(self, events: ir.Table) -> list[Any]:
        """What makes a row of `events` or `changes` exist at `as_of` and known at `known_at`."""
        happened = events["at"] <= self.as_of
        received, hidden = events["received_at"], events["hidden_from"]
        if self.known_at is None:
            return [happened, hidden.isnull()]
        return [
            happened,
            received.isnull() | (received <= self.known_at),
            hidden.isnull() | (hidden > self.known_at),
        ]

    def visible(self, events: ir.Table) -> ir.Table:
        """The rows that exist and were known."""
        return events.filter(*self.tests(events))


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


def ranked(events: ir.Table, key: str) -> ir.Table:
    """`events` with `rank`, their place in the one order among those with the same `key`.

    A number is much cheaper to take the greatest of, again and again, than the whole order.
    """
    steps = [events["at"], events["id"].fill_null(""), events["lead_no"], events["seq"]]
    return events.mutate(rank=ibis.row_number().over(group_by=key, order_by=steps))

"""Single changes that could move a lead: another attribute value, one more event."""

from __future__ import annotations

from dataclasses import dataclass

from semaforo.compile.reference_conditions import Value
from semaforo.facts.shapes import Event, Instant
from semaforo.model.meaning import ScoringModel
from semaforo.score.palettes import unlike
from semaforo.score.situation import as_raw

LAST_ID = "\U0010ffff"
"""Begins the id of an event that comes after all others of its instant."""


@dataclass(frozen=True, slots=True)
class AttributeChange:
    """The lead's attribute takes `value` (folded text, number, boolean or instant) now.

    None unsets it. A value of the company (`of: company`) changes there, if the lead has one.
    """

    attribute: str
    value: Value


@dataclass(frozen=True, slots=True)
class EventChange:
    """The lead does `event` once more, now and after all else, with these typed properties.

    Each property of `renewed` takes a value that no event has had, another one each time.
    """

    event: str
    properties: tuple[tuple[str, Value], ...] = ()
    renewed: tuple[str, ...] = ()

    def happened(self, model: ScoringModel, lead: str, at: int, number: int = 0) -> Event:
        """The event as a fact. `number` tells those of one set of changes apart, in order."""
        declared = model.events[self.event].properties
        given = dict(self.properties)
        given |= {name: unlike(declared[name].kind, number, at) for name in self.renewed}
        properties = {name: as_raw(value, declared[name].kind) for name, value in given.items()}
        name = f"{LAST_ID}{number:03d}"
        return Event(lead, self.event, Instant(at), name, properties=properties)


Change = AttributeChange | EventChange

"""Facts as they came in, before any model gives their values a type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Raw = object
"""A value as it was read: text, number, boolean, None, or a JSON list or object."""


class Instant(int):
    """An instant that was read already: microseconds since 1970 UTC, in any year."""


class Folded(str):
    """A text that was folded already. Folding it once more could make another text of it."""

    __slots__ = ()


_NOTHING: Mapping[str, Raw] = MappingProxyType({})

IDENTIFY = "identify"
GROUP = "group"
RESERVED_EVENTS = frozenset({IDENTIFY, GROUP})
"""Events that change attributes instead of earning points."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A person or organisation that may buy. `created_at` is an instant as written, or None."""

    id: str
    created_at: Raw = None
    attributes: Mapping[str, Raw] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Company:
    """An organisation with attributes its people share."""

    id: str
    attributes: Mapping[str, Raw] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `at` and `received_at` are instants as written.

    `place` is that of an event of a fact store among those of its lead with its instant and id:
    there the whole of the properties is not at hand any more, whose canonical JSON would tell.
    """

    lead: str
    name: str
    at: Raw
    id: str | None = None
    received_at: Raw = None
    robot: Raw = None
    properties: Mapping[str, Raw] = field(default_factory=lambda: _NOTHING)
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything known about some leads: enough of it to score them."""

    leads: tuple[Lead, ...] = ()
    events: tuple[Event, ...] = ()
    companies: tuple[Company, ...] = ()

"""What some models together ask of the facts: the columns of one load."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from semaforo.errors import Fault, Place, SemaforoError
from semaforo.facts.shapes import RESERVED_EVENTS
from semaforo.language import message
from semaforo.model.columns import attribute_column, named_column, property_column
from semaforo.model.meaning import Kind, ScoringModel
from semaforo.store.fields import SQL_TYPE

COMPANY, EMAIL = "company", "email"
Typed = tuple[tuple[str, Kind], ...]
"""Names with the kinds they are held in; a name may stand with several."""

EVENT_COLUMNS = {
    "name": "VARCHAR",
    "lead_no": "BIGINT",
    "at": "BIGINT",
    "received_at": "BIGINT",
    "hidden_from": "BIGINT",
    "id": "VARCHAR",
    "seq": "BIGINT",
}


@dataclass(frozen=True, slots=True)
class Declared:
    """The union of the models of a load. `closed`: attribute -> its folded values."""

    timezone: str
    attributes: Typed
    of_company: Typed
    properties: Typed
    event_names: frozenset[str]
    closed: Mapping[str, frozenset[str]]
    models: tuple[tuple[str, str], ...]

    @property
    def has_email(self) -> bool:
        """Whether a lead's company may come from its mail address."""
        return any(name == EMAIL for name, _ in self.attributes)

    @property
    def id_columns(self) -> tuple[str, ...]:
        """The columns about the company a lead belongs to."""
        company = (attribute_column(COMPANY, Kind.TEXT), "f_company")
        return (*company, "mail_company", "f_mail_company") if self.has_email else company

    @property
    def named(self) -> tuple[str, ...]:
        """The attributes whose naming a change records."""
        return (*dict.fromkeys(name for name, _ in self.attributes), COMPANY)

    def columns(self) -> dict[str, dict[str, str]]:
        """Table -> column -> type in SQL: what a store has to have, besides what it may have."""
        attributes = _columns(attribute_column, self.attributes)
        ids = dict.fromkeys(self.id_columns, "VARCHAR")
        lead = {"lead_no": "BIGINT", "lead": "VARCHAR", "created_at": "BIGINT"}
        return {
            "leads": {**lead, "first_at": "BIGINT", "listed": "BOOLEAN", **attributes, **ids},
            "events": {**EVENT_COLUMNS, **_columns(property_column, self.properties)},
            "changes": {
                **EVENT_COLUMNS,
                **attributes,
                **ids,
                **{named_column(name): "BOOLEAN" for name in self.named},
            },
            "companies": {"company": "VARCHAR", **_columns(attribute_column, self.of_company)},
        }


def declared(models: Sequence[ScoringModel]) -> Declared:
    """What `models` declare together. Raises SemaforoError if their time zones differ."""
    zones = {model.timezone: model.id for model in models}
    if len(zones) > 1:
        what = message(
            "The models of one load must have one time zone, and these have {zones}.",
            zones=", ".join(sorted(zones)),
        )
        fix = message("Load them into stores of their own.")
        raise SemaforoError([Fault("time-zones", Place(sorted(zones.values())[0]), what, fix)])
    attributes = [
        attribute
        for model in models
        for attribute in model.attributes.values()
        if attribute.derivation is None and attribute.name != COMPANY
    ]
    closed: dict[str, frozenset[str]] = {}
    for attribute in attributes:
        if attribute.values is not None:
            known = closed.get(attribute.name, frozenset())
            closed[attribute.name] = known | frozenset(attribute.values)
    return Declared(
        timezone=next(iter(zones), "UTC"),
        attributes=_sorted((a.name, a.type.kind) for a in attributes),
        of_company=_sorted((a.name, a.type.kind) for a in attributes if a.of_company),
        properties=_sorted(
            (name, type_.kind)
            for model in models
            for event in model.events.values()
            for name, type_ in event.properties.items()
        ),
        event_names=frozenset(RESERVED_EVENTS.union(*(model.events for model in models))),
        closed=closed,
        models=tuple((model.id, model.version) for model in models),
    )


def _sorted(typed: Iterable[tuple[str, Kind]]) -> Typed:
    return tuple(sorted(set(typed)))


def _columns(column: Callable[[str, Kind], str], typed: Typed) -> dict[str, str]:
    return {column(field, kind): SQL_TYPE[kind] for field, kind in typed}

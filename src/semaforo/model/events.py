"""Declared events, and everything that names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from semaforo.facts.shapes import RESERVED_EVENTS
from semaforo.language import message
from semaforo.model.conditions import CONNECTIVES
from semaforo.model.literals import Field
from semaforo.model.meaning import ANY, Consent, EventType, Type
from semaforo.model.report import Path, Report, near
from semaforo.model.shapes import ConsentShape, EventShape


class Events:
    """The declared events by name, and a check for every place that names some."""

    def __init__(self, shapes: Mapping[str, EventShape], report: Report) -> None:
        self._report = report
        self.types: dict[str, EventType] = {}
        for name, shape in shapes.items():
            if self._name_is_free(name):
                self.types[name] = self._declared(name, shape)

    @property
    def by_lead(self) -> tuple[str, ...]:
        """What `any` stands for."""
        return tuple(name for name, event in self.types.items() if event.by_lead)

    def named(
        self, names: Sequence[str], path: Path, *, after_outcome: bool = False
    ) -> tuple[str, ...] | None:
        """`names` at `path`, all of them declared; else None, which is reported.

        Events known only after the outcome are refused unless `after_outcome`.
        """
        checks = [
            self._one(name, (*path, position), after_outcome) for position, name in enumerate(names)
        ]
        return tuple(names) if all(checks) else None

    def fields(self, names: Sequence[str]) -> dict[str, Field]:
        """What a `where` over `names` may ask: the properties with one type in all of them."""
        fields: dict[str, Field] = {}
        for name in names:
            for property_name, type_ in self.types[name].properties.items():
                fields[property_name] = Field(
                    type_, refused=None if self._type(names, property_name) else _SEVERAL_TYPES
                )
        return fields

    def property_type(self, names: Sequence[str], name: str, path: Path) -> Type | None:
        """The one type of the property `name` in all the events; else None, which is reported."""
        fields = self.fields(names)
        field = fields.get(name)
        if field is None:
            self._report.error(
                "unknown-property",
                path,
                message('There is no property "{name}".', name=name),
                near(name, fields),
            )
            return None
        if field.refused is not None:
            self._report.error("several-types", path, field.refused)
            return None
        return field.type

    def _type(self, names: Sequence[str], property_name: str) -> Type | None:
        types = {self.types[name].properties.get(property_name) for name in names}
        return types.pop() if len(types) == 1 else None

    def _one(self, name: str, path: Path, after_outcome: bool) -> bool:
        if self._report.unsure("events", name):
            return False
        event = self.types.get(name)
        if name in RESERVED_EVENTS:
            what = message('"{name}" is reserved and cannot be named here.', name=name)
            self._report.error("reserved-event", path, what)
        elif event is None:
            what = message('There is no event "{name}".', name=name)
            self._report.error("unknown-event", path, what, near(name, self.types))
        elif event.after_outcome and not after_outcome:
            what = message('"{name}" is known only after the outcome.', name=name)
            fix = message("Rules, conditions and exclusions may not name it.")
            self._report.error("after-outcome", path, what, fix)
        else:
            return True
        return False

    def _name_is_free(self, name: str) -> bool:
        if name not in RESERVED_EVENTS and name != ANY:
            return True
        what = message('"{name}" is reserved and cannot be declared.', name=name)
        self._report.error("reserved-event", ("events", name), what, key=True)
        return False

    def _declared(self, name: str, shape: EventShape) -> EventType:
        for property_name in shape.properties:
            if property_name in CONNECTIVES:
                what = message(
                    '"{name}" is a word of conditions and names no field.', name=property_name
                )
                path: Path = ("events", name, "properties", property_name)
                self._report.error("reserved-name", path, what, key=True)
        return EventType(
            name=name,
            by_lead=shape.by == "lead",
            title=shape.title,
            channel=shape.channel,
            stage=shape.stage,
            properties={key: Type(type_) for key, type_ in shape.properties.items()},
            after_outcome=shape.after_outcome,
        )


_SEVERAL_TYPES = message("The property is not declared with one type in all the events named.")


def read_consents(
    shapes: Mapping[str, ConsentShape], events: Events, report: Report
) -> dict[str, Consent]:
    """The purposes of consent by name. Faults are reported."""
    return {
        purpose: consent
        for purpose, shape in shapes.items()
        if (consent := _consent(purpose, shape, events, report)) is not None
    }


def _consent(purpose: str, shape: ConsentShape, events: Events, report: Report) -> Consent | None:
    path: Path = ("consent", purpose)
    granted = events.named(shape.granted, (*path, "granted"), after_outcome=True)
    withdrawn = events.named(shape.withdrawn, (*path, "withdrawn"), after_outcome=True)
    for position, name in enumerate(shape.withdrawn):
        if name in shape.granted:
            what = message('"{name}" cannot both grant and withdraw a consent.', name=name)
            report.error("both-ways", (*path, "withdrawn", position), what)
    if granted is None or withdrawn is None:
        report.broken.add(path)
        return None
    return Consent(purpose, granted, withdrawn, shape.default == "granted")

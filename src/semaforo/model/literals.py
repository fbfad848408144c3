"""What a condition is compared with: literals read as the type of the field they stand beside."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from semaforo.facts.values import boolean, folded, instant, number
from semaforo.facts.zones import Zone, zone
from semaforo.language import Message, message
from semaforo.model.meaning import Kind, Scalar, Type
from semaforo.model.report import Path, Report, near


@dataclass(frozen=True, slots=True)
class Field:
    """Something a condition may ask.

    `values` are the folded values it may have, None where any will do. `refused` says why no
    condition here may ask it. `doubtful` values are listed but not closed: others only warn.
    """

    type: Type
    values: tuple[str, ...] | None = None
    refused: Message | None = None
    doubtful: bool = False


class Clock:
    """The model's time zone, built when the first instant needs it."""

    def __init__(self, name: str) -> None:
        self._name = name

    @cached_property
    def zone(self) -> Zone:
        return zone(self._name)


_SIGNS = {">=": "gte", "<=": "lte", ">": "gt", "<": "lt", "!=": "ne", "=": "eq", "==": "eq"}
_SIGNED = re.compile(rf"\s*(?P<sign>{'|'.join(_SIGNS)})\s*(?P<value>[^=].*)")
_A_TYPE = {
    Kind.NUMBER: message("a number"),
    Kind.BOOLEAN: message("true or false"),
    Kind.INSTANT: message("a date such as 2026-01-31 or 2026-01-31 09:30"),
    Kind.TEXT: message("a text"),
}


class Literals:
    """Reads literals and reports those that do not fit."""

    def __init__(self, clock: Clock, report: Report) -> None:
        self._clock = clock
        self._report = report

    def read(self, raw: Any, field: Field, path: Path) -> Scalar | None:
        """`raw` as a value of `field`; None when it does not fit, which is reported."""
        if raw is None or isinstance(raw, (list, dict)) or not folded(raw):
            self._report.error(
                "empty-operand",
                path,
                message("There is nothing to compare with."),
                message("Write a value, or ask `exists: false`."),
            )
            return None
        value = self._readers[field.type.kind](raw)
        if value is None:
            self._report.error(
                "bad-literal",
                path,
                message('"{value}" is not {type}.', value=raw, type=_A_TYPE[field.type.kind]),
                self._without_sign(raw, field),
            )
            return None
        return value if self._listed(raw, value, field, path) else None

    def text(self, raw: Any, path: Path) -> str | None:
        """`raw` folded, as a text or a pattern."""
        value = self.read(raw, Field(Type.TEXT), path)
        return value if isinstance(value, str) else None

    def _without_sign(self, raw: Any, field: Field) -> Message | None:
        """How a comparison is written that stands with its sign, as in ">= 1000"."""
        found = _SIGNED.fullmatch(str(raw))
        if found is None or self._readers[field.type.kind](found["value"]) is None:
            return None
        operator = _SIGNS[found["sign"]]
        return message("Write {{{operator}: {value}}}.", operator=operator, value=found["value"])

    @cached_property
    def _readers(self) -> dict[Kind, Callable[[Any], Scalar | None]]:
        return {
            Kind.NUMBER: number,
            Kind.BOOLEAN: boolean,
            Kind.TEXT: folded,
            Kind.INSTANT: lambda raw: instant(raw, self._clock.zone),
        }

    def _listed(self, raw: Any, value: Scalar, field: Field, path: Path) -> bool:
        if field.values is None or value in field.values:
            return True
        what = message('"{value}" is not one of the declared values.', value=raw)
        if field.doubtful:
            self._report.warning("never-true", path, what, near(raw, field.values))
            return True
        self._report.error("unlisted-value", path, what, near(raw, field.values))
        return False

"""What is declared in a model, for the parts that refer to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from semaforo.model.attributes import attribute_fields
from semaforo.model.conditions import Conditions
from semaforo.model.events import Events
from semaforo.model.literals import Field, Literals
from semaforo.model.meaning import ALWAYS, Attribute, Condition, Consent
from semaforo.model.report import Path, Report


@dataclass(frozen=True, slots=True)
class Context:
    """Everything that rules, exclusions and the policy may refer to."""

    attributes: Mapping[str, Attribute]
    events: Events
    lists: Mapping[str, frozenset[str]]
    consents: Mapping[str, Consent]
    literals: Literals
    report: Report

    def about_lead(self, raw: Any, path: Path) -> Condition | None:
        """The condition on attributes at `path`."""
        fields = attribute_fields(self.attributes)
        return self.about(fields, raw, path, partial(self.report.unsure, "attributes"))

    def about_events(self, raw: Any, names: Sequence[str] | None, path: Path) -> Condition | None:
        """The condition on properties of the events `names` at `path`; none written is true.

        None too when the events themselves are wrong.
        """
        if raw is None:
            return ALWAYS
        return None if names is None else self.about(self.events.fields(names), raw, path)

    def about(
        self,
        fields: Mapping[str, Field],
        raw: Any,
        path: Path,
        unsure: Callable[[str], bool] = lambda _: False,
    ) -> Condition | None:
        """The condition over `fields` at `path`; of fields that are `unsure` nothing is said."""
        reader = Conditions(fields, self.lists, self.literals, self.report, unsure)
        return reader.read(raw, path)

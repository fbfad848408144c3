"""The tables a compiled query reads: the fact store's, with the columns one model needs."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
from ibis import ir

from semaforo.compile.needs import Needs
from semaforo.model.columns import attribute_column, named_column, property_column
from semaforo.model.meaning import Kind, ScoringModel

IBIS_TYPES = {
    Kind.TEXT: "string",
    Kind.NUMBER: "float64",
    Kind.BOOLEAN: "boolean",
    Kind.INSTANT: "int64",
}
COMPANY_COLUMNS = {"a_company__text": "string", "f_company": "string"}
MAIL_COLUMNS = {"mail_company": "string", "f_mail_company": "string"}
_EVENT_COLUMNS = {
    "name": "string",
    "lead_no": "int64",
    "at": "int64",
    "received_at": "int64",
    "hidden_from": "int64",
    "id": "string",
    "seq": "int64",
}


@dataclass(frozen=True, slots=True)
class Tables:
    """The four tables of a fact store, not yet bound to any engine.

    `changes` are those of the leads that are looked at; what everybody's say of a company is read
    from `all_changes`.
    """

    leads: ir.Table
    events: ir.Table
    changes: ir.Table
    companies: ir.Table
    all_changes: ir.Table


def tables(model: ScoringModel, needs: Needs) -> Tables:
    """The tables as `model` needs them."""
    stored = {
        attribute_column(name, model.attributes[name].type.kind): IBIS_TYPES[
            model.attributes[name].type.kind
        ]
        for name in needs.stored
    }
    named = {named_column(name): "boolean" for name in needs.stored}
    company = COMPANY_COLUMNS if needs.company else {}
    mail = MAIL_COLUMNS if needs.mail else {}
    named_company = {named_column("company"): "boolean"} if needs.company else {}
    named_mail = {named_column("email"): "boolean"} if needs.mail else {}
    properties = {
        property_column(name, type_.kind): IBIS_TYPES[type_.kind]
        for event in model.events.values()
        for name, type_ in event.properties.items()
    }
    lead_columns = {
        "lead_no": "int64",
        "lead": "string",
        "created_at": "int64",
        "first_at": "int64",
        "listed": "boolean",
    }
    of_company = {
        column: type_
        for name in needs.stored
        if model.attributes[name].of_company
        for column, type_ in [
            (
                attribute_column(name, model.attributes[name].type.kind),
                IBIS_TYPES[model.attributes[name].type.kind],
            )
        ]
    }
    changes = ibis.table(
        {**_EVENT_COLUMNS, **stored, **named, **company, **named_company, **mail, **named_mail},
        name="changes",
    )
    return Tables(
        leads=ibis.table({**lead_columns, **stored, **company, **mail}, name="leads"),
        events=ibis.table({**_EVENT_COLUMNS, **properties}, name="events"),
        changes=changes,
        companies=ibis.table({"company": "string", **of_company}, name="companies"),
        all_changes=changes,
    )

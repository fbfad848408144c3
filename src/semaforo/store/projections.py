"""Which SQL makes the typed columns of the store out of the fields of raw tables."""

from __future__ import annotations

from collections.abc import Iterator

from semaforo.model.columns import attribute_column, named_column, property_column
from semaforo.model.meaning import Kind
from semaforo.store.declared import COMPANY, EMAIL, Declared
from semaforo.store.fields import Fields
from semaforo.store.raw import FILE, ROW
from semaforo.store.scalars import name, read_by

LEAD_FIELDS = ("id", "created_at")
EVENT_FIELDS = ("id", "lead", "name", "at", "received_at", "robot")
COMPANY_FIELDS = ("id",)


def lead_rows(fields: Fields, declared: Declared, *, rest: bool) -> str:
    """Every row of the lead files: lead, created_at, the attributes, and where it stands."""
    columns = [
        f"{fields.id('id')} AS lead",
        f"{fields.value('created_at', Kind.INSTANT)} AS created_at",
        *attributes(fields, declared),
        *company_ids(fields, declared),
    ]
    if rest:
        taken = {*LEAD_FIELDS, COMPANY, *(name for name, _ in declared.attributes)}
        columns.append(f"{fields.json(taken)} AS rest")
    return _select(columns, fields)


def company_rows(fields: Fields, declared: Declared, *, rest: bool) -> str:
    """Every row of the company files: company (trimmed), and the attributes."""
    columns = [f"semaforo_trim({fields.text('id')}) AS company"]
    columns += [
        f"{fields.value(field, kind)} AS {name(attribute_column(field, kind))}"
        for field, kind in declared.of_company
    ]
    if rest:
        taken = {*COMPANY_FIELDS, *(name for name, _ in declared.of_company)}
        columns.append(f"{fields.json(taken)} AS rest")
    return _select(columns, fields)


def attributes(fields: Fields, declared: Declared) -> Iterator[str]:
    """The declared attributes, typed."""
    for field, kind in declared.attributes:
        yield f"{fields.value(field, kind)} AS {name(attribute_column(field, kind))}"


def company_ids(fields: Fields, declared: Declared) -> Iterator[str]:
    """The company a lead says it belongs to, and the one its mail address speaks of.

    `f_…` are their folds, by which rules compare them as texts.
    """
    company = fields.text(COMPANY)
    yield f"nullif(semaforo_trim({company}), '') AS {attribute_column(COMPANY, Kind.TEXT)}"
    yield f"{read_by('semaforo_fold', company)} AS f_company"
    if declared.has_email:
        mail = f"semaforo_company_of_mail({fields.text(EMAIL)})"
        yield f"{mail} AS mail_company"
        yield f"{read_by('semaforo_fold', mail)} AS f_mail_company"


def properties(fields: Fields, declared: Declared) -> Iterator[str]:
    """The declared properties of events, typed."""
    for field, kind in declared.properties:
        yield f"{fields.value(field, kind)} AS {name(property_column(field, kind))}"


def names_of_changes(fields: Fields, declared: Declared) -> Iterator[str]:
    """Whether a change names each attribute."""
    for field in declared.named:
        yield f"({fields.named(field)}) AS {name(named_column(field))}"


def _select(columns: list[str], fields: Fields) -> str:
    listed = ", ".join(columns)
    return f"SELECT {listed}, {FILE}, {ROW} FROM {fields.raw.relation}"

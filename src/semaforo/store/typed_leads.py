"""One typed row for every lead and every company of the files."""

from __future__ import annotations

from semaforo.model.meaning import Kind
from semaforo.store import projections
from semaforo.store.event_sources import LOOKUP, REST
from semaforo.store.raw import FILE, ROW
from semaforo.store.work import Work

LEAD_ROWS, COMPANY_ROWS = "semaforo_lead_rows", "semaforo_company_rows"


def make_leads(work: Work) -> None:
    """Fill LEAD_ROWS, and LOOKUP where events name their lead by an attribute."""
    fields = work.prepared.fields.get("leads")
    if fields is None:
        types = work.declared.columns()["leads"] | {REST: "VARCHAR", FILE: "INTEGER", ROW: "BIGINT"}
        made = ("lead_no", "first_at", "listed")
        work.make_empty(LEAD_ROWS, {k: type_ for k, type_ in types.items() if k not in made})
        return
    work.make_table(LEAD_ROWS, projections.lead_rows(fields, work.declared, rest=work.whole))
    work.set_aside(fields, LEAD_ROWS, "CASE WHEN lead IS NULL THEN 'no-id' END")
    work.run(f"DELETE FROM {LEAD_ROWS} WHERE lead IS NULL")
    attributes = fields.json(projections.LEAD_FIELDS)
    work.keep_one(fields, LEAD_ROWS, "lead", "created_at", attributes)


def make_lookup(work: Work) -> None:
    """Fill LOOKUP: the first lead of each value that events name a lead by."""
    events, leads = work.prepared.fields.get("events"), work.prepared.fields.get("leads")
    if events is None or events.map.lead_by is None:
        return
    if leads is None:
        work.make_empty(LOOKUP, {"value": "VARCHAR", "lead": "VARCHAR"})
        return
    value = leads.value(events.map.lead_by, Kind.TEXT)
    work.make_table(
        LOOKUP,
        f"SELECT value, min(lead) AS lead FROM (SELECT {value} AS value, "
        f"{leads.id('id')} AS lead FROM {leads.raw.relation}) "
        "WHERE value IS NOT NULL AND lead IS NOT NULL GROUP BY value",
    )


def make_companies(work: Work) -> None:
    """Fill COMPANY_ROWS."""
    fields = work.prepared.fields.get("companies")
    if fields is None:
        types = work.declared.columns()["companies"]
        work.make_empty(COMPANY_ROWS, types | {REST: "VARCHAR", FILE: "INTEGER", ROW: "BIGINT"})
        return
    select = projections.company_rows(fields, work.declared, rest=work.whole)
    work.make_table(COMPANY_ROWS, select)
    work.set_aside(fields, COMPANY_ROWS, "CASE WHEN company IS NULL THEN 'no-id' END")
    work.run(f"DELETE FROM {COMPANY_ROWS} WHERE company IS NULL")
    work.keep_one(fields, COMPANY_ROWS, "company", "1", fields.json(projections.COMPANY_FIELDS))

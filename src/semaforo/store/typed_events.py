"""The typed events of a load, the leads they name, and the copies among them."""

from __future__ import annotations

from semaforo.errors import Fault, Place, SemaforoError
from semaforo.facts.report import MOST_EXAMPLES
from semaforo.facts.shapes import RESERVED_EVENTS
from semaforo.language import message
from semaforo.model.meaning import Kind
from semaforo.store.copies import SETTLED, find_suspects, is_suspect, settle
from semaforo.store.declared import EVENT_COLUMNS
from semaforo.store.event_sources import REST
from semaforo.store.raw import FILE, ROW
from semaforo.store.reading import ASIDE
from semaforo.store.scalars import quoted, words
from semaforo.store.typed_leads import LEAD_ROWS
from semaforo.store.work import Work

EVENTS, NAMES, INDEX, CHANGES = (
    "semaforo_all_events",
    "semaforo_names",
    "semaforo_index",
    "semaforo_all_changes",
)
"""Events of all names; the names with counts; every lead with its number, its first event and how
many events it has; the events that change attributes, in their order."""
RAW_NOTED = "semaforo_raw_noted"
"""The rows of files, as they are, that may be copies or change attributes: they are few, and some
of what they need is dear."""
RAW_SUSPECTS = f"(SELECT * FROM {RAW_NOTED} WHERE semaforo_suspect)"
_PLACES = "semaforo_places"
KEPT = 'semaforo_text(lead) IS NOT NULL AND name IS NOT NULL AND "at" IS NOT NULL AND NOT robot'
RESERVED = f"name IN ({words(RESERVED_EVENTS)})"


def make_events(work: Work) -> None:
    """Make EVENTS: a table; or, where Parquet files need no parsing, a view that costs nothing."""
    kind = "VIEW" if _needs_no_parsing(work) else "TABLE"
    work.run(f"CREATE TEMP {kind} {EVENTS} AS {work.prepared.events.select(rest=work.whole)}")


def _needs_no_parsing(work: Work) -> bool:
    fields = work.prepared.fields.get("events")
    if fields is None or fields.raw.parsed or work.prepared.column_events:
        return False
    instants = ("at", "received_at")
    return fields.map.lead_by is None and not any(
        fields.can_fail(name, Kind.INSTANT) for name in instants
    )


def make_index(work: Work) -> None:
    """Make NAMES, and INDEX, with numbers by code point."""
    work.make_table(
        NAMES,
        f'SELECT name, count(*) AS events, count("at") AS placed FROM {EVENTS} '
        "WHERE NOT robot GROUP BY name",
    )
    _note_what_is_kept(work)
    by_lead = (
        'SELECT lead, min("at") AS first_at, max("at") AS last_at, count(*) AS events '
        f"FROM {EVENTS} WHERE {work.known_lead_kept} GROUP BY lead"
    )
    if work.count(f"SELECT count(*) FROM {LEAD_ROWS}"):
        by_lead = (
            "SELECT lead, min(first_at) AS first_at, max(last_at) AS last_at, "
            f"sum(events)::BIGINT AS events FROM ({by_lead} UNION ALL "
            f"SELECT lead, NULL, NULL, 0 FROM {LEAD_ROWS}) GROUP BY lead"
        )
    work.make_table(
        INDEX,
        "SELECT lead, (row_number() OVER (ORDER BY lead) - 1)::INTEGER AS lead_no, first_at, "
        f"last_at, events FROM ({by_lead}) WHERE semaforo_text(lead) IS NOT NULL",
    )


def _note_what_is_kept(work: Work) -> None:
    """Which tests the events need: 20 million rows notice each, and most files need none."""
    nameless, placeless, changes = work.rows(
        "SELECT coalesce(sum(events) FILTER (name IS NULL), 0), "
        "coalesce(sum(events - placed), 0), "
        f"coalesce(sum(events) FILTER ({RESERVED}), 0) FROM {NAMES}"
    )[0]
    files = work.prepared.fields.get("events")
    tests = ["name IS NOT NULL"] if nameless else []
    tests += ['"at" IS NOT NULL'] if placeless else []
    tests += ["NOT robot"] if files is not None and files.has("robot") else []
    work.known_lead_kept = " AND ".join(tests) or "true"
    work.has_changes = changes > 0
    work.run(f"DELETE FROM {NAMES} WHERE name IS NULL")


def make_name_type(work: Work, type_: str) -> None:
    """Make a type of event names: ordered by code point, and one byte each where there are few."""
    work.run(
        f"CREATE TEMP TYPE {type_} AS ENUM (SELECT name FROM (SELECT name FROM {NAMES} UNION "
        f"SELECT unnest([{words(work.declared.event_names)}])) ORDER BY name)"
    )


def ordinary(work: Work) -> str:
    """Which events of a lead with a number are kept and change no attribute."""
    return work.known_lead_kept + (f" AND NOT {RESERVED}" if work.has_changes else "")


def set_events_aside(work: Work) -> int:
    """Note the events that cannot be used; the number of robots' events is returned.

    Raises SemaforoError when not one of many instants could be read: then a format is missing.
    """
    fields = work.prepared.fields.get("events")
    if fields is None:
        return 0
    robots = work.count(f"SELECT count(*) FROM {EVENTS} WHERE robot") if fields.has("robot") else 0
    used = work.count(f"SELECT sum(events) FROM {INDEX}")
    if used + robots < work.count(f"SELECT count(*) FROM {EVENTS}"):
        work.set_aside(
            fields,
            EVENTS,
            "CASE WHEN robot THEN NULL WHEN semaforo_text(lead) IS NULL THEN 'no-lead' "
            "WHEN name IS NULL THEN 'no-name' WHEN \"at\" IS NULL THEN 'no-instant' END",
        )
        _tell_apart(work, "at", "no-instant", "unreadable-instant")
        if fields.map.only_names:
            _tell_apart(work, "name", "no-name", "left-out")
        if not used:
            _refuse_unreadable(work)
    return robots


def _tell_apart(work: Work, field: str, reason: str, told: str) -> None:
    """A `field` that is there but cannot be used is another `reason` than none: `told`."""
    fields = work.prepared.fields["events"]
    work.run(
        f"UPDATE {ASIDE} SET reason = {quoted(told)} WHERE table_name = 'events' AND "
        f"reason = {quoted(reason)} AND (file, row) IN (SELECT ({FILE}, {ROW}) FROM "
        f"{fields.raw.relation} WHERE {fields.present(field)} IS NOT NULL)"
    )


def _refuse_unreadable(work: Work) -> None:
    fields = work.prepared.fields["events"]
    unread = work.rows(
        f"SELECT DISTINCT {fields.present('at')} FROM {ASIDE} JOIN {fields.raw.relation} ON "
        f"file = {FILE} AND row = {ROW} WHERE reason = 'unreadable-instant' "
        f"ORDER BY ALL LIMIT {MOST_EXAMPLES}"
    )
    if not unread:
        return
    column = fields.map.columns_of("at")[0]
    raise SemaforoError(
        [
            Fault(
                "unreadable-instants",
                Place(fields.map_file or "events"),
                message(
                    'No instant in the column "{column}" can be read, such as {examples}.',
                    column=column,
                    examples="; ".join(str(row[0]) for row in unread),
                ),
                message(
                    "Add --dates dd/mm/yyyy, or say in a map how they are written, as in events: "
                    '{{formats: {{"{column}": dd/mm/yyyy}}}}.',
                    column=column,
                ),
            )
        ]
    )


def settle_copies(work: Work, hashes: str, count: int) -> None:
    """Make RAW_NOTED, and SETTLED where among `hashes` are events that may be copies."""
    work.suspects = find_suspects(work.connection, hashes, count)
    _note_rows(work)
    if work.suspects:
        select = work.prepared.events.select(json=True, rest=work.whole, among=RAW_SUSPECTS)
        settle(work.connection, select, KEPT, ties=work.whole)


def _note_rows(work: Work) -> None:
    suspect = is_suspect(ties=work.whole) if work.suspects else "false"
    noted = f"({suspect} OR {RESERVED})" if work.has_changes else suspect
    work.make_table(
        _PLACES,
        f"SELECT {FILE}, {ROW}, bool_or({suspect}) AS semaforo_suspect FROM {EVENTS} "
        f"WHERE {KEPT} AND {noted} GROUP BY ALL",
    )
    if raw := work.prepared.events.raw_among(_PLACES):
        work.make_table(RAW_NOTED, raw)


def make_changes(work: Work) -> None:
    """Make CHANGES: the events that change attributes, in the order of the store."""
    columns = work.declared.columns()["changes"]
    if not work.has_changes or work.prepared.fields.get("events") is None:
        work.make_empty(CHANGES, columns | {REST: "VARCHAR"})
        return
    select = work.prepared.events.changes(RAW_NOTED)
    settled = (
        f"UNION ALL SELECT c.*, s.hidden_from, s.tie FROM ({select}) c "
        f"JOIN {SETTLED} s USING (lead, {FILE}, {ROW})"
        if work.suspects
        else ""
    )
    order = 'name, lead_no, "at", id NULLS FIRST, tie'
    given = ", ".join(f'"{column}"' for column in columns if column not in EVENT_COLUMNS)
    work.make_table(
        CHANGES,
        'SELECT name, lead_no, "at", received_at, hidden_from, id, '
        f"row_number() OVER (ORDER BY {order}) - 1 AS seq, {given}, rest FROM ("
        f"SELECT *, NULL::BIGINT AS hidden_from, 0 AS tie FROM ({select}) "
        f"WHERE {KEPT} AND {work.apart} {settled}) JOIN {INDEX} USING (lead) ORDER BY seq",
    )

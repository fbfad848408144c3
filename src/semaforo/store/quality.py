"""The data-quality report of a load, counted in its temporary tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from semaforo.facts.map_shapes import near
from semaforo.facts.report import (
    MOST_EXAMPLES,
    BadValues,
    Duplicates,
    Example,
    QualityReport,
    SetAside,
    UnknownName,
)
from semaforo.model.columns import attribute_column
from semaforo.model.meaning import Kind
from semaforo.store.copies import copies
from semaforo.store.fields import Fields
from semaforo.store.reading import ASIDE
from semaforo.store.scalars import name, quoted, words
from semaforo.store.typed_events import CHANGES, INDEX, KEPT, NAMES, RAW_SUSPECTS
from semaforo.store.typed_leads import COMPANY_ROWS, LEAD_ROWS
from semaforo.store.work import Work

_MOST_NAMES = 50


def quality_report(work: Work, robots: int) -> QualityReport:
    """What was read, and what of it could not be used."""
    first, last = work.rows(f"SELECT min(first_at), max(last_at) FROM {INDEX}")[0]
    return QualityReport(
        rows=dict(work.prepared.rows),
        set_aside=tuple(_set_aside(work)),
        unreadable=tuple(_unreadable(work)),
        outside=tuple(_outside(work)),
        unknown_names=tuple(_unknown_names(work)),
        duplicates=_duplicates(work),
        repeated_rows=dict(work.repeated),
        leads_only_in_events=_only_in_events(work),
        robots=robots,
        first_at=first,
        last_at=last,
        decisions=tuple(work.prepared.decisions),
    )


def _set_aside(work: Work) -> Iterator[SetAside]:
    counted = work.rows(
        f"SELECT table_name, reason, count(*) FROM {ASIDE} GROUP BY ALL ORDER BY ALL"
    )
    for table, reason, count in counted:
        rows = work.rows(
            f"SELECT content, file, row FROM {ASIDE} WHERE table_name = {quoted(table)} "
            f"AND reason = {quoted(reason)} ORDER BY file, abs(row) LIMIT {MOST_EXAMPLES}"
        )
        examples = tuple(
            Example(content or "", *work.prepared.where.find(file, row))
            for content, file, row in rows
        )
        yield SetAside(table, reason, count, examples)


def _unreadable(work: Work) -> Iterator[BadValues]:
    """Values that are there and do not parse; not an event's `at`, whose row is set aside."""
    declared = work.declared
    attributes = sorted(declared.attributes)
    asked: dict[str, list[tuple[str, Kind]]] = {
        "leads": [("created_at", Kind.INSTANT), *attributes],
        "events": [
            ("received_at", Kind.INSTANT),
            ("robot", Kind.BOOLEAN),
            *sorted({*declared.properties, *attributes}),
        ],
        "companies": list(declared.of_company),
    }
    for table, fields in work.prepared.fields.items():
        yield from _unreadable_of(work, fields, asked[table])
    for made in work.prepared.column_events:
        kinds = [("at", Kind.INSTANT), *declared.properties]
        kinds = [(n, kind) for n, kind in kinds if n == "at" or n in made.event.properties]
        yield from _unreadable_of(work, made.fields, kinds)


def _unreadable_of(
    work: Work, fields: Fields, kinds: Iterable[tuple[str, Kind]]
) -> Iterator[BadValues]:
    """All columns of a table are counted in one pass over it."""
    asked = [(n, kind) for n, kind in kinds if fields.can_fail(n, kind)]
    if not asked:
        return
    tests = [
        f"{fields.present(n)} IS NOT NULL AND {fields.value(n, kind)} IS NULL" for n, kind in asked
    ]
    relation = fields.raw.relation
    counts = work.rows(
        "SELECT " + ", ".join(f"count(*) FILTER ({test})" for test in tests) + f" FROM {relation}"
    )[0]
    for (field, kind), test, count in zip(asked, tests, counts, strict=True):
        if count:
            found = work.rows(
                f"SELECT DISTINCT {fields.present(field)} FROM {relation} WHERE {test} "
                f"ORDER BY ALL LIMIT {MOST_EXAMPLES}"
            )
            shown = fields.map.columns_of(field)[0]
            yield BadValues(fields.raw.table, shown, str(kind), count, _texts(found))


def _outside(work: Work) -> Iterator[BadValues]:
    """Values outside those an attribute declares, in any table that gives it."""
    of_company = {n for n, _ in work.declared.of_company}
    tables = {"leads": LEAD_ROWS, "events": CHANGES, "companies": COMPANY_ROWS}
    for field, values in sorted(work.declared.closed.items()):
        column = name(attribute_column(field, Kind.TEXT))
        if (field, Kind.TEXT) not in work.declared.attributes:
            continue
        for table, relation in tables.items():
            if table == "companies" and field not in of_company:
                continue
            source = f"FROM {relation} WHERE {column} NOT IN ({words(values)})"
            if count := work.count(f"SELECT count(*) {source}"):
                found = work.rows(
                    f"SELECT DISTINCT {column} {source} ORDER BY ALL LIMIT {MOST_EXAMPLES}"
                )
                yield BadValues(table, field, str(Kind.TEXT), count, _texts(found))


def _unknown_names(work: Work) -> Iterator[UnknownName]:
    declared = sorted(work.declared.event_names)
    found = work.rows(
        f"SELECT name, events FROM {NAMES} WHERE name NOT IN ({words(frozenset(declared))}) "
        f"ORDER BY events DESC, name LIMIT {_MOST_NAMES}"
    )
    for unknown, count in found:
        meant = near(unknown, declared)
        yield UnknownName(unknown, count, str(meant.values["name"]) if meant else None)


def _duplicates(work: Work) -> Duplicates:
    if not work.suspects:
        return Duplicates()
    select = work.prepared.events.select(json=True, among=RAW_SUSPECTS)
    alike, different, examples = copies(work.connection, select, KEPT)
    return Duplicates(alike, different, tuple(examples))


def _only_in_events(work: Work) -> int:
    return work.count(f"SELECT (SELECT count(*) FROM {INDEX}) - (SELECT count(*) FROM {LEAD_ROWS})")


def _texts(rows: list[tuple[str]]) -> tuple[str, ...]:
    return tuple(str(row[0]) for row in rows)

"""The tables of a load are those of the slow way, whatever the files look like."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from semaforo.engines.duckdb import Connection, connect
from semaforo.facts.shapes import Company, Event, Facts, Lead
from semaforo.model.meaning import Type
from semaforo.store import Sources, load, load_into, open_store
from tests.support.loading import model, rows, write_jsonl
from tests.support.store_tables import StoreTables

MODEL = model(
    {
        "email": Type.TEXT,
        "job": Type.CATEGORY,
        "size": Type.NUMBER,
        "Since": Type.DATE,
        "member": Type.BOOLEAN,
    },
    {"path": Type.TEXT, "seconds": Type.NUMBER},
    of_company=("size", "job"),
    timezone="Europe/Madrid",
)
TABLES = ("leads", "events", "changes", "companies")
IDS = ("L1", "L2", "l'3\n", "ñ\U0001f600", " L4 ")

_times = st.sampled_from(
    [
        None,
        "",
        "no",
        "2026-01-01",
        "2026-01-01T10:00:00Z",
        "2026-01-01 10:00",
        "1969-12-31",
        "9999-01-01",
    ]
)
_attributes = st.fixed_dictionaries(
    {},
    optional={
        "email": st.sampled_from([None, "", "a@Acme.es", "b@gmail.com", "x", "c@ñandú.ES"]),
        "job": st.sampled_from([None, "CEO", " Jefa ", "3ª", ""]),
        "size": st.sampled_from([None, 10, 10.5, "10", "diez", "1e3", True]),
        "Since": st.sampled_from([None, "2020-05-01", "ayer"]),
        "member": st.sampled_from([None, True, "no", "Sí", 1, 2]),
        "company": st.sampled_from([None, " Acme ", "acme", "", "Ñu"]),
        "other": st.sampled_from([1, [1, 2], {"b": 1, "a": None}, "x"]),
    },
)
_leads = st.fixed_dictionaries(
    {"id": st.sampled_from(IDS), "created_at": _times, "attributes": _attributes}
)
_companies = st.fixed_dictionaries(
    {"id": st.sampled_from(["acme", " Acme", "Acme", "acme.es"]), "attributes": _attributes}
)
_events = st.fixed_dictionaries(
    {
        "lead": st.sampled_from(IDS),
        "name": st.sampled_from(["visit", "visit", "webinar", "unknown", "identify", "group"]),
        "at": _times,
        "received_at": _times,
        "id": st.sampled_from([None, None, "e1", "e2", "e3"]),
        "robot": st.sampled_from([None, False, False, "yes"]),
        "properties": st.one_of(
            _attributes,
            st.fixed_dictionaries(
                {},
                optional={
                    "path": st.sampled_from(["/a", "/Á", "", None, 7]),
                    "seconds": st.sampled_from([1, "2.5", None, "x"]),
                },
            ),
        ),
    }
)
Raw = Mapping[str, Any]


def _facts(leads: Sequence[Raw], events: Sequence[Raw], companies: Sequence[Raw]) -> Facts:
    return Facts(
        tuple(Lead(**row) for row in leads),
        tuple(Event(**row) for row in events),
        tuple(Company(**row) for row in companies),
    )


def _flat(row: Raw) -> dict[str, Any]:
    inside = "properties" if "properties" in row else "attributes"
    return {**{k: v for k, v in row.items() if k != inside}, **row[inside]}


@contextmanager
def _sources(*tables: Sequence[Raw], parts: int = 1) -> Iterator[Sources]:
    """The facts as JSONL, each table in some files of a folder."""
    with TemporaryDirectory() as folder:
        paths = []
        for name, listed in zip(("leads", "events", "companies"), tables, strict=True):
            place = Path(folder) / name
            place.mkdir()
            for part in range(parts):
                share = [_flat(row) for row in listed[part::parts]]
                if share:
                    write_jsonl(place / f"{part}.jsonl", share)
            paths.append((str(place),) if listed else ())
        yield Sources(*paths)


def _tables(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """The tables with the one order of events in the place of `seq`."""
    found = {table: rows(connection, table) for table in TABLES}
    for table in ("events", "changes"):
        found[table] = rows(connection, table, '"at", id NULLS FIRST, lead_no, seq')
        for row in found[table]:
            del row["seq"]
            row.pop("rest", None)
    for table in ("leads", "companies"):
        key = "lead_no" if table == "leads" else "company"
        found[table].sort(key=lambda row: row[key])
        for row in found[table]:
            row.pop("rest", None)
    return found


def _slow_way(facts: Facts) -> dict[str, list[dict[str, Any]]]:
    tables = StoreTables(MODEL, facts)
    with connect(threads=1) as connection:
        for name in TABLES:
            connection.register(f"given_{name}", getattr(tables, name))
            connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM given_{name}")
        return _tables(connection)


_READABLE = {
    "lead": "L1",
    "name": "visit",
    "at": "2026-01-01",
    "received_at": None,
    "id": None,
    "robot": None,
    "properties": {},
}
"""Where no instant can be read at all, loading asks for a format."""

facts = st.tuples(
    st.lists(_leads, min_size=1, max_size=8),
    st.lists(_events, max_size=30).map(lambda events: [_READABLE, *events]),
    st.lists(_companies, max_size=4),
)


@settings(max_examples=40, deadline=None)
@given(facts, st.integers(1, 3), st.randoms(use_true_random=False))
def test_implicit_load(
    made: tuple[list[Raw], list[Raw], list[Raw]], parts: int, chance: random.Random
) -> None:
    expected = _slow_way(_facts(*made))
    shuffled = [chance.sample(table, len(table)) for table in made]
    with _sources(*shuffled, parts=parts) as sources, connect(threads=2) as connection:
        manifest = load_into(connection, [MODEL], sources)
        assert _tables(connection) == expected
        assert dict(manifest.rows) == {table: len(found) for table, found in expected.items()}


@settings(max_examples=15, deadline=None)
@given(facts)
def test_store_on_disk(made: tuple[list[Raw], list[Raw], list[Raw]]) -> None:
    expected = _slow_way(_facts(*made))
    with (
        _sources(*made) as sources,
        connect(threads=2) as connection,
        TemporaryDirectory() as folder,
    ):
        manifest = load([MODEL], sources, Path(folder) / "store", connection=connection)
        assert open_store(connection, Path(folder) / "store", [MODEL]) == manifest
        assert _tables(connection) == expected
        for table in ("events", "changes"):
            seqs = [row["seq"] for row in rows(connection, table, "seq")]
            assert seqs == list(range(len(expected[table])))
            order = connection.execute(
                f'SELECT name, lead_no, "at", id IS NOT NULL, id FROM {table} ORDER BY seq'
            ).fetchall()
            assert order == sorted(order, key=lambda row: (*row[:4], row[4] or ""))


def test_parquet_without_parsing_gives_the_same(tmp_path: Path) -> None:
    chance = random.Random(5)
    events = [
        {
            "lead": chance.choice(["L1", "L2", "", None]),
            "name": chance.choice(["visit", "webinar", " ", None]),
            "at": f"2026-01-0{chance.randint(1, 3)}T00:00:00Z",
            "id": chance.choice([None, "", "e1", "e2"]),
            "robot": None,
            "received_at": None,
            "properties": {"path": chance.choice(["/a", "Á "]), "seconds": chance.random()},
        }
        for _ in range(200)
    ]
    flat = [_flat(event) for event in events]
    table = pa.Table.from_pylist(flat)
    instants = [row["at"].removesuffix("Z") for row in flat]
    stamps = (
        pa.array(instants, pa.string()).cast(pa.timestamp("us")).cast(pa.timestamp("us", "UTC"))
    )
    table = table.set_column(table.schema.get_field_index("at"), "at", stamps)
    pq.write_table(table, tmp_path / "events.parquet")
    usable = [e for e in events if (e["lead"] or "").strip() and (e["name"] or "").strip()]
    # An empty cell of a table is no value, but an empty text of the slow way is an id.
    expected = _slow_way(_facts([], [{**e, "id": e["id"] or None} for e in usable], []))
    with connect() as connection:
        sources = Sources(events=(str(tmp_path / "events.parquet"),))
        manifest = load_into(connection, [MODEL], sources)
        assert _tables(connection) == expected
    assert manifest.report.rows_set_aside == len(events) - len(usable)

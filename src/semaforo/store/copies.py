"""Events that cannot be told apart by lead and id, or by lead, instant and name.

They are few. One 64-bit hash an event, sorted, finds those that may be such; only they are looked
at exactly, for which the canonical JSON of all their properties is needed.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from semaforo.engines.duckdb import Connection
from semaforo.store.event_sources import JSON

_Hashes = npt.NDArray[np.uint64]
SUSPECTS, SETTLED = "semaforo_suspects", "semaforo_settled"
"""The hashes that several events share; what is kept of these events."""
SAME = 'CASE WHEN id IS NULL THEN hash(lead, "at", name) ELSE hash(lead, id) END'
"""Equal for copies of one event, and for events without id that only their properties order."""
TIED = 'hash(lead, "at", name)'
"""Equal for events that their lead, instant and name do not order."""
_MOST = 100_000_000
"""Hashes held at once, 8 bytes each. More are taken in shares, reading the events once for each."""


def find_suspects(connection: Connection, hashes: str, count: int) -> int:
    """Fill SUSPECTS with what stands more than once in the query `hashes`; its size is returned.

    `hashes` has one column `h` and about `count` rows.
    """
    shares = count // _MOST + 1
    found = [_repeated(connection, hashes, share, shares) for share in range(shares)]
    connection.register("semaforo_found", pa.table({"h": np.concatenate(found)}))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {SUSPECTS} AS SELECT DISTINCT h FROM semaforo_found"
    )
    connection.unregister("semaforo_found")
    return sum(map(len, found))


def _repeated(connection: Connection, hashes: str, share: int, shares: int) -> _Hashes:
    """The hashes of one share that stand more than once.

    NumPy sorts 20 million of them in 0.15 s, a tenth of what GROUP BY … HAVING takes.
    """
    where = f" WHERE h % {shares} = {share}" if shares > 1 else ""
    batches = connection.sql(f"SELECT h FROM ({hashes}){where}").to_arrow_reader(1_000_000)
    parts = [batch.column(0).to_numpy(zero_copy_only=False) for batch in batches]
    held: _Hashes = np.concatenate([np.empty(0, np.uint64), *parts])
    held.sort()
    repeated: _Hashes = held[1:][held[1:] == held[:-1]]
    return repeated


def all_hashes(events: str, where: str, *, ties: bool) -> str:
    """The hashes of `events`, for `find_suspects`.

    `ties` also asks for events with ids of their own that share lead, instant and name: sorted
    tables need them, because their ids order them.
    """
    hashes = f"SELECT {SAME} AS h FROM {events} WHERE {where}"
    if ties:
        hashes += f" UNION ALL SELECT {TIED} FROM {events} WHERE {where} AND id IS NOT NULL"
    return hashes


def is_suspect(*, ties: bool) -> str:
    """Whether an event has to be looked at exactly."""
    inside = f"{SAME} IN (SELECT h FROM {SUSPECTS})"
    return f"({inside} OR {TIED} IN (SELECT h FROM {SUSPECTS}))" if ties else inside


def settle(connection: Connection, events_with_json: str, where: str, *, ties: bool) -> None:
    """Fill SETTLED with the suspects that are kept.

    Beside the columns of the events it has `hidden_from`, and `tie`: the place among the events of
    the same lead, instant and name. Of the copies of an event, one is kept if none before it, in
    the one order of events, was received at or before it; it is hidden once that copy is known.
    """
    received = "coalesce(received_at, -9223372036854775808)"
    order = f'"at", name, {JSON}, {received}'
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {SETTLED} AS
        WITH suspects AS MATERIALIZED (
            SELECT * FROM ({events_with_json}) WHERE {where} AND {is_suspect(ties=ties)}
        ),
        placed AS (
            SELECT *, CASE WHEN id IS NOT NULL THEN min({received}) OVER (
                PARTITION BY lead, id ORDER BY {order}
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) END AS known
            FROM suspects
        )
        SELECT * EXCLUDE (known), known AS hidden_from, row_number() OVER (
            PARTITION BY lead, "at", name ORDER BY id NULLS FIRST, {JSON}, {received}
        ) AS tie
        FROM placed WHERE known IS NULL OR {received} < known
        """
    )


def copies(connection: Connection, events_with_json: str, where: str) -> tuple[int, int, list[str]]:
    """How many copies are like another of the same lead and id, how many differ, and examples."""
    suspects = f"SELECT * FROM ({events_with_json}) WHERE {where} AND id IS NOT NULL"
    row = connection.execute(
        f"""
        WITH groups AS (
            SELECT lead, id, count(*) AS n, count(DISTINCT ("at", name, {JSON})) AS kinds
            FROM ({suspects} AND {is_suspect(ties=False)}) GROUP BY lead, id HAVING count(*) > 1
        )
        SELECT coalesce(sum(n - kinds), 0), coalesce(sum(kinds - 1), 0),
               list(lead || ' ' || id ORDER BY lead, id) FILTER (kinds > 1)[:5]
        FROM groups
        """
    ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1]), list(row[2] or ())

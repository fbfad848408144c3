"""`events.parquet`: rows of numbers become columns of text and instants, in arrival order."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from semaforo.simulate.rare import RARE_SCHEMA, Rare
from semaforo.simulate.rows import NOTHING, join
from semaforo.simulate.sessions import NAMES, PATHS
from semaforo.simulate.texts import chosen, numbered

_INSTANT = pa.timestamp("us", tz="UTC")
_WORD = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("lead", pa.string()),
        ("name", _WORD),
        ("at", _INSTANT),
        ("received_at", _INSTANT),
        ("robot", pa.bool_()),
        ("session", pa.string()),
        ("path", _WORD),
        ("seconds", pa.float64()),
        *RARE_SCHEMA,
    ]
)
ROW_GROUP = 250_000
_DISTINCT_TEXT = ("id", "lead", "session")


class EventFile:
    """Takes the weeks' events one after the other and writes them in a thread of its own, so that
    the next week is drawn meanwhile. One batch waits at most: memory stays bounded."""

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(
            path,
            SCHEMA,
            compression="snappy",
            use_dictionary=[name for name in SCHEMA.names if name not in _DISTINCT_TEXT],
        )
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._writing: Future[None] | None = None
        self._batch: list[Rare] = []
        self._size = 0

    def add(self, events: Rare) -> None:
        """Events that arrived after all those added before."""
        self._batch.append(events)
        self._size += len(events.rows)
        if self._size >= ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        batch, self._batch, self._size = self._batch, [], 0
        self._wait()
        self._writing = self._thread.submit(self._write, batch)

    def _wait(self) -> None:
        if self._writing:
            self._writing.result()
            self._writing = None

    def _write(self, batch: Sequence[Rare]) -> None:
        self._writer.write_table(_table(_joined(batch)), row_group_size=ROW_GROUP)

    def __enter__(self) -> EventFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None and self._batch:
                self._flush()
            self._wait()
        finally:
            self._thread.shutdown()
            self._writer.close()


def _joined(batch: Sequence[Rare]) -> Rare:
    """The batches in their order; `extra` points into the joined properties."""
    rows, first = [], 0
    for part in batch:
        extra = part.rows.extra
        moved = np.where(extra == NOTHING, NOTHING, extra + first).astype(np.int32)
        rows.append(part.rows.with_columns(extra=moved))
        first += part.properties.num_rows
    return Rare(join(rows), pa.concat_tables([part.properties for part in batch]))


def _table(events: Rare) -> pa.Table:
    rows = events.rows
    rare = events.properties.take(pa.array(rows.extra, mask=rows.extra == NOTHING))
    return pa.table(
        [
            _ids("e", rows.number),
            numbered("L", rows.lead.astype(np.int64), digits=7),
            chosen(NAMES, rows.name),
            pa.array(rows.at, _INSTANT),
            pa.array(rows.received, _INSTANT),
            pa.array(rows.robot),
            _ids("s", rows.session),
            chosen(PATHS, rows.path),
            pa.array(rows.seconds, mask=rows.seconds == NOTHING).cast(pa.float64()),
            *rare.columns,
        ],
        schema=SCHEMA,
    )


def _ids(letter: str, numbers: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.StringArray:
    """Numbered ids, null where there is no number."""
    text = numbered(letter, np.maximum(numbers, 0), digits=11)
    missing = numbers == NOTHING
    if not missing.any():
        return text
    valid = pa.py_buffer(np.packbits(~missing, bitorder="little"))
    _, offsets, data = text.buffers()
    return pa.StringArray.from_buffers(len(numbers), offsets, data, valid, int(missing.sum()))

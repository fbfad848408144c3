"""Events as numbers, column by column, until they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

NOTHING = -1
"""The code of an absent session, path, number of seconds or extra."""


@dataclass(frozen=True, slots=True)
class Rows:
    """One entry an event. `lead`, `name`, `path` are codes, instants microseconds UTC, `number`
    the event's id, `extra` its row in the table of rarer properties."""

    lead: NDArray[np.int32]
    name: NDArray[np.int8]
    at: NDArray[np.int64]
    received: NDArray[np.int64]
    robot: NDArray[np.bool_]
    session: NDArray[np.int64]
    path: NDArray[np.int8]
    seconds: NDArray[np.int16]
    number: NDArray[np.int64]
    extra: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.lead)

    def pick(self, index: NDArray[np.int64] | NDArray[np.bool_]) -> Rows:
        """Some of the events, in the order of `index`."""
        return Rows(*(getattr(self, field.name)[index] for field in fields(self)))

    def with_columns(self, **columns: NDArray[np.generic]) -> Rows:
        """The same events with some columns replaced."""
        mine = {field.name: getattr(self, field.name) for field in fields(self)}
        return Rows(**(mine | columns))


def join(parts: Sequence[Rows]) -> Rows:
    """All the events, one part after the other."""
    names = [field.name for field in fields(Rows)]
    return Rows(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def bare(
    lead: NDArray[np.int32], name: int, at: NDArray[np.int64], received: NDArray[np.int64]
) -> Rows:
    """Events of one name without session, path or other properties."""
    size = len(lead)
    return Rows(
        lead=lead.astype(np.int32),
        name=np.full(size, name, dtype=np.int8),
        at=at,
        received=received,
        robot=np.zeros(size, dtype=np.bool_),
        session=np.full(size, NOTHING, dtype=np.int64),
        path=np.full(size, NOTHING, dtype=np.int8),
        seconds=np.full(size, NOTHING, dtype=np.int16),
        number=np.zeros(size, dtype=np.int64),
        extra=np.full(size, NOTHING, dtype=np.int32),
    )

"""Arrow columns of text, made in bulk: numbered ids and words by number."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_FOUR = 10_000


def numbered(letter: str, numbers: Ints, *, digits: int) -> pa.StringArray:
    """`letter` and each number with `digits` digits (7 or 11): "L0000042".

    Digits are looked up four at a time: formatting one by one would take most of a run.
    """
    words = (digits + 1) // 4
    text = np.empty((len(numbers), words), dtype=np.uint32)
    rest = numbers
    for place in range(words - 1, 0, -1):
        higher = rest // _FOUR
        text[:, place] = _digits()[rest - higher * _FOUR]
        rest = higher
    text[:, 0] = _first(letter)[rest]
    offsets = np.arange(len(numbers) + 1, dtype=np.int32) * (digits + 1)
    return pa.StringArray.from_buffers(
        len(numbers), pa.py_buffer(offsets), pa.py_buffer(text.reshape(-1))
    )


@cache
def _digits() -> NDArray[np.uint32]:
    return _packed([f"{i:04d}" for i in range(_FOUR)])


@cache
def _first(letter: str) -> NDArray[np.uint32]:
    return _packed([f"{letter}{i:03d}" for i in range(1000)])


def _packed(words: Sequence[str]) -> NDArray[np.uint32]:
    return np.frombuffer("".join(words).encode("ascii"), dtype=np.uint32)


def chosen(words: Sequence[str], codes: NDArray[np.integer], *, none: int = -1) -> pa.Array:
    """The word of each code; null for the code `none`. Dictionary-encoded."""
    indices = pa.array(codes.astype(np.int32), mask=codes == none)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, type=pa.string()))


def masked(values: NDArray[np.generic], missing: NDArray[np.bool_], kind: pa.DataType) -> pa.Array:
    """`values` with nulls where `missing`."""
    return pa.array(values, type=kind, mask=missing)

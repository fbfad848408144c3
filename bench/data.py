"""The facts of the bench: synthetic companies in Parquet, in order of arrival, with text ids.

python -m bench.data CACHE makes both sizes; they are kept, so that a second run starts at once.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from semaforo.simulate import simulate

SEED = 1


@dataclass(frozen=True, slots=True)
class Size:
    """How many facts. The name is that of its folder in the cache."""

    name: str
    leads: int
    events: int


TINY = Size("tiny", 20_000, 400_000)
TWENTY = Size("20m", 1_000_000, 20_000_000)
HUNDRED = Size("100m", 5_000_000, 100_000_000)


def made(cache: Path, size: Size) -> Path:
    """The folder with the facts of that size, made now unless it is there."""
    folder = cache / size.name
    if not (folder / "truth.json").exists():  # the last file that a simulation writes
        simulate(folder, leads=size.leads, events=size.events, seed=SEED)
    return folder


if __name__ == "__main__":
    for each in (TWENTY, HUNDRED):
        print(made(Path(sys.argv[1]), each))  # noqa: T201

"""Bands: names with descending lower bounds, the last one for everything else."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from semaforo.language import message
from semaforo.model.meaning import Band, micropoints
from semaforo.model.report import Path, Report
from semaforo.model.written import OTHERWISE


def read_bands(
    written: Mapping[str, float | str] | None,
    path: Path,
    report: Report,
    bound: Callable[[float], int] = micropoints,
) -> tuple[Band, ...]:
    """The bands at `path`, from the highest bound down. Faults are reported.

    `bound` gives a bound in the units of what it is compared with.
    """
    if written is None:
        return ()
    names = list(written)
    if not names or [name for name in names if written[name] == OTHERWISE] != names[-1:]:
        report.error(
            "bad-otherwise",
            path,
            message("Exactly one band must be `otherwise`, and it must be the last."),
        )
    before = math.inf
    for name in names:
        value = written[name]
        if isinstance(value, str):
            continue
        if value >= before:
            what = message('The bound of "{name}" is not below the one before.', name=name)
            fix = message("Write bands in descending order.")
            report.error("band-order", (*path, name), what, fix)
        before = value
    return tuple(
        Band(name, None if isinstance(value, str) else bound(value))
        for name, value in written.items()
    )


def score_bound(value: float) -> int:
    """The least whole score that reaches `value`."""
    return math.ceil(value)

"""Keys that are almost right are read as what was meant, so that one slip is one fault.

A section under a Spanish or a misspelt name would otherwise be missing to everything that refers to
it: dozens of faults that say nothing new.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from semaforo.model.key_names import surely_meant
from semaforo.model.report import Path, Report
from semaforo.model.shape_faults import unknown_key
from semaforo.model.shape_keys import keys, keys_of_kinds, shape_at, without_tags
from semaforo.model.shapes import ModelShape

_PASSES = 8
_REFERRED_TO = ("lists", "attributes", "events", "consent", "sla")
"""Sections that others refer to by name, and that a model may lack."""


def respelt(data: dict[str, Any], report: Report) -> dict[str, Any]:
    """`data` with every key that is almost right put right, and reported."""
    for _ in range(_PASSES):
        wrong = dict(_wrong_keys(data))
        if not wrong:
            break
        for path, key in wrong.items():
            unknown_key(path, [key], report)
            report.respelt[(*path[:-1], key)] = path[-1]
        data = _renamed(data, wrong, ())
    _leave_open(data, report)
    return data


def _wrong_keys(data: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """Each key that is almost right, by its path, with the one that was meant."""
    taken: set[Path] = set()
    for detail in _errors(data):
        path = without_tags(detail["loc"])
        for wrong, known in _unknown_keys(detail, path, data):
            key = surely_meant(str(wrong[-1]), known)
            if key is not None and (*wrong[:-1], key) not in taken:
                taken.add((*wrong[:-1], key))
                yield wrong, key


def _unknown_keys(
    detail: ErrorDetails, path: Path, data: dict[str, Any]
) -> Iterator[tuple[Path, set[str]]]:
    """The keys that an error says are unknown, with those that could stand there instead."""
    if detail["type"] == "extra_forbidden":
        place = detail["loc"][:-1]
        here = _at(data, path[:-1])
        other = keys_of_kinds(place)
        if path[-1] not in other:
            yield path, {*keys(shape_at(place)), *other} - here.keys()
    elif detail["type"] == "union_tag_not_found":
        here, known = _at(data, path), keys_of_kinds((*detail["loc"], ""))
        for key in (key for key in here if key not in known):
            yield (*path, key), known - here.keys()


def _errors(data: dict[str, Any]) -> list[ErrorDetails]:
    try:
        ModelShape.model_validate(data)
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


def _at(data: Any, path: Path) -> dict[str, Any]:
    """The mapping at `path`."""
    for step in path:
        data = data[step]
    return dict(data)


def _renamed(value: Any, wrong: dict[Path, str], path: Path) -> Any:
    """`value` with the keys of `wrong` under their right names, in the same order."""
    if isinstance(value, dict):
        return {
            wrong.get((*path, key), key): _renamed(each, wrong, (*path, key))
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_renamed(each, wrong, (*path, i)) for i, each in enumerate(value)]
    return value


def _leave_open(data: dict[str, Any], report: Report) -> None:
    """Beside an unknown section, say nothing of names that a missing one may have declared."""
    if data.keys() - set(keys(ModelShape)):
        report.broken |= {(section,) for section in _REFERRED_TO if section not in data}

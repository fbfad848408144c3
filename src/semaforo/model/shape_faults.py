"""What is wrong with the shape of a model, in our own words, and the part that can still be read.

A part with a wrong shape is left out, so that the rest is checked in the same run.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from semaforo.facts.values import boolean
from semaforo.language import Message, message
from semaforo.model.key_names import meant
from semaforo.model.report import Path, Report, near
from semaforo.model.shape_keys import KINDS, keys, keys_of_kinds, shape_at, without_tags
from semaforo.model.shapes import ModelShape

_PASSES = 8
_DECIMAL_COMMA = re.compile(r"-?[0-9]{1,3}(\.?[0-9]{3})*,[0-9]+|-?[0-9]+,[0-9]+")
_PLACEHOLDERS: dict[str, Any] = {"semaforo": 1, "id": "model"}

_WORDS = message('"{value}" is not valid for "{key}".')
_MAPPING = message('"{key}" must be a mapping of keys and values.')
_SENTENCES: dict[str, tuple[str, Message, Message | None]] = {
    "literal_error": ("unknown-word", _WORDS, None),
    "text": ("not-text", message('"{key}" must be a text.'), None),
    "blank": ("blank-text", message('"{key}" is blank.'), None),
    "slug": (
        "bad-id",
        message('"{value}" cannot be the id of a model.'),
        message("Use lower-case letters a-z, digits and hyphens, as in software-b2b."),
    ),
    "scalar": ("not-scalar", message('"{key}" must be a text, a number or true or false.'), None),
    "duration": (
        "bad-duration",
        message('"{value}" is not a duration.'),
        message("Write a positive whole number and m, h, d or w, as in 90d."),
    ),
    "percent": (
        "bad-percentage",
        message('"{value}" is not a percentage.'),
        message("Write more than 0 % and at most 100 %, as in 25%."),
    ),
    "number": ("not-number", message('"{key}" must be a number, not "{value}".'), None),
    "finite": ("not-finite", message('"{key}" must be a finite number.'), None),
    "too-many-points": (
        "too-many-points",
        message('"{key}" is beyond a thousand million points.'),
        None,
    ),
    "positive": ("not-positive", message('"{key}" must be greater than 0.'), None),
    "not-negative": ("negative", message('"{key}" cannot be negative.'), None),
    "bound": (
        "bad-bound",
        message('"{value}" is not a bound.'),
        message("Write a number or otherwise."),
    ),
    "format": (
        "unknown-format",
        message('"{value}" is not a format that can be read.'),
        message("Write `semaforo: 1`."),
    ),
    "count": ("not-count", message('"{key}" must be a whole number from 1.'), None),
    "twice": ("twice", message('"{value}" stands twice.'), message("Keep one.")),
    "bool_type": ("not-boolean", message('"{key}" must be true or false.'), None),
    "list_type": ("not-list", message('"{key}" must be a list.'), None),
    "dict_type": ("not-mapping", _MAPPING, None),
    "model_type": ("not-mapping", _MAPPING, None),
    "model_attributes_type": ("not-mapping", _MAPPING, None),
    "too_short": ("empty", message('"{key}" is empty.'), None),
    "missing": ("missing-key", message('The key "{key}" is missing.'), None),
}


def _as_number(value: Any) -> Message | None:
    """How a number with a decimal comma is written."""
    if not (isinstance(value, str) and _DECIMAL_COMMA.fullmatch(value)):
        return None
    return _decimal_point(value.replace(".", "").replace(",", "."))


def _decimal_point(number: str) -> Message:
    return message("Write {number}, with a decimal point.", number=number)


def _as_boolean(value: Any) -> Message | None:
    """true or false for what people write instead."""
    found = boolean(value) if isinstance(value, (str, int)) else None
    if found is None:
        return None
    return message("Write true.") if found else message("Write false.")


_CURES = {"number": _as_number, "bool_type": _as_boolean}


def read_shape(data: dict[str, Any], report: Report) -> ModelShape | None:
    """The shape of `data` without the parts that are wrong, which are reported.

    None when too little is left.
    """
    try:
        return ModelShape.model_validate(data)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    for detail in errors:
        _report(detail, data, report)
    rest = copy.deepcopy(data)
    for _ in range(_PASSES):
        _leave_out([without_tags(detail["loc"]) for detail in errors], rest, report)
        try:
            return ModelShape.model_validate(_compact(rest))
        except ValidationError as error:
            errors = error.errors(include_url=False)
    return None


def _report(detail: ErrorDetails, data: dict[str, Any], report: Report) -> None:
    path, kind = without_tags(detail["loc"]), detail["type"]
    key = _name(path)
    if number := _split_number(path, data):
        what = message('The comma makes a key of its own of "{key}".', key=key)
        report.error("decimal-comma", path, what, _decimal_point(number), key=True)
    elif kind == "extra_forbidden":
        _unknown_key(detail, path, report)
    elif kind == "union_tag_not_found":
        _no_kind(path, report)
    elif isinstance(path[-1], int) and _SENTENCES.get(kind, ("",))[0] == "not-mapping":
        what = message('An entry of "{key}" must be a mapping of keys and values.', key=key)
        report.error("not-mapping", path, what)
    elif kind in _SENTENCES:
        code, what, fix = _SENTENCES[kind]
        value = (detail.get("ctx") or {}).get("value", detail["input"])
        if kind == "literal_error":
            fix = near(value, _expected(detail))
        elif kind in _CURES:
            fix = _CURES[kind](value)
        report.error(code, path, Message(what.text, {"key": key, "value": value}), fix)
    else:
        report.error("bad-value", path, message('The value of "{key}" does not fit.', key=key))


def _name(path: Path) -> str:
    """The key a person would name: positions are part of the key above them."""
    names = [step for step in path if isinstance(step, str)]
    return names[-1] if names else "semaforo"


def _expected(detail: ErrorDetails) -> list[str]:
    words = str((detail.get("ctx") or {}).get("expected", ""))
    return [word.strip(" '") for word in words.replace(" or ", ", ").split(",")]


def _no_kind(path: Path, report: Report) -> None:
    kinds = "when, event" if path[0] == "exclude" else "when, choose, event, absent"
    report.error("no-kind", path, message("One of these keys is missing: {keys}.", keys=kinds))


def _unknown_key(detail: ErrorDetails, path: Path, report: Report) -> None:
    key = str(path[-1])
    kind = next((KINDS[s] for s in reversed(detail["loc"]) if s in KINDS), None)
    if kind is not None and key in keys_of_kinds(detail["loc"][:-1]):
        report.error(
            "misplaced-key",
            path,
            message('The key "{key}" does not go with {kind}.', key=key, kind=kind),
            key=True,
        )
        return
    unknown_key(path, keys(shape_at(detail["loc"][:-1])), report)


def _split_number(path: Path, data: Any) -> str | None:
    """6.5 where `path` is the 5 of `{points: 6,5}`, which YAML reads as a key of its own."""
    *above, last = path
    for step in above:
        data = data[step]
    if not isinstance(data, dict) or data.get(last, "") is not None:
        return None
    names = list(data)
    before = data[names[names.index(last) - 1]]
    whole = isinstance(before, int) and not isinstance(before, bool)
    return f"{before}.{last}" if whole and str(last).isdecimal() else None


def unknown_key(path: Path, known: list[str], report: Report) -> None:
    """Report the key at `path`, which is none of those `known` there."""
    key = str(path[-1])
    near = meant(key, known)
    fix = (
        message('Did you mean "{name}"?', name=near)
        if near is not None
        else message("Valid: {names}.", names=", ".join(known))
    )
    what = message('There is no key "{key}" here.', key=key)
    report.error("unknown-key", path, what, fix, key=True)


def _leave_out(paths: list[Path], data: dict[str, Any], report: Report) -> None:
    for path in paths:
        unit = _unit(path, data)
        if not report.unsure(*unit):
            report.broken.add(unit)
            _remove(unit, data)


def _unit(path: Path, data: dict[str, Any]) -> Path:
    """The smallest part around `path` that can be left out without making another one wrong."""
    top = path[0] if path else ""
    if top == "dimensions" and len(path) > 2:
        held = data.get("dimensions", {}).get(path[1], {})
        if path[2] not in held or not isinstance(held[path[2]], (dict, list)):
            return path[:2] if path[2] == "rules" else path[:3]
        if path[2] == "rules" and len(path) == 3:
            return path[:2]
        return path[:4] if path[2] in ("rules", "groups", "require") else path[:3]
    pieces = {"attributes", "events", "consent", "lists", "dimensions", "sla"}
    pieces |= {"exclude", "personas", "policy", "tests"}
    return path[:2] if top in pieces else path[:1]


class _Gone:
    """Stands for a list item that was left out, so that the others keep their positions."""


def _remove(path: Path, data: dict[str, Any]) -> None:
    if path and path[0] in _PLACEHOLDERS:
        data[str(path[0])] = _PLACEHOLDERS[str(path[0])]
        return
    here: Any = data
    for step in path[:-1]:
        here = here[step]
    if isinstance(here, list):
        here[int(path[-1])] = _Gone
    elif path:
        here.pop(path[-1], None)


def _compact(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _compact(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_compact(item) for item in data if item is not _Gone]
    return data

"""What is wrong with the shape of a model, in our own words, and the part that can still be read.

A part with a wrong shape is left out, so that the rest is checked in the same run.
"""

from __future__ import annotations

import copy
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic_core import ErrorDetails

from semaforo.language import Message, message
from semaforo.model.report import Path, Report, near
from semaforo.model.shapes import ModelShape

_PASSES = 8
_PLACEHOLDERS: dict[str, Any] = {"semaforo": 1, "id": "model"}

_KINDS: dict[str, Message] = {
    "event rule": message("an event rule"),
    "absence rule": message("an absence rule"),
    "choice rule": message("a choice rule"),
    "attribute rule": message("an attribute rule"),
    "declared attribute": message("an attribute with a type"),
    "derived attribute": message("an attribute derived from another"),
    "condition exclusion": message("an exclusion by condition"),
    "event exclusion": message("an exclusion by event"),
}
_TAGS = {*_KINDS, "each word", "each distinct"}

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
        _leave_out([_path(detail) for detail in errors], rest, report)
        try:
            return ModelShape.model_validate(_compact(rest))
        except ValidationError as error:
            errors = error.errors(include_url=False)
    return None


def _path(detail: ErrorDetails) -> Path:
    return tuple(step for step in detail["loc"] if step not in _TAGS)


def _report(detail: ErrorDetails, data: dict[str, Any], report: Report) -> None:
    path, kind = _path(detail), detail["type"]
    key = _name(path)
    if kind == "extra_forbidden":
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
    keys = "when, event" if path[0] == "exclude" else "when, choose, event, absent"
    report.error("no-kind", path, message("One of these keys is missing: {keys}.", keys=keys))


def _unknown_key(detail: ErrorDetails, path: Path, report: Report) -> None:
    key = str(path[-1])
    kind = next((_KINDS[s] for s in reversed(detail["loc"]) if s in _KINDS), None)
    if kind is not None and key in _keys_of_other_kinds(detail["loc"][:-1]):
        report.error(
            "misplaced-key",
            path,
            message('The key "{key}" does not go with {kind}.', key=key, kind=kind),
            key=True,
        )
        return
    known = _keys(_shape_at(detail["loc"][:-1]))
    report.error(
        "unknown-key",
        path,
        message('There is no key "{key}" here.', key=key),
        near(key, known),
        key=True,
    )


def _keys(shape: Any) -> list[str]:
    if not (isinstance(shape, type) and issubclass(shape, BaseModel)):
        return []
    return [field.alias or name for name, field in shape.model_fields.items()]


def _keys_of_other_kinds(loc: tuple[int | str, ...]) -> set[str]:
    """The keys of all the kinds that could stand where the mapping at `loc` stands."""
    if loc[-1] not in _TAGS:
        return set()
    options = _options(_annotation_at(loc[:-1]))
    return {key for shape in options.values() for key in _keys(shape)}


def _shape_at(loc: tuple[int | str, ...]) -> Any:
    """The shape of the mapping at `loc`."""
    return _bare(_annotation_at(loc))


def _annotation_at(loc: tuple[int | str, ...]) -> Any:
    """The annotation that the shapes give to the value at `loc`, None where they give none."""
    here: Any = ModelShape
    for step in loc:
        if step in _TAGS:
            here = _options(here).get(str(step))
            continue
        here = _bare(here)
        if isinstance(here, type) and issubclass(here, BaseModel):
            fields = {f.alias or name: f for name, f in here.model_fields.items()}
            here = fields[str(step)].annotation if step in fields else None
        elif get_origin(here) in (dict, list):
            here = get_args(here)[-1]
    return here


def _bare(annotation: Any) -> Any:
    """`annotation` without metadata and without None."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    options = [option for option in get_args(annotation) if option is not type(None)]
    if get_origin(annotation) not in (dict, list, None) and len(options) == 1:
        return _bare(options[0])
    return annotation


def _options(annotation: Any) -> dict[str, Any]:
    """The shapes of a tagged union, by tag."""
    options: dict[str, Any] = {}
    for option in get_args(_bare(annotation)):
        tags = [item for item in getattr(option, "__metadata__", ()) if isinstance(item, Tag)]
        if tags:
            options[tags[0].tag] = _bare(option)
    return options


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

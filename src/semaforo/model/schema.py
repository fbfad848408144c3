"""The JSON Schema of a model file, for editors that complete and check while one types.

It comes from the shapes. Conditions, which depend on what the model declares, are described here.
"""

from __future__ import annotations

from typing import Any

from semaforo.model.conditions import OPERATORS
from semaforo.model.meaning import Op
from semaforo.model.shapes import ModelShape
from semaforo.model.written import CONDITION_MARK

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TITLE = "Semáforo scoring model"

_SCALAR: dict[str, Any] = {"type": ["string", "number", "boolean"]}
_LIST: dict[str, Any] = {"type": "array", "items": _SCALAR, "minItems": 1}
_DURATION: dict[str, Any] = {"type": "string", "pattern": "^[0-9]+[mhdw]$"}
_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_OPERANDS: dict[Op, dict[str, Any]] = {
    Op.EXISTS: {"type": "boolean"},
    Op.IN: _LIST,
    Op.NOT_IN: _LIST,
    Op.IN_LIST: _TEXT,
    Op.LIKE: _TEXT,
    Op.CONTAINS: _TEXT,
    Op.STARTS_WITH: _TEXT,
    Op.ENDS_WITH: _TEXT,
    Op.BETWEEN: {"type": "array", "items": _SCALAR, "minItems": 2, "maxItems": 2},
    Op.IN_LAST: _DURATION,
    Op.BEFORE_LAST: _DURATION,
    Op.IN_NEXT: _DURATION,
}


def json_schema() -> dict[str, Any]:
    """The schema as plain data, ready for `json.dumps`."""
    schema = ModelShape.model_json_schema(ref_template="#/$defs/{model}")
    definitions = {_public(name): shape for name, shape in schema.pop("$defs").items()}
    definitions["Event"]["type"] = ["object", "null"]  # an event may be declared by its name alone
    definitions |= {"Condition": _condition(), "Operators": _operators()}
    whole = {
        "$schema": DIALECT,
        "title": TITLE,
        **{key: value for key, value in schema.items() if key != "title"},
        "$defs": definitions,
    }
    tidy: dict[str, Any] = _tidy(whole)
    return tidy


def _condition() -> dict[str, Any]:
    """A mapping of fields, with the three connectives."""
    condition = {"$ref": "#/$defs/Condition"}
    several = {"type": "array", "items": condition, "minItems": 1}
    return {
        "type": "object",
        "description": "Field names with what is asked of them; all of it must hold.",
        "properties": {
            "all": {**several, "description": "All of these hold."},
            "any": {**several, "description": "At least one of these holds."},
            "not": {**condition, "description": "This does not hold."},
        },
        "additionalProperties": {
            "anyOf": [_SCALAR, _LIST, {"$ref": "#/$defs/Operators"}],
        },
    }


def _operators() -> dict[str, Any]:
    types = {op: [type_.value for type_, ops in OPERATORS.items() if op in ops] for op in Op}
    return {
        "type": "object",
        "description": "Operators, all of which must hold.",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": {
            op.value: {**_OPERANDS.get(op, _SCALAR), "description": f"For {', '.join(types[op])}."}
            for op in Op
        },
    }


def _public(name: str) -> str:
    return name.removesuffix("Shape")


def _tidy(node: Any, key: str = "") -> Any:
    """`node` without what is only noise in an editor, and with references to public names."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    options = node.get("anyOf")
    if isinstance(options, list) and {"type": "null"} in options:
        node = _without_null(node, options)
    names_keys = key == "properties"
    kept = {
        name: _tidy(value, "" if names_keys else name)
        for name, value in node.items()
        if names_keys or not _is_noise(name, value)
    }
    if "$ref" in kept:
        kept["$ref"] = _public(kept["$ref"])
    if kept.pop(CONDITION_MARK, False):
        kept["$ref"] = "#/$defs/Condition"
    return kept


def _is_noise(name: str, value: Any) -> bool:
    """Titles that repeat the key, and defaults that say nothing."""
    return (name == "title" and value != TITLE) or (name == "default" and value in (None, {}, []))


def _without_null(node: dict[str, Any], options: list[Any]) -> dict[str, Any]:
    """An optional key may be left out; that its value may also be null needs no mention."""
    rest = [option for option in options if option != {"type": "null"}]
    others = {name: value for name, value in node.items() if name != "anyOf"}
    return {**rest[0], **others} if len(rest) == 1 else {**others, "anyOf": rest}

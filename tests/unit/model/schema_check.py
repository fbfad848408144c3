"""As much of JSON Schema as the schema of models uses."""

from __future__ import annotations

import re
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}
KEYWORDS = frozenset(
    [
        "$schema",
        "$defs",
        "$ref",
        "title",
        "description",
        "default",
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "minItems",
        "maxItems",
        "minProperties",
        "minLength",
        "pattern",
        "minimum",
        "exclusiveMinimum",
        "enum",
        "const",
        "anyOf",
        "oneOf",
    ]
)


class Schema:
    """Says whether a value is valid. An unknown keyword is an error of the schema."""

    def __init__(self, whole: dict[str, Any]) -> None:
        self._whole = whole

    def accepts(self, value: Any, node: Any = None) -> bool:
        node = self._whole if node is None else node
        if isinstance(node, bool):
            return node
        assert set(node) <= KEYWORDS, set(node) - KEYWORDS
        if "$ref" in node:
            return self.accepts(value, self._whole["$defs"][node["$ref"].rpartition("/")[2]])
        return (
            self._typed(value, node)
            and self._chosen(value, node)
            and (not isinstance(value, dict) or self._object(value, node))
            and (not isinstance(value, list) or self._array(value, node))
            and (not isinstance(value, str) or self._text(value, node))
            and (not isinstance(value, (int, float)) or self._number(value, node))
        )

    def _typed(self, value: Any, node: dict[str, Any]) -> bool:
        names = node.get("type", list(_TYPES))
        names = [names] if isinstance(names, str) else names
        if isinstance(value, bool):
            return "boolean" in names
        return isinstance(value, tuple(t for name in names for t in _TYPES[name]))

    def _chosen(self, value: Any, node: dict[str, Any]) -> bool:
        if "const" in node and value != node["const"]:
            return False
        if "enum" in node and value not in node["enum"]:
            return False
        if "anyOf" in node and not any(self.accepts(value, one) for one in node["anyOf"]):
            return False
        return "oneOf" not in node or sum(self.accepts(value, one) for one in node["oneOf"]) == 1

    def _object(self, value: dict[str, Any], node: dict[str, Any]) -> bool:
        known, rest = node.get("properties", {}), node.get("additionalProperties", True)
        return (
            len(value) >= node.get("minProperties", 0)
            and all(key in value for key in node.get("required", ()))
            and all(self.accepts(each, known.get(key, rest)) for key, each in value.items())
        )

    def _array(self, value: list[Any], node: dict[str, Any]) -> bool:
        enough = node.get("minItems", 0) <= len(value) <= node.get("maxItems", len(value))
        return enough and all(self.accepts(item, node.get("items", True)) for item in value)

    def _text(self, value: str, node: dict[str, Any]) -> bool:
        long = len(value) >= node.get("minLength", 0)
        return long and bool(re.search(node.get("pattern", ""), value))

    def _number(self, value: float, node: dict[str, Any]) -> bool:
        return value >= node.get("minimum", value) and value > node.get("exclusiveMinimum", -1e300)

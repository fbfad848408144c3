"""Composed YAML nodes to plain data, by the core schema of YAML 1.2, within limits."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator
from typing import Any

from semaforo.errors import Fault, Place, SemaforoError
from semaforo.language import Message, message

MOST_VALUES = 200_000
"""How many values a document may hold once its aliases are replaced by what they stand for."""
MOST_DEPTH = 100

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"([-+]?)\.(?:inf|Inf|INF)")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_TAG = "tag:yaml.org,2002:"
_KINDS = ("str", "int", "float", "bool", "null", "map", "seq", "timestamp", "merge")
_TAGS = frozenset(_TAG + kind for kind in _KINDS)


class NodeReader:
    """Makes plain data of nodes and collects what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self._sizes: dict[int, int] = {}

    def measure(self, node: Any, above: tuple[int, ...] = ()) -> int:
        """How many values `node` holds with its aliases replaced. Raises when they are too many."""
        known = self._sizes.get(id(node))
        if known is not None:
            return known
        if id(node) in above:
            raise self._raised("alias-loop", node, message("An alias stands for itself."))
        if len(above) > MOST_DEPTH:
            raise too_deep(place_of(self.file, node))
        size = 1 + sum(self.measure(child, (*above, id(node))) for child in _children(node))
        if size > MOST_VALUES:
            raise self._raised(
                "too-many-aliases",
                node,
                message("With its aliases replaced, the file holds too many values."),
            )
        self._sizes[id(node)] = size
        return size

    def value(self, node: Any) -> Any:
        """`node` as plain data. Faults are collected."""
        if node.tag not in _TAGS:
            self._fault("unknown-tag", node, message("{tag} is not understood.", tag=node.tag))
            return None
        if is_mapping(node):
            return self._mapping(node)
        if isinstance(node.value, list):
            return [self.value(item) for item in node.value]
        return _scalar(node)

    def _mapping(self, node: Any) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if isinstance(key_node.value, list):
                self._fault("key-not-text", key_node, message("A key must be a text."))
                continue
            key = key_node.value
            if key in data:
                self._fault(
                    "duplicate-key",
                    key_node,
                    message('The key "{key}" stands twice.', key=key[:60]),
                    message("Keep one."),
                )
            data[key] = self.value(value_node)
        return data

    def _fault(self, code: str, node: Any, what: Message, fix: Message | None = None) -> None:
        self.faults.append(Fault(code, place_of(self.file, node), what, fix))

    def _raised(self, code: str, node: Any, what: Message) -> SemaforoError:
        return SemaforoError([Fault(code, place_of(self.file, node), what)])


def is_mapping(node: Any) -> bool:
    """The parser has three node classes; only the one for mappings holds pairs."""
    return type(node).__name__ == "MappingNode"


def _children(node: Any) -> Iterator[Any]:
    if is_mapping(node):
        for pair in node.value:
            yield from pair
    elif isinstance(node.value, list):
        yield from node.value


def child(node: Any, step: str | int) -> tuple[Any, Any] | None:
    """The (key, value) nodes at `step` of `node`; the key of a list item is None."""
    if is_mapping(node):
        for key, value in node.value:
            if key.value == str(step):
                return key, value
    elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None


def _scalar(node: Any) -> str | int | float | bool | None:
    """A scalar by the core schema; quoted, block and `!!str` scalars are text."""
    text: str = node.value
    if node.style in ("'", '"', "|", ">") or node.tag == f"{_TAG}str":
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return whole(int(text, 0)) if text[:2] in ("0o", "0x") else _decimal(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if infinite := _INFINITE.fullmatch(text):
        return float(f"{infinite.group(1)}inf")
    return float("nan") if text in (".nan", ".NaN", ".NAN") else text


def _decimal(text: str) -> int | float:
    """A whole number. One with very many digits is infinite rather than slow."""
    return int(text) if len(text) <= 300 else float(text)


def whole(value: int) -> int | float:
    """`value`; one beyond every double is infinite, as it can be neither points nor a bound."""
    if abs(value) <= sys.float_info.max:
        return value
    return math.inf if value > 0 else -math.inf


def place_of(file: str, node: Any) -> Place:
    """Where `node` begins."""
    return Place(file, node.start_mark.line + 1, node.start_mark.column + 1)


def too_deep(place: Place) -> SemaforoError:
    """The error for nesting that nobody writes by hand."""
    what = message("The values are nested too deeply.")
    return SemaforoError([Fault("too-deep", place, what)])

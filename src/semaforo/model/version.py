"""The version of a model: a hash of what it says, lists and dictionaries included.

It is the same however the file is laid out, and another one for any change of meaning or title.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from pydantic import BaseModel

from semaforo.facts.shapes import Raw
from semaforo.facts.values import canonical_json
from semaforo.model.meaning import Attribute, GlobDerivation
from semaforo.model.shapes import ModelShape

SEMANTICS = 1
"""Raised when the same text of a model comes to mean something else."""

_DIGITS = 12
_ORDERED = ("dimensions", "match", "sla")
"""Mappings whose order says something: that of the columns, of the globs, of the teams."""


def version_of(
    shape: ModelShape,
    lists: Mapping[str, frozenset[str]],
    attributes: Mapping[str, Attribute],
) -> str:
    """The first 12 hexadecimal digits of the hash. The tests of a model are no part of it."""
    written = shape.model_dump(
        by_alias=True, exclude_defaults=True, exclude={"tests", "lists"}, warnings=False
    )
    derived = {
        name: attribute.derivation.cases
        for name, attribute in attributes.items()
        if isinstance(attribute.derivation, GlobDerivation)
    }
    content: Raw = {
        "semantics": SEMANTICS,
        "model": _canonical(written),
        "lists": {name: sorted(values) for name, values in lists.items()},
        "derived": derived,
    }
    return sha256(canonical_json(content).encode()).hexdigest()[:_DIGITS]


def _canonical(written: Any, key: str = "") -> Any:
    """`written` as JSON, with the order of a mapping kept only where it says something."""
    if isinstance(written, BaseModel):
        return _canonical(written.model_dump(by_alias=True, exclude_defaults=True), key)
    if isinstance(written, dict):
        items = {name: _canonical(value, name) for name, value in written.items()}
        return [list(pair) for pair in items.items()] if key in _ORDERED else items
    if isinstance(written, list):
        return [_canonical(item) for item in written]
    return written

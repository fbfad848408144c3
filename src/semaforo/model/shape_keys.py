"""Which keys the shapes of a model know at any place, for faults and for near names."""

from __future__ import annotations

from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, Tag

from semaforo.language import Message, message
from semaforo.model.shapes import ModelShape

KINDS: dict[str, Message] = {
    "event rule": message("an event rule"),
    "absence rule": message("an absence rule"),
    "choice rule": message("a choice rule"),
    "attribute rule": message("an attribute rule"),
    "declared attribute": message("an attribute with a type"),
    "derived attribute": message("an attribute derived from another"),
    "condition exclusion": message("an exclusion by condition"),
    "event exclusion": message("an exclusion by event"),
}
TAGS = {*KINDS, "each word", "each distinct"}
"""Steps of pydantic's paths that name a kind, not a key."""


def without_tags(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """The path in the file to what pydantic's `loc` names."""
    return tuple(step for step in loc if step not in TAGS)


def keys(shape: Any) -> list[str]:
    """The keys of a shape, as they are written; none for what is no shape."""
    if not (isinstance(shape, type) and issubclass(shape, BaseModel)):
        return []
    return [field.alias or name for name, field in shape.model_fields.items()]


def keys_of_kinds(loc: tuple[int | str, ...]) -> set[str]:
    """The keys of all the kinds that could stand where `loc`, which ends in a kind, stands.

    None where there is only one kind.
    """
    options = _options(_annotation_at(loc[:-1])) if loc else {}
    return {key for shape in options.values() for key in keys(shape)}


def shape_at(loc: tuple[int | str, ...]) -> Any:
    """The shape of the mapping at `loc`."""
    return _bare(_annotation_at(loc))


def _annotation_at(loc: tuple[int | str, ...]) -> Any:
    """The annotation that the shapes give to the value at `loc`, None where they give none."""
    here: Any = ModelShape
    for step in loc:
        if step in TAGS:
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

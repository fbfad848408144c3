"""The map file as it is written: shapes for pydantic, and the faults of a file that has another."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from semaforo.document import Document
from semaforo.errors import Fault
from semaforo.language import Message, message


def _one_or_more(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _text(value: object) -> object:
    """Cells are text: a 0 or a true that was written without quotes is one too."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else value


CellText = Annotated[str, BeforeValidator(_text)]
Words = Annotated[list[CellText], BeforeValidator(_one_or_more)]
Names = Annotated[list[Annotated[str, Field(min_length=1)]], BeforeValidator(_one_or_more)]
End = Literal["low", "high", "mid"]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class TableShape(_Shape):
    columns: dict[str, Names] = {}
    missing: Words = []
    formats: dict[str, str] = {}
    ranges: End | dict[str, End] | None = None
    constants: dict[str, CellText] = {}
    ids: Literal["exact", "mail", "row"] = "exact"
    separator: str | None = None
    encoding: str | None = None
    sheet: str | int | None = None
    skip: Annotated[int, Field(ge=0)] = 0


class ColumnEventShape(_Shape):
    event: Annotated[str, Field(min_length=1)]
    at: Annotated[str, Field(min_length=1)]
    when: dict[str, Words] = {}
    properties: dict[str, str] = {}


class LeadsShape(TableShape):
    events: list[ColumnEventShape] = []


class EventsShape(TableShape):
    names: dict[str, Annotated[str, Field(min_length=1)]] = {}
    only_names: bool = False
    split: Annotated[str, Field(min_length=1)] | None = None
    lead_by: str | None = None


class CompaniesShape(TableShape):
    pass


class MapShape(_Shape):
    leads: LeadsShape | None = None
    events: EventsShape | None = None
    companies: CompaniesShape | None = None


_SENTENCES = {
    "literal_error": message('"{value}" is not valid for "{key}".'),
    "string_type": message('"{key}" must be a text.'),
    "string_too_short": message('"{key}" is blank.'),
    "int_type": message('"{key}" must be a whole number.'),
    "greater_than_equal": message('"{key}" cannot be negative.'),
    "list_type": message('"{key}" must be a list.'),
    "dict_type": message('"{key}" must be a mapping of keys and values.'),
    "model_type": message('"{key}" must be a mapping of keys and values.'),
    "missing": message('The key "{key}" is missing.'),
}
_OTHER = message('"{value}" is not understood for "{key}".')


def shape_faults(document: Document, error: ValidationError) -> list[Fault]:
    """What is wrong with the shape of a map, one fault for each place, in the order of the file.

    Where several forms are valid, the first says best what to write.
    """
    found = [_fault(document, details) for details in error.errors(include_url=False)]
    by_place = {fault.place: fault for fault in reversed(found)}
    return sorted(by_place.values(), key=lambda fault: (fault.place.line, fault.place.column))


def _fault(document: Document, details: ErrorDetails) -> Fault:
    path = _written_path(document.data, details["loc"])
    key = str(path[-1]) if path else document.file
    if details["type"] == "extra_forbidden":
        place = document.place(*path, key=True)
        known = _known_keys(path)
        what = message('There is no key "{key}" here.', key=key)
        listed = message("Write one of: {words}.", words=", ".join(known))
        return Fault("unknown-key", place, what, near(key, known) or listed)
    sentence = _SENTENCES.get(details["type"], _OTHER)
    what = sentence.filled(key=key, value=details["input"])
    fix: Message | None = None
    if expected := details.get("ctx", {}).get("expected"):
        fix = message("Write one of: {words}.", words=_unquoted(expected))
    return Fault("bad-map", document.place(*path), what, fix)


def _unquoted(expected: object) -> str:
    """pydantic's list of words, as it is written in a file."""
    return str(expected).replace(" or ", ", ").replace("'", "")


def _written_path(data: Any, loc: tuple[int | str, ...]) -> list[int | str]:
    """The steps of pydantic's path that the document has; it also names alternatives of a type."""
    path: list[int | str] = []
    for position, step in enumerate(loc):
        if isinstance(data, dict) and (step in data or position == len(loc) - 1):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            continue
        path.append(step)
    return path


def _known_keys(path: list[int | str]) -> list[str]:
    shapes: dict[str, type[BaseModel]] = {
        "leads": LeadsShape,
        "events": EventsShape,
        "companies": CompaniesShape,
    }
    if len(path) == 1:
        return list(shapes)
    shape = ColumnEventShape if len(path) == 4 else shapes.get(str(path[0]), TableShape)
    return list(shape.model_fields)


def near(name: str, names: list[str], cutoff: float = 0.6) -> Message | None:
    """The name that was probably meant, as a question. `cutoff`: how alike, from 0 to 1."""
    folded = {known.casefold(): known for known in names}
    close = get_close_matches(name.casefold(), folded, n=1, cutoff=cutoff)
    return message('Did you mean "{name}"?', name=folded[close[0]]) if close else None

"""A shape to its meaning, with every fault of the file found on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from semaforo.facts.values import trim
from semaforo.facts.zones import zone_names
from semaforo.language import message
from semaforo.model.agreement import Agreement, ModelTest
from semaforo.model.attributes import read_attributes
from semaforo.model.context import Context
from semaforo.model.dimensions import read_dimension
from semaforo.model.events import Events, read_consents
from semaforo.model.examples import read_tests
from semaforo.model.lights import read_lights, read_matrix, read_total
from semaforo.model.lists import read_lists
from semaforo.model.literals import Clock, Literals
from semaforo.model.meaning import Dimension, ScoringModel
from semaforo.model.outcomes import (
    read_exclusions,
    read_journey,
    read_personas,
    read_population,
)
from semaforo.model.policy import policy_words, read_agreement
from semaforo.model.report import Path, Report, near
from semaforo.model.respelling import respelt
from semaforo.model.shape_faults import read_shape
from semaforo.model.shapes import ModelShape
from semaforo.model.version import version_of

_WORD = re.compile(r"[\w-]+")
_PARTS = ("points", "index", "band", "met")
"""What a dimension's columns end in."""


@dataclass(frozen=True, slots=True)
class Built:
    """A model without faults, and what goes with it."""

    shape: ModelShape
    model: ScoringModel
    agreement: Agreement
    tests: tuple[ModelTest, ...]


def build(data: dict[str, Any], folder: FilePath | None, report: Report) -> Built | None:
    """The meaning of `data`; None when it has faults, all of which are then in `report`."""
    data = respelt(data, report)
    shape = read_shape(data, report)
    if shape is None:
        return None
    clock = _clock(shape, report)
    context = _context(shape, clock, folder, report)
    _check_names(shape, report)
    _check_columns(shape, report)
    _check_ids(shape, report)
    dimensions = _dimensions(shape, context)
    bands = {name: tuple(each.bands or ()) for name, each in shape.dimensions.items()}
    if shape.matrix is not None and shape.lights is not None:
        what = message("A model has either `matrix` or `lights`.")
        report.error("matrix-and-lights", ("lights",), what, key=True)
    matrix = read_matrix(shape.matrix, bands, report)
    lights = read_lights(shape.lights, data.get("lights") or (), report)
    total = read_total(shape.total, dimensions, shape.dimensions, report)
    population = read_population(shape.population, context)
    exclusions = read_exclusions(shape.exclude, context)
    journey = read_journey(shape.journey, context.events.types, report)
    personas = read_personas(shape.personas, context)
    agreement = read_agreement(shape, policy_words(shape, matrix, context), context)
    tests = read_tests(shape, context, clock)
    if report.errors or total is None or population is None:
        return None
    model = ScoringModel(
        id=shape.id,
        version=version_of(shape, context.lists, context.attributes),
        attributes=context.attributes,
        events=context.events.types,
        dimensions=dimensions,
        total=total,
        title=shape.title,
        audience=shape.audience,
        timezone=shape.timezone,
        population=population,
        lists=context.lists,
        consents=context.consents,
        matrix=matrix,
        lights=lights,
        exclusions=exclusions,
        journey=journey,
        personas=personas,
    )
    return Built(shape, model, agreement, tests)


def _clock(shape: ModelShape, report: Report) -> Clock:
    if shape.timezone in zone_names():
        return Clock(shape.timezone)
    what = message('There is no time zone "{name}".', name=shape.timezone)
    fix = near(shape.timezone, zone_names()) or message("Write one such as Europe/Madrid.")
    report.error("unknown-timezone", ("timezone",), what, fix)
    return Clock("UTC")


def _context(shape: ModelShape, clock: Clock, folder: FilePath | None, report: Report) -> Context:
    lists = read_lists(shape.lists, folder, report)
    attributes = read_attributes(shape.attributes, report)
    events = Events(shape.events, report)
    consents = read_consents(shape.consent, events, report)
    return Context(attributes, events, lists, consents, Literals(clock, report), report)


def _dimensions(shape: ModelShape, context: Context) -> dict[str, Dimension]:
    found = {name: read_dimension(name, each, context) for name, each in shape.dimensions.items()}
    return {name: dimension for name, dimension in found.items() if dimension is not None}


def _check_names(shape: ModelShape, report: Report) -> None:
    """Names that become columns of the output and words of the policy."""
    for section in ("dimensions", "consent"):
        for name in getattr(shape, section):
            if not _WORD.fullmatch(name):
                what = message('"{name}" cannot be a name here.', name=name)
                fix = message("Use letters, digits, _ and -.")
                report.error("bad-name", (section, name), what, fix, key=True)
    for section in ("attributes", "events", "lists"):
        for name in getattr(shape, section):
            if not trim(name):
                report.error("blank-text", (section, name), message("A name is blank."), key=True)


def _check_columns(shape: ModelShape, report: Report) -> None:
    """No two columns of the output are one, engines taking capitals and small letters alike."""
    taken: dict[str, str] = {}
    for path, columns in _columns(shape):
        name = str(path[-1])
        other = next((taken[c] for c in map(str.casefold, columns) if c in taken), None)
        if other is not None:
            what = message('"{name}" and "{other}" would share a column.', name=name, other=other)
            fix = message("Rename one.")
            if name.casefold() == other.casefold():
                fix = message("Names that differ in capitals only are one here. Rename one.")
            report.error("shared-column", path, what, fix, key=True)
        taken |= dict.fromkeys(map(str.casefold, columns), name)


def _columns(shape: ModelShape) -> Iterable[tuple[Path, list[str]]]:
    """Whose name becomes which columns of the output."""
    for name in shape.dimensions:
        yield ("dimensions", name), [f"{name}_{part}" for part in _PARTS]
    for purpose in shape.consent:
        yield ("consent", purpose), [f"consent_{purpose}"]


def _check_ids(shape: ModelShape, report: Report) -> None:
    rules = [
        (rule.id, ("dimensions", name, "rules", position, "id"))
        for name, each in shape.dimensions.items()
        for position, rule in _numbered(("dimensions", name, "rules"), each.rules, report)
    ]
    _check_unique(rules, report)
    for section in ("exclude", "personas", "policy"):
        entries = getattr(shape, section)
        numbered = _numbered((section,), entries, report)
        _check_unique([(entry.id, (section, i, "id")) for i, entry in numbered], report)


def _numbered(path: Path, items: list[Any], report: Report) -> Iterable[tuple[int, Any]]:
    return zip(report.positions(*path, count=len(items)), items, strict=True)


def _check_unique(ids: Iterable[tuple[str, Path]], report: Report) -> None:
    seen: set[str] = set()
    for identifier, path in ids:
        if identifier in seen:
            what = message('The id "{id}" stands twice.', id=identifier)
            report.error("duplicate-id", path, what, message("Give each its own id."))
        seen.add(identifier)

"""Declared and derived attributes to their meaning."""

from __future__ import annotations

from collections.abc import Mapping

from semaforo.facts.values import fold, text_of
from semaforo.language import message
from semaforo.model.conditions import CONNECTIVES
from semaforo.model.literals import Field
from semaforo.model.meaning import (
    Attribute,
    Derivation,
    GlobDerivation,
    Take,
    TakeDerivation,
    Type,
)
from semaforo.model.report import Path, Report, near
from semaforo.model.shapes import AttributeShape, DerivedShape
from semaforo.model.written import microseconds

COMPANY = "company"
"""The reserved attribute with the id of a lead's company."""


def read_attributes(
    shapes: Mapping[str, AttributeShape | DerivedShape], report: Report
) -> dict[str, Attribute]:
    """The attributes by name, in the order written. Faults are reported."""
    found: dict[str, Attribute] = {}
    for name, shape in shapes.items():
        path: Path = ("attributes", name)
        if name in CONNECTIVES:
            what = message('"{name}" is a word of conditions and names no field.', name=name)
            report.error("reserved-name", path, what, key=True)
        elif isinstance(shape, AttributeShape):
            found[name] = _declared(name, shape, path, report)
        else:
            derived = _derived(name, shape, path, found, shapes, report)
            if derived is None:
                report.broken.add(path)
            else:
                found[name] = derived
    return found


def attribute_fields(attributes: Mapping[str, Attribute]) -> dict[str, Field]:
    """What a condition on a lead may ask."""
    return {name: _field(attribute) for name, attribute in attributes.items()}


def _field(attribute: Attribute) -> Field:
    refused = None
    if attribute.after_outcome:
        refused = message(
            '"{name}" is known only after the outcome, so no condition may ask it.',
            name=attribute.name,
        )
    derivation = attribute.derivation
    if isinstance(derivation, GlobDerivation):
        written = [category for category, _ in derivation.cases] + [derivation.otherwise or ""]
        values = tuple(fold(category) for category in written if category)
        return Field(attribute.type, values, refused, doubtful=True)
    return Field(attribute.type, attribute.values, refused)


def _declared(name: str, shape: AttributeShape, path: Path, report: Report) -> Attribute:
    if name == COMPANY:
        _check_company(shape, path, report)
    if shape.values is not None and Type(shape.type) is not Type.CATEGORY:
        report.error(
            "values-without-category",
            (*path, "values"),
            message("Only a category has `values`."),
            message("Write `type: category`."),
            key=True,
        )
    return Attribute(
        name=name,
        type=Type(shape.type),
        title=shape.title,
        of_company=shape.of == COMPANY,
        fresh=microseconds(shape.fresh) if shape.fresh else None,
        values=_values(shape, path, report),
        personal=shape.personal,
        fixed=shape.fixed,
        after_outcome=shape.after_outcome,
    )


def _check_company(shape: AttributeShape, path: Path, report: Report) -> None:
    for key, wrong in (
        ("type", Type(shape.type) is not Type.TEXT),
        ("of", shape.of is not None),
        ("fresh", shape.fresh is not None),
    ):
        if wrong:
            what = message('"company" is reserved: a text without `of` or `fresh`.')
            report.error("reserved-company", (*path, key), what)


def _values(shape: AttributeShape, path: Path, report: Report) -> tuple[str, ...] | None:
    if shape.values is None:
        return None
    found: list[str] = []
    for position, raw in enumerate(shape.values):
        value = fold(text_of(raw) or "")
        if not value or value in found:
            what = message('"{value}" stands twice.', value=raw)
            report.error(
                "twice" if value else "blank-text",
                (*path, "values", position),
                what if value else message("A value is blank."),
            )
        found.append(value)
    return tuple(found)


def _derived(
    name: str,
    shape: DerivedShape,
    path: Path,
    above: Mapping[str, Attribute],
    shapes: Mapping[str, AttributeShape | DerivedShape],
    report: Report,
) -> Attribute | None:
    if name == COMPANY:
        report.error(
            "reserved-company", path, message('"company" is reserved and cannot be derived.')
        )
    source = _source(shape, path, above, shapes, report)
    derivation = _derivation(shape, path, report)
    if source is None or derivation is None:
        return None
    is_category = isinstance(derivation, GlobDerivation)
    return Attribute(
        name=name,
        type=Type.CATEGORY if is_category else Type.TEXT,
        title=shape.title,
        derivation=derivation,
        personal=shape.personal,
        fixed=shape.fixed,
        after_outcome=shape.after_outcome or source.after_outcome,
    )


def _source(
    shape: DerivedShape,
    path: Path,
    above: Mapping[str, Attribute],
    shapes: Mapping[str, AttributeShape | DerivedShape],
    report: Report,
) -> Attribute | None:
    source = above.get(shape.from_)
    where = (*path, "from")
    if source is None:
        if report.unsure("attributes", shape.from_):
            return None
        if shape.from_ in shapes:
            what = message('"{name}" is not declared above.', name=shape.from_)
            report.error("declared-below", where, what, message("Declare it first."))
        else:
            what = message('There is no attribute "{name}".', name=shape.from_)
            report.error("unknown-attribute", where, what, near(shape.from_, above))
        return None
    if source.type not in (Type.TEXT, Type.CATEGORY):
        report.error(
            "wrong-source",
            where,
            message(
                '"{name}" is of type {type}; only a text or a category can be derived from.',
                name=source.name,
                type=source.type.value,
            ),
        )
        return None
    return source


def _derivation(shape: DerivedShape, path: Path, report: Report) -> Derivation | None:
    if (shape.match is None) == (shape.take is None):
        report.error(
            "match-or-take", path, message("A derived attribute needs either `match` or `take`.")
        )
        return None
    if shape.match is not None:
        return GlobDerivation(shape.from_, _cases(shape.match, path, report), shape.otherwise)
    if shape.take in list(Take):
        if shape.otherwise is not None:
            what = message("`otherwise` goes with categories, not with a text.")
            report.error("misplaced-key", (*path, "otherwise"), what, key=True)
        return TakeDerivation(shape.from_, Take(shape.take))
    from semaforo.dictionaries.read import globs

    return GlobDerivation(shape.from_, globs(str(shape.take)), shape.otherwise)


def _cases(
    match: Mapping[str, list[str]], path: Path, report: Report
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    for category, globs in match.items():
        for position, glob in enumerate(globs):
            if not fold(glob):
                where = (*path, "match", category, position)
                report.error("empty-operand", where, message("The pattern is empty."))
    return tuple((category, tuple(map(fold, globs))) for category, globs in match.items())

"""The tests a model carries: made-up leads with what must come out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from semaforo.facts.values import boolean, fold, instant, number, text_of
from semaforo.language import message
from semaforo.model.agreement import Expected, ModelTest, TestEvent
from semaforo.model.attributes import COMPANY
from semaforo.model.context import Context
from semaforo.model.literals import Clock
from semaforo.model.meaning import Light, Type
from semaforo.model.report import Path, Report, near
from semaforo.model.shapes import ModelShape
from semaforo.model.shapes_agreement import TestEventShape, TestShape
from semaforo.model.written import microseconds

_TRUE_FALSE_UNKNOWN = ("true", "false", "unknown")


def read_tests(shape: ModelShape, context: Context, clock: Clock) -> tuple[ModelTest, ...]:
    """The tests of the model. Faults are reported."""
    columns = output_columns(shape)
    positions = context.report.positions("tests", count=len(shape.tests))
    return tuple(
        _test(test, ("tests", position), columns, context, clock)
        for position, test in zip(positions, shape.tests, strict=True)
    )


def output_columns(shape: ModelShape) -> dict[str, Type | None]:
    """What a test may expect: the columns of the output with their types.

    None stands for true, false or unknown, and for the ids of `excluded`.
    """
    columns: dict[str, Type | None] = {}
    for name, dimension in shape.dimensions.items():
        columns |= {f"{name}_points": Type.NUMBER, f"{name}_index": Type.NUMBER}
        columns |= {f"{name}_band": Type.TEXT} if dimension.bands else {}
        columns |= {f"{name}_met": None} if dimension.require else {}
    columns |= {"total": Type.NUMBER, "score": Type.NUMBER, "excluded": None}
    columns |= dict.fromkeys(("light", "cell", "grade", "journey", "persona"), Type.TEXT)
    columns["qualified"] = Type.BOOLEAN
    return columns | {f"consent_{purpose}": Type.BOOLEAN for purpose in shape.consent}


def _test(
    shape: TestShape,
    path: Path,
    columns: Mapping[str, Type | None],
    context: Context,
    clock: Clock,
) -> ModelTest:
    _check_attributes(shape, path, context)
    return ModelTest(
        name=shape.name,
        attributes=dict(shape.lead),
        events=tuple(
            _event(event, (*path, "events", position), context)
            for position, event in enumerate(shape.events)
        ),
        expect=_expectations(shape.expect, (*path, "expect"), columns, context),
        company=dict(shape.company),
        created_ago=None if shape.created_ago is None else microseconds(shape.created_ago),
        as_of=_as_of(shape, path, context, clock),
    )


def _as_of(shape: TestShape, path: Path, context: Context, clock: Clock) -> int | None:
    if shape.as_of is None:
        return None
    found = instant(shape.as_of, clock.zone)
    if found is None:
        what = message('"{value}" is not an instant.', value=shape.as_of)
        context.report.error("bad-literal", (*path, "as_of"), what)
    return found


def _check_attributes(shape: TestShape, path: Path, context: Context) -> None:
    given = {n for n, attribute in context.attributes.items() if attribute.derivation is None}
    of_company = {n for n in given if context.attributes[n].of_company}
    for section, known in (("lead", given | {COMPANY}), ("company", of_company)):
        for name, raw in getattr(shape, section).items():
            where = (*path, section, name)
            if context.report.unsure("attributes", name):
                continue
            if name not in known:
                what = _not_given(name, context)
                context.report.error("unknown-attribute", where, what, near(name, known), key=True)
            elif isinstance(raw, (list, dict)):
                what = message("A value must be a text, a number, true, false or nothing.")
                context.report.error("not-scalar", where, what)


def _not_given(name: str, context: Context) -> Any:
    if name in context.attributes and context.attributes[name].derivation is not None:
        return message('"{name}" is derived, so a test cannot give it.', name=name)
    return message('There is no attribute "{name}".', name=name)


def _event(shape: TestEventShape, path: Path, context: Context) -> TestEvent:
    named = context.events.named([shape.name], (*path, "name"), after_outcome=True)
    properties = context.events.types[shape.name].properties if named else {}
    for name in shape.properties if named else ():
        if name not in properties:
            what = message('There is no property "{name}".', name=name)
            where = (*path, "properties", name)
            context.report.error("unknown-property", where, what, near(name, properties), key=True)
    return TestEvent(shape.name, microseconds(shape.ago), shape.count, dict(shape.properties))


def _expectations(
    written: Mapping[str, Any], path: Path, columns: Mapping[str, Type | None], context: Context
) -> dict[str, Expected]:
    """What is expected by output column. `fit.points` is another way to write `fit_points`."""
    found: dict[str, Expected] = {}
    for key, raw in written.items():
        column = key.replace(".", "_")
        if column not in columns:
            _unknown_result(key, path, columns, context.report)
            continue
        value = _expected(column, columns[column], raw)
        if value is _WRONG:
            what = message('"{value}" cannot be the value of "{name}".', value=raw, name=key)
            fix = near(raw, list(Light)) if column == "light" else None
            context.report.error("bad-literal", (*path, key), what, fix)
        else:
            found[column] = value
    return found


def _unknown_result(
    key: str, path: Path, columns: Mapping[str, Type | None], report: Report
) -> None:
    if not any(_gives(part, key.replace(".", "_")) for part in report.broken):
        what = message('No result is called "{name}".', name=key)
        fix = near(key, columns, most=len(columns))
        report.error("unknown-result", (*path, key), what, fix, key=True)


def _gives(part: Path, column: str) -> bool:
    """Whether a part of the model, which could not be read, may have this column."""
    match part:
        case ("dimensions", name, *_):
            return column.startswith(f"{name}_")
        case ("consent", *_):
            return column.startswith("consent_")
    return False


_WRONG: Any = object()


def _expected(column: str, type_: Type | None, raw: Any) -> Any:
    """`raw` as an expected value, or `_WRONG`."""
    if column == "excluded":
        return _excluded(raw)
    if raw is None:
        return None
    if isinstance(raw, (list, dict)):
        return _WRONG
    if type_ is None:
        word = fold(text_of(raw) or "")
        return word if word in _TRUE_FALSE_UNKNOWN else _WRONG
    if column == "light":
        return raw if raw in list(Light) else _WRONG
    readers = {Type.NUMBER: number, Type.BOOLEAN: boolean}
    value = readers.get(type_, text_of)(raw)
    return _WRONG if value is None else value


def _excluded(raw: Any) -> Any:
    if raw is False or raw is None:
        return ()
    ids = [raw] if isinstance(raw, str) else raw
    if not isinstance(ids, list) or not all(isinstance(item, str) for item in ids):
        return _WRONG
    return tuple(sorted(ids))

"""A qualified lead that no hand-off takes: the policy tried on every light such a lead can have.

What is not known (a verdict, a consent, an attribute) may be either way, so conditions have three
values here, and a light is only named when no hand-off can take it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from semaforo.language import message
from semaforo.model.agreement import Action, Agreement
from semaforo.model.full import most_points
from semaforo.model.meaning import (
    All,
    AnyOf,
    Comparison,
    Condition,
    Dimension,
    Not,
    Op,
    Operand,
    Scalar,
    ScoringModel,
)
from semaforo.model.report import Report

_ANYWHERE: dict[str, Scalar] = {"qualified": True, "excluded": False, "resting": False}


def hand_off_doubts(model: ScoringModel, agreement: Agreement, report: Report) -> None:
    """Warn when a qualified lead can have a light with which the policy keeps it."""
    if not agreement.policy or model.total.qualified is None:
        return
    kept = [
        (light, known)
        for light, known in _qualified_states(model)
        if not _can_hand_off(agreement, {**_ANYWHERE, **known})
    ]
    if not kept:
        return
    lights = ", ".join(dict.fromkeys(light for light, _ in kept if light))
    if lights:
        what = message(
            "No hand-off takes a qualified lead whose light is: {lights}.", lights=lights
        )
    else:
        what = message("No hand-off takes a qualified lead.")
    report.warning("no-hand-off", ("policy",), what)


def _qualified_states(model: ScoringModel) -> Iterator[tuple[str, dict[str, Scalar]]]:
    """What is known of the leads that can be qualified: each cell, each light, or nothing."""
    if model.matrix is None:
        for band in model.lights:
            yield band.name, {"light": band.name}
        if not model.lights:
            yield "", {}
        return
    rows, columns = model.matrix.rows, model.matrix.columns
    for row, most_row in _band_tops(model.dimensions[rows]):
        for column, most_column in _band_tops(model.dimensions[columns]):
            if _can_qualify(model, {rows: most_row, columns: most_column}):
                cell = row + column
                light = model.matrix.cells[cell].value
                bands = {f"{rows}.band": row.casefold(), f"{columns}.band": column.casefold()}
                yield light, {"light": light, "cell": cell.casefold(), **bands}


def _band_tops(dimension: Dimension) -> Iterator[tuple[str, int | None]]:
    """Every band of `dimension` with the most micropoints a lead in it has (None: no bound)."""
    most = most_points(dimension.rules, dimension.groups, dimension.bounds)
    for band in dimension.bands:
        yield band.name, most
        most = None if band.bound is None else band.bound - 1


def _can_qualify(model: ScoringModel, tops: Mapping[str, int | None]) -> bool:
    """True when the most that can be reached with these tops is enough, or cannot be told."""
    total = model.total
    if total.weights or total.qualified is None:
        return True
    most = 0
    for name in total.of:
        dimension = model.dimensions[name]
        reached = tops.get(name, most_points(dimension.rules, dimension.groups, dimension.bounds))
        if reached is None:
            return True
        most += reached
    return most >= total.qualified


def _can_hand_off(agreement: Agreement, known: Mapping[str, Scalar]) -> bool:
    for step in agreement.policy:
        holds = _holds(step.when, known)
        if step.action is Action.HAND_OFF and holds is not False:
            return True
        if holds:
            return False
    return False


def _holds(condition: Condition, known: Mapping[str, Scalar]) -> bool | None:
    """Whether `condition` holds; None when what is known does not tell."""
    match condition:
        case Comparison():
            return _compares(condition.op, known.get(condition.field), condition.operand)
        case Not(part):
            inner = _holds(part, known)
            return None if inner is None else not inner
        case All(parts):
            found = [_holds(part, known) for part in parts]
            return False if False in found else None if None in found else True
        case AnyOf(parts):
            found = [_holds(part, known) for part in parts]
            return True if True in found else None if None in found else False


def _compares(op: Op, value: Scalar | None, operand: Operand) -> bool | None:
    if value is None:
        return None
    accepted = operand if isinstance(operand, tuple) else (operand,)
    match op:
        case Op.EQ | Op.IN:
            return value in accepted
        case Op.NE | Op.NOT_IN:
            return value not in accepted
        case Op.EXISTS:
            return operand is True
    return None

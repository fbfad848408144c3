"""The agreement and the policy as written to their meaning."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from semaforo.language import message
from semaforo.model.agreement import Action, Agreement, PolicyStep, Prediction, Team
from semaforo.model.attributes import attribute_fields
from semaforo.model.context import Context
from semaforo.model.hours import read_hours
from semaforo.model.literals import Field
from semaforo.model.meaning import Condition, Light, Matrix, Type
from semaforo.model.report import Path, Report, near
from semaforo.model.shapes import ModelShape
from semaforo.model.shapes_agreement import PolicyStepShape, PredictShape, TeamShape
from semaforo.model.written import microseconds

_NEEDED = {Action.HAND_OFF: "to", Action.NURTURE: "track"}
_ALLOWED = {"to": (Action.HAND_OFF,), "track": (Action.NURTURE,), "rest": tuple(Action)}
_DECLARED = {"lead": "attributes", "consent": "consent"}
_PARTS = {
    "light": ("matrix", "lights"),
    "cell": ("matrix",),
    "grade": ("total",),
    "journey": ("journey",),
    "persona": ("personas",),
}
"""Policy word -> the parts of the model that give it."""


def read_agreement(shape: ModelShape, fields: Mapping[str, Field], context: Context) -> Agreement:
    """Section 8 of the model. `fields` are the policy words. Faults are reported."""
    teams = {name: _team(name, team) for name, team in shape.sla.items()}
    return Agreement(
        hysteresis=shape.hysteresis or 0.0,
        business_hours=read_hours(shape.business_hours, context.report),
        teams=teams,
        policy=_policy(shape.policy, fields, teams, context),
        prediction=_prediction(shape.predict, context),
    )


def policy_words(shape: ModelShape, matrix: Matrix | None, context: Context) -> dict[str, Field]:
    """What `when` in a policy may ask of this model."""
    yes_no = Field(Type.BOOLEAN)
    words = {
        "score": Field(Type.NUMBER),
        "qualified": yes_no,
        "excluded": yes_no,
        "verdict": Field(Type.CATEGORY),
        "resting": yes_no,
    }
    if shape.matrix is not None or shape.lights is not None:
        words["light"] = _category(list(Light))
    if shape.matrix is not None:
        words["cell"] = _category(list(matrix.cells)) if matrix else Field(Type.CATEGORY)
    if shape.total is not None and shape.total.bands:
        words["grade"] = _category(list(shape.total.bands))
    if shape.journey is not None:
        words["journey"] = _category(shape.journey.stages)
    if shape.personas:
        words["persona"] = _category([persona.id for persona in shape.personas])
    for name, dimension in shape.dimensions.items():
        if dimension.require:
            words[f"{name}.met"] = _category(["true", "false", "unknown"])
        if dimension.bands:
            words[f"{name}.band"] = _category(list(dimension.bands))
    words |= {f"consent.{purpose}": yes_no for purpose in shape.consent}
    fields = attribute_fields(context.attributes)
    return words | {f"lead.{name}": field for name, field in fields.items()}


def _category(values: list[str]) -> Field:
    from semaforo.facts.values import fold

    return Field(Type.CATEGORY, tuple(map(fold, values)))


def _team(name: str, shape: TeamShape) -> Team:
    return Team(
        name=name,
        first_contact=_micros(shape.first_contact),
        attempts=shape.attempts,
        within=_micros(shape.within),
        per_week=shape.per_week,
        mql_per_week=shape.mql_per_week,
    )


def _micros(written: str | None) -> int | None:
    return None if written is None else microseconds(written)


def _policy(
    shapes: list[PolicyStepShape],
    fields: Mapping[str, Field],
    teams: Mapping[str, Team],
    context: Context,
) -> tuple[PolicyStep, ...]:
    unsure = partial(_unsure, context.report)
    found: list[PolicyStep] = []
    for position, shape in zip(
        context.report.positions("policy", count=len(shapes)), shapes, strict=True
    ):
        path: Path = ("policy", position)
        when = context.about(fields, shape.when, (*path, "when"), unsure)
        _check_keys(shape, path, teams, context)
        if when is not None:
            found.append(_step(shape, when))
    return tuple(found)


def _unsure(report: Report, word: str) -> bool:
    """Whether a policy word is of a part that could not be read."""
    of, _, name = word.partition(".")
    if not name:
        return any(report.unsure(part) for part in _PARTS.get(word, ()))
    return (
        report.unsure(_DECLARED[of], name) if of in _DECLARED else report.unsure("dimensions", of)
    )


def _step(shape: PolicyStepShape, when: Condition) -> PolicyStep:
    return PolicyStep(
        id=shape.id,
        when=when,
        action=Action(shape.do),
        to=shape.to,
        track=shape.track,
        rest=_micros(shape.rest),
    )


def _check_keys(
    shape: PolicyStepShape, path: Path, teams: Mapping[str, Team], context: Context
) -> None:
    report, action = context.report, Action(shape.do)
    needed = _NEEDED.get(action)
    if needed is not None and getattr(shape, needed) is None:
        what = message('`do: {action}` needs the key "{key}".', action=action.value, key=needed)
        report.error("missing-key", path, what)
    for key, actions in _ALLOWED.items():
        if getattr(shape, key) is not None and action not in actions:
            what = message(
                'The key "{key}" does not go with `do: {action}`.', key=key, action=action.value
            )
            report.error("misplaced-key", (*path, key), what, key=True)
    if shape.to is not None and shape.to not in teams and not report.unsure("sla", shape.to):
        what = message('There is no team "{name}" in `sla`.', name=shape.to)
        report.error("unknown-team", (*path, "to"), what, near(shape.to, teams))


def _prediction(shape: PredictShape | None, context: Context) -> Prediction | None:
    if shape is None:
        return None
    events, path = context.events, ("predict",)
    named = events.named([shape.outcome], (*path, "outcome"), after_outcome=True)
    if shape.lost is not None:
        events.named([shape.lost], (*path, "lost"), after_outcome=True)
    if shape.value is not None and named is not None:
        _check_value(shape.value, named, context)
    return Prediction(
        outcome=shape.outcome,
        horizons=tuple(sorted(map(microseconds, shape.horizons))),
        lost=shape.lost,
        value=shape.value,
    )


def _check_value(name: str, outcome: tuple[str, ...], context: Context) -> None:
    found = context.events.property_type(outcome, name, ("predict", "value"))
    if found is not None and found is not Type.NUMBER:
        what = message(
            '"{name}" is of type {type}; `value` needs a number.', name=name, type=found.value
        )
        context.report.error("value-not-number", ("predict", "value"), what)

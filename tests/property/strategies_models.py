"""Models with every kind of rule, thinning, decay, clip, reset, consent and light."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from semaforo.model.meaning import (
    ALWAYS,
    MICRO,
    AbsenceRule,
    Attribute,
    AttributeRule,
    Band,
    Clip,
    Consent,
    Dimension,
    Each,
    EventRule,
    EventType,
    Exclusion,
    GlobDerivation,
    HalfLife,
    Journey,
    Light,
    Linear,
    Matrix,
    Persona,
    Rule,
    ScoringModel,
    Step,
    Take,
    TakeDerivation,
    Total,
    Type,
)
from tests.property.strategies_conditions import DURATIONS, LISTS, conditions

PROPERTIES = {
    "path": Type.TEXT,
    "Path": Type.NUMBER,
    "seconds": Type.NUMBER,
    "paid": Type.BOOLEAN,
    "due": Type.DATETIME,
}
EVENTS = {
    "visit": EventType("visit", properties=PROPERTIES, stage="aware"),
    "mail": EventType("mail", properties=PROPERTIES),
    "webinar": EventType("webinar", stage="decide"),
    "sent": EventType("sent", by_lead=False, stage="decide"),
    "recycled": EventType("recycled", by_lead=False),
    "yes": EventType("yes"),
    "no": EventType("no"),
}
BY_LEAD = tuple(name for name, event in EVENTS.items() if event.by_lead)
CONSENTS = {
    "email": Consent("email", ("yes",), ("no",)),
    "profiling": Consent("profiling", ("webinar",), ("no", "mail"), default=True),
}
points = st.sampled_from([5.0, -3.0, 0.1, 1.45, 12.0, 1e-6, 2e9 / 3, 0.0])
durations = st.sampled_from(DURATIONS)
maybe = st.none() | durations

DECAYS: dict[type, st.SearchStrategy[Any]] = {
    HalfLife: durations.map(HalfLife),
    Linear: durations.map(Linear),
    Step: st.builds(Step, durations, st.sampled_from([0.25, 0.1, 1.0])),
}


def attributes() -> st.SearchStrategy[dict[str, Attribute]]:
    job = GlobDerivation("job", (("Jefe", ("c*", "*o")), ("Otro", ("?",))), otherwise=None)
    rest = GlobDerivation("level", (("jefa", ("j*",)),), otherwise="nadie")
    return st.builds(
        lambda fresh, closed, shared: {
            a.name: a
            for a in (
                Attribute("job", Type.TEXT, fresh=fresh),
                Attribute("email", Type.TEXT, fresh=shared),
                Attribute("company", Type.TEXT),
                Attribute("plan", Type.CATEGORY, values=("ceo", "x") if closed else None),
                Attribute("size", Type.NUMBER, of_company=True, fresh=shared),
                Attribute("sector", Type.CATEGORY, of_company=True, values=("10", "x", "ceo")),
                Attribute("Sector", Type.TEXT, of_company=closed),
                Attribute("optin", Type.BOOLEAN),
                Attribute("since", Type.DATE, fresh=fresh),
                Attribute("level", Type.CATEGORY, derivation=job),
                Attribute("domain", Type.TEXT, derivation=TakeDerivation("email", Take.DOMAIN)),
                Attribute("lower", Type.TEXT, derivation=TakeDerivation("job", Take.LOWER)),
                Attribute("rest", Type.CATEGORY, derivation=rest),
            )
        },
        maybe,
        st.booleans(),
        maybe,
    )


def _names(choices: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(choices), min_size=1, max_size=3, unique=True).map(tuple)


@st.composite
def attribute_rules(draw: st.DrawFn, fields: Mapping[str, Type], **common: Any) -> AttributeRule:
    case = st.tuples(conditions(fields), points.map(lambda p: round(min(p, 50) * MICRO)))
    cases = draw(st.lists(case, min_size=1, max_size=3))
    return AttributeRule(cases=tuple(cases), otherwise=draw(st.sampled_from([0, -MICRO])), **common)


@st.composite
def event_rules(draw: st.DrawFn, fields: Mapping[str, Type], **common: Any) -> EventRule:
    of_company = draw(st.booleans()) and draw(st.booleans())
    each = draw(st.sampled_from([*Each, Each.ONCE]))
    rich = each is Each.PROPERTY or draw(st.booleans())
    names = draw(_names(("visit", "mail") if rich else tuple(EVENTS)))
    tiered = draw(st.sampled_from([False, False, True]))
    multiplied = rich and not tiered and draw(st.booleans())
    bounds = sorted(draw(st.tuples(points, points)))
    counts = st.lists(st.integers(1, 5), min_size=1, max_size=3, unique=True).map(sorted)
    return EventRule(
        events=names,
        points=None if tiered else draw(points),
        tiers=tuple((n, draw(points)) for n in draw(counts)) if tiered else (),
        where=draw(conditions(PROPERTIES)) if rich and draw(st.booleans()) else ALWAYS,
        of_company=of_company,
        within=draw(maybe),
        each=each,
        distinct=draw(st.sampled_from(sorted(PROPERTIES))) if each is Each.PROPERTY else None,
        at_least=draw(st.sampled_from([1, 1, 2, 3])),
        times=draw(st.sampled_from(["seconds", "Path"])) if multiplied else None,
        decay=draw(st.none() | st.one_of(*DECAYS.values())),
        maximum=draw(st.none() | st.just(bounds[1])),
        minimum=draw(st.none() | st.just(bounds[0])),
        **common,
    )


@st.composite
def absence_rules(draw: st.DrawFn, fields: Mapping[str, Type], **common: Any) -> AbsenceRule:
    everything = draw(st.booleans())
    names = BY_LEAD if everything else draw(_names(("visit", "mail")))
    return AbsenceRule(
        events=names,
        any=everything,
        duration=draw(durations),
        points=draw(points),
        where=ALWAYS if everything else draw(conditions(PROPERTIES)),
        **common,
    )


RULES: dict[type, Callable[..., st.SearchStrategy[Any]]] = {
    AttributeRule: attribute_rules,
    EventRule: event_rules,
    AbsenceRule: absence_rules,
}


@st.composite
def clips(draw: st.DrawFn) -> Clip:
    low, high = sorted(draw(st.tuples(st.integers(-20, 30), st.integers(-20, 30))))
    return Clip(draw(st.none() | st.just(low * MICRO)), draw(st.none() | st.just(high * MICRO)))


@st.composite
def dimensions(draw: st.DrawFn, name: str, fields: Mapping[str, Type]) -> Dimension:
    groups = {"web": draw(clips()), "budget": draw(clips())}
    rules: list[Rule] = []
    for number in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(list(RULES)))
        common = {
            "id": f"{name}_{number}",
            "group": draw(st.sampled_from([None, "web"])),
            "needs": draw(st.sampled_from([None, None, *CONSENTS])),
        }
        rules.append(draw(RULES[kind](fields, **common)))
    rules.append(draw(attribute_rules(fields, id=f"{name}_budget", group="budget")))
    asked = [c for r in rules if r.group == "budget" for c, _ in getattr(r, "cases", ())]
    answerable = any(list(_fields(c)) for c in asked)
    bound = draw(st.integers(-5, 20)) * MICRO
    return Dimension(
        id=name,
        rules=tuple(rules),
        full=draw(st.sampled_from([1, 7 * MICRO, 100 * MICRO, 10**15])),
        groups=groups,
        require={"budget": MICRO} if answerable and draw(st.booleans()) else {},
        reset=draw(st.sampled_from([(), ("recycled",), ("recycled", "sent")])),
        bounds=draw(clips()),
        bands=(Band("1", bound), Band("2", bound - MICRO), Band("3", None)),
    )


def _fields(condition: Any) -> Any:
    from semaforo.model.meaning import comparisons

    return (comparison.field for comparison in comparisons(condition))


@st.composite
def exclusions(draw: st.DrawFn, number: int, fields: Mapping[str, Type]) -> Exclusion:
    if draw(st.booleans()):
        return Exclusion(f"x{number}", when=draw(conditions(fields)))
    return Exclusion(
        f"x{number}",
        events=draw(_names(("visit", "mail"))),
        where=draw(conditions(PROPERTIES)),
        within=draw(maybe),
        until=draw(st.sampled_from([(), ("yes",), ("visit", "webinar")])),
    )


@st.composite
def models(draw: st.DrawFn) -> ScoringModel:
    known = draw(attributes())
    fields = {name: a.type for name, a in known.items()}
    names = ("fit", "interest")[: draw(st.integers(1, 2))]
    dims = {name: draw(dimensions(name, fields)) for name in names}
    weighted = draw(st.booleans())
    cells = [f"{a}{b}" for a in "123" for b in "123"]
    lights = [Light.HOT, Light.WARM, Light.COLD]
    matrix = Matrix(names[0], names[-1], {cell: draw(st.sampled_from(lights)) for cell in cells})
    with_matrix = draw(st.booleans())
    full = 100 * MICRO if weighted else sum(d.full for d in dims.values())
    weights = {name: draw(st.sampled_from([0.5, 1.0, 3.0])) for name in names}
    return ScoringModel(
        id="m",
        version="0",
        timezone=draw(st.sampled_from(["UTC", "Europe/Madrid", "America/Mexico_City"])),
        attributes=known,
        events=EVENTS,
        dimensions=dims,
        total=Total(
            names,
            full,
            weights if weighted else {},
            qualified=draw(st.none() | st.integers(-5, 60).map(lambda p: p * MICRO)),
            bands=(Band("A", 60), Band("B", 10), Band("C", None)) if draw(st.booleans()) else (),
        ),
        population=draw(st.just(ALWAYS) | conditions(fields)),
        lists=LISTS,
        consents=CONSENTS,
        matrix=matrix if with_matrix else None,
        lights=() if with_matrix else (Band("hot", 50), Band("cold", None)),
        exclusions=tuple(draw(exclusions(n, fields)) for n in range(draw(st.integers(0, 2)))),
        journey=draw(st.none() | st.builds(Journey, st.just(("aware", "think", "decide")), maybe)),
        personas=tuple(
            Persona(f"p{n}", draw(conditions(fields))) for n in range(draw(st.integers(0, 2)))
        ),
    )


@st.composite
def within_reach(draw: st.DrawFn, drawn: st.SearchStrategy[ScoringModel]) -> ScoringModel:
    """Models whose lights a few changes can reach: most rules give something, caps are high, no
    light is far, and more points are warmer."""
    model = draw(drawn)
    dims = {
        name: replace(
            dimension,
            rules=tuple(draw(_generous(rule)) for rule in dimension.rules),
            groups=dict.fromkeys(dimension.groups, Clip(0, 40 * MICRO)),
            full=draw(st.sampled_from([20, 30, 40])) * MICRO,
            bounds=Clip(),
        )
        for name, dimension in model.dimensions.items()
    }
    full = 100 * MICRO if model.total.weights else sum(d.full for d in dims.values())
    return replace(
        model,
        dimensions=dims,
        total=replace(model.total, full=full),
        population=draw(st.sampled_from([ALWAYS, ALWAYS, model.population])),
        exclusions=draw(st.sampled_from([(), (), (), model.exclusions])),
        matrix=None,
        lights=(Band("hot", 60), Band("warm", draw(st.integers(15, 50))), Band("cold", None)),
    )


@st.composite
def _generous(draw: st.DrawFn, rule: Rule) -> Rule:
    """The rule with points that count: silence takes some, and so does a rule here and there."""
    given_points = st.sampled_from([4.0, 10.0, 25.0, 10.0, -5.0])
    if isinstance(rule, AttributeRule):
        cases = tuple((when, round(draw(given_points)) * MICRO) for when, _ in rule.cases)
        return replace(rule, cases=cases)
    if isinstance(rule, AbsenceRule):
        return replace(rule, points=draw(st.sampled_from([-10.0, -5.0, 5.0])))
    tiers = tuple((count, count * draw(given_points)) for count, _ in rule.tiers)
    each = None if rule.tiers else draw(given_points)
    most = draw(st.sampled_from([None, 30.0]))
    return replace(rule, points=each, tiers=tiers, maximum=most, minimum=None)

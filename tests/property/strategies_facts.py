"""Facts as untidy as real ones: late, doubled, robotic, unparseable, at every window's edge."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from semaforo.facts.shapes import GROUP, IDENTIFY, Company, Event, Facts, Lead, Raw
from semaforo.facts.zones import SECOND
from tests.property.strategies_conditions import AGES, AS_OF, WORDS
from tests.property.strategies_models import EVENTS

LEADS = ("L1", "L2", "ñ'3")
COMPANIES = ("acme.es", "co 2")

MARKS = ("\u0301 x", "\u0301", "\u212b")
"""Texts whose fold folds further."""
texts = st.sampled_from([*WORDS, "CEO", "DIRECCION", "X ", None, 10, 10.0, 10.5, True, *MARKS])
numbers = st.sampled_from([0, 1, "2.5", "1e3", "-0.1", "mil", None, "", -7, "1e16", True, 10**400])
booleans = st.sampled_from([True, False, "sí", "no", "1", 0, "quizá", None])
mails = st.sampled_from(["a@Acme.ES ", "b@gmail.com", "sin arroba", "c@ceo", "@", None, "x@ co 2"])


def _written(micros: int) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    return moment.isoformat().replace("+00:00", "Z")


instants = st.builds(
    lambda age, nudge, sign: _written(AS_OF - sign * age + nudge),
    st.sampled_from(AGES),
    st.sampled_from([0, 0, -1, 1, SECOND]),
    st.sampled_from([1, 1, 1, -1]),
)
FAR = ("0001-01-01", "0001-01-01T00:00+14:00", "9999-12-31T23:59:59-12:00")
"""Instants in, or with another zone beyond, the first and last years that can be written."""
whens = instants | st.sampled_from(
    ["2026-10-25 02:30", "2026-10-25", "2026-03-29 02:30", "soon", *FAR]
)
received = st.none() | instants

ATTRIBUTES: dict[str, st.SearchStrategy[Raw]] = {
    "job": texts,
    "email": mails,
    "company": st.sampled_from([*COMPANIES, " acme.es ", "", None]),
    "plan": texts,
    "size": numbers,
    "sector": texts,
    "Sector": texts,
    "optin": booleans,
    "since": whens | st.none(),
    "undeclared": texts,
}
PROPERTIES: dict[str, st.SearchStrategy[Raw]] = {
    "path": texts,
    "Path": numbers,
    "seconds": numbers,
    "paid": booleans,
    "due": whens | st.none(),
    "a undeclared": numbers,
}

attributes = st.fixed_dictionaries({}, optional=ATTRIBUTES)
leads = st.builds(Lead, st.sampled_from(LEADS), st.none() | whens, attributes)
companies = st.builds(
    Company,
    st.sampled_from(COMPANIES),
    st.fixed_dictionaries({}, optional={n: ATTRIBUTES[n] for n in ("size", "sector", "Sector")}),
)


def _events(
    names: st.SearchStrategy[str], properties: dict[str, st.SearchStrategy[Raw]]
) -> st.SearchStrategy[Event]:
    return st.builds(
        Event,
        lead=st.sampled_from([*LEADS, "new"]),
        name=names,
        at=whens,
        id=st.sampled_from([None, None, "e1", "e2"]),
        received_at=received,
        robot=st.sampled_from([None, None, None, False, "true"]),
        properties=st.fixed_dictionaries({}, optional=properties),
    )


events = st.one_of(
    _events(st.sampled_from([*EVENTS, "mystery"]), PROPERTIES),
    _events(st.sampled_from(["visit", "mail"]), PROPERTIES),
    _events(st.sampled_from([IDENTIFY, GROUP]), ATTRIBUTES),
)
facts = st.builds(
    Facts,
    st.lists(leads, max_size=4).map(tuple),
    st.lists(events, max_size=14).map(tuple),
    st.lists(companies, max_size=3).map(tuple),
)

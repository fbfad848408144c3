"""What a set of changes makes of the facts, were it to happen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from semaforo.compile import reference
from semaforo.compile.outcome import LeadScore
from semaforo.compile.reference_facts import COMPANY, History
from semaforo.facts.shapes import GROUP, IDENTIFY, Event, Facts, Instant
from semaforo.model.meaning import ScoringModel
from semaforo.score.changes import LAST_ID, AttributeChange, Change
from semaforo.score.situation import as_raw


def applied(
    model: ScoringModel,
    known: Facts,
    lead: str,
    changes: Iterable[Change],
    as_of: int,
    known_at: int | None = None,
) -> Facts:
    """The facts with an event for each change, after all the others of `as_of`."""
    company = History(model, known, as_of, known_at).company(lead)
    added = tuple(_events(model, lead, company, changes, as_of))
    return replace(known, events=(*known.events, *added))


def _events(
    model: ScoringModel, lead: str, company: str | None, changes: Iterable[Change], as_of: int
) -> Iterator[Event]:
    for number, change in enumerate(changes):
        if not isinstance(change, AttributeChange):
            yield change.happened(model, lead, as_of, number)
            continue
        attribute = model.attributes[change.attribute]
        properties = {change.attribute: as_raw(change.value, attribute.type.kind)}
        name = IDENTIFY
        if attribute.of_company and company is not None:
            name, properties[COMPANY] = GROUP, company
        identity = f"{LAST_ID}{number:03d}"
        yield Event(lead, name, Instant(as_of), identity, properties=properties)


def scored_after(
    model: ScoringModel,
    known: Facts,
    lead: str,
    changes: Iterable[Change],
    as_of: int,
    known_at: int | None = None,
) -> LeadScore | None:
    """The lead's score by the reference, had all of the changes happened; None for no row."""
    after = applied(model, known, lead, changes, as_of, known_at)
    scores = reference.score(model, after, as_of, known_at)
    return next((score for score in scores if score.lead == lead), None)

"""Why one lead has its score, and what would change its light."""

from __future__ import annotations

from dataclasses import dataclass

from semaforo.compile import reference
from semaforo.compile.outcome import LeadScore
from semaforo.compile.reference_conditions import holds
from semaforo.compile.reference_facts import History
from semaforo.engines.engine import Engine
from semaforo.model.meaning import ScoringModel
from semaforo.score.counterfactual import ChangeSet, change_sets
from semaforo.score.situation import Situation, situation


@dataclass(frozen=True, slots=True)
class Explanation:
    """`scored.lines` sum exactly to the points of their dimension. `change_sets` are the smallest
    that reach the next light, cheapest first; none for a hot or excluded lead."""

    situation: Situation
    scored: LeadScore
    change_sets: tuple[ChangeSet, ...]


def explain(
    engine: Engine, model: ScoringModel, lead: str, as_of: int, known_at: int | None = None
) -> Explanation | None:
    """Explain the score of `lead` (its id) at `as_of`, as known at `known_at`, microseconds UTC.

    None where the lead does not exist then or is outside the model's population.
    """
    found = situation(engine, model, lead, as_of, known_at)
    if found is None:
        return None
    # That the lead exists is settled: it may do so by events that no rule looks at.
    history = History(model, found.facts, as_of)
    if not holds(model.population, history.attributes(lead).get, model.lists, as_of):
        return None
    scored = reference.lead_score(model, history, lead)
    return Explanation(found, scored, tuple(change_sets(found, scored)))

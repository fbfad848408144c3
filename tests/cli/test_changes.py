"""Changes in words: every value they need, in both languages."""

from __future__ import annotations

import pytest

from semaforo.cli.changes import changes
from semaforo.compile import reference
from semaforo.model.files import build_model
from semaforo.model.meaning import Light
from semaforo.score.changes import AttributeChange, Change, EventChange
from semaforo.score.counterfactual import ChangeSet
from semaforo.score.explain import Explanation
from semaforo.score.palettes import ANOTHER
from semaforo.score.situation import Situation
from tests.property.strategies_conditions import AS_OF
from tests.support.cases import facts

VISIT = EventChange("visit", (("path", "/a"), ("seconds", 1000.0)), ("session",))


@pytest.mark.parametrize(
    ("made", "spanish", "english"),
    [
        ((AttributeChange("phone", ANOTHER),), "Teléfono: otro valor", "Teléfono: another value"),
        ((AttributeChange("phone", None),), "Teléfono: sin valor", "Teléfono: no value"),
        (
            (AttributeChange("job", "jef"),),
            "Cargo: jef (Nivel: manager)",
            "Cargo: jef (Nivel: manager)",
        ),
        ((AttributeChange("job", "boss"),), "Cargo: boss", "Cargo: boss"),
        (
            (VISIT,),
            "un hecho más: Visita (path: /a, seconds: 1.000, session: un valor nuevo)",
            "once more: Visita (path: /a, seconds: 1,000, session: a new value)",
        ),
        (
            (AttributeChange("since", AS_OF), EventChange("visit"), EventChange("visit")),
            "since: 1 nov 2026 + 2 hechos más: Visita",
            "since: Nov 1, 2026 + 2 times more: Visita",
        ),
    ],
)
def test_changes_in_words(made: tuple[Change, ...], spanish: str, english: str) -> None:
    properties = {"path": "text", "seconds": "number", "session": "text"}
    rule = {"id": "r", "event": "visit", "points": 5, "max": 5}
    written = {
        "semaforo": 1,
        "id": "m",
        "attributes": {
            "phone": {"type": "text", "title": "Teléfono"},
            "since": {"type": "date"},
            "job": {"type": "text", "title": "Cargo"},
            "level": {"from": "job", "match": {"manager": ["jef*"]}, "title": "Nivel"},
        },
        "events": {"visit": {"title": "Visita", "properties": properties}},
        "dimensions": {"d": {"rules": [rule]}},
        "lights": {"hot": 40, "warm": 20, "cold": "otherwise"},
    }
    model = build_model(written).model
    known = facts({"leads": [{"id": "L1"}]})
    [scored] = reference.score(model, known, AS_OF)
    one = ChangeSet(made, Light.WARM, 25)
    found = Explanation(Situation(model, "L1", known, AS_OF), scored, (one,))
    for language, expected in (("es", spanish), ("en", english)):
        _, line = changes(found, language)
        assert line.startswith(f"  {expected} → ")

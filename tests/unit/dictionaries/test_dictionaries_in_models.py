"""A dictionary inside a model gives what it gives on its own, on every engine."""

from __future__ import annotations

import csv
from pathlib import Path

from semaforo.compile import reference
from semaforo.dictionaries import read
from semaforo.facts.shapes import Facts, Lead
from semaforo.facts.zones import DAY
from semaforo.model.files import parse_model
from semaforo.model.meaning import ScoringModel
from tests.support.engines import engine_scores, on_duckdb, reference_rows

AS_OF = 20_000 * DAY
TITLES = Path(__file__).with_name("titles.csv")
TEXTS = ["Fintech", "6201", "541510", "Hong Kong", "España", "Madrid, España", "EE. UU.", "*", "?"]


def model() -> ScoringModel:
    """A point value of its own for every category of every dictionary."""
    attributes = ["  text: {type: text}"]
    rules = []
    for name in read.names():
        attributes.append(f"  {name}: {{from: text, take: {name}}}")
        cases = [
            f"{{when: {{{name}: '{category}'}}, points: {points}}}"
            for points, category in enumerate(read.categories(name), start=1)
        ]
        rules.append(f"      - {{id: {name}, choose: [{', '.join(cases)}], otherwise: -1}}")
    parts = ["semaforo: 1", "id: all", "attributes:", *attributes, "dimensions:", "  fit:"]
    return parse_model("\n".join([*parts, "    rules:", *rules])).model


def leads() -> Facts:
    with TITLES.open(encoding="utf-8") as stream:
        texts = [row["title"] for row in csv.DictReader(stream)] + TEXTS
    written = [Lead(f"l{i}", "2020-01-01", {"text": text}) for i, text in enumerate(texts * 2)]
    return Facts((*written, Lead("blank", "2020-01-01", {"text": " "}), Lead("none", "2020-01-01")))


def test_duckdb_reads_every_text_as_the_reference_does() -> None:
    known, every = leads(), model()
    expected = reference_rows(every, reference.score(every, known, AS_OF))
    assert engine_scores(on_duckdb(every, known), every, AS_OF) == expected
    assert len(expected[0]) == len(known.leads)

"""The contract's cases: flat rows become facts, expectations become rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from semaforo.facts.shapes import Company, Event, Facts, Lead
from semaforo.facts.values import instant, text_of
from semaforo.facts.zones import zone
from semaforo.model.files import build_model
from semaforo.model.meaning import MICRO, ScoringModel

CASES = Path(__file__).parent.parent / "spec" / "scoring.yaml"
_EVENT_KEYS = {"id", "lead", "name", "at", "received_at", "robot"}


@dataclass(frozen=True)
class Case:
    """`expected` are score rows, with `contributions` (rule -> micropoints) in each."""

    name: str
    model: ScoringModel
    facts: Facts
    as_of: int
    known_at: int | None
    expected: tuple[dict[str, Any], ...]

    def __str__(self) -> str:
        return self.name


@cache
def cases() -> tuple[Case, ...]:
    """Every case of the contract, in order."""
    return tuple(_case(written) for written in _written())


def _written() -> list[dict[str, Any]]:
    # The file is a list; a document is a mapping.
    text = CASES.read_text(encoding="utf-8")
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)  # type: ignore[assignment]
    loaded: list[dict[str, Any]] = yaml.load(text)
    return loaded


def _case(written: dict[str, Any]) -> Case:
    model = build_model(written["model"]).model
    known_at = written.get("known_at")
    return Case(
        name=written["name"],
        model=model,
        facts=facts(written),
        as_of=_instant(written["as_of"]),
        known_at=None if known_at is None else _instant(known_at),
        expected=tuple(_expected(row) for row in written["expect"]),
    )


def facts(written: Mapping[str, Any]) -> Facts:
    """Flat `leads`, `events` and `companies` rows as facts."""
    return Facts(
        tuple(
            Lead(_id(row["id"]), row.get("created_at"), _rest(row, {"id", "created_at"}))
            for row in written.get("leads") or ()
        ),
        tuple(
            Event(
                _id(row["lead"]),
                row["name"],
                row["at"],
                None if row.get("id") is None else _id(row["id"]),
                row.get("received_at"),
                row.get("robot"),
                _rest(row, _EVENT_KEYS),
            )
            for row in written.get("events") or ()
        ),
        tuple(
            Company(_id(row["id"]), _rest(row, {"id"})) for row in written.get("companies") or ()
        ),
    )


def _id(raw: object) -> str:
    return text_of(raw) or ""


def _rest(row: Mapping[str, Any], taken: set[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in taken}


def _instant(written: object) -> int:
    found = instant(written, zone("UTC"))
    assert found is not None
    return found


def _expected(row: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(row)
    for name in found:
        if name == "total" or name.endswith("_points"):
            found[name] = round(found[name] * MICRO)
    given = row.get("contributions", {})
    found["contributions"] = {rule: round(points * MICRO) for rule, points in given.items()}
    found["excluded"] = "|".join(sorted(row.get("excluded") or ())) or None
    return found

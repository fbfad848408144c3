"""What the docs say of the code is what the code says, and their links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.generate import DOCS, OPERATOR_MEANINGS, pages
from semaforo.model.meaning import Op
from semaforo.model.shapes_rules import RULE_TAGS

ROOT = Path(__file__).parents[2]
PAGES = pages()
WRITTEN = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)]*)?\)")


@pytest.mark.parametrize("name", PAGES)
def test_the_generated_pages_are_current(name: str) -> None:
    kept = (DOCS / name).read_text(encoding="utf-8")
    assert kept == PAGES[name], "run `make docs`"


@pytest.mark.parametrize(
    "command",
    [
        "score",
        "load",
        "explain",
        "check",
        "test",
        "schema",
        "sql",
        "new",
        "demo",
        "simulate",
    ],
)
def test_every_command_is_documented(command: str) -> None:
    assert f"## semaforo {command}\n" in PAGES["reference/command-line.md"]


def test_every_operator_has_a_meaning() -> None:
    assert set(OPERATOR_MEANINGS) == set(Op)


@pytest.mark.parametrize("kind", sorted(set(RULE_TAGS.values())))
def test_every_kind_of_rule_is_documented(kind: str) -> None:
    assert f"## {kind.capitalize()}\n" in PAGES["reference/keys.md"]
    assert f"| {kind.split()[0]} |" in (DOCS / "reference" / "meaning.md").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = [found.group(1) for found in LINK.finditer(page.read_text(encoding="utf-8"))]
    local = [target for target in targets if "://" not in target]
    assert not [target for target in local if not (page.parent / target).exists()]

"""The reference page names every category, so that it cannot fall behind the files."""

from __future__ import annotations

from pathlib import Path

import pytest

from semaforo.dictionaries import read

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "dictionaries.md"


@pytest.mark.parametrize("name", ["job_level", "job_area", "sector"])
def test_every_category_is_documented(name: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [c for c in read.categories(name) if f"`{c}`" not in page] == []


def test_every_dictionary_is_documented() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in read.names() if f"## `{name}`" not in page] == []

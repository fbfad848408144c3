"""Reading the word lists that turn a text as people write it into a category."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML

from semaforo.facts.values import fold

Globs = tuple[tuple[str, tuple[str, ...]], ...]
"""(category, globs), in the order in which they are tried; a category may stand more than once."""

_NAMES = ("country", "job_area", "job_level", "sector")
_CATEGORY = re.compile(r"[a-z][a-z0-9_]*")


def names() -> tuple[str, ...]:
    """The dictionaries there are, by name."""
    return _NAMES


@cache
def globs(name: str) -> Globs:
    """The dictionary `name`: the first glob that fits the folded text gives the category.

    Raises KeyError for a name there is not, ValueError for a file that breaks the rules below.
    """
    if name not in _NAMES:
        raise KeyError(name)
    text = files("semaforo.dictionaries").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return parse(text)


def parse(text: str) -> Globs:
    """A dictionary from its YAML: a list of one-key mappings, category to globs.

    Globs are folded, not blank, and stand once; a category is a slug. ValueError otherwise.
    """
    written = YAML(typ="safe", pure=True).load(text)
    if not isinstance(written, list):
        raise ValueError("a dictionary is a list of categories")
    cases = tuple(_case(entry) for entry in written)
    times = Counter(glob for _, patterns in cases for glob in patterns)
    twice = sorted(glob for glob, count in times.items() if count > 1)
    if twice:
        raise ValueError(f"globs that stand twice: {', '.join(twice)}")
    return cases


def categories(name: str) -> tuple[str, ...]:
    """The categories of the dictionary `name`, each once, in the order of the file."""
    return tuple(dict.fromkeys(category for category, _ in globs(name)))


def _case(entry: object) -> tuple[str, tuple[str, ...]]:
    if not isinstance(entry, dict) or len(entry) != 1:
        raise ValueError(f"not one category with its globs: {entry!r}")
    ((category, patterns),) = entry.items()
    if not isinstance(category, str) or not _CATEGORY.fullmatch(category):
        raise ValueError(f"not a category: {category!r}")
    if not isinstance(patterns, list) or not patterns:
        raise ValueError(f"{category} has no globs")
    return category, tuple(_glob(category, pattern) for pattern in patterns)


def _glob(category: str, pattern: object) -> str:
    if not isinstance(pattern, str) or not pattern.strip("* "):
        raise ValueError(f"{category} has a glob that says nothing: {pattern!r}")
    if fold(pattern) != pattern:
        raise ValueError(f"{category} has a glob that is not folded: {pattern!r}")
    return pattern

"""The tutorials' files and commands do what they say, in the order they say it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.running import semaforo

TUTORIALS = Path(__file__).parents[2] / "docs" / "tutorials"
LOCALES = {"your-first-model.md": "en_GB.UTF-8", "el-primer-modelo.md": "es_ES.UTF-8"}
"""Each tutorial with the locale of its reader."""
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CHANGING = re.compile(r"[0-9.,]+ s\b|versi[oó]n [0-9a-f]+")
"""What differs from run to run, or with the version of the library."""


class Block(NamedTuple):
    """A fenced block: its language, the file it is (`+` adds to one), and its text."""

    language: str
    file: str
    text: str


def blocks(name: str) -> list[Block]:
    text = (TUTORIALS / name).read_text(encoding="utf-8")
    return [Block(*(part or "" for part in found)) for found in BLOCK.findall(text)]


def keep(block: Block, folder: Path) -> None:
    """Put the file of a block into `folder`, or add to it."""
    path = folder / block.file.removeprefix("+")
    before = path.read_text(encoding="utf-8") + "\n" if block.file.startswith("+") else ""
    path.write_text(before + block.text, encoding="utf-8")


def shown(text: str) -> list[str]:
    """Lines as a reader compares them: no blanks at the end, nothing that changes."""
    return [CHANGING.sub("…", line.rstrip()) for line in text.strip().splitlines()]


def test_every_tutorial_is_tried() -> None:
    assert {path.name for path in TUTORIALS.glob("*.md")} == set(LOCALES)


@pytest.mark.parametrize("name", LOCALES)
def test_the_tutorial(name: str, tmp_path: Path) -> None:
    printed, compared = "", 0
    for block in blocks(name):
        if block.file:
            keep(block, tmp_path)
        elif block.language == "sh":
            program, *arguments = shlex.split(block.text)
            assert program == "semaforo"
            ran = semaforo(*arguments, cwd=tmp_path, LANG=LOCALES[name])
            assert ran.returncode == 0, ran.stderr
            printed = ran.stdout
        elif block.language == "text":
            assert shown(printed) == shown(block.text)
            compared += 1
    assert compared

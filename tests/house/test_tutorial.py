"""The tutorial's files and commands do what it says, in the order it says it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

from tests.cli.running import semaforo

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorials" / "your-first-model.md"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CHANGING = re.compile(r"[0-9.]+ s\b|version [0-9a-f]+")
"""What differs from run to run, or with the version of the library."""


class Block(NamedTuple):
    """A fenced block: its language, the file it is (`+` adds to one), and its text."""

    language: str
    file: str
    text: str


def blocks() -> list[Block]:
    text = TUTORIAL.read_text(encoding="utf-8")
    return [Block(*(part or "" for part in found)) for found in BLOCK.findall(text)]


def keep(block: Block, folder: Path) -> None:
    """Put the file of a block into `folder`, or add to it."""
    path = folder / block.file.removeprefix("+")
    before = path.read_text(encoding="utf-8") + "\n" if block.file.startswith("+") else ""
    path.write_text(before + block.text, encoding="utf-8")


def shown(text: str) -> list[str]:
    """Lines as a reader compares them: no blanks at the end, nothing that changes."""
    return [CHANGING.sub("…", line.rstrip()) for line in text.strip().splitlines()]


def test_the_tutorial(tmp_path: Path) -> None:
    printed, compared = "", 0
    for block in blocks():
        if block.file:
            keep(block, tmp_path)
        elif block.language == "sh":
            program, *arguments = shlex.split(block.text)
            assert program == "semaforo"
            ran = semaforo(*arguments, cwd=tmp_path)
            assert ran.returncode == 0, ran.stderr
            printed = ran.stdout
        elif block.language == "text":
            assert shown(printed) == shown(block.text)
            compared += 1
    assert compared

"""One kind of error for everything a person can get wrong: what, where, and what to write instead.

Functions that read a person's input collect every fault first and raise once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from semaforo.language import Message


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault is. `line` and `column` count from 1; 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong (`error`) or doubtful (`warning`).

    `code` is stable and language-free (`unknown-event`), for tests and editors.
    """

    code: str
    place: Place
    what: Message
    fix: Message | None = None
    severity: Literal["error", "warning"] = "error"

    def render(self, language: str) -> str:
        """`file:line:column code: what. fix` in one line."""
        sentence = f"{self.place} {self.code}: {self.what.render(language)}"
        return f"{sentence} {self.fix.render(language)}" if self.fix else sentence


class SemaforoError(Exception):
    """Raised once, with all the faults found. The command line shows them and exits with 2."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.render("en") for fault in self.faults))

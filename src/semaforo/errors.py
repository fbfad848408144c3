"""One kind of error for everything a person can get wrong: what, where, and what to write instead.

Functions that read a person's input collect every fault first and raise once.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from semaforo.language import Message, message


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


_REASONS: dict[int, Message] = {
    errno.ENOENT: message("There is no such file or folder."),
    errno.EACCES: message("There is no permission to open it."),
    errno.EPERM: message("There is no permission to open it."),
    errno.EISDIR: message("It is a folder, and a file is needed."),
    errno.ENOTDIR: message("A part of the path is a file, not a folder."),
    errno.EEXIST: message("There is a file of that name already."),
    errno.ENOSPC: message("The disk is full."),
    errno.EDQUOT: message("The disk is full."),
    errno.EROFS: message("The disk is read-only."),
    errno.EIO: message("The disk cannot read or write it."),
    errno.EFBIG: message("The file is too large for the disk."),
    errno.ENAMETOOLONG: message("The name is too long."),
    errno.ELOOP: message("Its links lead in a circle."),
    errno.EMFILE: message("Too many files are open."),
    errno.ENFILE: message("Too many files are open."),
    errno.EBUSY: message("Another program is using it."),
    errno.ETXTBSY: message("Another program is using it."),
}
"""What the operating system says in English, whatever the language of the run."""


def reason_of(error: OSError) -> Message:
    """Why the operating system refused, in our words."""
    number = error.errno or 0
    return _REASONS.get(number) or message(
        "The operating system refuses it, with its error {number}.", number=number
    )


def reason_in(text: str) -> Message | None:
    """The reason that stands in an engine's sentence, where the operating system refused."""
    found = (why for number, why in _REASONS.items() if os.strerror(number) in text)
    return next(found, None)

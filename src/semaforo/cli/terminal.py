"""What a person sees: results on standard output; faults, notes and progress on standard error.

Colour, boxes and progress bars appear only on a terminal, colour never where NO_COLOR is set, and
nothing is said by colour alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from semaforo.errors import Fault
from semaforo.language import Message, message

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

WIDTH_WHEN_PIPED = 100


class Terminal:
    """The two output streams, in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        for stream in (sys.stdout, sys.stderr):
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:
                reconfigure(errors="replace")

    def say(self, text: Message) -> str:
        """`text` in the language of this run."""
        return text.render(self.language)

    def result(self, shown: RenderableType | Message) -> None:
        """Show a result on standard output."""
        if isinstance(shown, Message):
            self.out.print(self.say(shown), markup=False, soft_wrap=True)
        else:
            self.out.print(shown)

    def write(self, text: str) -> None:
        """Write `text` to standard output as it is, for other programs to read."""
        sys.stdout.write(text)

    def note(self, text: Message) -> None:
        """Say something beside the result, on standard error."""
        self.err.print(self.say(text), style="dim", markup=False, soft_wrap=True)

    def faults(self, faults: Iterable[Fault]) -> None:
        """Show faults one a line: a mark and a word for how grave, where, what, and the fix."""
        from rich.text import Text

        for fault in faults:
            error = fault.severity == "error"
            mark = message("✗ error") if error else message("▲ warning")
            line = Text(f"{self.say(mark)} ", style="bold red" if error else "bold yellow")
            line.append(fault.render(self.language), style="not bold default")
            self.err.print(line, soft_wrap=True)

    def interrupted(self) -> None:
        """Say that Ctrl-C was heard."""
        self.err.print()
        self.note(message("Interrupted."))

    @contextmanager
    def working(self, text: Message) -> Iterator[Callable[[Message], None] | None]:
        """A moving bar with `text` while the body runs; None is yielded if nobody is watching.

        The yielded function says what is being done now.
        """
        if not self.err.is_terminal:
            yield None
            return
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.err, transient=True) as progress:
            task = progress.add_task(self.say(text), total=None)
            yield lambda now: progress.update(task, description=self.say(now))

    @contextmanager
    def counting(self, text: Message) -> Iterator[Callable[[int, int], None] | None]:
        """A bar that fills as the yielded function is told (done, of all); None unwatched."""
        if not self.err.is_terminal:
            yield None
            return
        from rich.progress import Progress

        with Progress(console=self.err, transient=True) as progress:
            task = progress.add_task(self.say(text), total=None)
            yield lambda done, all_: progress.update(task, completed=done, total=all_)

    @cached_property
    def out(self) -> Console:
        return _console(stderr=False)

    @cached_property
    def err(self) -> Console:
        return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = WIDTH_WHEN_PIPED
    return console

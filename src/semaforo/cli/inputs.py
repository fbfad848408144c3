"""The facts a command works on: a fact store, or raw files that are loaded on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from semaforo.cli.spoken import Commands
from semaforo.errors import Fault, Place, SemaforoError
from semaforo.facts.formats import InstantFormat, NumberFormat
from semaforo.language import message

if TYPE_CHECKING:
    from semaforo.store.sources import Sources

Chosen = TypeVar("Chosen")
NUMBERS = {str(each): each for each in (NumberFormat.SPANISH, NumberFormat.ENGLISH)}
DATES = {str(each): each for each in (InstantFormat.DAY_FIRST, InstantFormat.MONTH_FIRST)}
_SIZE = re.compile(r"[1-9][0-9]*(\.[0-9]+)? ?[KMGT]i?B", re.IGNORECASE)


def checked_memory(size: str | None) -> str | None:
    """`size` if it is one, such as 4GB. Raises SemaforoError."""
    if size is None or _SIZE.fullmatch(size):
        return size
    what = message("“{size}” is no amount of memory.", size=size)
    fix = message("Write an amount such as 4GB or 500MB.")
    raise SemaforoError([Fault("bad-memory", Place("--memory"), what, fix)])


class FactOptions:
    """The options that name facts, the same for every command that reads some."""

    def __init__(self, commands: Commands) -> None:
        file = message("FILE")
        self.leads: Any = commands.option(
            "--leads", message("Leads: a file, a folder or a glob. May be repeated."), file
        )
        self.events: Any = commands.option(
            "--events", message("Events: a file, a folder or a glob. May be repeated."), file
        )
        self.companies: Any = commands.option(
            "--companies", message("Companies: a file, a folder or a glob. May be repeated."), file
        )
        self.map: Any = commands.option(
            "--map",
            message("How columns are read: a map's file, or a shipped map's name (hubspot …)."),
            file,
        )
        self.numbers: Any = commands.option(
            "--numbers",
            message("How numbers are read that could be both: es (1.000,5) or en (1,000.5)."),
            message("COUNTRY"),
        )
        self.dates: Any = commands.option(
            "--dates",
            message("How dates are read that could be both: dd/mm/yyyy or mm/dd/yyyy."),
            message("FORMAT"),
        )
        self.store: Any = commands.option(
            "--store",
            message("Fact store, made by semaforo load, instead of files."),
            message("DIR"),
        )
        self.memory: Any = commands.option(
            "--memory", message("Most memory to use, such as 4GB."), message("SIZE")
        )


@dataclass(frozen=True, slots=True)
class Inputs:
    """Where the facts are, as it was asked."""

    leads: Sequence[str] = ()
    events: Sequence[str] = ()
    companies: Sequence[str] = ()
    map: str | Path | None = None
    store: Path | None = None
    numbers: str | None = None
    dates: str | None = None

    def checked(self) -> Inputs:
        """These inputs, if they name a store or files but not both. Raises SemaforoError."""
        _chosen("--numbers", self.numbers, NUMBERS)
        _chosen("--dates", self.dates, DATES)
        files = bool(self.leads or self.events or self.companies)
        if files and self.store is not None:
            what = message("Files and a store were both given.")
            fix = message("Give --store, or --leads and --events.")
        elif not files and self.store is None:
            what = message("No facts were given.")
            fix = message("Give --leads and --events, or --store.")
        elif self.store is not None and (self.map or self.numbers or self.dates):
            what = message("--map, --numbers and --dates are about files, and a store was given.")
            fix = message("Give them to semaforo load.")
        else:
            return self
        raise SemaforoError([Fault("facts", Place("semaforo"), what, fix)])

    def paths(self) -> tuple[Path, ...]:
        """The files that will be read, or the folder of the store. Raises SemaforoError."""
        from semaforo.store.sources import paths_of

        self.checked()
        return (self.store,) if self.store is not None else paths_of(self.sources())

    def sources(self) -> Sources:
        """The files, for the loader."""
        from semaforo.maps import find
        from semaforo.store.sources import Sources

        path = None if self.map is None else find(self.map)
        if path is not None and not path.suffix and not path.exists():
            raise SemaforoError([_no_map(str(path))])
        return Sources(
            tuple(self.leads),
            tuple(self.events),
            tuple(self.companies),
            path,
            _chosen("--numbers", self.numbers, NUMBERS),
            _chosen("--dates", self.dates, DATES),
        )


def _chosen(option: str, asked: str | None, known: Mapping[str, Chosen]) -> Chosen | None:
    """What was asked for after an option. Raises SemaforoError for what there is not."""
    if asked is None or asked in known:
        return None if asked is None else known[asked]
    what = message("“{asked}” is not valid for {option}.", asked=asked, option=option)
    fix = message("Write one of {known}.", known=", ".join(known))
    raise SemaforoError([Fault("unknown-format", Place(option), what, fix)])


def _no_map(name: str) -> Fault:
    from semaforo.maps import names
    from semaforo.model.report import near

    what = message("No shipped map is called “{name}”.", name=name)
    fix = near(name, names()) or message("Write one of {known}.", known=", ".join(names()))
    return Fault("unknown-map", Place("--map"), what, fix)

"""The data-quality report: everything in the files that could not be taken as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from semaforo.facts.zones import DAY
from semaforo.language import Message, message

_FOUR_CENTURIES = 146_097 * DAY
MOST_EXAMPLES = 5
"""How many examples are kept of each thing."""

REASONS: dict[str, Message] = {
    "ragged": message("another number of cells than the header has"),
    "unreadable-row": message("cannot be read"),
    "not-an-object": message("not a JSON object"),
    "no-id": message("no id"),
    "no-lead": message("no lead"),
    "no-name": message("no name"),
    "left-out": message("an event that the map leaves out"),
    "no-instant": message("no instant"),
    "unreadable-instant": message("an instant that cannot be read"),
}
TABLES: dict[str, Message] = {
    "leads": message("leads"),
    "events": message("events"),
    "companies": message("companies"),
}
_DECISIONS: dict[str, Message] = {
    "encoding": message("{file}: encoding {value}"),
    "separator": message("{file}: separator {value}"),
    "sheet": message('{file}: sheet "{value}"'),
    "format": message('column "{column}" of {table}: format {value}'),
    "column-missing": message('column "{column}" of the map is not in the files of {table}{near}'),
    "nothing-gives": message("{table}: no column gives {value}"),
    "lines": message("{file}: mixed line ends, made the same"),
}


@dataclass(frozen=True, slots=True)
class Example:
    """One row: what it holds, its file and its row there (the header is row 1; 0: unknown)."""

    text: str
    file: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class SetAside:
    """Rows of a table that make no fact, and why. `reason` is a key of `REASONS`."""

    table: str
    reason: str
    rows: int
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class BadValues:
    """Values of a field that are missing because they do not parse or lie outside `values`."""

    table: str
    field: str
    kind: str
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownName:
    """An event name that no model declares."""

    name: str
    count: int
    near: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """How something was read. `what` is a key of `_DECISIONS`.

    A `column-missing` has the nearest column, if any, as its value; `nothing-gives` has what the
    models ask and the map could give, had the files a column for it.
    """

    what: str
    value: str
    table: str = ""
    file: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Copies of one event (same lead and id): dropped alike ones, and ones that differ."""

    alike: int = 0
    different: int = 0
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QualityReport:
    """What loading found. `rows` are rows read, by table; instants are microseconds UTC."""

    rows: Mapping[str, int] = field(default_factory=dict)
    set_aside: tuple[SetAside, ...] = ()
    unreadable: tuple[BadValues, ...] = ()
    outside: tuple[BadValues, ...] = ()
    unknown_names: tuple[UnknownName, ...] = ()
    duplicates: Duplicates = Duplicates()
    repeated_rows: Mapping[str, int] = field(default_factory=dict)
    leads_only_in_events: int = 0
    robots: int = 0
    first_at: int | None = None
    last_at: int | None = None
    decisions: tuple[Decision, ...] = ()

    @property
    def rows_set_aside(self) -> int:
        """Rows of all tables that make no fact."""
        return sum(kind.rows for kind in self.set_aside)

    def as_data(self) -> dict[str, Any]:
        """The report as plain data for JSON."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> QualityReport:
        """The report that `as_data` made."""
        return cls(
            rows=data["rows"],
            set_aside=tuple(
                SetAside(s["table"], s["reason"], s["rows"], _examples(s["examples"]))
                for s in data["set_aside"]
            ),
            unreadable=_bad(data["unreadable"]),
            outside=_bad(data["outside"]),
            unknown_names=tuple(UnknownName(**name) for name in data["unknown_names"]),
            duplicates=Duplicates(
                data["duplicates"]["alike"],
                data["duplicates"]["different"],
                tuple(data["duplicates"]["examples"]),
            ),
            repeated_rows=data["repeated_rows"],
            leads_only_in_events=data["leads_only_in_events"],
            robots=data["robots"],
            first_at=data["first_at"],
            last_at=data["last_at"],
            decisions=tuple(Decision(**decision) for decision in data["decisions"]),
        )

    def render(self, language: str) -> list[str]:
        """The report in lines of text, worst first."""
        return [line.render(language) for line in self.lines()]

    def lines(self) -> Iterator[Message]:
        """The report as messages, worst first."""
        yield from self._read_lines()
        yield from self._aside_lines()
        yield from self._value_lines()
        yield from self._event_lines()
        for decision in self.decisions:
            yield _decision_line(decision)

    def _read_lines(self) -> Iterator[Message]:
        for table, count in self.rows.items():
            yield message("{table}: {count} rows read", table=TABLES[table], count=count)
        if self.first_at is not None and self.last_at is not None:
            yield message(
                "events from {first} to {last}",
                first=shown_instant(self.first_at),
                last=shown_instant(self.last_at),
            )

    def _aside_lines(self) -> Iterator[Message]:
        for aside in self.set_aside:
            yield message(
                "{table}: {count} rows set aside: {reason}{examples}",
                table=TABLES[aside.table],
                count=aside.rows,
                reason=REASONS[aside.reason],
                examples=_listed(_shown_examples(aside)),
            )

    def _value_lines(self) -> Iterator[Message]:
        for bad in self.unreadable:
            yield message(
                "{table}: {count} values of {field} do not read as {kind}{examples}",
                table=TABLES[bad.table],
                count=bad.count,
                field=bad.field,
                kind=_KINDS[bad.kind],
                examples=_listed(list(bad.examples)),
            )
        for bad in self.outside:
            yield message(
                "{table}: {count} values of {field} are not among its declared values{examples}",
                table=TABLES[bad.table],
                count=bad.count,
                field=bad.field,
                examples=_listed(list(bad.examples)),
            )

    def _event_lines(self) -> Iterator[Message]:
        for unknown in self.unknown_names:
            if unknown.near:
                yield message(
                    'event "{name}" is not declared ({count} times){near}',
                    name=unknown.name,
                    count=unknown.count,
                    near=_near(unknown.near),
                )
        others = [f"{u.name} ({u.count})" for u in self.unknown_names if not u.near]
        if others:
            yield message("events that are not declared: {names}", names=", ".join(others))
        if self.duplicates.alike:
            yield message("{count} copies of events dropped", count=self.duplicates.alike)
        if self.duplicates.different:
            yield message(
                "{count} copies of events that differ from the first{examples}",
                count=self.duplicates.different,
                examples=_listed(list(self.duplicates.examples)),
            )
        for table, count in self.repeated_rows.items():
            yield message(
                "{table}: {count} rows repeat an id; one row of each holds",
                table=TABLES[table],
                count=count,
            )
        if unlisted := self.leads_only_in_events:
            # A spreadsheet makes 42 of 00042, and then hardly any event finds its lead.
            many = 0 < self.rows.get("leads", 0) <= 2 * unlisted
            yield (_MANY_UNLISTED if many else _UNLISTED).filled(count=unlisted)
        if self.robots:
            yield message("{count} events of robots left out", count=self.robots)


_UNLISTED = message("{count} leads are named by events only")
_MANY_UNLISTED = message(
    "{count} leads are named by events only; do both files write the ids alike (00042, 42)?"
)
_KINDS = {
    "number": message("a number"),
    "boolean": message("yes or no"),
    "instant": message("an instant"),
    "text": message("a text"),
}


def shown_instant(instant: int) -> str:
    """An instant (microseconds UTC) as ISO 8601: 2026-11-22T16:05:00Z.

    The calendar repeats after 400 years, so years that Python has no date for are written too.
    """
    cycles, within = divmod(instant, _FOUR_CENTURIES)
    moment = datetime(1970, 1, 1) + timedelta(microseconds=within)
    year = moment.year + 400 * cycles
    return f"{year:0{4 if year >= 0 else 5}d}{moment.isoformat()[4:]}Z"


def _bad(listed: list[dict[str, Any]]) -> tuple[BadValues, ...]:
    return tuple(
        BadValues(b["table"], b["field"], b["kind"], b["count"], tuple(b["examples"]))
        for b in listed
    )


def _examples(listed: list[dict[str, Any]]) -> tuple[Example, ...]:
    return tuple(Example(**example) for example in listed)


def _shown_examples(aside: SetAside) -> list[str]:
    """Examples of rows that somebody may want to mend: not of those left out on purpose."""
    return [] if aside.reason == "left-out" else [_shown_example(each) for each in aside.examples]


def _shown_example(example: Example) -> str:
    if not example.file:
        return example.text
    where = f"{example.file}:{example.row}" if example.row else example.file
    return f"{where} {example.text}".rstrip()


def _listed(examples: list[str]) -> Message | str:
    if not examples:
        return ""
    return message(" (such as {examples})", examples="; ".join(map(_short, examples)))


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 80 else one_line[:79] + "…"


def _near(name: str | None) -> Message | str:
    return message('; did you mean "{name}"?', name=name) if name else ""


def _decision_line(decision: Decision) -> Message:
    value = {"\t": "tab"}.get(decision.value, decision.value)
    return _DECISIONS[decision.what].filled(
        file=decision.file,
        value=value,
        column=decision.column,
        table=TABLES.get(decision.table, decision.table),
        near=_near(decision.value) if decision.what == "column-missing" else "",
    )

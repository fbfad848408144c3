"""Business hours as written: `mon-fri: "09:00-18:00"`, `sat: ["09:00-14:00"]`, `holidays: ES`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from semaforo.language import message
from semaforo.model.agreement import BusinessHours
from semaforo.model.report import Path, Report, near

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAYS = "holidays"
_SPAN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])")
_COUNTRY = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_MIDNIGHT = 24 * 60

Spans = tuple[tuple[int, int], ...]


def read_hours(written: Mapping[str, list[str]] | None, report: Report) -> BusinessHours | None:
    """The business hours; None when nothing is written. Faults are reported."""
    if written is None:
        return None
    opening: dict[int, Spans] = {}
    country: str | None = None
    dates: tuple[str, ...] = ()
    for key, values in written.items():
        path: Path = ("business_hours", key)
        if key == HOLIDAYS:
            country, dates = _holidays(values, path, report)
            continue
        for day in _days(key, path, report):
            if day in opening:
                what = message('The hours of "{day}" stand twice.', day=DAYS[day])
                report.error("twice", path, what, key=True)
            opening[day] = _spans(values, path, report)
    return BusinessHours(dict(sorted(opening.items())), country, dates)


def _days(written: str, path: Path, report: Report) -> range:
    first, _, last = written.partition("-")
    if first in DAYS and (last in DAYS or "-" not in written):
        low, high = DAYS.index(first), DAYS.index(last or first)
        if low <= high:
            return range(low, high + 1)
    what = message('"{value}" is neither a day nor a range of days.', value=written)
    fix = near(written, (*DAYS, HOLIDAYS), most=0) or message(
        "Write {days}, a range such as mon-fri, or holidays.", days=", ".join(DAYS)
    )
    report.error("bad-day", path, what, fix, key=True)
    return range(0)


def _spans(written: list[str], path: Path, report: Report) -> Spans:
    spans: list[tuple[int, int]] = []
    for position, text in enumerate(written):
        span = _span(text)
        if span is None or (spans and span[0] < spans[-1][1]):
            what = message('"{value}" is not a span of hours after the one before.', value=text)
            fix = message('Write it as "09:00-18:00".')
            report.error("bad-hours", (*path, position), what, fix)
        else:
            spans.append(span)
    return tuple(spans)


def _span(text: str) -> tuple[int, int] | None:
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    hour, minute, to_hour, to_minute = map(int, found.groups())
    start, end = hour * 60 + minute, to_hour * 60 + to_minute
    return (start, end) if start < end <= _MIDNIGHT else None


def _holidays(written: list[str], path: Path, report: Report) -> tuple[str | None, tuple[str, ...]]:
    countries = [text for text in written if _COUNTRY.fullmatch(text)]
    dates = [text for text in written if _is_date(text)]
    for position, text in enumerate(written):
        if text not in countries and text not in dates:
            what = message('"{value}" is neither a country nor a date.', value=text)
            fix = message("Write ES, ES-MD or 2026-12-24.")
            report.error("bad-holidays", (*path, position), what, fix)
    if len(countries) > 1:
        report.error("bad-holidays", path, message("Only one country can give the holidays."))
    return (countries[0] if countries else None), tuple(sorted(dates))


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False

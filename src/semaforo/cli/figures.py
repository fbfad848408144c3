"""Figures for people, as their language writes them: 1.234,5 in Spanish, 1,234.5 in English."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from semaforo.facts.report import shown_instant

MICRO = 6
"""Decimals of a point that micropoints hold."""


def whole(value: int, language: str) -> str:
    """A whole number with its thousands marked."""
    return _formatted(Decimal(value), "#,##0", language)


def points(micropoints: int, language: str) -> str:
    """Micropoints as points, with as many of two decimals as they need."""
    return _formatted(Decimal(micropoints).scaleb(-MICRO), "#,##0.##", language)


def signed(micropoints: int, language: str) -> str:
    """Points with their sign, as they stand in an explanation: +10, −3,5."""
    return _formatted(Decimal(micropoints).scaleb(-MICRO), "+#,##0.##;−#,##0.##", language)


def number(value: float, language: str) -> str:
    """A number with as many of six decimals as it needs."""
    return _formatted(Decimal(repr(value)), "#,##0.######", language)


def seconds(value: float, language: str) -> str:
    """A stretch of time in seconds, one decimal."""
    return f"{_formatted(Decimal(value), '#,##0.0', language)} s"


def percent(part: int, of: int, language: str) -> str:
    """A share in whole per cent; nothing of nothing is 0 %."""
    from babel.numbers import format_percent

    return format_percent(part / of if of else 0, locale=language)


def day(instant: int, language: str) -> str:
    """The UTC day of an instant in microseconds, written out: 22 nov 2026.

    A day in a year that Python has no date for stays as ISO 8601 writes it: 10000-01-01.
    """
    from babel.dates import format_date

    written = shown_instant(instant).partition("T")[0]
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return written
    return format_date(found, format="medium", locale=language)


def _formatted(value: Decimal, pattern: str, language: str) -> str:
    from babel.numbers import format_decimal

    return format_decimal(value, format=pattern, locale=language)

"""Figures for people, as their language writes them: 1.234,5 in Spanish, 1,234.5 in English."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
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
    """The UTC day of an instant in microseconds, written out: 22 nov 2026."""
    from babel.dates import format_date

    return format_date(utc(instant).date(), format="medium", locale=language)


def utc_text(instant: int) -> str:
    """An instant in microseconds as ISO 8601 in UTC: 2026-11-22T16:05:00Z."""
    return utc(instant).isoformat().replace("+00:00", "Z")


def utc(instant: int) -> datetime:
    """An instant in microseconds since 1970 UTC as a date and time."""
    return _EPOCH + timedelta(microseconds=instant)


def _formatted(value: Decimal, pattern: str, language: str) -> str:
    from babel.numbers import format_decimal

    return format_decimal(value, format=pattern, locale=language)

"""What is true of the synthetic company: the parameters that learning should find again.

A week is one step. At the start of week t a lead that is open (in contact since an earlier week,
no deal won or lost since it was last recycled) has

    P(won in week t)  = 1 / (1 + exp(-(intercept + fit * F + interest * ln(1 + W))))

with the parameters of `WON`; `LOST` gives P(lost) in the same way, and the two exclude each other.
F is the sum of the lead's effects in `FIT`. W (warmth) is made of the events of the weeks before:
W(t+1) = KEEP * W(t) + the sum of `POINTS` of the lead's events in week t (copies and robots do
not count). Nothing else moves an outcome.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

STEP_DAYS = 7
KEEP = 0.75
"""The share of its warmth that a lead keeps from one week to the next."""


@dataclass(frozen=True, slots=True)
class Hazard:
    """Log-odds of an outcome within a week."""

    intercept: float
    fit: float
    interest: float


WON = Hazard(intercept=-8.2, fit=1.0, interest=1.1)
LOST = Hazard(intercept=-6.8, fit=-0.3, interest=0.9)

FIT: dict[str, dict[str, float]] = {
    "level": {"executive": 1.2, "manager": 0.6, "staff": 0.0},
    "industry": {"Software": 0.8, "Fintech": 0.8, "Consultoría": 0.4},
    "employees": {"50-999": 0.5},
    "company": {"none": -0.5},
    "kind": {"employee": -4.0},
}
"""Effects on F; what is not named has none. They hold for what is so, even where the file's value
is missing or mistyped."""

POINTS = {
    "page_view": 1.0,
    "video": 2.0,
    "email_click": 2.0,
    "comment": 3.0,
    "ebook": 4.0,
    "chat": 5.0,
    "form": 5.0,
    "webinar": 8.0,
    "pricing_visit": 8.0,
    "demo": 15.0,
}
"""Warmth of each event; events that are not named have none."""

RECYCLED_SHARE = 0.4
RECYCLED_AFTER_WEEKS = 13
"""This share of the lost leads is open again (event `recycled`) so many weeks later."""


@dataclass(frozen=True, slots=True)
class Amount:
    """ln(amount in euros) = base + slope * ln(employees) + spread * a standard normal."""

    base: float = 7.5
    slope: float = 0.35
    spread: float = 0.5


AMOUNT = Amount()


def parameters() -> dict[str, Any]:
    """The truth as JSON, without what one run adds."""
    return {
        "formula": "P(outcome in a week) = 1 / (1 + exp(-(intercept + fit*F + interest*ln(1+W)))); "
        "W(t+1) = keep*W(t) + sum of points of the week's events",
        "step_days": STEP_DAYS,
        "keep": KEEP,
        "won": asdict(WON),
        "lost": asdict(LOST),
        "fit": FIT,
        "points": POINTS,
        "recycled": {"share": RECYCLED_SHARE, "after_weeks": RECYCLED_AFTER_WEEKS},
        "amount": asdict(AMOUNT),
    }

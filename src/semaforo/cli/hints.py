"""What to add to the command when numbers and dates were not read for want of a format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from semaforo.cli.inputs import Inputs
from semaforo.facts.formats import (
    DATE_PATTERNS,
    ENGLISH_DIGITS,
    SPANISH_DIGITS,
    InstantFormat,
    number_pattern,
)
from semaforo.language import Message, message

if TYPE_CHECKING:
    from semaforo.facts.report import QualityReport

_NUMBER = re.compile("|".join(map(number_pattern, (SPANISH_DIGITS, ENGLISH_DIGITS))))
_DATE = re.compile(DATE_PATTERNS[InstantFormat.DAY_FIRST])


def hints(inputs: Inputs, report: QualityReport) -> Iterator[Message]:
    """A sentence for each option that was not given and would read more of the values."""
    if inputs.map is not None:
        return  # A map has had the formats looked for.
    unread = [(bad.kind, text) for bad in report.unreadable for text in bad.examples]
    numbers = [text for kind, text in unread if kind == "number" and _NUMBER.fullmatch(text)]
    if numbers and inputs.numbers is None:
        yield message(
            "Numbers such as {example} are read with --numbers es, or en.", example=numbers[0]
        )
    dates = [text for kind, text in unread if kind == "instant" and _DATE.fullmatch(text)]
    if dates and inputs.dates is None:
        yield message(
            "Dates such as {example} are read with --dates dd/mm/yyyy, or mm/dd/yyyy.",
            example=dates[0],
        )

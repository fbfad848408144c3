"""Text for people, in Spanish and English.

Code carries English message ids; `locale/es/*.po` holds the Spanish. A `Message` keeps its parts
until it is shown, so one fault can be shown in either language.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("es", "en")
LOCALE = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with named gaps (`{name}`), not yet in any language.

    Values may themselves be messages; they are rendered in the same language.
    """

    text: str
    values: dict[str, Any] = field(default_factory=dict)

    def render(self, language: str) -> str:
        """The sentence in `language` ("es" or "en")."""
        values = {
            name: value.render(language) if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        return _catalogue(language).gettext(self.text).format(**values)

    def filled(self, **values: Any) -> Message:
        """The same sentence with (further) gaps bound, for sentences kept in a table."""
        return Message(self.text, {**self.values, **values})

    def __str__(self) -> str:
        return self.render("en")


def message(text: str, **values: Any) -> Message:
    """Mark `text` for translation and bind its gaps. `text` must be a literal."""
    return Message(text, values)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("semaforo", LOCALE, languages=[language])

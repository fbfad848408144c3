"""Where the faults of a model gather, each with its place and the nearest valid name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from math import inf, isnan
from typing import Any, Protocol

from semaforo.errors import Fault, Place
from semaforo.language import Message, message

Path = tuple[str | int, ...]
"""How to reach a value from the top of the model: keys and positions (from 0)."""


_LONGEST = 60
"""Characters of a value that a sentence quotes."""


class Places(Protocol):
    """Something that knows where the value at a path was written."""

    def place(self, *path: str | int, key: bool = False) -> Place: ...


class NoPlaces:
    """Places of a model that was never a file: its name and the path."""

    def __init__(self, file: str) -> None:
        self._file = file

    def place(self, *path: str | int, key: bool = False) -> Place:
        return Place("/".join([self._file, *map(str, path)]))


class Report:
    """Collects faults. `broken` holds the paths whose shape is wrong and which were left out.

    `respelt`: path -> the key that stands in the file instead of the path's last step.
    """

    def __init__(self, places: Places) -> None:
        self._places = places
        self.faults: list[Fault] = []
        self.broken: set[Path] = set()
        self.respelt: dict[Path, str | int] = {}

    @property
    def errors(self) -> int:
        """How many faults so far are errors."""
        return sum(fault.severity == "error" for fault in self.faults)

    def error(
        self, code: str, path: Path, what: Message, fix: Message | None = None, key: bool = False
    ) -> None:
        """Something that must be changed at `path`, or at its key."""
        self.faults.append(
            Fault(code, self._places.place(*self._written(path), key=key), _shown(what), fix)
        )

    def warning(self, code: str, path: Path, what: Message, fix: Message | None = None) -> None:
        """Something doubtful at `path`."""
        self.faults.append(
            Fault(code, self._places.place(*self._written(path)), _shown(what), fix, "warning")
        )

    def unsure(self, *path: str | int) -> bool:
        """True when what is at `path` could not be read: nothing follows from its absence."""
        return any(path[:length] in self.broken for length in range(1, len(path) + 1))

    def positions(self, *path: str | int, count: int) -> list[int]:
        """Where the `count` items that were read of the list at `path` stand in the file."""
        found: list[int] = []
        position = 0
        while len(found) < count:
            if (*path, position) not in self.broken:
                found.append(position)
            position += 1
        return found

    def _written(self, path: Path) -> Path:
        """`path` with the keys as they stand in the file."""
        return tuple(self.respelt.get(path[: i + 1], step) for i, step in enumerate(path))


def _shown(what: Message) -> Message:
    """`what` with its values as YAML writes them, short and in one line."""
    return Message(what.text, {name: written(value) for name, value in what.values.items()})


def written(value: Any) -> Any:
    """A value of a model as it is quoted in a sentence."""
    match value:
        case Message():
            return value
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case float():
            return {inf: ".inf", -inf: "-.inf"}.get(value, ".nan" if isnan(value) else value)
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def near(name: object, names: Iterable[str], most: int = 8) -> Message | None:
    """Which of `names` was probably meant, or all of them where they are at most `most`."""
    known = sorted(set(names))
    folded = {known_name.casefold(): known_name for known_name in known}
    close = get_close_matches(str(name).casefold(), folded, n=1, cutoff=0.6)
    if close:
        return message('Did you mean "{name}"?', name=folded[close[0]])
    if 0 < len(known) <= most:
        return message("Valid: {names}.", names=", ".join(known))
    return None

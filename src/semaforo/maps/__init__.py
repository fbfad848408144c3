"""How the exports of well-known tools are read: one map for each, found by its name."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

_FOLDER = Path(str(files("semaforo.maps")))


def names() -> tuple[str, ...]:
    """The maps that are shipped, by name."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


def find(name: str | Path) -> Path:
    """The file of the shipped map called `name`; any other name is the path of a map itself."""
    return _FOLDER / f"{name}.yaml" if str(name) in names() else Path(name)

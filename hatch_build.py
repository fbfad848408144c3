"""Build step: the catalogues of every area become one compiled catalogue for each language.

Runs as a hatchling hook (wheels and editable installs alike), and by hand after an edit of a
catalogue: `python hatch_build.py`.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = Path("src/semaforo/locale")


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles the catalogues and ships them, although git ignores them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        for compiled in compile_catalogues(root / LOCALE):
            build_data["artifacts"].append(compiled.relative_to(root).as_posix())


def compile_catalogues(locale: Path) -> list[Path]:
    """Write `<language>/LC_MESSAGES/semaforo.mo` from `<language>/*.po`; the files written."""
    return [compile_language(folder) for folder in sorted(locale.iterdir()) if any_po(folder)]


def compile_language(folder: Path) -> Path:
    """Compile the catalogues of one language."""
    target = folder / "LC_MESSAGES" / "semaforo.mo"
    target.parent.mkdir(exist_ok=True)
    compiled = BytesIO()
    write_mo(compiled, merged(folder))
    target.write_bytes(compiled.getvalue())
    return target


def any_po(folder: Path) -> bool:
    return folder.is_dir() and any(folder.glob("*.po"))


def merged(folder: Path) -> Catalog:
    """All catalogues of a language as one.

    Raises ValueError when two areas say the same English sentence differently, or when a file
    has an entry that is marked fuzzy.
    """
    whole = Catalog(locale=folder.name)
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as stream:
            for entry in read_po(stream, locale=folder.name, abort_invalid=True):
                if entry.id:
                    _add(whole, entry, path)
    return whole


def _add(whole: Catalog, entry: Any, path: Path) -> None:
    if entry.fuzzy:
        raise ValueError(f"{path}: {entry.id!r} is marked fuzzy")
    known = whole.get(entry.id)
    if known is not None and known.string != entry.string:
        raise ValueError(f"{path}: {entry.id!r} is translated differently in another catalogue")
    whole.add(entry.id, entry.string)


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent / LOCALE)

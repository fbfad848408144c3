"""Every text a person sees is there in Spanish, with the same gaps, and nothing else is."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "semaforo"
CATALOGUES = SOURCE / "locale" / "es"
TYPER = Path(typer.__file__).parent
BORROWED = "typer.po"
"""The catalogue of the texts that the command-line library prints itself."""


def literals(module: Path) -> Iterator[str]:
    """The sentences that a module marks with `message("…")`."""
    tree = ast.parse(module.read_text(encoding="utf-8"), str(module))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) == "message":
            yield _sentence(node, module)


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _sentence(call: ast.Call, module: Path) -> str:
    match call.args:
        case [ast.Constant(value=str(sentence))]:
            return sentence
    raise AssertionError(f"{module.name}:{call.lineno}: message() takes one literal; see filled()")


def entries(name: str = "*.po") -> list[tuple[str, Message]]:
    """(file, entry) of the Spanish catalogues."""
    found = []
    for path in sorted(CATALOGUES.glob(name)):
        with path.open("rb") as stream:
            catalogue = read_po(stream, locale="es", abort_invalid=True)
        assert not catalogue.obsolete, f"{path.name} keeps obsolete entries"
        found += [(path.name, entry) for entry in catalogue if entry.id]
    return found


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


MARKED = {
    sentence: f"{module.relative_to(SOURCE)}"
    for module in sorted(SOURCE.rglob("*.py"))
    if module.name != "language.py"
    for sentence in literals(module)
}
ENTRIES = entries()


def test_every_sentence_is_translated() -> None:
    known = {entry.id for _, entry in ENTRIES if entry.string}
    missing = {sentence: where for sentence, where in MARKED.items() if sentence not in known}
    assert not missing


def test_no_entry_is_left_over() -> None:
    assert not [(f, e.id) for f, e in ENTRIES if f != BORROWED and e.id not in MARKED]


def test_borrowed_sentences_still_exist() -> None:
    modules = "\n".join(path.read_text(encoding="utf-8") for path in TYPER.rglob("*.py"))
    spoken = {
        node.value
        for node in ast.walk(ast.parse(modules.replace("from __future__ import annotations", "")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert not [entry.id for _, entry in entries(BORROWED) if entry.id not in spoken]


@pytest.mark.parametrize("entry", [pytest.param(e, id=str(e.id)[:60]) for _, e in ENTRIES])
def test_the_gaps_are_the_same(entry: Message) -> None:
    assert gaps(str(entry.string)) == gaps(str(entry.id))
    assert not entry.fuzzy

"""What is wrong with a text that is not YAML, in our own words and with its place.

The parser's sentences are English and speak of tokens; these say what to change.
"""

from __future__ import annotations

import re
from typing import Any

from semaforo.errors import Fault, Place
from semaforo.language import Message, message

_TAB_FIX = message("Indent with spaces.")


def syntax_fault(error: Any, text: str, file: str) -> Fault:
    """The fault for a ruamel.yaml error raised while reading `text`."""
    problem = str(getattr(error, "problem", None) or "")
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return _character_fault(error, text, file)
    if "'\\t'" in problem:
        return Fault(
            "tab-indent",
            _place(file, mark),
            message("There is a tab in the indentation."),
            _TAB_FIX,
        )
    if "another document" in problem:
        return Fault(
            "several-documents",
            _place(file, mark),
            message("There is more than one document in the file."),
            message("Keep one and remove the line ---."),
        )
    if _COLON.search(problem) and (fix := _quoted_text(text.splitlines()[mark.line], mark.column)):
        what = message("A text that holds a colon stands without quotes.")
        return Fault("yaml-syntax", _place(file, mark), what, fix)
    if _COLON.search(problem) and (above := _line_without_colon(text.splitlines(), mark.line)):
        what, fix = _NO_COLON
        return Fault("yaml-syntax", Place(file, *above), what, fix)
    what, fix, at_start = _words(problem)
    opened = getattr(error, "context_mark", None)
    return Fault("yaml-syntax", _place(file, opened if at_start and opened else mark), what, fix)


def _quoted_text(line: str, colon: int) -> Message | None:
    """How to write the text around the `colon` of a line such as `title: Cargo: jefe`."""
    begun = _BEGUN_TEXT.search(line[:colon])
    if begun is None:
        return None
    inside = any(sign in line[: begun.start()] for sign in "{[")
    rest = (_REST_INSIDE if inside else _REST).match(line, colon)
    if rest is None:
        return None
    written = f'{begun["key"]}: "{begun["text"]}{rest.group().rstrip()}"'
    if inside:
        return message("Write {written}, or a comma before the next key.", written=written)
    return message("Write {written}.", written=written)


def _line_without_colon(lines: list[str], below: int) -> tuple[int, int] | None:
    """Line and column of a key above line `below` (from 0) that stands alike and has no colon."""
    begun = len(lines[below]) - len(lines[below].lstrip())
    above = lines[below - 1] if below else ""
    stands_alike = len(above) - len(above.lstrip()) == begun
    is_key = bool(above.strip()) and above.strip()[0] not in "-#\"'{[" and ":" not in above
    return (below, begun + 1) if stands_alike and is_key else None


def _place(file: str, mark: Any) -> Place:
    return Place(file, mark.line + 1, mark.column + 1)


def _character_fault(error: Any, text: str, file: str) -> Fault:
    """A control character: the reader gives its position only."""
    position = getattr(error, "position", 0) or 0
    before = text[: position if isinstance(position, int) else 0]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Fault(
        "bad-character",
        Place(file, line, column),
        message("There is a control character, which YAML does not allow."),
        message("Save the file as plain text in UTF-8."),
    )


def _words(problem: str) -> tuple[Message, Message | None, bool]:
    """What to say of the parser's `problem`, how to fix it, and whether it began earlier."""
    for pattern, what, fix, at_start in _KNOWN:
        found = re.search(pattern, problem)
        if found:
            return Message(what.text, found.groupdict()), fix, at_start
    return message("This is not valid YAML."), None, False


_COLON = re.compile(r"mapping values are not allowed|but got ':'")
_BEGUN_TEXT = re.compile(r"(?P<key>[^\s:,{\[]+):[ \t]+(?P<text>[^\s\"'{\[|>&*!,#][^\"{}\[\],#]*)$")
_REST = re.compile(r":[ \t]+[^\s\"{\[](?:(?! #)[^\"])*")
_REST_INSIDE = re.compile(r":[ \t]+[^\s\"{\[][^\"{}\[\],]*")
"""The rest of such a text: to the end of the line, or inside brackets to their next sign."""
_CLOSE = message("Close it.")
_QUOTE = message("Put the text between quotes.")
_NO_COLON = (message("A key has no colon after it."), message("Write `key: value`."))
_KNOWN: tuple[tuple[str, Message, Message | None, bool], ...] = (
    (
        r"mapping values are not allowed",
        message("A colon stands where no key is expected."),
        message("Check the indentation, or put a text that holds a colon between quotes."),
        False,
    ),
    (r"expected ',' or '\]'", message("A list that opens with [ is not closed."), _CLOSE, True),
    (
        r"expected ',' or '\}'",
        message("A mapping that opens with {{ is not closed."),
        message("Close it, and separate its keys with commas."),
        True,
    ),
    (r"unexpected end of stream", message("A quoted text is not closed."), _CLOSE, True),
    (r"could not find expected ':'", *_NO_COLON, True),
    (
        r"found undefined alias '(?P<name>.*)'",
        message('There is no anchor "{name}".'),
        message("Put a text that begins with * between quotes."),
        False,
    ),
    (
        r"found character '(?P<letter>.)' that cannot start",
        message("A text cannot begin with {letter}."),
        _QUOTE,
        False,
    ),
    (
        r"unknown escape character '(?P<letter>.)'",
        message("\\{letter} means nothing between double quotes."),
        message("Use single quotes."),
        False,
    ),
    (
        r"expected <block end>",
        message("This line does not fit with the ones above it."),
        message("Check the indentation and the dashes of the list."),
        False,
    ),
    (
        r"expected the node content|expected '<document start>'",
        message("A closing sign has no opening one."),
        message("Remove it, or put the text between quotes."),
        False,
    ),
)

"""A YAML 1.2 document whose every value knows its line and column.

The text is composed into nodes, which carry places; the plain data is made from them by the core
schema of YAML 1.2, so `no` and `on` are text, and so is 2026-01-01. A document that nobody edits
dumps back as it was written, to the letter.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from io import StringIO
from pathlib import Path
from typing import Any

from semaforo.errors import Fault, Place, SemaforoError, reason_of
from semaforo.language import Message, message
from semaforo.yaml_nodes import NodeReader, child, is_mapping, place_of, too_deep
from semaforo.yaml_syntax import syntax_fault

MOST_BYTES = 1_000_000
"""A larger file is no model and no map."""
Data = dict[str, Any]
Path_ = tuple[str | int, ...]
"""How to reach a value from the top: keys and positions (from 0)."""


class Document:
    """A document as data, with places.

    `data` holds plain dict (keys always text), list, str, int, float, bool and None.
    """

    def __init__(self, text: str, file: str, node: Any, data: Data) -> None:
        self.text = text
        self.file = file
        self.data = data
        self._node = node
        self._tree: Any = None

    def place(self, *path: str | int, key: bool = False) -> Place:
        """Where the value at `path` begins, or its key; where the path ends early, its parent."""
        key_node, node = self._find(path)
        mark = (key_node if key and key_node is not None else node).start_mark
        return Place(self.file, mark.line + 1, mark.column + 1)

    def replaced(self, *path: str | int, value: str | int | float | bool | None) -> Document:
        """A new document in which the scalar at `path` is `value`; no other letter changes.

        Raises KeyError if there is no scalar at `path`, SemaforoError if the result is not valid.
        """
        node = self._exact(path)
        if isinstance(node.value, list):
            raise KeyError(path)
        start, end = node.start_mark.index, node.end_mark.index
        written = _written(value)
        if start == end:
            start = end = self._after_colon(path)
            written = f" {written}"
        elif node.style in ("|", ">"):
            written += "\n"  # a block ends where the next line begins
        return parse(self.text[:start] + written + self.text[end:], self.file)

    @property
    def tree(self) -> Any:
        """The document as ruamel.yaml's round-trip mapping, for edits of its structure.

        Edit it in place, then `dumps`. The keys are as YAML reads them: band 1 is the number 1.
        """
        if self._tree is None:
            self._tree = _round_trip(self.text).load(self.text)
        return self._tree

    def dumps(self) -> str:
        """The document as YAML with its comments: the very text, unless `tree` was asked for."""
        if self._tree is None:
            return self.text
        yaml = _round_trip(self.text)
        before = _dumped(yaml, yaml.load(self.text))
        return _with_old_spacing(self.text, before, _dumped(yaml, self._tree))

    def _after_colon(self, path: Path_) -> int:
        """Where a value belongs that was left empty: the parser places it at the next token."""
        key = self._find(path)[0]
        colon = re.compile(r"\s*:").match(self.text, key.end_mark.index) if key else None
        if colon is None:
            raise KeyError(path)
        return colon.end()

    def _find(self, path: Path_) -> tuple[Any, Any]:
        """The (key, value) nodes at `path`, or those of the nearest parent there is."""
        found = (None, self._node)
        for step in path:
            deeper = child(found[1], step)
            if deeper is None:
                return found
            found = deeper
        return found

    def _exact(self, path: Path_) -> Any:
        node = self._node
        for step in path:
            deeper = child(node, step)
            if deeper is None:
                raise KeyError(path)
            node = deeper[1]
        return node


def read(path: Path) -> Document:
    """The document in the file `path`. Raises SemaforoError."""
    file = str(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise _error("missing-file", file, message("There is no such file.")) from None
    except (IsADirectoryError, NotADirectoryError):
        raise _error("not-a-file", file, message("This is a folder, not a file.")) from None
    except OSError as error:
        raise _error("unreadable-file", file, reason_of(error)) from None
    except ValueError:
        raise _error("unreadable-file", file, message("The file cannot be read.")) from None
    if len(raw) > MOST_BYTES:
        raise _too_large(file)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _not_text(file) from None
    if "\0" in text:
        raise _not_text(file)
    return parse(text, file)


def parse(text: str, file: str) -> Document:
    """The document in `text`; `file` names it in faults. Raises SemaforoError."""
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise _too_large(file)
    node = _composed(text, file)
    if node is None:
        raise _error("empty-file", file, message("The file is empty."))
    if not is_mapping(node):
        raise _error(
            "not-a-mapping",
            place_of(file, node),
            message("The file must hold keys with values (`key: value`)."),
        )
    reader = NodeReader(file)
    reader.measure(node)
    data = reader.value(node)
    if reader.faults:
        raise SemaforoError(reader.faults)
    return Document(text, file, node, data)


def _composed(text: str, file: str) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    yaml = YAML(typ="safe", pure=True)
    yaml.composer.warn_double_anchors = False
    try:
        return yaml.compose(text)
    except YAMLError as error:
        raise SemaforoError([syntax_fault(error, text, file)]) from None
    except RecursionError:
        raise too_deep(Place(file)) from None


def _written(value: str | int | float | bool | None) -> str:
    """A scalar as it is written inside a document."""
    from ruamel.yaml import YAML

    out = StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.width, yaml.allow_unicode, yaml.default_flow_style = 2**31, True, True
    yaml.dump([value], out)
    return out.getvalue().strip()[1:-1]


def _round_trip(text: str) -> Any:
    """A reader and writer that keeps comments, quotes, order and the indentation of `text`."""
    from ruamel.yaml import YAML
    from ruamel.yaml.util import load_yaml_guess_indent

    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 2**31
    _, indent, offset = load_yaml_guess_indent(text, yaml=YAML(typ="rt", pure=True))
    yaml.indent(mapping=2, sequence=indent or 2, offset=offset or 0)
    return yaml


def _dumped(yaml: Any, tree: Any) -> str:
    out = StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def _with_old_spacing(text: str, before: str, after: str) -> str:
    """`after` with the lines that no edit touched as they were in `text`.

    The writer drops blanks that align columns. Where it kept the lines one to one (`before` is
    `text` written back), the difference of `before` and `after` is applied to `text`.
    """
    if before == after:
        return text
    old, plain, new = (part.splitlines(keepends=True) for part in (text, before, after))
    if len(old) != len(plain):
        return after
    kept: list[str] = []
    for kind, low, high, new_low, new_high in SequenceMatcher(
        None, plain, new, autojunk=False
    ).get_opcodes():
        kept += old[low:high] if kind == "equal" else new[new_low:new_high]
    return "".join(kept)


def _error(code: str, place: Place | str, what: Message) -> SemaforoError:
    where = place if isinstance(place, Place) else Place(place)
    return SemaforoError([Fault(code, where, what)])


def _too_large(file: str) -> SemaforoError:
    most = MOST_BYTES // 10**6
    return _error("too-large", file, message("The file is larger than {most} MB.", most=most))


def _not_text(file: str) -> SemaforoError:
    return _error("not-text", file, message("The file is not a text in UTF-8."))

"""A YAML 1.2 document whose every value knows its line and column.

The text is composed into nodes, which carry places; the plain data is made from them by the core
schema of YAML 1.2, so `no` and `on` are text, and so is 2026-01-01. A document that nobody edits
dumps back as it was written, to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from io import StringIO
from pathlib import Path
from typing import Any

from semaforo.errors import Fault, Place, SemaforoError
from semaforo.language import Message, message
from semaforo.yaml_syntax import syntax_fault

MOST_BYTES = 1_000_000
"""A larger file is no model and no map."""
MOST_VALUES = 200_000
"""How many values a document may hold once its aliases are replaced by what they stand for."""
MOST_DEPTH = 100

Data = dict[str, Any]
Path_ = tuple[str | int, ...]
"""How to reach a value from the top: keys and positions (from 0)."""

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"([-+]?)\.(?:inf|Inf|INF)")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_TAG = "tag:yaml.org,2002:"
_KINDS = ("str", "int", "float", "bool", "null", "map", "seq", "timestamp", "merge")
_TAGS = frozenset(_TAG + kind for kind in _KINDS)


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

        Raises KeyError if there is no scalar at `path`.
        """
        node = self._exact(path)
        if isinstance(node.value, list):
            raise KeyError(path)
        start, end = node.start_mark.index, node.end_mark.index
        written = _written(value)
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

    def _find(self, path: Path_) -> tuple[Any, Any]:
        """The (key, value) nodes at `path`, or those of the nearest parent there is."""
        found = (None, self._node)
        for step in path:
            deeper = _child(found[1], step)
            if deeper is None:
                return found
            found = deeper
        return found

    def _exact(self, path: Path_) -> Any:
        node = self._node
        for step in path:
            deeper = _child(node, step)
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
    except (OSError, ValueError):
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
    if not _is_mapping(node):
        raise _error(
            "not-a-mapping",
            _at(file, node),
            message("The file must hold keys with values (`key: value`)."),
        )
    reader = _Reader(file)
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
        raise _too_deep(Place(file)) from None


class _Reader:
    """Makes plain data of nodes and collects what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self._sizes: dict[int, int] = {}

    def measure(self, node: Any, above: tuple[int, ...] = ()) -> int:
        """How many values `node` holds with its aliases replaced. Raises when they are too many."""
        known = self._sizes.get(id(node))
        if known is not None:
            return known
        if id(node) in above:
            raise self._raised("alias-loop", node, message("An alias stands for itself."))
        if len(above) > MOST_DEPTH:
            raise _too_deep(_at(self.file, node))
        size = 1 + sum(self.measure(child, (*above, id(node))) for child in _children(node))
        if size > MOST_VALUES:
            raise self._raised(
                "too-many-aliases",
                node,
                message("With its aliases replaced, the file holds too many values."),
            )
        self._sizes[id(node)] = size
        return size

    def value(self, node: Any) -> Any:
        """`node` as plain data. Faults are collected."""
        if node.tag not in _TAGS:
            self._fault("unknown-tag", node, message("{tag} is not understood.", tag=node.tag))
            return None
        if _is_mapping(node):
            return self._mapping(node)
        if isinstance(node.value, list):
            return [self.value(item) for item in node.value]
        return _scalar(node)

    def _mapping(self, node: Any) -> Data:
        data: Data = {}
        for key_node, value_node in node.value:
            if isinstance(key_node.value, list):
                self._fault("key-not-text", key_node, message("A key must be a text."))
                continue
            key = key_node.value
            if key in data:
                self._fault(
                    "duplicate-key",
                    key_node,
                    message('The key "{key}" stands twice.', key=key),
                    message("Keep one."),
                )
            data[key] = self.value(value_node)
        return data

    def _fault(self, code: str, node: Any, what: Message, fix: Message | None = None) -> None:
        self.faults.append(Fault(code, _at(self.file, node), what, fix))

    def _raised(self, code: str, node: Any, what: Message) -> SemaforoError:
        return SemaforoError([Fault(code, _at(self.file, node), what)])


def _is_mapping(node: Any) -> bool:
    """The parser has three node classes; only the one for mappings holds pairs."""
    return type(node).__name__ == "MappingNode"


def _children(node: Any) -> Iterator[Any]:
    if _is_mapping(node):
        for pair in node.value:
            yield from pair
    elif isinstance(node.value, list):
        yield from node.value


def _child(node: Any, step: str | int) -> tuple[Any, Any] | None:
    if _is_mapping(node):
        for key, value in node.value:
            if key.value == str(step):
                return key, value
    elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None


def _scalar(node: Any) -> str | int | float | bool | None:
    """A scalar by the core schema; quoted, block and `!!str` scalars are text."""
    text: str = node.value
    if node.style in ("'", '"', "|", ">") or node.tag == f"{_TAG}str":
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else _decimal(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if infinite := _INFINITE.fullmatch(text):
        return float(f"{infinite.group(1)}inf")
    return float("nan") if text in (".nan", ".NaN", ".NAN") else text


def _decimal(text: str) -> int | float:
    """A whole number. One beyond every double is infinite rather than slow."""
    return int(text) if len(text) <= 300 else float(text)


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
    old, plain, new = (part.splitlines(keepends=True) for part in (text, before, after))
    if len(old) != len(plain):
        return after
    kept: list[str] = []
    for kind, low, high, new_low, new_high in SequenceMatcher(
        None, plain, new, autojunk=False
    ).get_opcodes():
        kept += old[low:high] if kind == "equal" else new[new_low:new_high]
    return "".join(kept)


def _at(file: str, node: Any) -> Place:
    return Place(file, node.start_mark.line + 1, node.start_mark.column + 1)


def _error(code: str, place: Place | str, what: Message) -> SemaforoError:
    where = place if isinstance(place, Place) else Place(place)
    return SemaforoError([Fault(code, where, what)])


def _too_large(file: str) -> SemaforoError:
    most = MOST_BYTES // 10**6
    return _error("too-large", file, message("The file is larger than {most} MB.", most=most))


def _not_text(file: str) -> SemaforoError:
    return _error("not-text", file, message("The file is not a text in UTF-8."))


def _too_deep(place: Place) -> SemaforoError:
    return _error("too-deep", place, message("The values are nested too deeply."))

"""Conditions as written (`{job_level: executive, employees: {gte: 50}}`) to their meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from semaforo.facts.values import fold
from semaforo.language import Message, message
from semaforo.model.literals import Field, Literals
from semaforo.model.meaning import (
    ALWAYS,
    All,
    AnyOf,
    Comparison,
    Condition,
    Not,
    Op,
    Operand,
    Type,
)
from semaforo.model.report import Path, Report, near
from semaforo.model.written import is_duration, microseconds

_ALL = (Op.EXISTS, Op.EQ, Op.NE)
_ORDER = (Op.GT, Op.GTE, Op.LT, Op.LTE, Op.BETWEEN)
_TIMES = (Op.IN_LAST, Op.BEFORE_LAST, Op.IN_NEXT)
_SETS = (Op.IN, Op.NOT_IN)
_PATTERNS = (Op.LIKE, Op.CONTAINS, Op.STARTS_WITH, Op.ENDS_WITH)
OPERATORS: Mapping[Type, tuple[Op, ...]] = {
    Type.CATEGORY: (*_ALL, *_SETS, Op.IN_LIST),
    Type.TEXT: (*_ALL, *_SETS, Op.IN_LIST, *_PATTERNS),
    Type.NUMBER: (*_ALL, *_SETS, *_ORDER),
    Type.BOOLEAN: _ALL,
    Type.DATE: (*_ALL, *_ORDER, *_TIMES),
    Type.DATETIME: (*_ALL, *_ORDER, *_TIMES),
}
"""Which operators a type has."""
_ALSO_WRITTEN = {
    word: op
    for op, words in {
        Op.EXISTS: "existe is_not_null not_null",
        Op.EQ: "= == === equals equal es igual igual_a is",
        Op.NE: "!= <> ≠ not not_equal distinto distinto_de no_es is_not",
        Op.IN: "one_of uno_de any_of entre_los",
        Op.NOT_IN: "nin none_of ninguno_de no_en",
        Op.IN_LIST: "en_lista list lista",
        Op.LIKE: "~ =~ glob matches match como coincide regex",
        Op.CONTAINS: "contiene includes include has",
        Op.STARTS_WITH: "^ begins_with empieza_por empieza_con prefix",
        Op.ENDS_WITH: "$ acaba_en termina_en suffix",
        Op.GT: "> greater greater_than more_than mayor mayor_que mas_de after despues_de",
        Op.GTE: ">= => ≥ min at_least al_menos desde minimo mayor_o_igual ge",
        Op.LT: "< less less_than menor menor_que menos_de before antes_de",
        Op.LTE: "<= =< ≤ max at_most como_mucho hasta maximo menor_o_igual le",
        Op.BETWEEN: "entre range rango",
        Op.IN_LAST: "last within en_los_ultimos ultimos",
        Op.BEFORE_LAST: "older_than hace_mas_de",
        Op.IN_NEXT: "next en_los_proximos proximos",
    }.items()
    for word in words.split()
}
"""What people write for an operator: signs, words of other languages."""
CONNECTIVES = ("all", "any", "not")
"""Words of conditions, which no field can be called."""


class Conditions:
    """Reads conditions over one set of fields."""

    def __init__(
        self,
        fields: Mapping[str, Field],
        lists: Iterable[str],
        literals: Literals,
        report: Report,
        unsure: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """`unsure` fields are declared in a way that could not be read: nothing is said of them."""
        self._fields = fields
        self._lists = frozenset(lists)
        self._literals = literals
        self._report = report
        self._unsure = unsure

    def read(self, raw: Any, path: Path) -> Condition | None:
        """The condition at `path`; None when something in it is wrong, which is reported."""
        if not isinstance(raw, dict):
            self._report.error(
                "not-mapping", path, message("A condition must be a mapping of fields.")
            )
            return None
        return _joined([self._entry(key, value, (*path, key)) for key, value in raw.items()])

    def _entry(self, key: str, raw: Any, path: Path) -> Condition | None:
        if key == "not":
            inner = self.read(raw, path)
            return None if inner is None else Not(inner)
        if key in CONNECTIVES:
            return self._several(key, raw, path)
        field = self._field(key, path)
        return None if field is None else self._asked(key, field, raw, path)

    def _several(self, key: str, raw: Any, path: Path) -> Condition | None:
        if not isinstance(raw, list) or not raw:
            self._report.error(
                "not-list", path, message('"{key}" needs a list of conditions.', key=key)
            )
            return None
        parts = [self.read(item, (*path, position)) for position, item in enumerate(raw)]
        kept = tuple(part for part in parts if part is not None)
        if len(kept) < len(parts):
            return None
        return All(kept) if key == "all" else AnyOf(kept)

    def _field(self, name: str, path: Path) -> Field | None:
        field = self._fields.get(name)
        if self._unsure(name):
            return None
        if field is None:
            self._report.error(
                "unknown-field",
                path,
                message('There is no field "{name}".', name=name),
                near(name, self._fields),
                key=True,
            )
            return None
        if field.refused is not None:
            self._report.error("refused-field", path, field.refused, key=True)
            return None
        return field

    def _asked(self, name: str, field: Field, raw: Any, path: Path) -> Condition | None:
        if isinstance(raw, list):
            return self._compared(name, field, Op.IN, raw, path)
        if not isinstance(raw, dict):
            return self._compared(name, field, Op.EQ, raw, path)
        if not raw:
            self._report.error(
                "no-operator",
                path,
                message("Nothing is asked of the field."),
                _valid(OPERATORS[field.type]),
            )
            return None
        return _joined(
            [self._operator(name, field, key, value, (*path, key)) for key, value in raw.items()]
        )

    def _operator(
        self, name: str, field: Field, word: str, raw: Any, path: Path
    ) -> Condition | None:
        if word not in list(Op):
            self._report.error(
                "unknown-operator",
                path,
                message('There is no operator "{word}".', word=word),
                _nearest(word, field.type),
                key=True,
            )
            return None
        return self._compared(name, field, Op(word), raw, path)

    def _compared(self, name: str, field: Field, op: Op, raw: Any, path: Path) -> Condition | None:
        if op not in OPERATORS[field.type]:
            self._report.error(
                "wrong-operator",
                path,
                message(
                    '"{name}" is of type {type}, which has no operator "{op}".',
                    name=name,
                    type=field.type.value,
                    op=op.value,
                ),
                _valid(OPERATORS[field.type]),
                key=True,
            )
            return None
        operand = self._operand(op, field, raw, path)
        return None if operand is None else Comparison(name, field.type.kind, op, operand)

    def _operand(self, op: Op, field: Field, raw: Any, path: Path) -> Operand | None:
        match op:
            case Op.EXISTS:
                return self._literals.read(raw, Field(Type.BOOLEAN), path)
            case Op.IN | Op.NOT_IN:
                return self._set(field, raw, path)
            case Op.IN_LIST:
                return self._list(raw, path)
            case Op.BETWEEN:
                return self._between(field, raw, path)
            case Op.IN_LAST | Op.BEFORE_LAST | Op.IN_NEXT:
                return self._duration(raw, path)
            case _ if op in _PATTERNS:
                return self._literals.text(raw, path)
        return self._literals.read(raw, field, path)

    def _set(self, field: Field, raw: Any, path: Path) -> Operand | None:
        if not isinstance(raw, list) or not raw:
            self._report.error("empty-operand", path, message("A list of values is needed."))
            return None
        values = [self._literals.read(item, field, (*path, i)) for i, item in enumerate(raw)]
        kept = {value for value in values if value is not None}
        return None if None in values else tuple(sorted(kept))

    def _list(self, raw: Any, path: Path) -> str | None:
        if self._report.unsure("lists", str(raw)):
            return None
        if isinstance(raw, str) and raw in self._lists:
            return raw
        self._report.error(
            "unknown-list",
            path,
            message('There is no list "{name}".', name=raw),
            near(raw, self._lists),
        )
        return None

    def _between(self, field: Field, raw: Any, path: Path) -> Operand | None:
        if not isinstance(raw, list) or len(raw) != 2:
            self._report.error(
                "bad-between", path, message("`between` needs two values: [from, to].")
            )
            return None
        low, high = (self._literals.read(item, field, (*path, i)) for i, item in enumerate(raw))
        if low is None or high is None:
            return None
        if low > high:  # type: ignore[operator]
            self._report.error(
                "reversed-between",
                path,
                message("`between` goes from {low} down to {high}.", low=raw[0], high=raw[1]),
                message("Write the lower value first."),
            )
            return None
        return (low, high)

    def _duration(self, raw: Any, path: Path) -> int | None:
        if is_duration(raw):
            return microseconds(raw)
        self._report.error(
            "bad-duration",
            path,
            message('"{value}" is not a duration.', value=raw),
            message("Write a positive whole number and m, h, d or w, as in 90d."),
        )
        return None


def _joined(parts: list[Condition | None]) -> Condition | None:
    """All of `parts`; None when one of them could not be read."""
    kept = tuple(part for part in parts if part is not None)
    if len(kept) < len(parts):
        return None
    if not kept:
        return ALWAYS
    return kept[0] if len(kept) == 1 else All(kept)


def _nearest(word: str, type_: Type) -> Message | None:
    """The operator of this type that `word` probably stands for, or all that it has."""
    valid = OPERATORS[type_]
    op = _ALSO_WRITTEN.get(fold(word).replace(" ", "_").replace("-", "_"))
    if op in valid:
        return message('Did you mean "{name}"?', name=op.value)
    return near(word, valid, most=len(valid))


def _valid(operators: Iterable[Op]) -> Message:
    return message("Valid: {names}.", names=", ".join(operators))

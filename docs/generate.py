"""Writes what the code can say for itself, pages of reference and pictures: `make docs`.

A test compares them with what this module makes, so they cannot fall behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from docs.picture import picture
from semaforo.cli.app import build
from semaforo.cli.terminal import Terminal
from semaforo.compile.plan import score_columns
from semaforo.model.conditions import CONNECTIVES, OPERATORS
from semaforo.model.files import parse_model
from semaforo.model.meaning import Op
from semaforo.model.schema import json_schema

DOCS = Path(__file__).parent
MADE = "<!-- Made by `make docs` from the code: edit the code instead. -->"

OPERATOR_MEANINGS: dict[Op, str] = {
    Op.EXISTS: "`true`: there is a value; `false`: there is none. The only operator true of none.",
    Op.EQ: "is this value; a plain value means the same: `country: es`",
    Op.NE: "has another value; false where there is none",
    Op.IN: "is one of these; a plain list means the same: `country: [es, pt]`",
    Op.NOT_IN: "has a value that is none of these; false where there is none",
    Op.IN_LIST: "is in the list of this name, declared in `lists`",
    Op.LIKE: "fits this glob as a whole: `*` any run of characters, `?` exactly one",
    Op.CONTAINS: "contains this text",
    Op.STARTS_WITH: "begins with this text",
    Op.ENDS_WITH: "ends with this text",
    Op.GT: "is greater, or later, than this",
    Op.GTE: "is at least this",
    Op.LT: "is less, or earlier, than this",
    Op.LTE: "is at most this",
    Op.BETWEEN: "lies between these two, both included: `[10, 50]`",
    Op.IN_LAST: "lies in the last `D` before T: T − D < x ≤ T",
    Op.BEFORE_LAST: "lies before the last `D`: x ≤ T − D",
    Op.IN_NEXT: "lies in the next `D` after T: T < x ≤ T + D",
}
ON_THE_OPERATORS_PAGE = ("Condition", "Operators")
CONNECTIVE_MEANINGS = {
    "all": "every condition of the list holds",
    "any": "at least one condition of the list holds",
    "not": "the condition does not hold; also where a value is missing",
}

FULLEST = """
semaforo: 1
id: reference
attributes: {kind: {type: category}}
events: {opt_in: {}, unsubscribe: {}}
consent: {email: {granted: [opt_in], withdrawn: [unsubscribe]}}
dimensions:
  fit:
    require: {known: 1}
    rules: [{id: known, group: known, when: {kind: {exists: true}}, points: 1}]
    bands: {A: 1, B: otherwise}
  interest:
    rules: [{id: opted_in, event: opt_in, points: 1, each: once}]
    bands: {1: 1, 2: otherwise}
total: {qualified: 2, bands: {A: 50, B: otherwise}}
matrix: {rows: fit, columns: interest, hot: [A1], warm: [A2], cold: otherwise}
"""
"""A model with every kind of output column."""

COLUMN_MEANINGS = {
    "lead": "the lead's id",
    "as_of": "T, the instant that was scored, UTC",
    "model": "the model's id",
    "version": "the hash of the model's content",
    "<dimension>_points": "points, with at most six decimals",
    "<dimension>_index": "0-100: points against the dimension's `full`",
    "<dimension>_band": "the dimension's band; only where it has bands",
    "<dimension>_met": "`true`, `false` or `unknown`; only where it has `require`",
    "total": "the dimensions combined",
    "score": "1-100: the total against its `full`",
    "grade": "the band of the score",
    "qualified": "whether the total reaches its threshold",
    "cell": "row band and column band of the matrix",
    "light": "`hot`, `warm`, `cold` or `excluded`",
    "excluded": "the ids of the exclusions that match, sorted, joined by `|`",
    "journey": "the furthest stage of the buyer's journey",
    "persona": "the first persona that fits",
    "consent_<purpose>": "whether the consent is given at T",
}
CONTRIBUTION_MEANINGS = {
    "lead": "the lead's id",
    "dimension": "the dimension",
    "rule": "the rule's id; of a clip the group's or dimension's name",
    "kind": "`rule`, or `clip`: what a cap or floor took or gave",
    "points": "points, never zero; the lines of a dimension sum to its points exactly",
    "events": "of event rules: how many events counted",
    "last_at": "of event rules: when the latest of them was, UTC",
}


def pages() -> dict[str, str]:
    """Path below docs/ -> text of every page and picture that is made."""
    return {
        "reference/command-line.md": command_line_page(),
        "reference/keys.md": keys_page(),
        "reference/operators.md": operators_page(),
        "reference/output.md": output_page(),
        "pictures/explain.en.svg": picture("en"),
        "pictures/explain.es.svg": picture("es"),
    }


def _page(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"# {title}", "", MADE, "", *lines]).rstrip() + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""


# -- the command line ------------------------------------------------------------------------


def command_line_page() -> str:
    """Every command with its arguments and options, as its own help has them."""
    top: Any = get_command(build(Terminal("en")))
    return _page("Command line", _command_lines(top))


def _command_lines(top: Any) -> Iterator[str]:
    yield "Options of every command, before or after its name:"
    yield ""
    yield from _parameter_table(top)
    yield "Exit codes: 0 fine; 1 a model's test failed; 2 a mistake in what was given, with every"
    yield "fault listed; 130 interrupted."
    yield ""
    for name, command in top.commands.items():
        yield f"## semaforo {name}"
        yield ""
        yield command.help
        yield ""
        yield from _parameter_table(command)


def _parameter_table(command: Any) -> Iterator[str]:
    rows = [
        (f"`{_parameter_name(parameter)}`", parameter.help + _default(parameter))
        for parameter in command.params
    ]
    if rows:
        yield from _table(("option", "meaning"), rows)


def _parameter_name(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.metavar) if parameter.required else f"[{parameter.metavar}]"
    return " ".join(filter(None, [parameter.opts[0], parameter.metavar]))


def _default(parameter: Any) -> str:
    if parameter.required:
        return " Required."
    counted = isinstance(parameter.default, int) and not isinstance(parameter.default, bool)
    return f" Default: {parameter.default}." if counted else ""


# -- the model -------------------------------------------------------------------------------


def keys_page() -> str:
    """Every key of a model file, from the shapes it is read with."""
    schema = json_schema()
    shapes = {"Model": schema, **schema["$defs"]}
    return _page("Keys of a model", _key_lines(shapes))


def _key_lines(shapes: dict[str, Any]) -> Iterator[str]:
    yield "What the keys mean is on [the model's page](meaning.md)."
    yield ""
    for name, shape in shapes.items():
        if "properties" not in shape or name in ON_THE_OPERATORS_PAGE:
            continue
        yield f"## {_shape_title(name)}"
        yield ""
        if shape.get("description"):
            yield shape["description"]
            yield ""
        required = set(shape.get("required", ()))
        rows = [
            (f"`{key}`" + (" *" if key in required else ""), _form(field), _described(field))
            for key, field in shape["properties"].items()
        ]
        yield from _table(("key (* required)", "form", "meaning"), rows)


def _shape_title(name: str) -> str:
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in name)
    return words.strip().capitalize()


def _described(field: dict[str, Any]) -> str:
    default = field.get("default")
    shown = default not in (None, {}, [], False)
    described = [field.get("description", "")] + ([f"Default: `{default}`."] if shown else [])
    return " ".join(filter(None, described))


def _form(field: dict[str, Any]) -> str:
    """A JSON Schema of a value, in few words."""
    if "$ref" in field:
        return _shape_title(field["$ref"].rpartition("/")[2]).lower()
    for key in ("anyOf", "oneOf"):
        if key in field:
            forms = [_form(each) for each in field[key] if each != {"type": "null"}]
            return " or ".join(dict.fromkeys(forms))
    if "enum" in field:
        return ", ".join(f"`{word}`" for word in field["enum"])
    if "const" in field:
        return f"`{field['const']}`"
    return _form_of_type(field)


def _form_of_type(field: dict[str, Any]) -> str:
    match field.get("type"):
        case "array":
            return f"list of {_form(field['items'])}" if "items" in field else "list"
        case "object":
            inside = field.get("additionalProperties")
            return f"mapping to {_form(inside)}" if isinstance(inside, dict) else "mapping"
        case "string" if field.get("pattern", "").endswith("[mhdw]$"):
            return "duration"
        case str(name):
            return {"string": "text", "boolean": "true or false"}.get(name) or name
        case list(names):
            return " or ".join("text" if name == "string" else str(name) for name in names)
    return "any"


def operators_page() -> str:
    """What may be asked of each type of value."""
    return _page("Conditions and operators", _operator_lines())


def _operator_lines() -> Iterator[str]:
    yield "T is the instant that is scored, `D` a duration such as `90d`. Text is compared without"
    yield "accents, case and outer blanks. Every operator but `exists: false` is false where the"
    yield "value is missing."
    yield ""
    yield from _table(
        ("operator", "types", "the value …"),
        ((f"`{op}`", _types_with(op), OPERATOR_MEANINGS[op]) for op in Op),
    )
    yield "Conditions are joined by:"
    yield ""
    yield from _table(
        ("word", "true when"), ((f"`{word}`", CONNECTIVE_MEANINGS[word]) for word in CONNECTIVES)
    )


def _types_with(op: Op) -> str:
    types = [kind.value for kind, operators in OPERATORS.items() if op in operators]
    return "all" if len(types) == len(OPERATORS) else ", ".join(types)


# -- the files that come out -----------------------------------------------------------------


def output_page() -> str:
    """The columns of the files, in their order."""
    return _page("Output files", _output_lines())


def _output_lines() -> Iterator[str]:
    yield "The extension chooses the format: `.csv`, `.parquet`, `.jsonl` or `.xlsx`. Text files"
    yield "have numbers with at most six decimals, `true` and `false`, UTC instants with `Z`, and"
    yield "nothing for none (`null` in JSON). `--excel es` writes a CSV with `;`, decimal commas,"
    yield "a byte-order mark and instants as `22/11/2026 16:05:00`, and shows a sheet's dates so;"
    yield "[what it does](../how-to/write-for-excel.md). A sheet holds 1,048,575 rows; more are"
    yield "refused."
    yield ""
    yield "Programs take capitals and small letters in the name of a column alike, so a model whose"
    yield "dimensions or purposes would make one column of two is refused."
    yield ""
    yield "## Scores (`--out`)"
    yield ""
    columns = ["lead", "as_of", "model", "version", *score_columns(_fullest())[1:]]
    yield from _table(("column", "meaning"), _column_rows(columns))
    yield "## Contributions (`--contributions`)"
    yield ""
    yield "A row for each rule that gave or took points of a lead, in no particular order."
    yield ""
    rows = ((f"`{name}`", meaning) for name, meaning in CONTRIBUTION_MEANINGS.items())
    yield from _table(("column", "meaning"), rows)


def _fullest() -> Any:
    return parse_model(FULLEST).model


def _column_rows(columns: list[str]) -> Iterator[tuple[str, ...]]:
    """The columns of one model with the names of its parts replaced by what they are."""
    general = dict.fromkeys(_generalised(column) for column in columns)
    for name in general:
        yield f"`{name}`", COLUMN_MEANINGS[name]


def _generalised(column: str) -> str:
    if column.startswith("consent_"):
        return "consent_<purpose>"
    for dimension in _fullest().dimensions:
        if column.startswith(f"{dimension}_"):
            return f"<dimension>{column.removeprefix(dimension)}"
    return column


if __name__ == "__main__":
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")

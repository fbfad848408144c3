"""Values of raw columns as SQL: text, numbers, booleans, instants, whatever the column's type."""

from __future__ import annotations

from semaforo.store.raw import JSON, TEXT, Column
from semaforo.store.scalars import read_by

_SIGNED = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_WHOLE = frozenset((*_SIGNED, *(f"U{type_}" for type_ in _SIGNED)))
_LOCAL = frozenset(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"))
_ABSOLUTE = "TIMESTAMP WITH TIME ZONE"


def is_number(column: Column) -> bool:
    """Whether every value of the column is a number."""
    return column.type in _WHOLE or _is_fractional(column)


def is_instant(column: Column) -> bool:
    """Whether every value of the column is a date or an instant."""
    return column.type in _LOCAL or column.type in (_ABSOLUTE, "DATE")


def text(column: Column) -> str:
    """As `values.text_of`: NULL when absent or blank."""
    value = column.sql
    if column.type == TEXT:
        return f"semaforo_text({value})"
    if column.type == JSON:
        return f"semaforo_json_text({value})"
    if _is_fractional(column):
        return f"semaforo_float_text({value}::DOUBLE)"
    if column.type in _LOCAL:
        return _iso(f"{value}::TIMESTAMP")
    if column.type == _ABSOLUTE:
        return f"{_iso(f'({value})::TIMESTAMP')} || '+00:00'"
    if column.type.endswith(("]", ")")) and not column.type.startswith("ENUM"):
        return f"semaforo_canonical(to_json({value})::VARCHAR)"
    return f"{value}::VARCHAR"


def folded(column: Column) -> str:
    """As `values.folded`."""
    if column.type == TEXT:
        return f"semaforo_fold({column.sql})"
    if column.type in _WHOLE or column.type == "BOOLEAN":
        return text(column)
    return read_by("semaforo_fold", text(column))


def number(column: Column) -> str:
    """As `values.number`."""
    if column.type == TEXT:
        return read_by("semaforo_number", column.sql)
    if column.type == JSON:
        value = column.sql
        no_boolean = f"CASE WHEN {value}::VARCHAR NOT IN ('true', 'false') THEN {value}->>'$' END"
        return read_by("semaforo_number", no_boolean)
    if is_number(column):
        return f"semaforo_held({column.sql}::DOUBLE)"
    return "NULL::DOUBLE"


def boolean(column: Column) -> str:
    """As `values.boolean`."""
    if column.type == "BOOLEAN":
        return column.sql
    return f"semaforo_boolean({text(column)})"


def instant(column: Column) -> str:
    """As `values.instant`: microseconds UTC."""
    value = column.sql
    if column.type == TEXT:
        return read_by("semaforo_instant", value)
    if column.type == JSON:
        written = f"CASE WHEN ({value}::VARCHAR)[1] = '\"' THEN {value}->>'$' END"
        return read_by("semaforo_instant", written)
    if column.type == _ABSOLUTE:
        return f"epoch_us({value})"
    if is_instant(column):
        return f"semaforo_utc(epoch_us({value}::TIMESTAMP))"
    return "NULL::BIGINT"


def named(column: Column) -> str:
    """Whether a row names the column at all."""
    if column.type == TEXT:
        return f"semaforo_text({column.sql}) IS NOT NULL"
    return f"{column.sql} IS NOT NULL"


def as_json(column: Column) -> str:
    """The value as JSON text, for objects of several columns."""
    if column.type == JSON:
        return f"{column.sql}::VARCHAR"
    if is_number(column) or column.type == "BOOLEAN":
        return f"to_json({column.sql})::VARCHAR"
    return f"to_json({text(column)})::VARCHAR"


def _is_fractional(column: Column) -> bool:
    return column.type in ("DOUBLE", "FLOAT") or column.type.startswith("DECIMAL")


def _iso(moment: str) -> str:
    return (
        f"CASE WHEN epoch_us({moment}) % 1000000 = 0 THEN strftime({moment}, '%Y-%m-%d %H:%M:%S') "
        f"ELSE strftime({moment}, '%Y-%m-%d %H:%M:%S.%f') END"
    )

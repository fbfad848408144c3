"""What the columns of the fact store are called.

The loader writes them, the compiled queries read them. Engines ignore the case of column names and
models do not, so capitals are marked. A field that two models read with different kinds has one
column for each kind.
"""

from __future__ import annotations

from semaforo.model.meaning import Kind


def attribute_column(name: str, kind: Kind) -> str:
    """The column with an attribute's value, in `leads`, `changes` and `companies`."""
    return f"a_{_marked(name)}__{kind}"


def named_column(name: str) -> str:
    """The column of `changes` that says whether the change names the attribute at all."""
    return f"n_{_marked(name)}"


def property_column(name: str, kind: Kind) -> str:
    """The column of `events` with a property's value."""
    return f"p_{_marked(name)}__{kind}"


def _marked(name: str) -> str:
    return "".join(f"^{c.lower()}" if c != c.lower() else c for c in name)

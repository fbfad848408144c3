"""However a model file is mangled, the answer is a model or faults with places: nothing else."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from semaforo.document import parse
from semaforo.errors import SemaforoError
from semaforo.model.files import Checked, build_model, parse_model

GOOD = (Path(__file__).parents[1] / "broken" / "good.yaml").read_text(encoding="utf-8")
DATA = parse(GOOD, "good.yaml").data

WORDS = (
    *("otherwise", "any", "not", "all", "company", "identify", "90d", "0d", "25%", "2026-02-30"),
    *("fit", "interest", "webinar", "deal_won", "lead_quality", "job_level", "executive", "A1"),
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.sampled_from([10**400, -(10**400)]),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(WORDS),
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=5)
            | st.sampled_from(
                ["when", "event", "id", "points", "any", "not", "all", "between", "like"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


def paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = node.items() if isinstance(node, dict) else enumerate(node)
    found = [path]
    for key, value in items:
        here = (*path, key)
        found += paths(value, here) if isinstance(value, (dict, list)) else [here]
    return found


PATHS = paths(DATA)[1:]


def mutated(data: Any, path: tuple[Any, ...], value: Any, kind: str) -> None:
    """Change what is at `path` in place, unless an earlier change took it away."""
    for step in path[:-1]:
        if not _has(data, step):
            return
        data = data[step]
    if not _has(data, path[-1]):
        return
    if kind == "replace":
        data[path[-1]] = value
    elif kind == "remove":
        del data[path[-1]]
    elif isinstance(data, dict):
        data[str(value)[:9]] = data.pop(path[-1])
    else:
        data.append(value)


def _has(data: Any, step: Any) -> bool:
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and step < len(data)


mutations = st.lists(
    st.tuples(st.sampled_from(PATHS), values, st.sampled_from(["replace", "remove", "rename"])),
    min_size=1,
    max_size=4,
)


def check(outcome: Any) -> None:
    """A model or faults, every one of which can be said in both languages."""
    try:
        checked = outcome()
    except SemaforoError as error:
        faults = error.faults
    else:
        assert isinstance(checked, Checked)
        return
    assert faults
    for fault in faults:
        assert fault.severity == "error"
        assert fault.render("es") != fault.render("en")


@settings(max_examples=300, deadline=None)
@given(mutations)
def test_changed_data_is_a_model_or_faults(changes: list[tuple[Any, Any, str]]) -> None:
    data = copy.deepcopy(DATA)
    for path, value, kind in changes:
        mutated(data, path, value, kind)
    check(lambda: build_model(data))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(GOOD)), st.integers(0, 30), st.text(max_size=6))
@example(0, 3, "\t")
@example(100, 0, "\x85")
@example(100, 0, "\ud800")
@example(60, 1, "&a *a")
def test_changed_text_is_a_model_or_faults(start: int, length: int, new: str) -> None:
    check(lambda: parse_model(GOOD[:start] + new + GOOD[start + length :]))


@settings(max_examples=100, deadline=None)
@given(values)
def test_any_condition_is_a_model_or_faults(value: Any) -> None:
    data = copy.deepcopy(DATA)
    data["population"]["when"] = value
    data["policy"][0]["when"] = value
    data["dimensions"]["interest"]["rules"][1]["where"] = value
    check(lambda: build_model(data))

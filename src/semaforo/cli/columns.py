"""The columns of the output files, in their order, and how each is held."""

from __future__ import annotations

from collections.abc import Iterable

from semaforo.cli.output import Column, Form

_FORMS = {
    "as_of": Form.INSTANT,
    "last_at": Form.INSTANT,
    "total": Form.POINTS,
    "points": Form.POINTS,
    "score": Form.WHOLE,
    "events": Form.WHOLE,
    "qualified": Form.FLAG,
}
_FORMS_BY_ENDING = {"_points": Form.POINTS, "_index": Form.WHOLE}


def columns_of(names: Iterable[str]) -> list[Column]:
    """The columns called `names` of a table of scores or contributions."""
    return [Column(name, _form(name)) for name in names]


def _form(name: str) -> Form:
    if name in _FORMS:
        return _FORMS[name]
    if name.startswith("consent_"):
        return Form.FLAG
    endings = (form for ending, form in _FORMS_BY_ENDING.items() if name.endswith(ending))
    return next(endings, Form.TEXT)

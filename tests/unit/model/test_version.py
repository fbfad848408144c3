"""The version: the same for another layout, another for any change of meaning or title."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from semaforo.model.files import build_model, parse_model

TEXT = (Path(__file__).parents[2] / "broken" / "good.yaml").read_text(encoding="utf-8")


def version(text: str) -> str:
    return parse_model(text).model.version


VERSION = version(TEXT)


def test_it_is_twelve_hexadecimal_digits() -> None:
    assert re.fullmatch("[0-9a-f]{12}", VERSION)


def test_plain_data_has_the_version_of_its_file() -> None:
    assert build_model(YAML(typ="safe", pure=True).load(TEXT)).model.version == VERSION


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Software B2B", "title:   'Software B2B'   # the name"),
        ("{type: text, personal: true}", "{personal: true, type: text}"),
        ("points: 10, max: 20", "points: 10.0, max: 2e1"),
        ("event: webinar,", "event: [webinar],"),
        ("floor: 0\n", "floor: 0\n    title:\n"),
        ("  opt_in: {}\n  unsubscribe: {}", "  unsubscribe:\n  opt_in: {}"),
        ("expect: {fit.points: 15", "expect: {fit.points: 16"),
        ("at_least: 1}", "each: event}"),
    ],
)
def test_another_layout_is_the_same_version(old: str, new: str) -> None:
    assert old in TEXT
    assert version(TEXT.replace(old, new)) == VERSION


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Software B2B", "title: Software"),
        ("timezone: Europe/Madrid", "timezone: UTC"),
        ("points: 0.1", "points: 0.11"),
        ("[rival.com, otro.es]", "[rival.com]"),
        (
            '{executive: [ceo, "director*"], manager: ["jef*"]}',
            '{manager: ["jef*"], executive: [ceo, "director*"]}',
        ),
        ("otherwise: staff", "otherwise: other"),
        ("when: {job_level: executive}", "when: {job_level: {ne: executive}}"),
        ("hot: [A1, A2]", "hot: [A1]"),
        ("track: educacion", "track: otra"),
        ("take: domain", "take: lower"),
        ("{type: text, personal: true}", "{type: text}"),
    ],
)
def test_another_meaning_is_another_version(old: str, new: str) -> None:
    assert old in TEXT
    assert version(TEXT.replace(old, new)) != VERSION


def test_the_order_of_dimensions_is_that_of_the_columns() -> None:
    data = YAML(typ="safe", pure=True).load(TEXT)
    data["dimensions"] = dict(reversed(data["dimensions"].items()))
    assert build_model(data).model.version != VERSION

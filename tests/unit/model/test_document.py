"""Documents: data by YAML 1.2, places, faults of files, and edits that keep the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from semaforo.document import Document, parse, read
from semaforo.errors import SemaforoError

TEXT = """\
# a model
id: caso          # the slug
bands: {1: 20, 2: otherwise}
rules:
    -   {id: one,   points: 5}   # first
    -   id: two
        points: 'x'
"""


def document(text: str = TEXT) -> Document:
    return parse(text, "m.yaml")


def test_keys_are_text_and_words_of_yaml_1_1_too() -> None:
    read_back = document("a: [no, on, 2026-01-01, 1_000, 010, 0x1F, 1e3, .5, ~, 'true', true]").data
    assert read_back["a"] == [
        "no",
        "on",
        "2026-01-01",
        "1_000",
        10,
        31,
        1000.0,
        0.5,
        None,
        "true",
        True,
    ]
    assert document().data["bands"] == {"1": 20, "2": "otherwise"}


def test_places_count_from_one_and_fall_back_to_the_parent() -> None:
    here = document()
    assert str(here.place("rules", 1, "points")) == "m.yaml:7:17"
    assert str(here.place("rules", 1, "points", key=True)) == "m.yaml:7:9"
    assert str(here.place("rules", 0, "when", "city")) == "m.yaml:5:9"
    assert str(here.place("bands", "2", key=True)) == "m.yaml:3:16"
    assert str(here.place("nothing")) == "m.yaml:2:1"


def test_an_alias_is_placed_at_its_anchor() -> None:
    here = document("a: &x {b: 1}\nc: *x\n")
    assert here.data == {"a": {"b": 1}, "c": {"b": 1}}
    assert str(here.place("c", "b")) == "m.yaml:1:11"


def test_an_untouched_document_is_written_as_it_was_read() -> None:
    assert document().dumps() == TEXT


@pytest.mark.parametrize("value", [7, -0.5, "otro: valor", "no", "ñ # a", True, None])
def test_replacing_a_scalar_changes_nothing_else(value: str | float | bool | None) -> None:
    edited = document().replaced("rules", 0, "points", value=value)
    assert edited.data["rules"][0]["points"] == value
    changed = [
        (old, new)
        for old, new in zip(TEXT.splitlines(), edited.dumps().splitlines(), strict=True)
        if old != new
    ]
    assert len(changed) == 1
    assert changed[0][1].endswith("# first")


def test_replacing_a_block_and_what_was_left_empty() -> None:
    before = document("note: |\n  two\n  lines\nempty:\nlast: 1\n")
    edited = before.replaced("note", value="one").replaced("empty", value="x: y")
    assert edited.dumps() == "note: one\nempty: 'x: y'\nlast: 1\n"


def test_a_tree_that_nobody_edits_is_written_as_it_was_read() -> None:
    here = document("a:   {b:   1,\n      c: 2}\n")
    assert here.tree["a"]["b"] == 1
    assert here.dumps() == here.text


def test_replacing_what_is_no_scalar_is_an_error() -> None:
    with pytest.raises(KeyError):
        document().replaced("rules", 0, value=1)
    with pytest.raises(KeyError):
        document().replaced("rules", 9, value=1)


def test_an_edit_of_the_tree_keeps_comments_and_the_blanks_of_other_lines() -> None:
    edited = document()
    edited.tree["rules"][1]["points"] = 8
    edited.tree["bands"][1] = 30
    lines = edited.dumps().splitlines()
    assert lines[0] == "# a model"
    assert lines[4] == "    -   {id: one,   points: 5}   # first"
    assert document(edited.dumps()).data["rules"][1] == {"id": "two", "points": 8}
    assert document(edited.dumps()).data["bands"]["1"] == 30


BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 10)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "empty-file"),
        ("# nothing\n", "empty-file"),
        ("- a\n", "not-a-mapping"),
        ("text", "not-a-mapping"),
        ("a: 1\n---\nb: 2\n", "several-documents"),
        ("a: &a [*a]\n", "alias-loop"),
        (BOMB, "too-many-aliases"),
        ("a: " + "[" * 5000, "too-deep"),
        ("a: " + "[" * 200 + "]" * 200, "too-deep"),
        ("%YAML 2.0\n---\na: 1\n", "yaml-syntax"),
        ("a: {\n", "yaml-syntax"),
        ("a: ]\n", "yaml-syntax"),
        ("a: *\n", "yaml-syntax"),
        ('a: "\\q"\n', "yaml-syntax"),
        ("x" * 1_000_001, "too-large"),
    ],
)
def test_texts_that_are_refused(text: str, expected: str) -> None:
    with pytest.raises(SemaforoError) as raised:
        document(text)
    assert raised.value.faults[0].code == expected
    assert all(fault.render("es") != fault.render("en") for fault in raised.value.faults)


def test_every_duplicate_key_is_reported() -> None:
    with pytest.raises(SemaforoError) as raised:
        document("a: 1\na: 2\nb: {1: x, '1': y}\n")
    assert [str(fault.place) for fault in raised.value.faults] == ["m.yaml:2:1", "m.yaml:3:11"]


def test_files_that_are_refused(tmp_path: Path) -> None:
    raw = {
        "empty.yaml": (b"", "empty-file"),
        "binary.yaml": (b"\x7fELF\x00\x01\xff", "not-text"),
        "zeros.yaml": (b"a: 1\x00", "not-text"),
        "latin.yaml": ("título: sí".encode("cp1252"), "not-text"),
        "large.yaml": (b"# x\n" * 1_250_000, "too-large"),
    }
    for name, (content, expected) in raw.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(SemaforoError) as raised:
            read(tmp_path / name)
        assert raised.value.faults[0].code == expected
        assert raised.value.faults[0].place.file.endswith(name)


def test_paths_that_are_no_file(tmp_path: Path) -> None:
    for path, expected in ((tmp_path / "no.yaml", "missing-file"), (tmp_path, "not-a-file")):
        with pytest.raises(SemaforoError) as raised:
            read(path)
        assert raised.value.faults[0].code == expected


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("\ufeffid: x\n", encoding="utf-8")
    assert read(tmp_path / "m.yaml").data == {"id": "x"}

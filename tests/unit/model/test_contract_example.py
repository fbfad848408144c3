"""The model of the contract (sections 2 and 8, with its three further events declared)."""

from __future__ import annotations

from pathlib import Path

from semaforo.document import parse
from semaforo.model.files import Checked, parse_model, read_model
from semaforo.model.meaning import MICRO, Light

PATH = Path(__file__).parent / "contract.yaml"


def checked() -> Checked:
    return read_model(PATH)


def test_its_dimensions_reach_what_it_says() -> None:
    dimensions = checked().model.dimensions
    assert {name: each.full for name, each in dimensions.items()} == {
        "fit": 22 * MICRO,
        "interest": 40 * MICRO,
        "qualification": 40 * MICRO,
    }
    assert dimensions["qualification"].require == dict.fromkeys(
        ("budget", "authority", "need", "timeline"), 5 * MICRO
    )


def test_its_total_and_lights() -> None:
    model = checked().model
    assert model.total.of == ("fit", "interest")
    assert model.total.full == 62 * MICRO
    assert model.matrix is not None
    cells = model.matrix.cells
    assert len(cells) == 16
    assert (cells["A2"], cells["A3"], cells["D1"]) == (Light.HOT, Light.WARM, Light.COLD)
    assert model.lists["competitors"] == {"rival.com", "otra.es"}


def test_its_only_doubt_is_who_gets_the_qualified_that_are_not_hot() -> None:
    assert [fault.code for fault in checked().warnings] == ["no-hand-off"]


def test_its_own_test_is_read() -> None:
    [test] = checked().tests
    assert test.expect == {"total": 32.0, "qualified": True, "cell": "A2", "light": "hot"}
    assert [(event.name, event.ago) for event in test.events] == [("webinar", 0), ("ebook", 0)]


def test_an_edit_of_its_points_changes_one_line_and_the_version() -> None:
    before = parse(PATH.read_text(encoding="utf-8"), "contract.yaml")
    after = before.replaced("dimensions", "interest", "rules", 0, "points", value=6)
    lines = zip(before.dumps().splitlines(), after.dumps().splitlines(), strict=True)
    assert [new.strip() for old, new in lines if old != new] == [
        "- {id: ebook,   event: ebook,   points: 6, each: once}"
    ]
    edited = parse_model(after.dumps(), "contract.yaml", PATH.parent)
    assert edited.model.version != checked().model.version

"""The data of the software example is what its script makes."""

from __future__ import annotations

import importlib.util
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "examples/software-b2b"


def test_the_script_makes_the_shipped_files_again(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("make_data", FOLDER / "make_data.py")
    assert spec
    assert spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.write(tmp_path)
    for file in ("leads.csv", "empresas.csv", "eventos.csv"):
        assert (tmp_path / file).read_bytes() == (FOLDER / file).read_bytes()


def test_the_files_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 3_000_000

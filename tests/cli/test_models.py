"""`check`, `test`, `new`, `schema` and `sql`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from semaforo.cli.entry import run
from semaforo.engines.dialects import EXPERIMENTAL, TESTED
from tests.cli.data import small_company
from tests.cli.running import ROOT, semaforo

HEAVY = ("duckdb", "ibis", "numpy", "pandas", "pyarrow", "babel")


def test_findings_for_editors(tmp_path: Path) -> None:
    small_company(tmp_path)
    model = tmp_path / "model.yaml"
    model.write_text(model.read_text(encoding="utf-8").replace("event: visit", "event: vist"))
    ran = semaforo("check", "model.yaml", "--json", cwd=tmp_path)
    assert ran.returncode == 2
    [finding] = [f for f in json.loads(ran.stdout) if f["severity"] == "error"]
    assert finding["code"] == "unknown-event"
    assert (finding["file"], finding["line"]) == ("model.yaml", 24)
    assert "visit" in finding["fix"]


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("leads: {columns: {Correo: email}}\n", 0, "m.yaml: nothing to say against it.\n"),
        ("events: {separator: tab}\n", 0, "m.yaml: nothing to say against it.\n"),
        ("leads: {colums: {}}\n", 2, 'There is no key "colums" here. Did you mean "columns"?'),
        ("leads: {xyzzy: {}}\n", 2, 'There is no key "xyzzy" here. Write one of: columns, '),
        ("lead: {columns: {}}\nevents: {}\n", 2, 'There is no key "lead" here. Did you mean'),
    ],
)
def test_a_map_is_checked_as_one(text: str, code: int, said: str, tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(text, encoding="utf-8")
    ran = semaforo("check", "m.yaml", cwd=tmp_path)
    assert ran.returncode == code
    assert said in ran.stdout + ran.stderr
    assert ran.stderr.startswith("m.yaml is a map, and is checked as one.\n")
    assert "errors 1, warnings 0" in ran.stdout or code == 0


def test_a_map_for_a_model_and_a_model_for_a_map(tmp_path: Path) -> None:
    files = small_company(tmp_path)
    (tmp_path / "map.yaml").write_text("leads: {columns: {Correo: email}}\n", encoding="utf-8")
    swapped = semaforo("score", "map.yaml", *files, "--out", "s.csv", cwd=tmp_path)
    assert swapped.stderr == (
        "✗ error map.yaml not-a-model: This is a map, not a model. A map goes with --map.\n"
    )
    asked = ["score", "model.yaml", *files, "--map", "model.yaml", "--out", "s.csv"]
    swapped = semaforo(*asked, cwd=tmp_path)
    assert "model.yaml not-a-map: This is a model, not a map.\n" in swapped.stderr


def test_check_stays_light(tmp_path: Path) -> None:
    """`check` answers within half a second because it imports nothing that computes."""
    small_company(tmp_path)
    script = (
        "import sys; from semaforo.cli.entry import run; code = run(['check', 'model.yaml']);"
        f"print(code, sorted(set(sys.modules) & set({HEAVY!r})))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT / "src"), "LANG": "en"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert ran.stdout.splitlines()[-1] == "0 []", ran.stderr


def test_a_model_s_tests(tmp_path: Path) -> None:
    small_company(tmp_path)
    passed = semaforo("test", "model.yaml", cwd=tmp_path)
    assert (passed.returncode, passed.stdout) == (0, "✓ a boss\n1 passed, 0 failed\n")
    model = tmp_path / "model.yaml"
    text = model.read_text(encoding="utf-8").replace("fit_points: 10", "fit_points: 10.25")
    model.write_text(text, encoding="utf-8")
    failed = semaforo("test", "model.yaml", "--lang", "es", cwd=tmp_path)
    assert failed.returncode == 1
    assert failed.stdout == (
        "✗ a boss\n    fit_points: se esperaba 10,25 y ha salido 10\n0 bien, 1 mal\n"
    )


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("kind", ["b2b", "b2c", "partner"])
def test_a_new_model_is_sound(kind: str, language: str, tmp_path: Path) -> None:
    model = str(tmp_path / "m.yaml")
    assert run(["new", model, "--kind", kind, "--lang", language]) == 0
    assert run(["check", model]) == 0
    assert run(["test", model]) == 0


def test_a_new_model_replaces_nothing(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("mine", encoding="utf-8")
    assert semaforo("new", "m.yaml", cwd=tmp_path).returncode == 2
    assert (tmp_path / "m.yaml").read_text(encoding="utf-8") == "mine"


def test_without_a_file_a_new_model_is_printed() -> None:
    assert "semaforo: 1" in semaforo("new", "--kind", "b2c").stdout


def test_the_schema_is_json_schema() -> None:
    schema = json.loads(semaforo("schema").stdout)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert "dimensions" in schema["properties"]


@pytest.mark.parametrize("dialect", TESTED + EXPERIMENTAL)
def test_the_query_in_every_dialect(
    dialect: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small_company(tmp_path)
    model = str(tmp_path / "model.yaml")
    asked = ["sql", model, "--dialect", dialect, "--as-of", "2026-01-10", "--lang", "en"]
    assert run(asked) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("-- small ")
    assert "SELECT" in printed.out
    assert ("experimental" in printed.err) == (dialect in EXPERIMENTAL)


def test_a_dialect_there_is_not(tmp_path: Path) -> None:
    small_company(tmp_path)
    ran = semaforo("sql", "model.yaml", "--dialect", "klingon", cwd=tmp_path)
    assert ran.returncode == 2
    assert "unknown-dialect: " in ran.stderr

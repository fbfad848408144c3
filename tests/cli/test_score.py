"""`score`, `load` and `explain` from files to files, as a person runs them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.data import small_company
from tests.cli.running import semaforo

HEADER = (
    "lead,as_of,model,version,fit_points,fit_index,fit_band,fit_met,"
    "interest_points,interest_index,interest_band,"
    "total,score,grade,qualified,cell,light,excluded,journey,persona,consent_email"
)


def rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["lead"]: row for row in csv.DictReader(stream)}


def test_scores_of_raw_files(tmp_path: Path) -> None:
    files = small_company(tmp_path)
    ran = semaforo("score", "model.yaml", *files, "--out", "s.csv", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "newest instant in the facts, 2026-01-10T00:00:00Z" in ran.stderr
    text = (tmp_path / "s.csv").read_text(encoding="utf-8")
    assert text.splitlines()[0] == HEADER
    scores = rows(tmp_path / "s.csv")
    assert list(scores) == ["ana", "bea", "carl", 'd"e;f,g']
    ana = scores["ana"]
    assert ana["as_of"] == "2026-01-10T00:00:00Z"
    assert [ana[k] for k in ("fit_points", "fit_met", "total", "qualified")] == [
        "10",
        "true",
        "14",
        "true",
    ]
    assert [ana[k] for k in ("cell", "light", "persona", "consent_email")] == [
        "A1",
        "hot",
        "chief",
        "true",
    ]
    assert (scores["bea"]["fit_points"], scores["bea"]["interest_points"]) == ("0.5", "2")
    assert (scores["carl"]["fit_met"], scores["carl"]["excluded"]) == ("unknown", "no_mail")
    assert (scores["carl"]["light"], scores["carl"]["journey"]) == ("excluded", "")


def test_the_summary_counts_lights_and_rows_set_aside(tmp_path: Path) -> None:
    files = small_company(tmp_path)
    ran = semaforo("score", "model.yaml", *files, "--out", "s.csv", cwd=tmp_path)
    words = ran.stdout.split()
    assert "● hot 1" in " ".join(words)
    assert "⊘ excluded 1" in " ".join(words)
    assert "Rows set aside: 1\nevents: 1 rows set aside: no lead" in ran.stdout
    assert "\x1b" not in ran.stdout + ran.stderr


def test_contributions_sum_to_the_points(tmp_path: Path) -> None:
    files = small_company(tmp_path)
    ran = semaforo(
        "score", "model.yaml", *files, "--out", "s.csv", "--contributions", "c.csv", cwd=tmp_path
    )
    assert ran.returncode == 0, ran.stderr
    with (tmp_path / "c.csv").open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert list(lines[0]) == ["lead", "dimension", "rule", "kind", "points", "events", "last_at"]
    for lead, scored in rows(tmp_path / "s.csv").items():
        for dimension in ("fit", "interest"):
            own = [x for x in lines if x["lead"] == lead and x["dimension"] == dimension]
            assert sum(float(x["points"]) for x in own) == float(scored[f"{dimension}_points"])
    [visit] = [x for x in lines if x["lead"] == "ana" and x["rule"] == "visits"]
    assert (visit["events"], visit["last_at"]) == ("1", "2026-01-10T00:00:00Z")


def test_a_store_gives_the_same_scores(tmp_path: Path) -> None:
    files = small_company(tmp_path)
    moment = ["--as-of", "2026-01-20"]
    loaded = semaforo("load", "model.yaml", *files, "--out", "store", cwd=tmp_path)
    assert loaded.returncode == 0, loaded.stderr
    assert "events: 1 rows set aside: no lead" in loaded.stdout
    for options, out in ((files, "raw.csv"), (["--store", "store"], "stored.csv")):
        ran = semaforo("score", "model.yaml", *options, *moment, "--out", out, cwd=tmp_path)
        assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "raw.csv").read_bytes() == (tmp_path / "stored.csv").read_bytes()


def test_what_was_not_known_yet_is_left_out(tmp_path: Path) -> None:
    small_company(tmp_path)
    late = "id,lead,name,at,received_at\n1,ana,visit,2026-01-10,2026-01-12\n"
    (tmp_path / "late.csv").write_text(late, encoding="utf-8")
    for known_at, points in (("2026-01-11", "0"), ("2026-01-13", "4")):
        ran = semaforo(
            "score",
            "model.yaml",
            "--leads",
            "leads.csv",
            "--events",
            "late.csv",
            "--as-of",
            "2026-01-10",
            "--known-at",
            known_at,
            "--out",
            "s.csv",
            cwd=tmp_path,
        )
        assert (ran.returncode, ran.stderr) == (0, "")
        assert rows(tmp_path / "s.csv")["ana"]["interest_points"] == points


@pytest.mark.parametrize("command", ["score", "explain"])
@pytest.mark.parametrize("stored", [False, True])
def test_known_at_says_when_there_is_nothing_it_could_hide(
    command: str, stored: bool, tmp_path: Path
) -> None:
    files = small_company(tmp_path)
    if stored:
        semaforo("load", "model.yaml", *files, "--out", "store", cwd=tmp_path)
        files = ["--store", "store"]
    own = {"score": ["--out", "s.csv"], "explain": ["--lead", "ana"]}[command]
    moment = ["--as-of", "2026-01-10", "--known-at", "2026-01-09"]
    ran = semaforo(command, "model.yaml", *files, *moment, *own, cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (
        0,
        "▲ warning --known-at no-received-at: No event says when it was received, so none is "
        "hidden. The column is called received_at; a map can say which one it is.\n",
    )


def test_an_explanation_in_both_languages(tmp_path: Path) -> None:
    files = small_company(tmp_path)
    asked = ["explain", "model.yaml", "--lead", "bea", *files, "--as-of", "2026-01-10"]
    english = semaforo(*asked, cwd=tmp_path)
    spanish = semaforo(*asked, "--lang", "es", cwd=tmp_path)
    assert english.returncode == spanish.returncode == 0, english.stderr + spanish.stderr
    assert "bea · ○ cold · cell B2 · 2.5 points" in english.stdout
    assert "Visits: once, on Dec 31, 2025" in english.stdout
    assert "What would change the light:" in english.stdout
    assert "job: boss → ◐ warm, score 59" in english.stdout
    assert "bea · ○ frío · celda B2 · 2,5 puntos" in spanish.stdout
    assert "Visits: una vez, el 31 dic 2025" in spanish.stdout
    assert "Qué cambiaría la luz:" in spanish.stdout


def test_a_side_that_is_not_in_the_total_is_shown_as_such(tmp_path: Path) -> None:
    files = small_company(tmp_path)
    model = tmp_path / "model.yaml"
    text = model.read_text(encoding="utf-8").replace("total: {", "total: {of: [interest], ")
    model.write_text(text, encoding="utf-8")
    asked = ["explain", "model.yaml", "--lead", "ana", *files]
    english, spanish = semaforo(*asked, cwd=tmp_path), semaforo(*asked, "--lang=es", cwd=tmp_path)
    assert "Mostly for: Visits (+4).\n" in english.stdout
    assert "Fit 10 (A) (not in the total)" in english.stdout
    assert "interest 4 (1)  " in english.stdout
    assert "Fit 10 (A) (no suma en el total)" in spanish.stdout


def test_titles_with_brackets_are_shown_as_they_are(tmp_path: Path) -> None:
    files = small_company(tmp_path)
    ran = semaforo("explain", "model.yaml", "--lead", "ana", *files, cwd=tmp_path)
    assert "Decides [alone]" in ran.stdout


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        (["--out", "s.csv"], "facts: No facts were given."),
        (["--leads", "leads.csv", "--store", "x", "--out", "s.csv"], "facts: Files and a store"),
        (["--leads", "leads.csv", "--out", "s.txt"], "unknown-format: “.txt”"),
        (["--leads", "leads.csv", "--out", "s.csv", "--as-of", "soon"], "bad-instant: “soon”"),
        (["--leads", "leads.csv", "--out", "s.csv", "--engine", "x"], "unknown-engine: "),
        (["--leads", "leads.csv", "--out", "s.csv", "--memory", "much"], "bad-memory: "),
        (["--leads", "leads.csv", "--out", "s.csv", "--excel", "fr"], "unknown-excel: "),
        (["--leads", "leads.csv", "--out", "s.jsonl", "--excel", "es"], "--excel does not go with"),
        (
            ["--leads=leads.csv", "--out=s.csv", "--contributions=c.parquet", "--excel=es"],
            "c.parquet not-for-excel: ",
        ),
        (["--store", "nowhere", "--out", "s.csv"], "no-store: "),
        (["--leads", "leads.csv", "--out", "s.csv", "--numbers", "fr"], "“fr” is not valid for"),
        (["--leads", "leads.csv", "--out", "s.csv", "--dates", "dmy"], "Write one of dd/mm/yyyy"),
        (["--store", "x", "--out", "s.csv", "--numbers", "es"], "facts: --map, --numbers and"),
        (["--leads", "none.csv", "--out", "s.csv"], "missing-file: "),
    ],
)
def test_mistakes(options: list[str], fault: str, tmp_path: Path) -> None:
    small_company(tmp_path)
    ran = semaforo("score", "model.yaml", *options, cwd=tmp_path)
    assert ran.returncode == 2
    assert fault in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "s.csv").exists()


@pytest.mark.parametrize("command", ["score", "load"])
def test_values_that_an_option_would_read_name_it(command: str, tmp_path: Path) -> None:
    small_company(tmp_path)
    model = tmp_path / "model.yaml"
    text = model.read_text(encoding="utf-8").replace(
        "job: {type", "size: {type: number}\n  job: {type"
    )
    model.write_text(text, encoding="utf-8")
    leads = 'id,created_at,size\n1,31/01/2026,"1.250,5"\n2,2026-01-15,7\n3,2026-01-15,many\n'
    (tmp_path / "leads.csv").write_text(leads, encoding="utf-8")
    asked = [command, "model.yaml", "--leads", "leads.csv", "--out", "o.csv"]
    asked += ["--as-of", "2026-02-01"] if command == "score" else []
    without = semaforo(*asked, cwd=tmp_path)
    assert without.stderr == (
        "Numbers such as 1.250,5 are read with --numbers es, or en.\n"
        "Dates such as 31/01/2026 are read with --dates dd/mm/yyyy, or mm/dd/yyyy.\n"
    )
    asked += ["--replace"] if command == "load" else []
    said = semaforo(*asked, "--numbers", "es", "--dates", "dd/mm/yyyy", cwd=tmp_path)
    assert (said.returncode, said.stderr) == (0, "")
    assert "1 values of size do not read as a number (such as many)" in said.stdout


def test_a_lead_that_is_not_there(tmp_path: Path) -> None:
    files = small_company(tmp_path)
    ran = semaforo("explain", "model.yaml", "--lead", "zoe", *files, cwd=tmp_path)
    assert ran.returncode == 2
    assert "unknown-lead: There is no lead “zoe” then. Write the id as the files" in ran.stderr


def test_a_lead_outside_the_population_is_not_called_unknown(tmp_path: Path) -> None:
    files = small_company(tmp_path)
    model = tmp_path / "model.yaml"
    model.write_text(model.read_text() + "population: {when: {job: boss}}\n")
    ran = semaforo("explain", "model.yaml", "--lead", "bea", *files, cwd=tmp_path)
    assert ran.returncode == 2
    assert "outside-population: The lead “bea” is outside the model's population." in ran.stderr


def test_a_store_is_neither_written_into_nor_replaced_unasked(tmp_path: Path) -> None:
    files = small_company(tmp_path)
    load = ["load", "model.yaml", *files, "--out", "store"]
    assert semaforo(*load, cwd=tmp_path).returncode == 0
    again = semaforo(*load, cwd=tmp_path)
    assert again.returncode == 2
    assert "store-exists: There is a fact store already. Add --replace" in again.stderr
    assert semaforo(*load, "--replace", cwd=tmp_path).returncode == 0
    asked = ["score", "model.yaml", "--store", "store", "--out", "store/leads.parquet"]
    into = semaforo(*asked, cwd=tmp_path)
    assert into.returncode == 2
    assert "file-in-use: " in into.stderr


@pytest.mark.parametrize(
    ("outs", "sentence"),
    [
        (["--out", "leads.csv"], "That file is already used in this command."),
        (["--out", "s.csv", "--contributions", "s.csv"], "already used in this command."),
        (["--out", "s.csv", "--map", "hubspo"], 'Did you mean "hubspot"?'),
        (["--out", "events.csv", "--events", "."], "That file is already used in this command."),
        (["--out", "leads.csv", "--leads", "*s.csv"], "That file is already used in this command."),
        (["--out", "map.csv", "--map", "map.csv"], "That file is already used in this command."),
        (["--out", "rivals.csv"], "That file is already used in this command."),
    ],
)
def test_nothing_is_lost_to_a_wrong_name(tmp_path: Path, outs: list[str], sentence: str) -> None:
    files = small_company(tmp_path)
    (tmp_path / "map.csv").write_text("leads: {}\n", encoding="utf-8")
    (tmp_path / "rivals.csv").write_text("acme.es\n", encoding="utf-8")
    with (tmp_path / "model.yaml").open("a", encoding="utf-8") as model:
        model.write("\nlists: {rivals: {file: rivals.csv}}\n")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    ran = semaforo("score", "model.yaml", *files, *outs, cwd=tmp_path)
    assert ran.returncode == 2
    assert sentence in ran.stderr
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before

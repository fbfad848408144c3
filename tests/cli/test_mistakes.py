"""A mistake ends with exit code 2 and a sentence that helps; never with a traceback."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from semaforo.cli.mistakes import engine_fault
from tests.cli.running import semaforo, start


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["chek"], "There is no command “chek”. Did you mean “check”?"),
        (["zzz"], "There is no command “zzz”. There are: "),
        (["check"], "MODEL is missing."),
        (["check", "--jsn", "m"], "There is no option --jsn. Did you mean --json?"),
        (["check", "--zzz", "m"], "There is no option --zzz."),
        (["check", "a", "b", "c"], "These arguments do not fit: b c"),
        (["simulate", "d", "--leads", "many"], "The value of --leads cannot be read."),
        (["simulate", "d", "--leads"], "--leads is used wrongly"),
        (["test", "no-such-model.yaml"], "There is no such file."),
        (["new", "no/such/folder/m.yaml"], "There is no such file or folder."),
    ],
)
def test_a_mistake_is_said_in_a_sentence(
    arguments: list[str], sentence: str, tmp_path: Path
) -> None:
    ran = semaforo(*arguments, cwd=tmp_path)
    assert ran.returncode == 2
    assert sentence in ran.stderr
    assert ran.stdout == ""
    assert "Traceback" not in ran.stderr


def test_the_same_in_spanish() -> None:
    ran = semaforo("chek", LANG="es_ES.UTF-8")
    assert ran.stderr == (
        "✗ error semaforo unknown-command: No existe el comando «chek». ¿Quizá «check»?\n"
    )


def test_nothing_at_all_shows_the_help() -> None:
    ran = semaforo()
    assert ran.returncode == 0
    assert "simulate" in ran.stdout
    assert ran.stderr == ""


def test_the_version() -> None:
    assert semaforo("--version").stdout == "semaforo 0.1.0\n"


def test_ctrl_c_ends_quietly(tmp_path: Path) -> None:
    asked = ["simulate", "firm", "--leads", "200000", "--events", "50000000"]
    running = start(*asked, cwd=tmp_path)
    while not (tmp_path / "firm").exists():
        assert running.poll() is None
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    printed, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert printed == ""
    assert said.strip() == "Interrupted."


def test_what_the_disk_refuses_is_said_without_a_traceback() -> None:
    class IOException(Exception):  # noqa: N818 - as DuckDB calls it
        pass

    fault = engine_fault(IOException('IO Error: Cannot open file "x": Permission denied'))
    assert fault is not None
    assert 'Cannot open file "x"' in fault.what.render("en")

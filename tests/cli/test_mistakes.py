"""A mistake ends with exit code 2 and a sentence that helps; never with a traceback."""

from __future__ import annotations

import errno
import gzip
import os
import re
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from semaforo.cli.entry import run
from semaforo.cli.mistakes import engine_fault
from semaforo.errors import reason_of
from tests.cli.data import small_company
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
    while not (tmp_path / "firm" / "events.parquet").exists():
        assert running.poll() is None
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    printed, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert printed == ""
    assert said.strip() == "Interrupted."


class IOException(Exception):  # noqa: N818 - as DuckDB calls it
    pass


@pytest.mark.parametrize(
    ("said", "file", "english", "spanish"),
    [
        (
            'IO Error: Cannot open file "out/x.csv": Permission denied',
            "out/x.csv",
            "There is no permission to open it.",
            "No hay permiso para abrirlo.",
        ),
        (
            'IO Error: Could not write file "y": No space left on device',
            "y",
            "The disk is full.",
            "El disco está lleno.",
        ),
        (
            "IO Error: something that DuckDB says",
            "semaforo",
            "A file could not be read or written.",
            "No se ha podido leer o escribir un fichero.",
        ),
    ],
)
def test_what_the_disk_refuses_is_said_in_our_words(
    said: str, file: str, english: str, spanish: str
) -> None:
    fault = engine_fault(IOException(said))
    assert fault is not None
    assert (fault.place.file, fault.what.render("en"), fault.what.render("es")) == (
        file,
        english,
        spanish,
    )


def test_every_reason_of_the_operating_system_is_ours() -> None:
    for number in (*errno.errorcode, 0, 9999):
        for language in ("en", "es"):
            said = reason_of(OSError(number, os.strerror(number))).render(language)
            assert os.strerror(number) not in said


@pytest.mark.parametrize("command", ["check", "test", "score", "explain"])
def test_a_model_that_cannot_be_read(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As root every file can be read, so the refusal is made up."""
    small_company(tmp_path)
    monkeypatch.chdir(tmp_path)
    refuse(monkeypatch, "model.yaml")
    asked = {"score": ["--leads=leads.csv", "--out=s.csv"]}
    asked["explain"] = ["--leads=leads.csv", "--lead=ana"]
    assert run([command, "model.yaml", *asked.get(command, []), "--lang=es"]) == 2
    said = capsys.readouterr()
    assert said.err == ("✗ error model.yaml unreadable-file: No hay permiso para abrirlo.\n")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("l.xlsx", b"no workbook"),
        ("l.parquet", b"no parquet"),
        ("l.csv.gz", b"no gz"),
        ("l.csv.gz", gzip.compress(b"id\n1\n" * 99)[:-9]),
        ("l.csv.gz", gzip.compress(bytes(range(256)) * 9)[:20] + b"x" * 40),
    ],
)
@pytest.mark.parametrize("refused", [False, True])
def test_facts_that_cannot_be_read(
    name: str,
    content: bytes,
    refused: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    small_company(tmp_path)
    (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    if refused:
        refuse(monkeypatch, name)
    assert run(["score", "model.yaml", "--leads", name, "--out=s.csv", "--lang=es"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"✗ error {name} unreadable-file: ")
    assert ("No hay permiso para abrirlo." in said) == (refused and name != "l.parquet")
    assert not re.search(r"Errno|Invalid|denied|Error|gzip|magic", said)


def refuse(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let no file of this name be opened, as for somebody without permission."""

    def refusing(opened: Any) -> Any:
        def open_(path: Any, *rest: Any, **named: Any) -> Any:
            if Path(str(path)).name == name:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
            return opened(path, *rest, **named)

        return open_

    access = os.access
    monkeypatch.setattr(Path, "open", refusing(Path.open))
    monkeypatch.setattr(gzip, "open", refusing(gzip.open))
    monkeypatch.setattr(
        os, "access", lambda path, mode: Path(path).name != name and access(path, mode)
    )

"""`semaforo check`: what is wrong and what is doubtful in a model file."""

from __future__ import annotations

import json
from pathlib import Path

from semaforo.cli.spoken import Commands
from semaforo.cli.terminal import Terminal
from semaforo.errors import Fault, SemaforoError
from semaforo.language import message

MISTAKE = 2


def add(commands: Commands) -> None:
    """Add `semaforo check`."""

    @commands.command(
        "check",
        message(
            "Check a model or a map: every error and every warning, with its place and its cure."
        ),
    )
    def check(
        model: Path = commands.argument(
            message("MODEL"), message("The YAML file of the model, or of a map.")
        ),
        as_json: bool = commands.option(
            "--json", message("Print the findings as JSON, for editors."), default=False
        ),
    ) -> int:
        is_map, faults = findings(model)
        if as_json:
            commands.terminal.write(as_lines(faults, commands.terminal.language))
        else:
            if is_map:
                commands.terminal.note(
                    message("{file} is a map, and is checked as one.", file=str(model))
                )
            _show(model, faults, commands.terminal)
        return MISTAKE if any(f.severity == "error" for f in faults) else 0


def findings(path: Path) -> tuple[bool, tuple[Fault, ...]]:
    """Whether the file is a map, and what can be said against it: errors, or else warnings."""
    from semaforo.document import read
    from semaforo.facts.map import looks_like_map, map_of
    from semaforo.model.files import model_of

    is_map = False
    try:
        document = read(path)
        is_map = looks_like_map(document.data)
        if is_map:
            map_of(document)
            return True, ()
        return False, tuple(model_of(document, path.parent).warnings)
    except SemaforoError as error:
        return is_map, error.faults


def as_lines(faults: tuple[Fault, ...], language: str) -> str:
    """The findings as a JSON list. Lines and columns count from 1; 0 is the whole file."""
    rows = [
        {
            "severity": fault.severity,
            "code": fault.code,
            "file": fault.place.file,
            "line": fault.place.line,
            "column": fault.place.column,
            "what": fault.what.render(language),
            "fix": fault.fix.render(language) if fault.fix else None,
        }
        for fault in faults
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _show(path: Path, faults: tuple[Fault, ...], terminal: Terminal) -> None:
    terminal.faults(faults)
    errors = sum(fault.severity == "error" for fault in faults)
    warnings = len(faults) - errors
    if not faults:
        terminal.result(message("{file}: nothing to say against it.", file=str(path)))
        return
    terminal.result(
        message(
            "{file}: errors {errors}, warnings {warnings}.",
            file=str(path),
            errors=errors,
            warnings=warnings,
        )
    )

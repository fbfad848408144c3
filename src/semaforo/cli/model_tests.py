"""`semaforo test`: the tests a model carries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from semaforo.cli import figures
from semaforo.cli.spoken import Commands
from semaforo.language import Message, message

if TYPE_CHECKING:
    from semaforo.cli.terminal import Terminal
    from semaforo.model.agreement import Expected
    from semaforo.score.model_tests import Tested

FAILED = 1


def add(commands: Commands) -> None:
    """Add `semaforo test`."""

    @commands.command("test", message("Run the tests that a model carries."))
    def test(
        model: Path = commands.argument(message("MODEL"), message("The model's YAML file.")),
    ) -> int:
        from semaforo.model.files import read_model
        from semaforo.score.model_tests import run_tests

        checked = read_model(model)
        results = run_tests(checked.model, checked.tests)
        for result in results:
            _show(result, commands.terminal)
        passed = sum(result.passed for result in results)
        commands.terminal.result(_sum(model, passed, len(results) - passed))
        return 0 if passed == len(results) else FAILED


def _sum(model: Path, passed: int, failed: int) -> Message:
    if not passed + failed:
        return message("{file} carries no tests.", file=str(model))
    return message("{passed} passed, {failed} failed", passed=passed, failed=failed)


def _show(result: Tested, terminal: Terminal) -> None:
    mark = "✓" if result.passed else "✗"
    terminal.result(message("{mark} {name}", mark=mark, name=result.test.name))
    for difference in result.differences:
        terminal.result(
            message(
                "    {column}: expected {expected}, got {got}",
                column=difference.column,
                expected=_shown(difference.expected, terminal.language),
                got=_shown(difference.got, terminal.language),
            )
        )


def _shown(value: Expected, language: str) -> str | Message:
    match value:
        case None | ():
            return message("nothing")
        case bool():
            return str(value).lower()
        case int() | float():
            return figures.number(value, language)
        case tuple():
            return "|".join(value)
    return value

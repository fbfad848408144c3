"""One run of the command line: from arguments to an exit code, never a traceback for a mistake.

0 is fine; 1 says that what was asked found something (a model's test failed); 2 is a mistake in
what was given; 130 is Ctrl-C.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from semaforo.cli import tongue
from semaforo.cli.mistakes import engine_fault, fault_of, is_interrupt, usage_fault
from semaforo.cli.terminal import Terminal
from semaforo.errors import SemaforoError

MISTAKE = 2
INTERRUPTED = 130
BROKEN_PIPE = 1


def run(arguments: Sequence[str]) -> int:
    """Run `semaforo` with `arguments`. The exit code."""
    asked, rest = tongue.taken_out(arguments)
    terminal = Terminal(tongue.from_environment(os.environ))
    try:
        if asked is not None:
            terminal = Terminal(tongue.checked(asked))
        return _run(rest, terminal)
    except SemaforoError as error:
        terminal.faults(error.faults)
        return MISTAKE
    except KeyboardInterrupt:
        terminal.interrupted()
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has left; nothing more may be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        terminal.faults([fault_of(error)])
        return MISTAKE


def _run(arguments: list[str], terminal: Terminal) -> int:
    tongue.use(terminal.language)
    # Only now: Typer reads its words when it is imported.
    from typer.main import get_command

    from semaforo.cli.app import build

    command = get_command(build(terminal))
    try:
        code = command.main(args=arguments, prog_name="semaforo", standalone_mode=False)
    except Exception as error:
        if is_interrupt(error):
            raise KeyboardInterrupt from error
        fault = usage_fault(error) or engine_fault(error)
        if fault is None:
            raise
        raise SemaforoError([fault]) from error
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0

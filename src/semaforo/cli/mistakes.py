"""Mistakes that are not the library's to find: wrong options, files that cannot be opened."""

from __future__ import annotations

import re

from semaforo.errors import Fault, Place, reason_in, reason_of
from semaforo.language import Message, message

_FILE = re.compile(r'"([^"]+)"')


def fault_of(error: OSError) -> Fault:
    """An error of the operating system as a fault, in words."""
    return Fault("file", Place(str(error.filename or "-")), reason_of(error))


def is_interrupt(error: Exception) -> bool:
    """Whether an engine reports, in its own way, that somebody pressed Ctrl-C."""
    return type(error).__name__ == "InterruptException" or "KeyboardInterrupt" in str(error)


def engine_fault(error: Exception) -> Fault | None:
    """The fault of an engine that ran out of room or of a disk; None for any other error."""
    kind = type(error).__name__
    if kind in ("IOException", "FileCreateError"):
        file = _FILE.search(str(error))
        what = reason_in(str(error)) or message("A file could not be read or written.")
        return Fault("file", Place(file.group(1) if file else "semaforo"), what)
    if kind != "OutOfMemoryException":
        return None
    what = message("The memory is not enough for this.")
    fix = message("Allow more with --memory, or load a store first and score from it.")
    return Fault("out-of-memory", Place("semaforo"), what, fix)


def usage_fault(error: Exception) -> Fault | None:
    """What is wrong with the arguments, or None when `error` is of another kind."""
    from typer._click import exceptions as usage

    if not isinstance(error, usage.UsageError):
        return None
    context = error.ctx
    command = context.command_path if context is not None else "semaforo"
    fix = message("{command} --help shows what there is.", command=command)
    return Fault("usage", Place(command), _sentence(error), fix)


def _sentence(error: Exception) -> Message:
    from typer._click import exceptions as usage

    match error:
        case usage.MissingParameter() if error.param is not None:
            return message("{name} is missing.", name=_name(error.param))
        case usage.BadParameter() if error.param is not None:
            return message("The value of {name} cannot be read.", name=_name(error.param))
        case usage.NoSuchOption():
            return _no_option(error.option_name, error.possibilities or ())
        case usage.BadOptionUsage():
            return message("{name} is used wrongly: does its value lack?", name=error.option_name)
    # What the parser names stands in brackets at the end of its own sentence.
    named = re.search(r"\(([^()]+)\)$", str(error))
    if named is None:
        return message("The arguments do not fit.")
    return message("These arguments do not fit: {arguments}", arguments=named.group(1))


def _no_option(name: str, near: object) -> Message:
    names = ", ".join(near) if isinstance(near, (list, tuple)) else ""
    if not names:
        return message("There is no option {name}.", name=name)
    return message("There is no option {name}. Did you mean {near}?", name=name, near=names)


def _name(param: object) -> str:
    """How a person knows the parameter: its long option, or the word in the usage line."""
    options = [o for o in getattr(param, "opts", []) if o.startswith("--")]
    return options[0] if options else str(getattr(param, "metavar", None) or "?")

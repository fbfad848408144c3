"""Typer, speaking the language of this run: every help text and metavar is a message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from semaforo.cli.terminal import Terminal
from semaforo.errors import Fault, Place, SemaforoError
from semaforo.language import Message, message

Run = TypeVar("Run", bound=Callable[..., Any])


class Commands:
    """The commands of one `semaforo`, to which each command's module adds its own."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        say = terminal.say
        self._options = say(message("[OPTIONS]"))
        self._class = command_class(terminal)
        self.app = typer.Typer(
            help=say(message("Lead scoring whose every point can be explained and replayed.")),
            cls=group_class(terminal),
            add_completion=False,
            pretty_exceptions_enable=False,
            options_metavar=self._options,
            subcommand_metavar=say(message("COMMAND …")),
            invoke_without_command=True,
            context_settings={"help_option_names": ["--help", "-h"]},
        )

    def command(self, name: str, purpose: Message) -> Callable[[Run], Run]:
        """Decorator: the function is `semaforo NAME`."""
        return self.app.command(
            name,
            cls=self._class,
            help=self.terminal.say(purpose),
            options_metavar=self._options,
        )

    def argument(self, metavar: Message, purpose: Message, default: Any = ...) -> Any:
        """A positional argument."""
        say = self.terminal.say
        # Typer would say of a file without permission only that its name cannot be read.
        return typer.Argument(default, metavar=say(metavar), help=say(purpose), readable=False)

    def option(
        self, name: str, purpose: Message, metavar: Message | None = None, default: Any = None
    ) -> Any:
        """An option. Flags have no metavar; `...` as default makes it required."""
        say = self.terminal.say
        shown = "" if metavar is None else say(metavar)
        counted = isinstance(default, int) and not isinstance(default, bool)
        return typer.Option(
            default, name, metavar=shown, help=say(purpose), show_default=counted, readable=False
        )


class _Speaking:
    """What commands and the top have in common: usage line and help option in one language."""

    terminal: Terminal

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        prefix = f"{self.terminal.say(message('Usage:'))} "
        formatter.write_usage(ctx.command_path, " ".join(_usage_pieces(self)), prefix)

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = self.terminal.say(message("Show this help."))
            option.metavar = ""
        return option


def command_class(terminal: Terminal) -> type[TyperCommand]:
    """The class of a command that speaks the terminal's language."""

    class Command(_Speaking, TyperCommand):
        def __init__(self, *rest: Any, **named: Any) -> None:
            super().__init__(*rest, **named)
            for argument in self.params:
                if argument.param_type_name == "argument":
                    # The type's name is Python's word, not a person's.
                    argument.display_type_rich = lambda ctx: ""  # type: ignore[attr-defined]

    Command.terminal = terminal
    return Command


def group_class(terminal: Terminal) -> type[TyperGroup]:
    """The class of the top, which also knows the nearest name of a wrong command."""

    class Group(_Speaking, TyperGroup):
        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            if args[0] not in self.commands:
                raise SemaforoError([unknown_command(args[0], list(self.commands))])
            return super().resolve_command(ctx, args)

    Group.terminal = terminal
    return Group


def _usage_pieces(command: Any) -> list[str]:
    """`[OPTIONS] MODEL…`: what may follow the command's name."""
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    pieces = [p.metavar + ("…" if p.nargs < 0 else "") for p in arguments]
    shown = [p if a.required else f"[{p}]" for p, a in zip(pieces, arguments, strict=True)]
    tail = getattr(command, "subcommand_metavar", None)
    return [command.options_metavar, *shown, *([tail] if tail else [])]


def unknown_command(name: str, known: Sequence[str]) -> Fault:
    """The fault of a command that does not exist, with the nearest one that does."""
    near = get_close_matches(name, known, n=1)
    fix = (
        message("Did you mean “{near}”?", near=near[0])
        if near
        else message("There are: {commands}.", commands=", ".join(known))
    )
    what = message("There is no command “{name}”.", name=name)
    return Fault("unknown-command", Place("semaforo"), what, fix)

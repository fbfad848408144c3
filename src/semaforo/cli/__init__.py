"""The command line: `semaforo`. Thin: it reads options, calls the library, and shows what came."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point. Everything else is imported only when it is needed."""
    from semaforo.cli.entry import run

    sys.exit(run(sys.argv[1:]))

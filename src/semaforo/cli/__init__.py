"""The command line: `semaforo`. Thin: it reads options, calls the library, and shows what came."""

from __future__ import annotations

import gc
import sys

_OBJECTS_BETWEEN_COLLECTIONS = 100_000


def main() -> None:
    """Entry point. Everything else is imported only when it is needed.

    Compiling a model makes a million small objects that live until it is done: the collector would
    walk over them again and again, a quarter of the time, and find nothing.
    """
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    from semaforo.cli.entry import INTERRUPTED, run

    try:
        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        # A second Ctrl-C, while the first was being answered.
        code = INTERRUPTED
    sys.exit(code)

"""`semaforo schema`: what editors complete and check models with."""

from __future__ import annotations

import json

from semaforo.cli.spoken import Commands
from semaforo.language import message


def add(commands: Commands) -> None:
    """Add `semaforo schema`."""

    @commands.command("schema", message("Print the JSON Schema of models, for editors."))
    def schema() -> None:
        from semaforo.model.schema import json_schema

        commands.terminal.write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")

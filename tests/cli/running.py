"""Running `semaforo` as a person does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def semaforo(
    *arguments: str | Path, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """One run in a process of its own, in English unless the environment says otherwise."""
    return subprocess.run(
        [sys.executable, "-m", "semaforo.cli", *map(str, arguments)],
        cwd=cwd,
        env={**_inherited(), "LANG": "en_GB.UTF-8", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )


def start(*arguments: str, cwd: Path) -> subprocess.Popen[str]:
    """The same, but not waited for."""
    return subprocess.Popen(
        [sys.executable, "-m", "semaforo.cli", *arguments],
        cwd=cwd,
        env={**_inherited(), "LANG": "en_GB.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def _inherited() -> dict[str, str]:
    """The environment without what decides on language, colour and width."""
    deciding = ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE", "NO_COLOR", "FORCE_COLOR", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if name not in deciding}
    return kept | {"PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "error"}

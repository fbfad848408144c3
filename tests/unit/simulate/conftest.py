from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from semaforo.simulate import simulate

LEADS, EVENTS = 3_000, 60_000


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """One synthetic company: its folder and its truth."""
    folder = tmp_path_factory.mktemp("company")
    return folder, simulate(folder, leads=LEADS, events=EVENTS, seed=11)

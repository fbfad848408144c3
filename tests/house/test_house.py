"""Habits of the repository that are easily lost."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ADDRESS = re.compile(r"https?://")
NO_ADDRESSES = ("Makefile", "constraints.txt", ".ci/run", "pyproject.toml")


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


@pytest.mark.parametrize("name", NO_ADDRESSES)
def test_what_installs_names_packages_and_no_addresses(name: str) -> None:
    assert not ADDRESS.search((ROOT / name).read_text(encoding="utf-8"))


def test_every_pinned_version_is_exact() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert lines
    assert not [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][^\s]*", line)]


def test_ci_runs_the_command_of_the_desk() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert script.read_text(encoding="utf-8").rstrip().endswith("exec make test </dev/null")


def test_no_compiled_catalogue_is_kept() -> None:
    assert not [path for path in tracked() if path.suffix == ".mo"]

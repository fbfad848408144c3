"""The folder a fact store goes to: only an older store gives way to it, and only when asked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from semaforo.errors import Fault, Place, SemaforoError, reason_of
from semaforo.language import Message, message
from semaforo.store.manifest import MANIFEST, REPORT, read_manifest
from semaforo.store.typed_facts import STORE_TABLES

FILES = frozenset(
    {MANIFEST, REPORT, *(f"{table}.parquet" for table in (*STORE_TABLES, "robots", "set_aside"))}
)
"""What a store consists of."""


def check_room(out: Path, read: Iterable[Path], *, replace: bool) -> None:
    """Raise SemaforoError unless a store can be made in the folder `out`.

    `read` are the files the store is made of, none of which may lie there. With `replace` an older
    store gives way, or what an interrupted load left of one.
    """
    _keep_apart(out, read)
    held = _held(out)
    if held - FILES or (MANIFEST in held and not _is_store(out)):
        what = message("The folder is not empty, and it is no fact store.")
        raise _refused("not-a-store", out, what, message("Name a new folder."))
    if held and not replace:
        what = message("There is a fact store already.")
        fix = message("Add --replace to make it anew, or name another folder.")
        raise _refused("store-exists", out, what, fix)


def make_room(out: Path) -> None:
    """An empty folder at `out`, where `check_room` found room. Raises SemaforoError."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        # The manifest first: without it, what is left of a store is none.
        for name in (MANIFEST, *sorted(FILES - {MANIFEST})):
            (out / name).unlink(missing_ok=True)
    except OSError as error:
        raise _refused("unwritable", out, reason_of(error)) from None


def _held(out: Path) -> set[str]:
    """The names of what is in the folder; nothing if it is not there."""
    try:
        return {path.name for path in out.iterdir()}
    except FileNotFoundError:
        return set()
    except OSError as error:
        raise _refused("unwritable", out, reason_of(error)) from None


def _is_store(out: Path) -> bool:
    try:
        read_manifest(out)
    except SemaforoError:
        return False
    return True


def _keep_apart(out: Path, read: Iterable[Path]) -> None:
    for path in read:
        if path.resolve().is_relative_to(out.resolve()):
            what = message("{file} is read for the store, so it cannot lie in it.", file=str(path))
            raise _refused("file-in-use", out, what, message("Name a new folder."))


def _refused(code: str, out: Path, what: Message, fix: Message | None = None) -> SemaforoError:
    return SemaforoError([Fault(code, Place(str(out)), what, fix)])

"""The folder a fact store goes to: only an older store gives way to it, and only when asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from semaforo.errors import Fault, Place, SemaforoError, reason_of
from semaforo.language import Message, message
from semaforo.store.manifest import MANIFEST, REPORT, read_manifest
from semaforo.store.typed_facts import STORE_TABLES

FILES = frozenset(
    {MANIFEST, REPORT, *(f"{table}.parquet" for table in (*STORE_TABLES, "robots", "set_aside"))}
)
"""What a store consists of."""
_UNFINISHED = ".unfinished"
"""The folder in that of the store where a load writes until it is done."""


def check_room(out: Path, read: Iterable[Path], *, replace: bool) -> None:
    """Raise SemaforoError unless a store can be made in the folder `out`.

    `read` are the files the store is made of, none of which may lie there. With `replace` an older
    store may give way.
    """
    _keep_apart(out, read)
    found = _held(out)
    held = found - {_UNFINISHED}
    if held - FILES or (held and not _is_store(out) and not _was_moved_to(found)):
        what = message("The folder is not empty, and it is no fact store.")
        raise _refused("not-a-store", out, what, message("Name a new folder."))
    if held and not replace:
        what = message("There is a fact store already.")
        fix = message("Add --replace to make it anew, or name another folder.")
        raise _refused("store-exists", out, what, fix)


@contextmanager
def room(out: Path) -> Iterator[Path]:
    """A folder to make a store in, for `out`, where `check_room` found room.

    What was written moves to its place when the block ends well; if it does not, an older store is
    as it was. If the moving fails, neither is a store, and the next load may replace what is left.
    Raises SemaforoError.
    """
    made = out / _UNFINISHED
    try:
        _clear(made)
        made.mkdir(parents=True)
    except OSError as error:
        raise _refused("unwritable", out, reason_of(error)) from None
    try:
        yield made
    except BaseException:
        _clear(made)
        raise
    try:
        _move(made, out)
    except OSError as error:
        raise _refused("unwritable", out, reason_of(error)) from None


def _move(made: Path, out: Path) -> None:
    # The manifest goes first and comes last: without it, no mixture of two stores is one.
    (out / MANIFEST).unlink(missing_ok=True)
    for name in sorted(FILES, key=lambda name: name == MANIFEST):
        (made / name).replace(out / name)
    _clear(made)


def _clear(made: Path) -> None:
    if made.exists():
        shutil.rmtree(made)


def _held(out: Path) -> set[str]:
    """The names of what is in the folder; nothing if it is not there."""
    try:
        return {path.name for path in out.iterdir()}
    except FileNotFoundError:
        return set()
    except OSError as error:
        raise _refused("unwritable", out, reason_of(error)) from None


def _was_moved_to(found: set[str]) -> bool:
    """Whether a load was stopped while it moved its files: they are a store's, and there is no
    manifest. Without the folder of that load they may be anybody's files of the same names."""
    return _UNFINISHED in found and MANIFEST not in found


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

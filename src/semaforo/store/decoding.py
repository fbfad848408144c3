"""Text files in other encodings become UTF-8 files, chunk by chunk, beside everything else."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from semaforo.errors import Fault, Place, SemaforoError, reason_of
from semaforo.language import message

_CHUNK = 4 * 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_READ_AS_THEY_ARE = frozenset({"utf-8", "utf-8-sig", "ascii"})


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file and what it is written in. `path` is the file itself or its UTF-8 copy."""

    path: Path
    original: Path
    encoding: str


def as_utf8(original: Path, encoding: str | None, folder: Path) -> TextFile:
    """`original` as a UTF-8 text, copied to `folder` if it is in another encoding.

    `encoding` is what the map says; without it the byte order mark decides, else UTF-8 where the
    whole file is that, else Windows-1252. Raises SemaforoError.
    """
    try:
        named = _known(encoding, original) if encoding else _detected(original)
        if named in _READ_AS_THEY_ARE and not (encoding and not _is_utf8(original)):
            return TextFile(original, original, named.removesuffix("-sig"))
        return TextFile(copied(original, named, folder), original, named)
    except UnicodeError:
        raise _unreadable(original, encoding) from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        what = message("The file cannot be unpacked: it is no .gz file, or it is cut short.")
        raise SemaforoError([Fault("unreadable-file", Place(str(original)), what)]) from None
    except OSError as error:
        raise SemaforoError(
            [Fault("unreadable-file", Place(str(original)), reason_of(error))]
        ) from None


def copied(original: Path, encoding: str, folder: Path, *, one_line_end: bool = False) -> Path:
    """A UTF-8 copy of `original` in `folder`, with \\n for every line end if so asked."""
    target = folder / f"{len(list(folder.iterdir()))}-{original.name.removesuffix('.gz')}"
    decoder = codecs.getincrementaldecoder(encoding)()
    with target.open("wb") as out:
        held = ""
        for chunk in _chunks(original):
            text = held + decoder.decode(chunk)
            held = text[-1:] if one_line_end and text.endswith("\r") else ""
            out.write(_lines(text[: len(text) - len(held)], one_line_end).encode())
        out.write(_lines(held + decoder.decode(b"", final=True), one_line_end).encode())
    return target


def opened(path: Path) -> BinaryIO:
    """The bytes of a file, unpacked if it is a .gz."""
    if path.name.lower().endswith(".gz"):
        return cast("BinaryIO", gzip.open(path, "rb"))
    return path.open("rb")


def _chunks(path: Path) -> Iterator[bytes]:
    with opened(path) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _lines(text: str, one_line_end: bool) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if one_line_end else text


def _known(encoding: str, path: Path) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        what = message('There is no encoding "{name}".', name=encoding)
        fix = message("Write for example utf-8, utf-16 or cp1252.")
        raise SemaforoError([Fault("unknown-encoding", Place(str(path)), what, fix)]) from None


def _detected(path: Path) -> str:
    with opened(path) as stream:
        head = stream.read(4096)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    # Text of western languages in UTF-16 has a zero in every other byte.
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) // 4:
        return "utf-16-be"
    return "utf-8" if _is_utf8(path) else "cp1252"


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        pending = False
        for chunk in _chunks(path):
            if pending or not chunk.isascii():
                decoder.decode(chunk)
                pending = bool(decoder.getstate()[0])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _unreadable(path: Path, encoding: str | None) -> SemaforoError:
    what = (
        message("The file is not text in {encoding}.", encoding=encoding)
        if encoding
        else message("The file is not text in UTF-8, UTF-16 or Windows-1252.")
    )
    fix = message("Save it as UTF-8, or write its encoding in the map, as in encoding: cp850.")
    return SemaforoError([Fault("unreadable-encoding", Place(str(path)), what, fix)])

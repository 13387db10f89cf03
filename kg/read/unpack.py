"""Zip and gzip with limits: on members, sizes, ratios and on all that is unpacked together."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from typing import BinaryIO, cast

from kg.read.limits import MAX_DIRECTORY, MAX_MEMBER, MAX_MEMBERS, MAX_RATIO
from kg.read.options import Budget
from kg.read.problem import problem

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)
"""What the libraries raise for archives that are broken."""

_FREE = 1_000_000
"""Up to this size a file may unpack to any multiple of its packed size."""


def zip_file(stream: BinaryIO, where: str) -> zipfile.ZipFile:
    """Open a zip archive; BadInput if it is broken or lists too many members."""
    try:
        careful = _Careful(stream)
        found = zipfile.ZipFile(cast(BinaryIO, careful))
        careful.most = MAX_MEMBER
    except BROKEN as error:
        raise problem(where, f"is a broken zip archive ({error})", "make or fetch it again") from None
    if len(found.infolist()) > MAX_MEMBERS:
        raise problem(where, f"has more than {MAX_MEMBERS} members", "split it")
    return found


def member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: str, limit: int, budget: Budget) -> bytes:
    """Return the bytes of a member; BadInput if they are locked, broken, too many or too tightly packed."""
    if info.flag_bits & 1:
        raise problem(where, "is encrypted", "unpack it with its password first")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise problem(where, "is packed in a way that kg does not unpack", "pack it with deflate, as most programs do")
    if info.file_size > limit:
        raise problem(where, f"is larger than {limit // 1_000_000} MB", "split it")
    if info.file_size > max(_FREE, MAX_RATIO * info.compress_size):
        raise problem(where, f"unpacks to more than {MAX_RATIO} times its size", "no article does; leave it out")
    if not budget.take(info.file_size):
        raise problem(where, "is one file too many: all together unpack to too much", "split the archive")
    try:
        with archive.open(info) as stream:
            return stream.read(limit)  # never more than the size it declares, which zipfile holds it to
    except (*BROKEN, RuntimeError) as error:
        raise problem(where, f"cannot be unpacked ({error})", "make or fetch the archive again") from None


class Gunzip:
    """A gzip file's bytes, forward only and counted; a ValueError ends them where they are too many."""

    def __init__(self, packed: BinaryIO, budget: Budget) -> None:
        self._packed, self._budget = packed, budget
        self._stream = gzip.GzipFile(fileobj=packed, mode="rb")
        self._told = 0

    def read(self, size: int) -> bytes:
        """Return that many bytes, fewer only at the end."""
        return self._counted(self._stream.read(size))

    def readline(self, size: int) -> bytes:
        """Return a line, or as many bytes."""
        return self._counted(self._stream.readline(size))

    def tell(self) -> int:
        """Return how many bytes were read."""
        return self._told

    def seek(self, position: int) -> int:
        """Go on to a position, reading what lies between."""
        while self._told < position and self.read(min(65_536, position - self._told)):
            pass
        if self._told != position:
            raise EOFError("it breaks off")
        return position

    def _counted(self, data: bytes) -> bytes:
        self._told += len(data)
        if not self._budget.take(len(data)):
            raise ValueError("all together it unpacks to too much")
        if self._told > max(10 * _FREE, MAX_RATIO * self._packed.tell()):
            raise ValueError(f"it unpacks to more than {MAX_RATIO} times its size")
        return data


class _Careful(io.RawIOBase):
    """A file that refuses to be read in one piece as large as only a hostile list of contents is."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.most = stream, MAX_DIRECTORY

    def read(self, size: int = -1, /) -> bytes:
        if size > self.most:
            raise zipfile.BadZipFile("its list of contents is too long")
        return self._stream.read(size)

    def seek(self, position: int, whence: int = 0, /) -> int:
        return self._stream.seek(position, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def seekable(self) -> bool:
        return True

"""Zip, tar, tar.gz and gzip: the articles in them. Nothing is ever written, and no link in them is followed."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from kg.model import BadInput
from kg.read import kinds
from kg.read.limits import MAX_BYTES, MAX_DEPTH, MAX_MEMBER, MAX_MEMBERS
from kg.read.options import Options
from kg.read.problem import problem
from kg.read.record import Found, Inside, Record
from kg.read.unpack import BROKEN, Gunzip, member, zip_file


def members(stream: BinaryIO, where: str, kind: str, options: Options, inside: Inside) -> Iterator[Found]:
    """Read each article of an archive; a member that is locked, broken or too large is reported, and others go on.

    As in a folder, hidden files, files of other kinds, README and licence files are passed over.
    """
    if options.depth > MAX_DEPTH:
        yield problem(where, "is an archive in an archive in an archive", "unpack it first")
        return
    inner = replace(options, depth=options.depth + 1)
    found = {"zip": _zip, "tar": _tar, "gzip": _gzip}[kind](stream, where, inner, inside)
    empty = True
    try:
        for item in found:
            empty = False
            yield item
    except BadInput as error:
        yield error
    except (*BROKEN, tarfile.TarError) as error:
        yield problem(where, f"is a broken or hostile archive ({error})", "make or fetch it again, or unpack it first")
    else:
        if empty:
            yield problem(where, "has no article in it", f"kg reads {', '.join(sorted(kinds.KINDS))}")


def _zip(stream: BinaryIO, where: str, options: Options, inside: Inside) -> Iterator[Found]:
    with zip_file(stream, where) as archive:
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            here = f"{where}/{info.filename}"
            if info.is_dir() or not _wanted(info.filename):
                continue
            try:
                data = member(archive, info, here, _limit(info.filename), options.budget)
            except BadInput as error:
                yield error
                if options.budget.left < 0:
                    return
            else:
                yield from _member(data, info.filename, here, options, inside)


def _tar(stream: BinaryIO, where: str, options: Options, inside: Inside) -> Iterator[Found]:
    packed = stream.read(2) == b"\x1f\x8b"
    stream.seek(0)
    plain = cast(BinaryIO, Gunzip(stream, options.budget)) if packed else stream
    careful = _Careful(plain)
    with tarfile.open(fileobj=cast(BinaryIO, careful), mode="r:") as archive:
        for count, info in enumerate(archive):
            vars(archive)["members"] = []  # the library keeps them all
            here = f"{where}/{info.name}"
            if count >= MAX_MEMBERS:
                raise problem(where, f"has more than {MAX_MEMBERS} members", "split it")
            if not info.isreg() or not _wanted(info.name):
                continue
            limit = _limit(info.name)
            if info.size > limit:
                yield problem(here, f"is larger than {limit // 1_000_000} MB", "split it")
            elif not packed and not options.budget.take(info.size):
                raise problem(here, "is one file too many: all together unpack to too much", "split the archive")
            elif (opened := archive.extractfile(info)) is not None:
                yield from _member(opened.read(), info.name, here, options, inside)
    if careful.last.strip(b"\0"):  # the library takes a broken header for the end
        raise tarfile.ReadError("it breaks off or has a broken member")


def _gzip(stream: BinaryIO, where: str, options: Options, inside: Inside) -> Iterator[Found]:
    name = where.removesuffix(".gz")
    kind = kinds.by_name(name)
    plain = cast(BinaryIO, Gunzip(stream, options.budget))
    if kind in ("zip", "tar", "warc"):  # those go to and fro in their file
        data = plain.read(MAX_MEMBER)
        if len(data) == MAX_MEMBER:
            raise problem(where, f"unpacks to more than {MAX_MEMBER // 1_000_000} MB", "unpack it first")
        plain = io.BytesIO(data)
    yield from inside(plain, where, kind, options)


def _member(data: bytes, name: str, where: str, options: Options, inside: Inside) -> Iterator[Found]:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        yield problem(where, "has a name that leads out of the archive", "pack it again with plain names")
        return
    for item in inside(io.BytesIO(data), where, kinds.by_name(name), options):
        if isinstance(item, Record):
            inner = kinds.stem(name)
            yield replace(item, name=inner if item.name is None else f"{inner}/{item.name}")
        else:
            yield item


def _wanted(name: str) -> bool:
    folders = PurePosixPath(name).parts[:-1]
    hidden = any(part.startswith((".", "__MACOSX")) and part not in ("..", ".") for part in folders)
    return not hidden and kinds.is_article(PurePosixPath(name).name)


def _limit(name: str) -> int:
    return MAX_MEMBER if kinds.by_name(name) in kinds.MANY else MAX_BYTES


class _Careful:
    """A tar file that refuses to be read in one piece as large as only a hostile header is."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.last = b""

    def read(self, size: int) -> bytes:
        """Return that many bytes."""
        if size > MAX_MEMBER:
            raise tarfile.ReadError("a header in it is too long")
        self.last = self._stream.read(size)
        return self.last

    def seek(self, position: int) -> int:
        """Go to a position."""
        return self._stream.seek(position)

    def tell(self) -> int:
        """Return the position."""
        return self._stream.tell()

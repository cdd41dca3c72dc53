"""Files whose content git knows, recognised by what its index says of them.

The format is that of gitformat-index(5), versions 2 to 4. An index that leaves entries
to another file (a split one), fails its own checksum or holds what is unknown here
counts as none. Whoever gets no answer reads the file.

Which entries to trust is in git's technical/racy-git: a file may change once more in
the tick of the clock in which it was added, so an entry as young as the index is none.
"""

import os
import struct
from collections.abc import Container, Iterator, Mapping
from functools import cached_property
from hashlib import sha1

from ssot_audit.discover import git
from ssot_audit.discover.source import Blob, File, Stamp

FEW = 200
"""Files that are read in less time than git and its index take to be asked."""

_HEADER = struct.Struct(">4sII")
_ENTRY = struct.Struct(">10I20sH")
_EXTENSION = struct.Struct(">4sI")
_HASH = 20
_LONG_HASH = 32
_WORD = 0xFFFFFFFF
_REGULAR = 0o10
"""The upper bits of the mode, apart from permissions."""

_EXTENDED = 0x4000
_DOUBTFUL = 0xB000
"""Assumed unchanged, or one of several stages of a conflict."""
_MORE_DOUBTFUL = 0x6000
"""Not to be checked out, or not added yet."""
_EXTENDED_VERSION, _COMPRESSED_VERSION = 3, 4
_SPARSE = b"sdir"
"""Whole directories may be one entry, which is no regular file."""

_Known = Mapping[bytes, tuple[int, int, int, int, bytes]]
"""Size, times, inode and id by path."""


class GitIndex:
    """What git knows of the files below a directory; asked only when many are new."""

    def __init__(self, root: str) -> None:
        """Take any directory, in a work tree or not."""
        self._root = root
        self._asked = 0

    def blob(self, file: File, stamp: Stamp | None) -> Blob | None:
        """Return which blob a file is that has this stamp; None: git does not know."""
        self._asked += 1
        if stamp is None or self._asked <= FEW:
            return None
        known = self._known.get(os.fsencode(file.path))
        if known is None:
            return None
        *stated, name = known
        seen = stamp.size, stamp.mtime_ns, stamp.ctime_ns, stamp.inode & _WORD
        return Blob(name, stamp.size) if tuple(stated) == seen else None

    @cached_property
    def _known(self) -> _Known:
        place = git.index_place(self._root)
        converted = git.converted(self._root) if place else None
        if place is None or converted is None:
            return {}
        try:
            with open(place.file, "rb") as stream:  # noqa: PTH123 - bytes survive
                written = os.fstat(stream.fileno()).st_mtime_ns
                content = stream.read()
            prefix = os.fsencode(place.prefix)
            return dict(
                _trusted(
                    content, written, prefix, {os.fsencode(path) for path in converted}
                )
            )
        except (OSError, ValueError, IndexError, struct.error):
            return {}


def _trusted(
    content: bytes, written: int, prefix: bytes, converted: Container[bytes]
) -> Iterator[tuple[bytes, tuple[int, int, int, int, bytes]]]:
    """Yield the entries below a prefix that speak for a file's whole content."""
    for path, stat, name, is_doubtful in _entries(content):
        below = path[len(prefix) :]
        if is_doubtful or not path.startswith(prefix) or below in converted:
            continue
        ctime, ctime_ns, mtime, mtime_ns, _, inode, mode, _, _, size = stat
        modified = mtime * 10**9 + mtime_ns
        if mode >> 12 == _REGULAR and modified < written:
            yield below, (size, modified, ctime * 10**9 + ctime_ns, inode, name)


def _entries(
    content: bytes,
) -> Iterator[tuple[bytes, tuple[int, ...], bytes, bool]]:
    """Yield path, file data, blob id and whether there is a doubt about each entry.

    Raises `ValueError`, `IndexError` or `struct.error` for what is no index or of
    another kind; the entries that came before are worth nothing then.
    """
    end = _require_whole(content)
    signature, version, count = _HEADER.unpack_from(content)
    if signature != b"DIRC" or not 2 <= version <= _COMPRESSED_VERSION:  # noqa: PLR2004
        raise ValueError
    position, path = _HEADER.size, b""
    for _ in range(count):
        *stat, name, flags = _ENTRY.unpack_from(content, position)
        start = position + _ENTRY.size
        is_doubtful = bool(flags & _DOUBTFUL)
        if flags & _EXTENDED and version >= _EXTENDED_VERSION:
            (more,) = struct.unpack_from(">H", content, start)
            is_doubtful = is_doubtful or bool(more & _MORE_DOUBTFUL)
            start += 2
        if version == _COMPRESSED_VERSION:
            dropped, start = _number(content, start)
            stop = content.index(b"\0", start)
            path = path[: len(path) - dropped] + content[start:stop]
            position = stop + 1
        else:
            stop = content.index(b"\0", start)
            path = content[start:stop]
            # One to eight null bytes fill up to a multiple of eight.
            position += (stop - position + 8) & ~7
        yield path, tuple(stat), name, is_doubtful
    _require_known_extensions(content, position, end)


def _require_whole(content: bytes) -> int:
    """Return where the checksum begins, which git may be told to leave out."""
    end = len(content) - _HASH
    stated = content[end:]
    if any(stated):
        if sha1(content[:end], usedforsecurity=False).digest() != stated:
            raise ValueError
    elif not any(content[-_LONG_HASH:]):
        raise ValueError  # of SHA-256
    return end


def _require_known_extensions(content: bytes, position: int, end: int) -> None:
    """Refuse what changes the meaning of entries: its name is in small letters."""
    while position < end:
        name, size = _EXTENSION.unpack_from(content, position)
        if not name[:1].isupper() and name != _SPARSE:
            raise ValueError
        position += _EXTENSION.size + size
    if position != end:
        raise ValueError


def _number(content: bytes, position: int) -> tuple[int, int]:
    """Read a number as an offset delta of a pack has it, and where it ends."""
    byte = content[position]
    number = byte & 0x7F
    while byte & 0x80:
        position += 1
        byte = content[position]
        number = ((number + 1) << 7) | (byte & 0x7F)
    return number, position + 1

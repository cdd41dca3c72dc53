"""Open files of a project without ever blocking on one or leaving the project."""

import errno
import os
import stat

from ssot_audit.discover.source import File, Stamp, Unreadable

MAX_BYTES = 20_000_000
"""Larger files are data with a misleading suffix."""

# A FIFO or a symbolic link may have taken the place of a file since it was listed.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_REASONS = {
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.ENOENT: "vanished while it was analysed",
    errno.ENOTDIR: "vanished while it was analysed",
    errno.EISDIR: "is a directory",
    errno.ELOOP: "is a symbolic link",
    errno.ENXIO: "not a regular file",
}


def stamp_source(root: str, file: File) -> Stamp | None:
    """Return a file's stamp; None for what `read_bytes` may have a word to say on."""
    try:
        status = os.lstat(f"{root}/{file.path}")
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    times = status.st_mtime_ns, status.st_ctime_ns
    return Stamp(status.st_size, *times, status.st_ino)


def read_bytes(root: str, path: str) -> bytes:
    """Return the bytes of a regular file below `root`; raise `Unreadable`."""
    try:
        descriptor = os.open(f"{root}/{path}", _FLAGS)
        try:
            _require_small_file(os.fstat(descriptor))
            with os.fdopen(descriptor, "rb", closefd=False) as stream:
                content = stream.read(MAX_BYTES + 1)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise Unreadable(why(error)) from None
    require_small(len(content))
    return content


def why(error: OSError) -> str:
    """Return the cause of a failed access as a short phrase."""
    known = _REASONS.get(error.errno or 0)
    return known or (error.strerror or "cannot be read").lower()


def _require_small_file(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise Unreadable(_REASONS[errno.EISDIR])
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable("not a regular file")
    require_small(status.st_size)


def require_small(size: int) -> None:
    """Raise `Unreadable` for more bytes than are analysed."""
    if size > MAX_BYTES:
        raise Unreadable(f"larger than {MAX_BYTES // 1_000_000} MB ({size:,} bytes)")

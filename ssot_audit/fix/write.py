"""Write edited files: each as a whole or not at all, with the mode it has."""

import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress

from ssot_audit.fix.mend import Change
from ssot_audit.fix.task import Unfixed


def write(root: str, changes: Iterable[Change]) -> Iterator[Unfixed]:
    """Write the changes; yield the files that could not be written, and why."""
    for change in changes:
        try:
            _write(f"{root}/{change.path}", change)
        except OSError as error:
            reason = (error.strerror or "cannot be written").lower()
            yield Unfixed(change.path, 1, "", f"not written: {reason}")


def _write(path: str, change: Change) -> None:
    """Replace a file by a new one beside it, which takes its place in one step.

    Raises `OSError` if that cannot be, or if the file is no longer what was edited.
    """
    status = os.lstat(path)
    if not stat.S_ISREG(status.st_mode):
        raise OSError(0, "not a regular file")
    if not os.access(path, os.W_OK):
        raise OSError(0, "permission denied")
    with open(path, "rb") as stream:  # noqa: PTH123 - bytes survive
        if stream.read() != change.before:
            raise OSError(0, "changed since it was analysed")
    folder, name = os.path.split(path)
    descriptor, beside = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(change.after)
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(OSError):  # it belongs to somebody else: the mode still matters
            os.chown(beside, status.st_uid, status.st_gid)
        os.chmod(beside, stat.S_IMODE(status.st_mode))  # noqa: PTH101
        os.replace(beside, path)  # noqa: PTH105
    except BaseException:  # Ctrl-C leaves nothing behind, either
        with suppress(OSError):
            os.unlink(beside)  # noqa: PTH108
        raise

"""Reading a file that may have changed since it was listed."""

import errno
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ssot_audit.discover.reading import (
    MAX_BYTES,
    read_bytes,
    stamp_source,
)
from ssot_audit.discover.source import SourceFile, Unreadable

Write = Callable[[Mapping[str, str | bytes]], Path]


def refusal(root: Path, path: str) -> str:
    with pytest.raises(Unreadable) as caught:
        read_bytes(str(root), path)
    return str(caught.value)


def test_bytes_are_returned_as_they_are(write: Write) -> None:
    root = write({"a.py": b"\xef\xbb\xbfa = 1\r\n\x00\xff"})
    assert read_bytes(str(root), "a.py") == b"\xef\xbb\xbfa = 1\r\n\x00\xff"


def test_name_that_is_not_utf8_is_read(write: Write) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    assert read_bytes(str(write({name: "x"})), name) == b"x"


def test_file_of_50_mb_is_refused_unread(root: Path) -> None:
    with (root / "big.py").open("wb") as stream:
        stream.truncate(50_000_000)
    assert refusal(root, "big.py") == "larger than 20 MB (50,000,000 bytes)"


def test_file_at_the_limit_is_read_and_one_that_grows_over_it_refused(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (root / "big.py").open("wb") as stream:
        stream.truncate(MAX_BYTES)
    assert len(read_bytes(str(root), "big.py")) == MAX_BYTES
    status = (root / "big.py").stat()
    os.truncate(root / "big.py", MAX_BYTES + 2)
    monkeypatch.setattr(os, "fstat", lambda _: status)
    assert refusal(root, "big.py") == "larger than 20 MB (20,000,001 bytes)"


def test_file_that_vanished_is_refused(root: Path) -> None:
    assert refusal(root, "a.py") == "vanished while it was analysed"
    assert refusal(root, "a/b.py") == "vanished while it was analysed"


def test_directory_is_refused(root: Path) -> None:
    (root / "d.py").mkdir()
    assert refusal(root, "d.py") == "is a directory"


def test_link_that_took_the_place_of_a_file_is_not_followed(write: Write) -> None:
    root = write({"a.py": ""})
    (root / "b.py").symlink_to("a.py")
    assert refusal(root, "b.py") == "is a symbolic link"


def test_fifo_that_took_the_place_of_a_file_does_not_block(root: Path) -> None:
    os.mkfifo(root / "a.py")
    assert refusal(root, "a.py") == "not a regular file"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "permission denied"),
        (OSError(errno.EIO, "Input/output error"), "input/output error"),
        (OSError(), "cannot be read"),
    ],
)
def test_refusal_of_the_system_is_the_reason(
    root: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, reason: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(os, "open", fail)
    assert refusal(root, "a.py") == reason


def test_only_a_regular_file_has_a_stamp(write: Write) -> None:
    root = write({"a.py": "x = 1\n"})
    (root / "link.py").symlink_to("a.py")
    (root / "folder.py").mkdir()
    stamp = stamp_source(str(root), SourceFile("a.py", "a"))
    assert stamp is not None
    assert stamp.size == 6
    for path in ("link.py", "folder.py", "missing.py"):
        assert stamp_source(str(root), SourceFile(path, "x")) is None

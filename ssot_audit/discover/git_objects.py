"""Files of a commit, read from git's objects: nothing is checked out.

Bytes are as git holds them. Filters and conversions of line ends are not applied, since
the repository's configuration may name any program for that.
"""

import os
import subprocess
from types import TracebackType
from typing import NamedTuple, Self

from ssot_audit.discover import git
from ssot_audit.errors import ConfigError, Fault

_PLAIN = "--no-replace-objects"
"""Replacements would give one id two contents."""


class Entry(NamedTuple):
    """A file of a commit."""

    path: str
    """Relative to the directory asked about."""
    mode: str
    """`100644`, `100755`, `120000` for a symbolic link, `160000` for a submodule."""
    id: str
    size: int | None
    """None: of a submodule, or git does not have the object."""

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file."""
        return self.mode.startswith("100")

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link."""
        return self.mode == "120000"

    @property
    def is_submodule(self) -> bool:
        """Whether it is a commit of another repository."""
        return self.mode == "160000"


def commit(root: str, revision: str) -> str:
    """Return the id of the commit that a revision names.

    Before the first commit, `HEAD` is the tree without files. Raises `ConfigError` if
    `root` is in no work tree or there is no such commit.
    """
    if git.answer(root, "rev-parse", "--is-inside-work-tree") != b"true\n":
        raise _fault(f"needs git, and `{root}` is in no work tree that it accepts")
    # A word that git would take for an option names no commit.
    name = f"{revision}^{{commit}}"
    is_name = bool(revision) and "\0" not in name and not name.startswith("-")
    found = (
        git.answer(root, "rev-parse", "--verify", "--quiet", name) if is_name else None
    )
    # `^main` is understood, too: as all but that commit.
    if found is not None and found.strip().isalnum():
        return found.decode().strip()
    if revision == "HEAD" and git.answer(root, "symbolic-ref", "--quiet", "HEAD"):
        empty = git.answer(root, "hash-object", "-t", "tree", "--stdin")
        if empty is not None:
            return empty.decode().strip()
    more = ""
    if (
        is_name
        and git.answer(root, "rev-parse", "--is-shallow-repository") == b"true\n"
    ):
        more = "; this clone is shallow, so fetch more of its history first"
    raise _fault(f"`{revision}` is no commit that git knows{more}")


def files_at(root: str, commit_id: str) -> list[Entry]:
    """Return what a commit holds below `root`; raises `ConfigError`."""
    listed = git.answer(root, _PLAIN, "ls-tree", "-r", "-z", "--long", commit_id)
    if listed is None:
        raise _missing(commit_id)
    return [_entry(line) for line in os.fsdecode(listed).split("\0") if line]


def staged_files(root: str) -> list[Entry]:
    """Return what git would commit below `root`; raises `ConfigError`."""
    listed = git.staged(root)
    if listed is None:
        raise ConfigError((Fault("--staged", f"`{root}` is in no work tree of git"),))
    found = []
    for line in os.fsdecode(listed).split("\0")[:-1]:
        about, _, path = line.partition("\t")
        mode, object_id, stage = about.split()
        if stage != "0":
            message = f"`{path}` has a merge conflict; resolve it first"
            raise ConfigError((Fault("--staged", message),))
        found.append((path, mode, object_id))
    sizes = _sizes(root, [object_id for _, _, object_id in found])
    return [Entry(path, mode, id_, sizes.get(id_)) for path, mode, id_ in found]


def _sizes(root: str, object_ids: list[str]) -> dict[str, int]:
    """Return the sizes of objects; those that git does not have are left out."""
    asked = "".join(f"{object_id}\n" for object_id in object_ids).encode()
    printed = git.answer(root, _PLAIN, "cat-file", "--batch-check", given=asked) or b""
    sizes = {}
    for line in printed.decode().splitlines():
        object_id, kind, *size = line.split()
        if kind == "blob" and size:
            sizes[object_id] = int(size[0])
    return sizes


class Objects:
    """The content of objects; to be used in a `with`, git is started when needed."""

    def __init__(self, root: str) -> None:
        """Take any directory of a work tree."""
        self._root = root
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Do nothing yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End git, whatever it is at."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    def read(self, object_id: str) -> bytes:
        """Return the bytes of an object; raises `ConfigError` if it is not there."""
        try:
            if self._process is None:
                self._process = git.started(self._root, _PLAIN, "cat-file", "--batch")
            return _exchanged(self._process, object_id)
        except (OSError, EOFError):
            raise _missing(object_id) from None


def _exchanged(process: subprocess.Popen[bytes], object_id: str) -> bytes:
    requests, answers = process.stdin, process.stdout
    if requests is None or answers is None:
        raise EOFError
    requests.write(f"{object_id}\n".encode())
    requests.flush()
    # `<id> <type> <size>`, or `<id> missing`
    head = answers.readline().split()
    if len(head) != 3:  # noqa: PLR2004
        raise EOFError
    size = int(head[2])
    content = answers.read(size + 1)
    if len(content) <= size:
        raise EOFError
    return content[:-1]


def _entry(line: str) -> Entry:
    about, _, path = line.partition("\t")
    mode, _, object_id, size = about.split()
    return Entry(path, mode, object_id, int(size) if size.isdecimal() else None)


def _missing(object_id: str) -> ConfigError:
    return _fault(f"this clone lacks the object {object_id}; fetch it first")


def _fault(message: str) -> ConfigError:
    return ConfigError((Fault("--since", message),))

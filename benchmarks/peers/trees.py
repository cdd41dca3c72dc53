"""What of a tree a tool is given, and edits that leave no trace."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.files import python_files
from benchmarks.peers.pins import Project


@dataclass(frozen=True, slots=True)
class Share:
    """The files of a tree that a tool looks at."""

    project: Project
    tree: Path
    files: tuple[str, ...]
    """Relative to the tree."""
    lines: int
    is_sample: bool = False


def everything(project: Project, tree: Path) -> Share:
    """Return all Python files of a tree; reading them warms the page cache."""
    files = tuple(path.relative_to(tree).as_posix() for path in python_files(tree))
    return Share(project, tree, files, lines_in(tree, files))


def sample(share: Share, lines: int) -> Share:
    """Take whole folders from all over a tree until they have that many lines.

    Whole folders, since files of one folder import each other: a tool that reads
    what a file imports would otherwise read nearly everything for a few files.
    """
    folders: dict[str, list[str]] = {}
    for file in share.files:
        folders.setdefault(file.rpartition("/")[0], []).append(file)
    chosen: list[str] = []
    found = 0
    for folder in spread(sorted(folders)):
        if found >= lines:
            break
        chosen += folders[folder]
        found += lines_in(share.tree, folders[folder])
    return replace(share, files=tuple(sorted(chosen)), lines=found, is_sample=True)


def spread(items: Sequence[str], stride: int = 97) -> Iterator[str]:
    """Yield all items, neighbours far apart, in an order that never changes."""
    for first in range(stride):
        yield from items[first::stride]


def without(share: Share, refused: Iterable[str]) -> Share:
    """Leave some files out."""
    gone = frozenset(refused)
    kept = tuple(file for file in share.files if file not in gone)
    return replace(share, files=kept, lines=lines_in(share.tree, kept))


def importable(share: Share) -> Share:
    """Leave out files that have no module name, or one that another file has."""
    names: set[str] = set()
    kept = []
    for file in share.files:
        name = module_name(file, share.project.roots)
        if name not in names and all(map(str.isidentifier, name.split("."))):
            names.add(name)
            kept.append(file)
    return without(share, set(share.files) - set(kept))


def module_name(file: str, roots: Iterable[str]) -> str:
    """Return the dotted name of a file, seen from the root that it is below."""
    for root in roots:
        file = file.removeprefix(f"{root}/")
    parts = file.rpartition(".")[0].split("/")
    return ".".join(parts[:-1] if parts[-1] == "__init__" and parts[1:] else parts)


def lines_in(tree: Path, files: Iterable[str]) -> int:
    """Count lines."""
    return sum((tree / file).read_bytes().count(b"\n") for file in files)


class Edited:
    """A file that changes a little more with every edit."""

    def __init__(self, path: Path) -> None:
        """Take the file as it is."""
        self._path = path
        self._edits = 0

    def comment(self) -> None:
        """Change nothing but a comment."""
        self._append("# edit {}\n")

    def function(self) -> None:
        """Define something new."""
        self._append("\n\ndef _edit_{}(value):\n    return value\n")

    def _append(self, text: str) -> None:
        self._edits += 1
        with self._path.open("a", encoding="utf-8") as file:
            file.write(text.format(self._edits))


@contextmanager
def edited(path: Path) -> Iterator[Edited]:
    """Give a file to edit, and put it back as it was."""
    before = path.read_bytes()
    try:
        yield Edited(path)
    finally:
        path.write_bytes(before)

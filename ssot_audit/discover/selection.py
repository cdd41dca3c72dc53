"""Which entries of a directory belong to the project: by git, or by `.gitignore`."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol, Self

from ssot_audit.discover.gitignore import IGNORE_FILE, IgnoreFile, is_ignored
from ssot_audit.discover.paths import directories_of, join
from ssot_audit.discover.reading import read_bytes
from ssot_audit.discover.source import Unreadable


class Selection(Protocol):
    """What a walk asks before it takes an entry or goes into a directory."""

    def enter(self, directory: str, names: Collection[str]) -> "Selection":
        """Return the selection for a directory that has entries of these names."""

    def keeps(self, path: str, *, is_directory: bool) -> bool:
        """Return whether an entry of the directory entered belongs to the project."""


@dataclass(frozen=True, slots=True)
class Unignored:
    """Everything that no `.gitignore` file met on the way down ignores."""

    root: str
    ignore_files: tuple[IgnoreFile, ...] = ()
    """Innermost first."""

    def enter(self, directory: str, names: Collection[str]) -> Selection:
        """Add the directory's `.gitignore`, if it has one."""
        if IGNORE_FILE not in names:
            return self
        try:
            content = read_bytes(self.root, join(directory, IGNORE_FILE))
        except Unreadable:
            return self
        own = IgnoreFile.of(directory, content)
        return Unignored(self.root, (own, *self.ignore_files))

    def keeps(self, path: str, *, is_directory: bool) -> bool:
        """Return whether the entry is not ignored."""
        return not is_ignored(f"{path}/" if is_directory else path, self.ignore_files)


@dataclass(frozen=True, slots=True)
class Listed:
    """What git lists."""

    root: str
    paths: frozenset[str]
    directories: frozenset[str]
    """Those that hold listed paths."""

    @classmethod
    def of(cls, root: str, paths: frozenset[str]) -> Self:
        """Select the paths that git listed below `root`."""
        return cls(root, paths, directories_of(paths))

    def enter(self, directory: str, names: Collection[str]) -> Selection:
        """Walk plainly where git listed a directory: a repository of its own."""
        if directory in self.directories:
            return self
        return Unignored(self.root).enter(directory, names)

    def keeps(self, path: str, *, is_directory: bool) -> bool:
        """Return whether git lists the path or, of a directory, anything below it."""
        return path in self.paths or (is_directory and path in self.directories)

"""A project as it was at a commit: the same rules, on files that are on no disk."""

import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from ssot_audit.config.settings import Settings
from ssot_audit.discover import git_objects
from ssot_audit.discover.files import arranged, prefixes
from ssot_audit.discover.git_objects import Entry, Objects
from ssot_audit.discover.paths import directories_of, parent_of
from ssot_audit.discover.reading import read_bytes, require_small
from ssot_audit.discover.source import (
    Blob,
    File,
    Skipped,
    SourceTree,
    Stamp,
    Unreadable,
)
from ssot_audit.discover.walk import SOURCES, Listing, list_project, met

_SHA1 = 40


@dataclass(frozen=True, slots=True)
class Past:
    """What a project was."""

    revision: str
    """As the user named it."""
    commit: str
    tree: SourceTree


@contextmanager
def at_revision(
    settings: Settings, revision: str, paths: Sequence[Path] = ()
) -> Iterator[Past]:
    """Yield the project as it was, with today's settings; readable until the end.

    A submodule counts as it is checked out now. Raises `ConfigError` without git, and
    for what is no commit.
    """
    root = str(settings.root.resolve())
    commit = git_objects.commit(root, revision)
    entries = git_objects.files_at(root, commit)
    with _arranged(settings, root, entries, paths) as tree:
        yield Past(revision, commit, tree)


@contextmanager
def at_index(settings: Settings, paths: Sequence[Path] = ()) -> Iterator[SourceTree]:
    """Yield the project as git would commit it; readable until the end.

    Raises `ConfigError` without git, and for files with merge conflicts.
    """
    root = str(settings.root.resolve())
    entries = git_objects.staged_files(root)
    with _arranged(settings, root, entries, paths) as tree:
        yield tree


@contextmanager
def _arranged(
    settings: Settings, root: str, entries: Iterable[Entry], paths: Sequence[Path]
) -> Iterator[SourceTree]:
    with Objects(root) as objects:
        files = _Files(root, entries, objects)
        tree = arranged(
            settings, _listing(files), files.read, reported=prefixes(root, paths)
        )
        yield replace(tree, blob=files.blob)


class _Files:
    """The way to the bytes."""

    def __init__(self, root: str, entries: Iterable[Entry], objects: Objects) -> None:
        self.root = root
        self.entries: Mapping[str, Entry] = {entry.path: entry for entry in entries}
        self._objects = objects

    def read(self, path: str) -> bytes:
        """Return a file's bytes; raise `Unreadable` with the reason."""
        entry = self.entries.get(path)
        if entry is None:  # of a submodule
            return read_bytes(self.root, path)
        require_small(entry.size or 0)
        return self._objects.read(entry.id)

    def blob(self, file: File, _stamp: Stamp | None) -> Blob | None:
        """Return what git calls the bytes."""
        entry = self.entries.get(file.path)
        if entry is None or entry.size is None or len(entry.id) != _SHA1:
            return None
        return Blob(bytes.fromhex(entry.id), entry.size)


def _listing(files: _Files) -> Listing:
    """List what a walk of the files would find, were they checked out."""
    walked, skipped = met(files.entries)
    found = [files.entries[path] for path in walked]
    plain = [entry.path for entry in found if entry.is_file]
    skipped += _links(files, [entry for entry in found if entry.is_link])
    submodules = [entry.path for entry in found if entry.is_submodule]
    if submodules:
        inside, missed = _checked_out(files.root, submodules)
        plain += inside
        skipped += missed
    return Listing.of(plain, skipped)


def _links(files: _Files, links: Iterable[Entry]) -> Iterator[Skipped]:
    """Yield the links that stand where a module or a package might."""
    directories = directories_of(files.entries)
    for link in links:
        if link.path.endswith(SOURCES) or _leads_to_directory(files, link, directories):
            yield Skipped(link.path, "symbolic link")


def _leads_to_directory(
    files: _Files, link: Entry, directories: frozenset[str]
) -> bool:
    try:
        target = os.fsdecode(files.read(link.path))
    except Unreadable:
        return False
    place = posixpath.normpath(posixpath.join(parent_of(link.path), target))
    if place.startswith(("/", "../")):  # the same then as now
        return os.path.isdir(os.path.join(files.root, place))  # noqa: PTH112, PTH118
    return place in directories or place == "."


def _checked_out(
    root: str, submodules: Sequence[str]
) -> tuple[list[str], list[Skipped]]:
    """Return what is on disk of submodules, the only place that has their files."""
    inside = tuple(f"{path}/" for path in submodules)
    now = list_project(root)
    paths = set(chain(now.sources, now.natives, now.project_files, now.documents))
    return (
        [path for path in paths if path.startswith(inside)],
        [skip for skip in now.skipped if f"{skip.path}/".startswith(inside)],
    )

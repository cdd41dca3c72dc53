"""Paths as discovery writes them: relative to the project root, with forward slashes.

They are plain strings, `""` being the project root: `pathlib` would take most of the
time of listing a large project.
"""

import os
import posixpath
from collections.abc import Iterable, Iterator
from pathlib import Path


def join(directory: str, path: str) -> str:
    """Return a path below a directory; either may be `""`."""
    return f"{directory}/{path}" if directory and path else directory or path


def parent_of(path: str) -> str:
    """Return the directory a path lies in."""
    return path.rpartition("/")[0]


def name_of(path: str) -> str:
    """Return the last part of a path."""
    return path.rpartition("/")[2]


def upwards(directory: str) -> Iterator[str]:
    """Yield a directory and those above it, without the project root."""
    while directory:
        yield directory
        directory = parent_of(directory)


def directories_of(paths: Iterable[str]) -> frozenset[str]:
    """Return every directory above these paths, the project root included."""
    found = {""}
    for path in paths:
        directory = parent_of(path)
        while directory not in found:
            found.add(directory)
            directory = parent_of(directory)
    return frozenset(found)


def normalised(path: str) -> str:
    """Return a path that a user wrote, such as `./src/` or `.`, the way we write it."""
    plain = posixpath.normpath(path.replace(os.sep, "/"))
    return "" if plain == "." else plain


def inside(root: str | Path, path: str | Path) -> str | None:
    """Return where a path on disk really lies below `root`; None if it is elsewhere."""
    top, place = (os.path.realpath(p).rstrip(os.sep) + os.sep for p in (root, path))
    return place[len(top) : -1].replace(os.sep, "/") if place.startswith(top) else None

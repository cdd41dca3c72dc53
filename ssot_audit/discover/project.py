"""What a project declares about itself, gathered from all files that describe it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ssot_audit.discover import declarations
from ssot_audit.discover.declarations import Declared
from ssot_audit.discover.source import Skipped, Unreadable

_READERS: tuple[tuple[re.Pattern[str], Callable[[bytes], Declared]], ...] = (
    (re.compile(r"(?s:.*/)?pyproject\.toml"), declarations.pyproject),
    (re.compile(r"(?s:.*/)?setup\.cfg"), declarations.setup_cfg),
    (re.compile(r"(?s:.*/)?setup\.py"), declarations.setup_py),
    (re.compile(r"PKG-INFO"), declarations.metadata),
    (re.compile(r"[^/]+\.dist-info/METADATA"), declarations.metadata),
    (re.compile(r"requirements[^/]*\.txt"), declarations.requirements),
)
"""Which paths to read and how; of two in one directory, the earlier kind counts."""


@dataclass(frozen=True, slots=True)
class Project:
    """What all files that describe a project declare."""

    python_requires: str | None
    dependencies: frozenset[str]
    """Normalised names (PEP 503)."""
    malformed: tuple[Skipped, ...] = ()
    """Files that declare nothing, since they cannot be read."""


def declared(project_files: Iterable[str], read: Callable[[str], bytes]) -> Project:
    """Merge what project files declare: all dependencies, the nearest Python.

    Nearest to the root, not oldest: what lies deeper is a part or an example.
    """
    ranked = sorted(
        (path.count("/"), rank, path)
        for path in _of_one_project(project_files)
        for rank, (pattern, _) in enumerate(_READERS)
        if pattern.fullmatch(path)
    )
    found = {
        path: _declared_in(path, read, _READERS[rank][1]) for _, rank, path in ranked
    }
    versions = (one.python_requires for one in found.values() if one.python_requires)
    return Project(
        next(versions, None),
        frozenset[str]().union(*(one.dependencies for one in found.values())),
        tuple(Skipped(path, one.fault) for path, one in found.items() if one.fault),
    )


def _of_one_project(paths: Iterable[str]) -> list[str]:
    """Return paths without the metadata of installed packages, if it is of several."""
    known = list(paths)
    installed = [path for path in known if ".dist-info/" in path]
    return known if len(installed) <= 1 else [p for p in known if p not in installed]


def _declared_in(
    path: str, read: Callable[[str], bytes], reader: Callable[[bytes], Declared]
) -> Declared:
    try:
        return reader(read(path))
    except Unreadable as error:
        return Declared(fault=str(error))

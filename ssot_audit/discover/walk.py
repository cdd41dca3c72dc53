"""List the files of a project that matter, whatever else lies about in it.

One walk serves git work trees and plain directories; they differ in the `Selection`.
Symbolic links are never followed, so a walk ends and never leaves the root.
"""

import os
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from ssot_audit.discover import git
from ssot_audit.discover.documents import document_paths, may_be_document
from ssot_audit.discover.gitignore import IGNORE_FILE
from ssot_audit.discover.paths import inside, name_of, parent_of, upwards
from ssot_audit.discover.reading import why
from ssot_audit.discover.selection import Listed, Selection, Unignored
from ssot_audit.discover.source import Skipped

SOURCES = (".py", ".pyi", ".pyw")
_NATIVES = (
    *(".so", ".pyd", ".pyc"),
    *(".pyx", ".pyf", ".c", ".cc", ".cpp", ".cxx", ".rs"),
    *(".py.in", ".pyx.in", ".py.tp", ".pyx.tp"),
)
"""What becomes a module without being a Python source file."""
_SUFFIXES = SOURCES + _NATIVES
_PROJECT = re.compile(
    rf"pyproject\.toml|setup\.(?:py|cfg)|requirements.*\.txt|PKG-INFO|METADATA"
    rf"|meson\.build|CMakeLists\.txt|{re.escape(IGNORE_FILE)}",
    re.DOTALL,
)
_CACHES = re.compile(
    r"\.git|\.hg|\.svn|\.bzr|CVS|\.idea|\.vscode|__pycache__|.*\.egg-info"
    r"|\.(?:mypy|ruff|pytest|ssot_audit)_cache|\.hypothesis|\.pytype|\.ipynb_checkpoints",
    re.DOTALL,
)
"""Hold no source code, so nobody needs to be told that they are left out."""
_ENVIRONMENT = "pyvenv.cfg"
_TOOLS = frozenset(
    {
        "node_modules",
        ".tox",
        ".nox",
        ".venv",
        ".eggs",
        "site-packages",
        "__pypackages__",
    }
)


@dataclass(frozen=True, slots=True)
class Listing:
    """The paths found below a root, relative to it and sorted."""

    sources: tuple[str, ...]
    natives: tuple[str, ...]
    """Compiled modules and their sources."""
    project_files: tuple[str, ...]
    """Those that describe a project, `.gitignore` files among them."""
    skipped: tuple[Skipped, ...] = ()
    documents: tuple[str, ...] = ()
    """Those that are no Python, whatever they say about it."""

    @classmethod
    def of(cls, paths: Iterable[str], skipped: Iterable[Skipped] = ()) -> Self:
        """Sort out what each path is for; those that matter to nobody are dropped."""
        found = sorted(paths)
        return cls(
            sources=tuple(path for path in found if path.endswith(SOURCES)),
            natives=tuple(path for path in found if path.endswith(_NATIVES)),
            project_files=tuple(
                path for path in found if _PROJECT.fullmatch(name_of(path))
            ),
            skipped=tuple(sorted(skipped, key=lambda skip: skip.path)),
            documents=tuple(document_paths(found)),
        )


def list_project(root: str) -> Listing:
    """List the project: what git would commit, else all that is not ignored."""
    paths = git.listed(root)
    selection = Unignored(root) if paths is None else Listed.of(root, paths)
    found: list[str] = []
    skipped: list[Skipped] = []
    for entry in _walk(root, selection):
        if isinstance(entry, Skipped):
            skipped.append(entry)
        else:
            found.append(entry)
    return Listing.of(found, skipped)


def met(paths: Iterable[str]) -> tuple[list[str], list[Skipped]]:
    """Return which of all files a walk would meet, and the directories it would not.

    For files that are on no disk: their paths are all there is to judge them by.
    """
    files = list(paths)
    environments = {parent_of(p) for p in files if name_of(p) == _ENVIRONMENT}
    is_walked = {"": True}
    skipped = []
    for file in files:
        for directory in reversed([*upwards(parent_of(file))]):
            if directory in is_walked:
                continue
            is_walked[directory] = is_walked[
                parent_of(directory)
            ] and not _CACHES.fullmatch(name_of(directory))
            has_environment = directory in environments
            reason = _why_foreign(directory, has_environment=has_environment)
            if is_walked[directory] and reason:
                is_walked[directory] = False
                skipped.append(Skipped(directory, reason))
    return [file for file in files if is_walked[parent_of(file)]], skipped


@dataclass(frozen=True, slots=True)
class _Directory:
    path: str
    selection: Selection
    """The one its own path passed; what is in it may be subject to more."""


def _walk(root: str, selection: Selection) -> Iterator[str | Skipped]:
    pending = [_Directory("", selection)]
    while pending:
        for found in _visit(root, pending.pop()):
            if isinstance(found, _Directory):
                pending.append(found)
            else:
                yield found


def _visit(root: str, directory: _Directory) -> Iterator[str | Skipped | _Directory]:
    path = directory.path
    try:
        with os.scandir(f"{root}/{path}") as scan:
            entries = {entry.name: entry for entry in scan}
        reason = _reason_to_leave_out(directory, entries.keys())
        if reason:
            yield Skipped(path, reason)
            return
        selection = directory.selection.enter(path, entries.keys())
        prefix = f"{path}/" if path else ""
        for name, entry in entries.items():
            found = _judged(root, prefix + name, entry, selection)
            if found is not None:
                yield found
    except OSError as error:
        yield Skipped(path or ".", why(error))


def _reason_to_leave_out(directory: _Directory, names: Collection[str]) -> str | None:
    if not directory.path:
        return None
    reason = _why_foreign(directory.path, has_environment=_ENVIRONMENT in names)
    if reason:
        return reason
    # Git lists no empty directories but those where a submodule belongs.
    if not names and isinstance(directory.selection, Listed):
        return "submodule that is not checked out"
    return None


def _why_foreign(directory: str, *, has_environment: bool) -> str | None:
    if has_environment:
        return "virtual environment"
    return "installed by a tool" if name_of(directory) in _TOOLS else None


def _judged(
    root: str, path: str, entry: os.DirEntry[str], selection: Selection
) -> str | Skipped | _Directory | None:
    is_link = entry.is_symlink()
    is_directory = entry.is_dir(follow_symlinks=False)
    matters = _matters(entry.name)
    if not (is_link or is_directory or matters or may_be_document(entry.name)):
        return None
    is_special = not (is_link or is_directory or entry.is_file(follow_symlinks=False))
    # Git never lists a special file, so it has no say here.
    if is_special:
        return Skipped(path, "not a regular file") if matters else None
    if not selection.keeps(path, is_directory=is_directory):
        return None
    if is_link:
        return _judged_link(root, path)
    if not is_directory:
        return path
    return None if _CACHES.fullmatch(entry.name) else _Directory(path, selection)


def _judged_link(root: str, path: str) -> Skipped | None:
    place = f"{root}/{path}"
    if not (path.endswith(SOURCES) or os.path.isdir(place)):  # noqa: PTH112 - unlike Path's, never raises
        return None
    target = inside(root, place)
    if target is None:
        return Skipped(path, "symbolic link leading outside the project")
    if not os.path.exists(place):  # noqa: PTH110 - as above
        return Skipped(path, "symbolic link to nothing")
    return Skipped(path, f"symbolic link to `{target or '.'}`")


def _matters(name: str) -> bool:
    return name.endswith(_SUFFIXES) or _PROJECT.fullmatch(name) is not None

"""List the source files of a project: all of it, whatever part is asked about."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from ssot_audit.config.settings import Settings
from ssot_audit.discover.documents import is_read, kind_of
from ssot_audit.discover.faults import faults_in
from ssot_audit.discover.generated import GeneratedPaths
from ssot_audit.discover.git_index import GitIndex
from ssot_audit.discover.modules import ModuleNames, discovered_roots, longest_first
from ssot_audit.discover.paths import inside, join, name_of, normalised, parent_of
from ssot_audit.discover.patterns import compiled
from ssot_audit.discover.project import declared
from ssot_audit.discover.reading import read_bytes, stamp_source
from ssot_audit.discover.source import (
    Document,
    File,
    FileKind,
    Scope,
    Skipped,
    SourceFile,
    SourceTree,
)
from ssot_audit.discover.walk import Listing, list_project
from ssot_audit.errors import ConfigError


def discover(settings: Settings, paths: Sequence[Path] = ()) -> SourceTree:
    """Return the project's files, of which those below `paths` (or all) are reported.

    Raises `ConfigError` with every path, root and pattern that leads nowhere.
    """
    root = str(settings.root.resolve())
    listing = list_project(root)
    faults = faults_in(settings, paths, listing)
    if faults:
        raise ConfigError(faults)
    tree = arranged(
        settings,
        listing,
        partial(read_bytes, root),
        reported=prefixes(root, paths),
    )
    return replace(tree, stamp=partial(stamp_source, root), blob=GitIndex(root).blob)


def arranged(
    settings: Settings,
    listing: Listing,
    read: Callable[[str], bytes],
    *,
    reported: tuple[str, ...] = ("",),
) -> SourceTree:
    """Name the files listed and tell their scopes; `reported` holds path prefixes.

    `read` returns the bytes of any file listed, or raises `Unreadable`.
    """
    documents = is_read(listing.documents, settings)
    candidates = (*listing.sources, *listing.project_files, *documents)
    tests = frozenset(compiled(settings.test_patterns).match_files(candidates))
    excluded = frozenset(
        compiled(settings.exclude).match_files((*listing.sources, *documents))
    )
    roots = _roots(settings, listing)
    names = ModuleNames(roots, settings.root.resolve().name)
    generated = GeneratedPaths(
        read, settings.generated, listing.project_files, listing.sources
    )
    project = declared((p for p in listing.project_files if p not in tests), read)
    return SourceTree(
        files=tuple(
            _source_file(
                path,
                names,
                is_test=path in tests,
                is_reported=f"{path}/".startswith(reported),
            )
            for path in listing.sources
            if path not in excluded
        ),
        read=partial(_read, read),
        roots=roots,
        documents=tuple(
            Document(
                path,
                kind_of(path),
                scope=Scope.TEST if path in tests else Scope.PRODUCTION,
                is_reported=f"{path}/".startswith(reported),
            )
            for path in documents
            if path not in excluded
        ),
        skipped=_skipped(listing, excluded, reported, project.malformed),
        python_requires=project.python_requires,
        dependencies=project.dependencies,
        natives=frozenset(_location(path) for path in listing.natives),
        is_generated=generated,
        describing=generated.digest,
    )


def _read(read: Callable[[str], bytes], file: File) -> bytes:
    return read(file.path)


def prefixes(root: str, paths: Sequence[Path]) -> tuple[str, ...]:
    """Return what the paths to report on, each with a slash at its end, start with."""
    places = [inside(root, path) for path in paths]
    return tuple(f"{place}/" if place else "" for place in places) or ("",)


def _roots(settings: Settings, listing: Listing) -> tuple[str, ...]:
    if settings.roots:
        return longest_first(normalised(root) for root in settings.roots)
    return discovered_roots(listing.sources, listing.project_files)


def _source_file(
    path: str, names: ModuleNames, *, is_test: bool, is_reported: bool
) -> SourceFile:
    module, is_package = names.of(path)
    return SourceFile(
        path,
        module,
        is_package=is_package,
        kind=FileKind.STUB if path.endswith(".pyi") else FileKind.PYTHON,
        scope=Scope.TEST if is_test else Scope.PRODUCTION,
        is_reported=is_reported,
    )


def _skipped(
    listing: Listing,
    excluded: Iterable[str],
    reported: Iterable[str],
    malformed: Iterable[Skipped],
) -> tuple[Skipped, ...]:
    known = (
        *listing.sources,
        *listing.documents,
        *(skip.path for skip in listing.skipped),
    )
    missed = (
        prefix[:-1]
        for prefix in reported
        if prefix and not any(f"{path}/".startswith(prefix) for path in known)
    )
    entries = (
        *listing.skipped,
        *malformed,
        *(Skipped(path, "excluded by configuration") for path in excluded),
        *(Skipped(path, "no file that is read, or ignored") for path in missed),
    )
    return tuple(sorted(entries, key=lambda entry: (entry.path, entry.reason)))


def _location(path: str) -> str:
    return join(parent_of(path), name_of(path).partition(".")[0])

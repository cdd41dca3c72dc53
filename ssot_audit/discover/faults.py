"""Find what the settings and the command line name and the project does not have."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ssot_audit.config.settings import Settings
from ssot_audit.discover.paths import directories_of, inside, normalised
from ssot_audit.discover.patterns import compiled
from ssot_audit.discover.walk import Listing
from ssot_audit.errors import Fault


def faults_in(
    settings: Settings, paths: Iterable[Path], listing: Listing
) -> tuple[Fault, ...]:
    """Return every mistake, given the paths to report on and the files there are."""
    return (*_path_faults(settings.root, paths), *setting_faults(settings, listing))


def setting_faults(settings: Settings, listing: Listing) -> tuple[Fault, ...]:
    """Return the mistakes of the settings alone, given the files there are."""
    files = (*listing.sources, *listing.documents)
    return (
        *_root_faults(settings, listing.sources),
        *_exclude_faults(settings, files),
    )


def _path_faults(root: Path, paths: Iterable[Path]) -> Iterator[Fault]:
    if not os.path.isdir(root):  # noqa: PTH112 - unlike Path's, never raises
        yield Fault(str(root), "is not a directory")
        return
    for path in paths:
        if not os.path.exists(path):  # noqa: PTH110 - as above
            yield Fault(str(path), "does not exist")
        elif inside(root, path) is None:
            yield Fault(str(path), f"is outside the project root `{root}`")


def _root_faults(settings: Settings, sources: Sequence[str]) -> Iterator[Fault]:
    directories = directories_of(sources)
    for root in settings.roots:
        if normalised(root) not in directories:
            yield _fault(settings, "roots", f"there is no Python file below `{root}`")


def _exclude_faults(settings: Settings, files: Sequence[str]) -> Iterator[Fault]:
    for pattern in settings.exclude:
        # A negated pattern is checked for what it takes back.
        spec = compiled([pattern.removeprefix("!")])
        if not any(spec.match_file(path) for path in files):
            message = f"`{pattern}` matches no file that is read"
            yield _fault(settings, "exclude", message)


def _fault(settings: Settings, key: str, message: str) -> Fault:
    return Fault(f"{settings.source}: {key}" if settings.source else key, message)

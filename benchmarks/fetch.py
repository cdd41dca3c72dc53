"""Fetch the pinned real projects that the other benchmarks run on.

Archives come from the Python package index through `unearth`, which downloads
without building: nothing of a project is ever run. A digest that differs from
`projects.toml` fails before a single file is unpacked. A project that is already
there is left alone, so only the first run needs the network (and `unearth`).
"""

import argparse
import os
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, assert_never

import msgspec

from benchmarks.files import python_files, size

PINS = Path(__file__).with_name("projects.toml")


@dataclass(frozen=True, slots=True)
class Pin:
    """One distribution file on the index."""

    name: str
    version: str
    kind: Literal["sdist", "wheel"]
    sha256: str

    @property
    def folder(self) -> str:
        """Name the directory that holds the unpacked project."""
        return f"{self.name}-{self.version}".lower()


@dataclass(frozen=True, slots=True)
class Pins:
    """The contents of `projects.toml`."""

    project: tuple[Pin, ...]
    """The default corpus."""
    triage: tuple[Pin, ...]
    """Fetched by name only: more code to judge findings on."""
    collection: tuple[Pin, ...]
    """Fetched by name only: more tests to collect."""


def default_directory() -> Path:
    """Choose where the corpus lives unless `--into` says otherwise."""
    chosen = os.environ.get("SSOT_AUDIT_CORPUS")
    return Path(chosen or Path.home() / ".cache" / "ssot-audit-benchmarks")


def pins(names: Sequence[str] = ()) -> tuple[Pin, ...]:
    """Read the default pins, or the named ones in the order of the file."""
    known = msgspec.toml.decode(PINS.read_bytes(), type=Pins)
    if not names:
        return known.project
    every = known.project + known.triage + known.collection
    wanted = {name.lower() for name in names}
    if unknown := wanted - {pin.name.lower() for pin in every}:
        raise LookupError(f"not in {PINS.name}: {', '.join(sorted(unknown))}")
    return tuple(pin for pin in every if pin.name.lower() in wanted)


def corpus(into: Path, names: Sequence[str] = ()) -> dict[str, Path]:
    """Return the root directory of each project, fetching what is missing."""
    return {pin.name: fetch(pin, into) for pin in pins(names)}


def fetch(pin: Pin, into: Path) -> Path:
    """Return the root directory of one project, fetching it if it is missing."""
    root = into / pin.folder
    if not root.is_dir():
        into.mkdir(parents=True, exist_ok=True)
        # A finished tree arrives by rename: a directory that exists is complete.
        with TemporaryDirectory(dir=into, prefix=".unfinished-") as scratch:
            archive = download(pin, Path(scratch))
            unpacked = unpack(archive, pin.kind, Path(scratch) / "tree")
            unpacked.rename(root)
    return root


def download(pin: Pin, into: Path) -> Path:
    """Download the one file whose digest is pinned, whatever Python it is for."""
    from unearth import PackageFinder  # noqa: PLC0415 - a full corpus works without it

    digests = {"sha256": [pin.sha256]}
    finder = PackageFinder(ignore_compatibility=True)
    package = finder.find_best_match(f"{pin.name}=={pin.version}", hashes=digests).best
    if package is None:
        raise LookupError(f"{pin.name} {pin.version}: no file with the pinned digest")
    return finder.download(package.link, into, hashes=digests)


def unpack(archive: Path, kind: Literal["sdist", "wheel"], into: Path) -> Path:
    """Unpack an archive and return the project's root; refuse to leave `into`."""
    match kind:
        case "sdist":
            with tarfile.open(archive) as tar:
                tar.extractall(into, filter="data")
            (root,) = into.iterdir()
            return root
        case "wheel":
            with zipfile.ZipFile(archive) as wheel:
                wheel.extractall(into)  # noqa: S202 - drops `..` and links by itself
            return into
        case _:
            assert_never(kind)


def pinned_name(text: str) -> str:
    """Accept a pinned project's name on a command line, in any case."""
    try:
        return pins([text])[0].name
    except LookupError as fault:
        raise argparse.ArgumentTypeError(str(fault)) from None


def arguments(description: str) -> argparse.ArgumentParser:
    """Build a command line that selects projects of the corpus."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "names",
        nargs="*",
        type=pinned_name,
        metavar="PROJECT",
        help="default: the corpus, without what only the triage uses",
    )
    parser.add_argument(
        "--into",
        type=Path,
        metavar="DIR",
        default=default_directory(),
        help="where the corpus lives (or SSOT_AUDIT_CORPUS)",
    )
    return parser


def report(roots: Mapping[str, Path]) -> Iterable[str]:
    """Describe each project on one line."""
    versions = {pin.name: pin.version for pin in pins(tuple(roots))}
    for name, root in roots.items():
        found = size(python_files(root))
        yield (
            f"{name:<20} {versions[name]:<10} "
            f"{found.files:>6,} files {found.lines:>10,} lines"
        )


def main() -> int:
    """Fetch the projects and say what there is."""
    chosen = arguments("Fetch the pinned projects.").parse_args()
    for line in report(corpus(chosen.into, chosen.names)):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())

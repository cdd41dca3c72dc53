"""Build a tree of any size out of real code: packages copied under new names.

Within a copy the package's name is replaced wherever it occurs as a word, so each
copy imports itself and the tree is as entangled as real code of that size.
"""

import re
from collections.abc import Iterable
from itertools import cycle
from pathlib import Path

from benchmarks.files import python_files


def build(roots: Iterable[Path], into: Path, files: int) -> None:
    """Copy the packages of some projects in turn until there are `files` files."""
    sources = [package for root in roots for package in packages(root)]
    for number, package in enumerate(cycle(sources)):
        if files <= 0:
            return
        files -= copy(package, into / f"{package.name}_{number}", files)


def packages(root: Path) -> list[Path]:
    """List the outermost packages of a project, sorted."""
    folders = {path.parent for path in root.rglob("__init__.py")}
    return sorted(folder for folder in folders if folder.parent not in folders)


def copy(package: Path, target: Path, limit: int) -> int:
    """Copy at most `limit` files of a package under a new name; return how many."""
    old_name = re.compile(rb"\b" + re.escape(package.name.encode()) + rb"\b")
    chosen = python_files(package)[:limit]
    for path in chosen:
        twin = target / path.relative_to(package)
        twin.parent.mkdir(parents=True, exist_ok=True)
        twin.write_bytes(old_name.sub(target.name.encode(), path.read_bytes()))
    return len(chosen)

"""Which files a directory's Python is in, and how much there is of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Size:
    """How much Python there is."""

    files: int
    lines: int


def python_files(root: Path) -> list[Path]:
    """List the regular Python files and stubs below a directory, sorted."""
    return sorted(
        path
        for path in root.rglob("*.py*")
        if path.suffix in {".py", ".pyi"} and path.is_file() and not path.is_symlink()
    )


def size(files: Iterable[Path]) -> Size:
    """Count files and lines."""
    lines = [path.read_bytes().count(b"\n") for path in files]
    return Size(files=len(lines), lines=sum(lines))

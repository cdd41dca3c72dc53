"""Measure whole scans against the floor: parsing the same files and nothing else.

The two alternate on the same machine in the same minute, each as one process, so
that the ratio of their medians means something where absolute times do not.
"""

import argparse
import os
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.fetch import arguments, corpus
from benchmarks.files import Size, python_files, size
from benchmarks.process import Run, run, scan, sound
from benchmarks.synthetic import build
from benchmarks.table import table

RESULTS = Path(__file__).with_name("results")
LIBCST_PROJECT = "celery"  # LibCST is ten times slower: one project is enough
SCAN_OPTIONS = {"ast": (), "libcst": ("--parser", "libcst")}
HEADER = (
    "project",
    "files",
    "lines",
    "refused",
    "parse s",
    "scan s",
    "ratio",
    "peak MB",
)
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Round:
    """One turn of the two measured processes."""

    parse: Run
    scan: Run


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rounds of one project."""

    name: str
    size: Size
    rounds: tuple[Round, ...]

    def row(self) -> tuple[str, ...]:
        """Sum the rounds up as one row of the table."""
        parse = median(turn.parse.seconds for turn in self.rounds)
        whole = median(turn.scan.seconds for turn in self.rounds)
        peak = max(turn.scan.peak for turn in self.rounds)
        return (
            self.name,
            f"{self.size.files:,}",
            f"{self.size.lines:,}",
            self.rounds[0].parse.output.decode().strip(),
            f"{parse:.2f}",
            f"{whole:.2f}",
            f"{whole / parse:.2f}",
            f"{peak / MEGABYTE:,.0f}",
        )


def compare(name: str, root: Path, parser: str, pairs: int) -> Comparison:
    """Alternate parsing and scanning one directory."""
    rounds = tuple(measure(root, parser) for _ in range(pairs))
    return Comparison(name, size(python_files(root)), rounds)


def measure(root: Path, parser: str) -> Round:
    """Parse once, then scan; one file at a time is read in either."""
    floor = [sys.executable, "-m", "benchmarks.bare_parse", "--parser", parser]
    return Round(
        parse=sound(run([*floor, str(root)], {})),
        scan=sound(scan(root, "--jobs", "1", *SCAN_OPTIONS[parser])),
    )


def circumstances() -> str:
    """Describe what was measured, when and on what."""
    parts = (
        f"{datetime.now(UTC):%Y-%m-%d}",
        f"{platform.python_implementation()} {platform.python_version()}",
        f"ssot-audit {version('ssot-audit')}",
        f"libcst {version('libcst')}",
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
    )
    return " · ".join(parts)


def section(title: str, comparisons: Sequence[Comparison]) -> str:
    """Lay out a title and its table."""
    return f"{title}\n\n{table(HEADER, [each.row() for each in comparisons])}\n"


def projects(roots: Mapping[str, Path], pairs: int) -> Iterator[str]:
    """Measure the projects, and LibCST on one of them."""
    yield section(
        "Scan against `ast.parse`, one process each",
        [compare(name, root, "ast", pairs) for name, root in roots.items()],
    )
    if LIBCST_PROJECT in roots:
        root = roots[LIBCST_PROJECT]
        yield section(
            "Scan with `--parser libcst` against `libcst.parse_module`",
            [compare(LIBCST_PROJECT, root, "libcst", pairs)],
        )


def tree(roots: Mapping[str, Path], files: int, pairs: int) -> Iterator[str]:
    """Measure one synthetic tree made of the projects' packages."""
    with TemporaryDirectory(prefix="ssot-audit-tree-") as into:
        build(roots.values(), Path(into), files)
        yield section(
            "Scan of real packages repeated under distinct names",
            [compare("synthetic", Path(into), "ast", pairs)],
        )


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = arguments("Measure time and memory of whole scans.")
    parser.add_argument("--pairs", type=int, default=3, help="default: 3")
    parser.add_argument(
        "--files",
        type=int,
        metavar="N",
        help="measure one synthetic tree of N files made of the projects instead",
    )
    return parser.parse_args()


def main() -> int:
    """Measure, print and keep the result."""
    chosen = options()
    roots = corpus(chosen.into, chosen.names)
    if chosen.files:
        sections = tree(roots, chosen.files, chosen.pairs)
        target = RESULTS / f"speed_{chosen.files}_files.txt"
    else:
        sections = projects(roots, chosen.pairs)
        target = RESULTS / "speed.txt"
    text = "\n".join([f"{circumstances()}\n", *sections])
    RESULTS.mkdir(exist_ok=True)
    target.write_text(text, encoding="utf-8")
    print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())

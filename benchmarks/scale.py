"""Measure how a scan grows with the project: time, memory and cache by number of files.

The trees are real packages repeated under distinct names, in a temporary folder. Each
is scanned cold, with an empty cache and all cores, and then warm, with nothing changed.
Last come the figures by which `docs/scale.md` plans for more files than were measured.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from benchmarks.fetch import arguments, corpus
from benchmarks.files import Size, python_files, size
from benchmarks.speed import MEGABYTE, RESULTS, circumstances
from benchmarks.synthetic import build
from benchmarks.table import table

SIZES = (1_000, 10_000, 100_000)
PLANNED = 1_000_000
HEADER = (
    "files",
    "lines",
    "source MB",
    "cold s",
    "cold MB",
    "warm s",
    "warm MB",
    "cache MB",
)
PLAN_HEADER = ("files", "cold s", "cold MB", "warm s", "warm MB", "cache MB")
WATCH_EVERY = 0.05  # seconds
WATCHED_SHARE = 0.02  # looking at gigabytes takes time, from the scan as well
TITLE = (
    "Scans of real packages repeated under distinct names; "
    "MB of memory are of all processes together"
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a whole scan took."""

    seconds: float
    peak: int
    """Bytes of memory of all its processes together, at the highest point."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One tree and the two scans of it."""

    size: Size
    source: int
    """Bytes of Python."""
    cold: Cost
    warm: Cost
    cache: int
    """Bytes on the disk."""

    @property
    def costs(self) -> tuple[float, ...]:
        """Return what grows, in the units of the tables."""
        return (
            self.cold.seconds,
            self.cold.peak / MEGABYTE,
            self.warm.seconds,
            self.warm.peak / MEGABYTE,
            self.cache / MEGABYTE,
        )

    def row(self) -> tuple[str, ...]:
        """Sum it up as one row of the table."""
        return (
            f"{self.size.files:,}",
            f"{self.size.lines:,}",
            f"{self.source / MEGABYTE:,.0f}",
            *cells(self.costs),
        )


def cells(costs: tuple[float, ...]) -> tuple[str, ...]:
    """Write costs in the order of both tables."""
    return tuple(f"{c:,.1f}" if c < 10 else f"{c:,.0f}" for c in costs)  # noqa: PLR2004


def measure(root: Path, cache: Path) -> Measured:
    """Scan a tree twice with one cache that is empty at first."""
    files = python_files(root)
    cold, warm = scanned(root, cache), scanned(root, cache)
    return Measured(
        size=size(files),
        source=sum(path.stat().st_size for path in files),
        cold=cold,
        warm=warm,
        cache=sum(path.stat().st_size for path in cache.rglob("*") if path.is_file()),
    )


def scanned(root: Path, cache: Path) -> Cost:
    """Scan once, on all cores, and watch the memory of all processes."""
    command = [sys.executable, "-m", "ssot_audit", "scan", str(root), "--quiet"]
    command += ["--output", "json", "--exit-zero", "--cache-dir", str(cache)]
    peak = 0
    with TemporaryFile() as output, TemporaryFile() as errors:
        start = time.perf_counter()
        with subprocess.Popen(command, stdout=output, stderr=errors) as process:
            while process.poll() is None:
                before = time.perf_counter()
                peak = max(peak, memory(process.pid))
                looked = time.perf_counter() - before
                time.sleep(max(WATCH_EVERY, looked / WATCHED_SHARE))
            seconds = time.perf_counter() - start
        if process.returncode or not os.fstat(output.fileno()).st_size:
            errors.seek(0)
            sys.exit(f"scan failed: {errors.read().decode(errors='replace')}")
    return Cost(seconds, peak)


def memory(process: int) -> int:
    """Return what a process and those it has started hold; shared pages count once.

    Linux only: other systems do not tell how much is shared.
    """
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
        tasks = [*Path(f"/proc/{process}/task").glob("*/children")]
        children = [int(pid) for task in tasks for pid in task.read_text().split()]
    except OSError:  # it has just ended
        return 0
    (share,) = (
        line.split()[1] for line in text.splitlines() if line.startswith("Pss:")
    )
    return int(share) * 1024 + sum(map(memory, children))


def plan(measured: list[Measured]) -> tuple[str, ...]:
    """Go on as from the second largest tree to the largest, in a straight line."""
    smaller, larger = measured[-2:]
    steps = (PLANNED - larger.size.files) / (larger.size.files - smaller.size.files)
    pairs = zip(smaller.costs, larger.costs, strict=True)
    costs = tuple(high + steps * (high - low) for low, high in pairs)
    return f"{PLANNED:,}", *cells(costs)


def trees(roots: Mapping[str, Path], sizes: list[int]) -> Iterator[Measured]:
    """Build and measure one tree after the other, and leave none."""
    for files in sizes:
        with TemporaryDirectory(prefix="ssot-audit-scale-") as folder:
            build(roots.values(), Path(folder) / "tree", files)
            found = measure(Path(folder) / "tree", Path(folder) / "cache")
        print(*found.row(), sep="  ", file=sys.stderr, flush=True)
        yield found


def report(measured: list[Measured]) -> str:
    """Lay the figures out, and the plan if there are two trees to plan from."""
    sections = [
        circumstances(),
        TITLE,
        table(HEADER, [each.row() for each in measured]),
    ]
    if len(measured) > 1:
        sections += [
            "Not measured: a straight line through the last two",
            table(PLAN_HEADER, [plan(measured)]),
        ]
    return "\n\n".join(sections) + "\n"


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = arguments("Measure how a scan grows with the number of files.")
    parser.add_argument(
        "--files",
        type=int,
        nargs="+",
        default=list(SIZES),
        metavar="N",
        help="sizes of the trees; by default 1,000, 10,000 and 100,000",
    )
    return parser.parse_args()


def main() -> int:
    """Measure, print and keep the result."""
    chosen = options()
    measured = list(trees(corpus(chosen.into, chosen.names), sorted(chosen.files)))
    text = report(measured)
    print(text, end="")
    if chosen.files == list(SIZES):
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "scale.txt").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What worker processes cost and gain, over directories given on the command line.

Three questions, each answered with ratios from one run: how far is parallel extraction
from bare parsing in as many processes, from which size on do workers pay, and is the
report the same bytes for any number of them?
"""

import argparse
import gc
import hashlib
import os
import platform
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from unittest.mock import patch

from benchmarks.bare_parse import bare
from benchmarks.process import scan
from benchmarks.table import table
from ssot_audit.config.settings import Settings
from ssot_audit.discover.files import discover
from ssot_audit.discover.source import SourceFile, SourceTree
from ssot_audit.extract import many
from ssot_audit.extract.extraction import extract_all
from ssot_audit.extract.parse import Parser

RESULTS = Path(__file__).with_name("results") / "pool.txt"
JOBS = (1, 2, 4)
SIZES = (25, 50, 100, 200, 400, 800)
KILOBYTE = 1_000


@dataclass(frozen=True, slots=True)
class Cost:
    """What some work took: on the clock, and on all processors together."""

    seconds: float
    processor: float


def cost(work: Callable[[], object]) -> Cost:
    """Do some work, and wait for its processes."""
    gc.collect()
    before, start = _processor(), perf_counter()
    work()
    return Cost(perf_counter() - start, _processor() - before)


def _processor() -> float:
    times = os.times()
    return sum(times[:4])


def compare(works: Sequence[Callable[[], object]], rounds: int) -> list[Cost]:
    """Alternate between works; return the medians of each."""
    turns = [[cost(work) for work in works] for _ in range(rounds)]
    return [
        Cost(
            median(each.seconds for each in costs),
            median(each.processor for each in costs),
        )
        for costs in zip(*turns, strict=True)
    ]


def alone(tree: SourceTree) -> None:
    """Extract in this process, without a pool."""
    with patch.object(many, "SMALL", sys.maxsize):
        extract_all(tree, Parser.PYTHON)


def pooled(tree: SourceTree, jobs: int, parser: Parser = Parser.AUTO) -> None:
    """Extract in workers, however small the tree."""
    with patch.object(many, "SMALL", 0):
        extract_all(tree, parser, jobs=jobs)


def speed(root: Path, rounds: int) -> Iterator[tuple[str, ...]]:
    """Compare extraction with parsing, and reading with both."""
    tree = discover(Settings(root=root))
    paths = [root / file.path for file in tree.files]
    works: dict[str, Callable[[], object]] = {
        "read by the parent": lambda: [tree.read(file) for file in tree.files],
        "ast.parse, 1 process": partial(bare, paths, 1),
        "ast.parse, 2 processes": partial(bare, paths, 2),
        "extract, no worker": partial(alone, tree),
        "extract, --jobs 1": partial(pooled, tree, 1),
        "extract, --jobs 2": partial(pooled, tree, 2),
        "extract, --jobs 2, no LibCST": partial(pooled, tree, 2, Parser.PYTHON),
    }
    costs = dict(zip(works, compare(list(works.values()), rounds), strict=True))
    for name, each in costs.items():
        floor = costs[f"ast.parse, {'2 processes' if '2' in name else '1 process'}"]
        yield (
            f"{root.name}: {name}",
            f"{each.seconds:.2f}",
            f"{each.seconds / floor.seconds:.2f}",
            f"{each.processor:.2f}",
            f"{each.processor / floor.processor:.2f}",
        )


def thresholds(root: Path, rounds: int) -> Iterator[tuple[str, ...]]:
    """Extract the first files of a directory with and without workers."""
    tree = discover(Settings(root=root))
    for size in SIZES:
        files = tuple(first(tree, size * KILOBYTE))
        part = SourceTree(files, tree.read)
        without, one, two = compare(
            [partial(alone, part), partial(pooled, part, 1), partial(pooled, part, 2)],
            rounds,
        )
        yield (
            f"{size} kB",
            f"{len(files)}",
            *(f"{each.seconds * 1000:.0f}" for each in (without, one, two)),
            f"{two.seconds / without.seconds:.2f}",
        )


def first(tree: SourceTree, size: int) -> Iterator[SourceFile]:
    """Take every tenth file until they are of some size together."""
    for file in tree.files[::10]:
        size -= len(tree.read(file))
        if size < 0:
            return
        yield file


def sameness(root: Path) -> Iterator[tuple[str, ...]]:
    """Scan with several numbers of jobs; compare the reports byte for byte."""
    runs = {jobs: scan(root, "--jobs", str(jobs)) for jobs in JOBS}
    for jobs, run in runs.items():
        same = "same" if run.output == runs[1].output else "DIFFERENT"
        digest = hashlib.sha256(run.output).hexdigest()[:12]
        size = f"{len(run.output):,}"
        yield f"{root.name} --jobs {jobs}", size, digest, run.fault or same


def report(roots: Sequence[Path], rounds: int) -> str:
    """Answer all three questions."""
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    load = f"load {os.getloadavg()[0]:.1f} before the run"
    costs = ("median of the rounds", "seconds", "ratio", "processor s", "ratio")
    small = (
        "first files",
        "files",
        "alone ms",
        "1 job ms",
        "2 jobs ms",
        "2 jobs ratio",
    )
    same = ("report", "bytes", "sha256", "verdict")
    return "\n\n".join(
        (
            f"Python {platform.python_version()}, {system}, {load}, {rounds} rounds",
            "Ratios are to ast.parse in as many processes.",
            table(costs, [row for root in roots for row in speed(root, rounds)]),
            f"Small trees, of files from {roots[0].name}",
            table(small, list(thresholds(roots[0], 5 * rounds))),
            "JSON by number of jobs",
            table(same, [row for root in roots for row in sameness(root)]),
        )
    )


def main() -> int:
    """Measure, print and keep the answer."""
    parser = argparse.ArgumentParser(description="Measure worker processes.")
    parser.add_argument("roots", type=Path, nargs="+", metavar="DIRECTORY")
    parser.add_argument("--rounds", type=int, default=3, help="default: 3")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    gc.disable()
    text = report(chosen.roots, chosen.rounds)
    RESULTS.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 1 if "DIFFERENT" in text else 0


if __name__ == "__main__":
    sys.exit(main())

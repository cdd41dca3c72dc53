"""Show that scans between random edits say what scans from scratch say.

A copy of each project is edited step by step. After each step it is scanned with a
cache, and without one. The two reports must be the same bytes. The first scan takes one
of three ways: the verdict is recalled, the last case is amended, or all is heard again.
"""

import random
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from benchmarks.fetch import arguments, corpus
from benchmarks.table import table
from ssot_audit.audit import Request, audit_path
from ssot_audit.cli.cores import usable_cores
from ssot_audit.config.load import load
from ssot_audit.errors import ConfigError
from ssot_audit.report import json_document
from ssot_audit.rules.registry import all_rules
from tests.support.edits import sequence
from tests.support.ways import ways_noted

HEADER = ("project", "edit", "way", "steps", "processor", "wall", "different")
TODAY = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Step:
    """One edit and the two scans after it."""

    edit: str
    """Its first word."""
    way: str
    wall: float
    processor: float
    is_same: bool


def report(root: Path, cache: Path | None) -> str:
    """Scan a project; a configuration that no longer fits is an answer, too."""
    options = {code: rule.options for code, rule in all_rules().items()}
    request = Request(TODAY, cache=cache, jobs=usable_cores(), select=("SSOT",))
    try:
        return json_document.render(audit_path(load(root, None, options), request))
    except ConfigError as error:
        return str(error)


def steps(project: Path, number: int, seed: int) -> Iterator[Step]:
    """Edit a copy of a project, and scan it twice after each edit."""
    with tempfile.TemporaryDirectory() as name:
        root, cache = Path(name) / "project", Path(name) / "cache"
        shutil.copytree(project, root, symlinks=True)
        report(root, cache)
        choice = random.Random(seed)  # noqa: S311 - repeatable, and no secret
        for edit in sequence(root, choice, number):
            with ways_noted() as ways:
                text, wall, processor = timed(lambda: report(root, cache))
            way = ways[0] if ways else "recalled"
            is_same = text == report(root, None)
            if not is_same:
                print(f"DIFFERENT after {edit}", file=sys.stderr)
            yield Step(edit.split()[0], way, wall, processor, is_same)


def timed(scan: Callable[[], str]) -> tuple[str, float, float]:
    """Return what a scan says, with its seconds and those of the processor."""
    wall, processor = perf_counter(), process_time()
    text = scan()
    return text, perf_counter() - wall, process_time() - processor


def rows(name: str, done: Sequence[Step]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each kind of edit and way."""
    groups: dict[tuple[str, str], list[Step]] = defaultdict(list)
    for step in done:
        groups[step.edit, step.way].append(step)
        groups["all", step.way].append(step)
    for (edit, way), group in sorted(groups.items()):
        yield (
            name,
            edit,
            way,
            str(len(group)),
            f"{median(step.processor for step in group):.2f} s",
            f"{median(step.wall for step in group):.2f} s",
            str(sum(not step.is_same for step in group)),
        )


def main() -> int:
    """Edit the projects, print the table, fail on any difference."""
    parser = arguments("Compare scans between random edits with scans from scratch.")
    parser.add_argument("--steps", type=int, default=100, help="for each project")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    found = []
    for name, root in corpus(chosen.into, chosen.names).items():
        found += rows(name, list(steps(root, chosen.steps, chosen.seed)))
    print(table(HEADER, found))
    return int(any(row[-1] != "0" for row in found))


if __name__ == "__main__":
    sys.exit(main())

"""Show that a scan's JSON is the same bytes whatever surrounds it.

Each project is scanned with every given interpreter under two hash seeds. All answers
of a project must be equal, end with exit code 0 or 1 and carry no traceback.
"""

import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fetch import arguments, corpus
from benchmarks.process import Run, scan
from benchmarks.table import table

SEEDS = (0, 1234)
HEADER = ("project", "python", "seed", "seconds", "bytes", "digest", "verdict")


@dataclass(frozen=True, slots=True)
class Trial:
    """One scan and the circumstances it ran under."""

    python: str
    seed: int
    run: Run


def trials(root: Path, pythons: Sequence[str]) -> Iterator[Trial]:
    """Scan one project under all circumstances."""
    for python in pythons:
        for seed in SEEDS:
            yield Trial(python, seed, scan(root, python=python, seed=seed))


def verdict(trial: Trial, expected: bytes) -> str:
    """Judge one scan against the project's first."""
    same = trial.run.output == expected
    return trial.run.fault or ("same" if same else "DIFFERENT")


def examine(name: str, root: Path, pythons: Sequence[str]) -> list[tuple[str, ...]]:
    """Scan one project under all circumstances; return its rows of the table."""
    done = list(trials(root, pythons))
    expected = done[0].run.output
    return [
        (
            name,
            trial.python,
            str(trial.seed),
            f"{trial.run.seconds:.1f}",
            f"{len(trial.run.output):,}",
            hashlib.sha256(trial.run.output).hexdigest()[:12],
            verdict(trial, expected),
        )
        for trial in done
    ]


def main() -> int:
    """Examine the projects, print the table, fail on any difference."""
    parser = arguments("Compare the output of repeated scans, byte by byte.")
    parser.add_argument(
        "--python",
        action="append",
        metavar="PATH",
        help="an interpreter with the package installed (repeatable; default: this)",
    )
    chosen = parser.parse_args()
    pythons = chosen.python or [sys.executable]
    rows = [
        row
        for name, root in corpus(chosen.into, chosen.names).items()
        for row in examine(name, root, pythons)
    ]
    print(table(HEADER, rows))
    return int(any(row[-1] != "same" for row in rows))


if __name__ == "__main__":
    sys.exit(main())

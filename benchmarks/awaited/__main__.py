"""Compare 603 with what pytest runs; prints a table and writes it to `results/`.

    python -m benchmarks.awaited [--environments FOLDER] [--only NAME ...]

Each project is run in an environment of its own with pinned plugins, which is made if
it is not there: that needs the network.
"""

import argparse
import platform
import sys
import venv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from subprocess import run

from benchmarks.awaited.setups import ENVIRONMENTS, SETUPS
from benchmarks.awaited.truth import Tried, tried
from benchmarks.fetch import default_directory
from benchmarks.table import table

_RESULTS = Path(__file__).parents[1] / "results" / "awaited.txt"
_HEADER = (
    *("project", "tests", "run", "not run", "reported", "excused", "false", "missed"),
)


def main() -> int:
    """Try every project, print what came out; 1 if a verdict is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    folder = default_directory() / "awaited"
    parser.add_argument("--environments", type=Path, default=folder)
    parser.add_argument("--only", nargs="*", default=tuple(SETUPS))
    chosen = parser.parse_args()
    rows, wrong, excuses = [], [], Counter[str]()
    for name in chosen.only:
        setup = SETUPS[name]
        python = _environment(
            chosen.environments / setup.environment, setup.environment
        )
        tests = tried(setup, [str(python)])
        rows.append(_row(name, tests))
        print(*rows[-1], flush=True)
        wrong += [(name, test) for test in tests if test.is_wrong]
        excuses.update(
            t.generated.excuse for t in tests if not t.agrees and not t.is_wrong
        )
    text = "\n".join(_page(rows, excuses))
    print(text)
    for name, test in wrong[:20]:
        print(f"WRONG in {name}: {test}")
    if tuple(chosen.only) == tuple(SETUPS):
        _RESULTS.write_text(f"{text}\n", encoding="utf-8")
    return 1 if wrong else 0


def _environment(folder: Path, name: str) -> Path:
    """Return the Python of an environment, which is made if it is not there."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        run([python, "-m", "pip", "install", "-q", *ENVIRONMENTS[name]], check=True)
    return python


def _row(name: str, tests: Sequence[Tried]) -> tuple[str, ...]:
    false = sum(test.is_wrong and test.has_run for test in tests)
    counts = (
        len(tests),
        sum(test.has_run for test in tests),
        sum(not test.has_run for test in tests),
        sum(test.is_reported for test in tests),
        sum(not test.agrees and not test.is_wrong for test in tests),
        false,
        sum(test.is_wrong for test in tests) - false,
    )
    return name, *map(str, counts)


def _page(rows: Sequence[Sequence[str]], excuses: Counter[str]) -> list[str]:
    sums = [str(sum(int(row[column]) for row in rows)) for column in range(1, 8)]
    lines = [
        f"Python {platform.python_version()}; generated tests under real pytest",
        "excused: neither run nor reported, where the generator says none can know",
        "",
        table(_HEADER, [*rows, ("all", *sums)]),
        "",
        "excuses:",
    ]
    return lines + [f"  {count:6} {excuse}" for excuse, count in excuses.most_common()]


if __name__ == "__main__":
    sys.exit(main())

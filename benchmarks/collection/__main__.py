"""Show that the tests we say pytest collects are those that it collects.

Real projects are installed in environments of their own, where `pytest --collect-only
-q` runs without arguments in a copy of the project; a made one has every construct of
`constructs.md` several times, and what `drawn.py` puts together. Ids are compared
without parameters. What differs is named; without an explanation it is an error.
"""

import argparse
import os
import platform
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.collection.comparison import Difference
from benchmarks.collection.drawn import package
from benchmarks.collection.places import Chosen, chosen
from benchmarks.collection.synthetic import synthetic
from benchmarks.collection.trial import Trial, made_trial, real_trial
from benchmarks.fetch import corpus, default_directory
from benchmarks.table import table

RESULTS = Path(__file__).parents[1] / "results" / "collection.txt"
SYNTHETIC = "synthetic"
COPIES, DRAWN, SEED = 8, 40, 1
MOST_NAMES = 8
"""Of what has the same reason; the console has all."""
_NUMBER = re.compile(r"_\d+")
HEADER = (
    *("project", "pytest", "ours", "both", "deselected"),
    *("unknown, in pytest", "unknown, not", "explained", "unexplained"),
    *("not imported", "ours therein", "others"),
)
LEGEND = (
    "pytest: tests that `pytest --collect-only -q` lists, each once, no parameters.",
    "ours: tests of which we say that it does. both: the same test.",
    "deselected: listed tests that options in `addopts` then leave out; in both.",
    "unknown: we say that it cannot be told.",
    "explained, unexplained: what we say is not what pytest does.",
    "not imported: files or classes that pytest could not import here, or that skip",
    "themselves; left out on both sides. ours therein: tests we see in them.",
    "others: items that are no Python tests, such as doctests.",
)


def main() -> int:
    """Compare each project; exit code 1 on a difference without an explanation."""
    asked = _arguments()
    given = chosen(tuple(asked.names))
    trials = list(
        _trials(
            given, asked.into, with_made=not asked.names or SYNTHETIC in asked.names
        )
    )
    print(_text(given.pytest, trials, sys.maxsize))
    if not asked.names and not asked.print_only:
        text = _text(given.pytest, trials, MOST_NAMES)
        RESULTS.write_text(text, encoding="utf-8")
    return int(any(trial.unexplained or trial.unused for trial in trials))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    names = [*(project.name for project in chosen().project), SYNTHETIC]
    parser.add_argument("names", nargs="*", metavar="PROJECT", help=", ".join(names))
    parser.add_argument("--into", type=Path, default=default_directory())
    parser.add_argument("--print-only", action="store_true")
    return parser.parse_args()


def _trials(given: Chosen, into: Path, *, with_made: bool) -> Iterator[Trial]:
    if with_made:
        with TemporaryDirectory() as folder:
            random = Random(SEED)  # noqa: S311 - no secret
            more: dict[str, str] = {}
            for number in range(DRAWN):
                more |= package(random, f"drawn_{number}", 3)
            yield made_trial(synthetic(COPIES, more), Path(folder).resolve())
    for project in given.project:
        print(project.name, file=sys.stderr, flush=True)
        (source,) = corpus(into, [project.name]).values()
        yield real_trial(project, given.pytest, source, into / "collection")


def _text(pytest: str, trials: Sequence[Trial], most: int) -> str:
    """Return the report, with so many names at most of what has the same reason."""
    return "\n".join([*_heading(pytest), *_report(trials, most)]) + "\n"


def _heading(pytest: str) -> Iterator[str]:
    yield "python -m benchmarks.collection"
    python = ".".join(map(str, sys.version_info[:3]))
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    today = datetime.now(tz=UTC).date()
    ours = f"ssot-audit {version('ssot-audit')}"
    yield f"{today}, {ours}, pytest {pytest}, Python {python}, {machine}"
    yield ""


def _report(trials: Sequence[Trial], most: int) -> Iterator[str]:
    yield table(HEADER, [_row(trial) for trial in trials])
    yield ""
    yield from LEGEND
    for trial in trials:
        yield ""
        yield trial.name
        yield from (f"  {line}" for line in _details(trial, most))


def _row(trial: Trial) -> tuple[str, ...]:
    unknown = [one.difference for one in trial.named if not one.difference.is_fault]
    faults = [one for one in trial.named if one.difference.is_fault and one.why]
    counts = (
        *(len(trial.tests), len(trial.kept), len(trial.tests & trial.kept)),
        trial.deselected,
        sum(each.is_collected for each in unknown),
        sum(not each.is_collected for each in unknown),
        *(len(faults), len(trial.unexplained)),
        *(len(trial.excluded), trial.kept_in_excluded),
        sum(trial.others.values()),
    )
    return (trial.name, *map(str, counts))


def _details(trial: Trial, most: int) -> Iterator[str]:
    """Name what is not the same, by reasons."""
    for reason in sorted(set(trial.excluded.values())):
        nodes = [node for node, why in trial.excluded.items() if why == reason]
        yield f"not imported: {len(nodes)}, {reason}"
        yield from _names(nodes, most)
    for kind, count in sorted(trial.others.items()):
        yield f"others: {count} of {kind}"
    for one in trial.unexplained:
        said = one.difference
        ours = f"{said.verdict} ({said.reason})" if said.reason else said.verdict
        yield f"UNEXPLAINED: {said.test}: {_pytest(said)}, we say {ours}"
    for each in trial.unused:
        yield f"EXPLAINS NOTHING: {each.items}: {each.why}"
    grouped: dict[tuple[str, str], list[str]] = {}
    for one in trial.named:
        if one.why:
            place = one.difference.test.rpartition("::")[0] or one.difference.test
            key = one.why, _pytest(one.difference)
            grouped.setdefault(key, []).append(place)
    for (why, pytest), places in sorted(grouped.items()):
        yield f"{len(places)} {pytest}; {why}"
        yield from _names(places, most)


def _pytest(said: Difference) -> str:
    return "collected" if said.is_collected else "not collected"


def _names(places: Iterable[str], most: int) -> Iterator[str]:
    """Yield each place once, with how often it comes; copies of one as `_N`."""
    counts = Counter(_NUMBER.sub("_N", place) for place in places)
    for name, count in sorted(counts.items())[:most]:
        yield f"  {name}: {count}"
    if len(counts) > most:
        yield f"  and {len(counts) - most} more"


if __name__ == "__main__":
    sys.exit(main())

"""Draw findings at random for a human to judge, and lay them out in Markdown.

Every rule gets the same number of turns, and every project the same number within
its rule, so that a noisy rule cannot crowd out the others. A precision over all
rules must therefore weigh each rule by its number of findings, which is printed.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from pathlib import Path
from random import Random

import msgspec

from benchmarks.fetch import corpus, default_directory

CONTEXT = 5


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a finding's evidence."""

    path: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What the triage needs of a finding in a scan's JSON."""

    code: str
    path: str
    line: int
    message: str
    evidence: tuple[Hop, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What the triage needs of a scan's JSON."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A finding to judge, and the project it was made in."""

    project: str
    root: Path
    finding: Finding

    @property
    def rule(self) -> str:
        """Name the rule that made the finding."""
        return self.finding.code

    @property
    def place(self) -> tuple[str, int]:
        """Say where the finding is."""
        return self.finding.path, self.finding.line


def cases(report: Path, into: Path) -> Iterator[Case]:
    """Read the findings of one scan; its file is named after its project."""
    ((project, root),) = corpus(into, [report.stem]).items()
    for finding in msgspec.json.decode(report.read_bytes(), type=Report).findings:
        yield Case(project, root, finding)


def draw(population: Sequence[Case], count: int, seed: int) -> list[Case]:
    """Draw cases at random, the rules taking turns, and in each the projects."""
    shuffled = Random(seed).sample(population, len(population))  # noqa: S311 - no secret
    rules = groups(shuffled, lambda case: case.rule)
    turns = (alternate(groups(rule, lambda case: case.project)) for rule in rules)
    drawn = islice(alternate(turns), count)
    return sorted(drawn, key=lambda case: (case.rule, case.project, case.place))


def groups(of: Iterable[Case], key: Callable[[Case], str]) -> Iterable[list[Case]]:
    """Part cases by a key, keeping their order."""
    parts: dict[str, list[Case]] = {}
    for case in of:
        parts.setdefault(key(case), []).append(case)
    return parts.values()


def alternate(sequences: Iterable[Iterable[Case]]) -> Iterator[Case]:
    """Take one case of each sequence in turn until all are used up."""
    rounds = zip_longest(*sequences)
    return (case for case in chain.from_iterable(rounds) if case is not None)


def markdown(population: Sequence[Case], drawn: Sequence[Case]) -> Iterator[str]:
    """Lay out the counts, the table to fill in and the code to judge by."""
    yield "| rule | findings | drawn | true | precision |\n|---|---:|---:|---:|---:|"
    picked = Counter(case.rule for case in drawn)
    for rule, found in sorted(Counter(case.rule for case in population).items()):
        yield f"| {rule} | {found} | {picked[rule]} | | |"
    yield "\n| # | rule | project | place | message | verdict | why |"
    yield "|---:|---|---|---|---|---|---|"
    for number, case in enumerate(drawn, 1):
        yield row(number, case)
    for number, case in enumerate(drawn, 1):
        yield from excerpt(number, case)


def row(number: int, case: Case) -> str:
    """Lay out one case as a row with room for the verdict."""
    found = case.finding
    message = " ".join(found.message.split()).replace("|", "\\|")
    place = f"{found.path}:{found.line}"
    return f"| {number} | {case.rule} | {case.project} | {place} | {message} | | |"


def excerpt(number: int, case: Case) -> Iterator[str]:
    """Show the code of one case and the hops of its evidence."""
    found = case.finding
    yield f"\n### {number}. {case.rule} in {case.project}\n\n{found.message}\n"
    yield from (f"- {hop.path}:{hop.line} {hop.message}" for hop in found.evidence)
    yield f"\n````text\n{found.path}"
    yield from around(case.root / found.path, found.line)
    yield "````"


def around(path: Path, line: int) -> Iterator[str]:
    """Quote the lines around one line, which is marked."""
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    first = max(line - CONTEXT, 1)
    for number, text in enumerate(lines[first - 1 : line + CONTEXT], first):
        yield f"{'>' if number == line else ' '} {number:>5} {text}".rstrip()


def main() -> int:
    """Draw the sample and print it."""
    parser = argparse.ArgumentParser(description="Draw findings for hand triage.")
    parser.add_argument("reports", nargs="+", type=Path, metavar="PROJECT.json")
    parser.add_argument("--size", type=int, default=60, help="default: 60")
    parser.add_argument("--seed", type=int, default=1, help="default: 1")
    parser.add_argument("--into", type=Path, default=default_directory())
    chosen = parser.parse_args()
    reports = sorted(chosen.reports)
    population = [case for report in reports for case in cases(report, chosen.into)]
    drawn = draw(population, chosen.size, chosen.seed)
    print("\n".join(markdown(population, drawn)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

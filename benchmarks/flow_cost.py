"""Measure how the object flow grows with production code: seconds and memory by lines.

Two series of trees: distinct projects side by side, each tree holding those before it,
and growing parts of one project, the files nearest its root first. The facts are
extracted beforehand; each tree is then linked and solved in a process of its own.
"""

import argparse
import ast
import gc
import json
import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar

from benchmarks.fetch import corpus, default_directory
from benchmarks.files import size
from benchmarks.process import run, sound
from benchmarks.speed import MEGABYTE, RESULTS, circumstances
from benchmarks.table import table
from ssot_audit.config.settings import Settings
from ssot_audit.discover.files import discover
from ssot_audit.discover.source import FileKind, Scope, SourceTree
from ssot_audit.extract.cache import opened
from ssot_audit.extract.extraction import extract_all
from ssot_audit.extract.facts import ModuleFacts
from ssot_audit.extract.flow.statements import flow_of
from ssot_audit.extract.flow_facts import encoded
from ssot_audit.extract.parse import Parser
from ssot_audit.extract.text import SourceText
from ssot_audit.link.program import Program

SIZES: Final = (50_000, 100_000, 200_000, 500_000)
SERIES: Final[Mapping[str, tuple[str, ...]]] = {
    "distinct projects side by side": (
        "celery", "octavia", "buildbot", "ironic", "Twisted", "Django", "nova",
        "crewai", "manila",
    ),
    "parts of one project": ("homeassistant",),
}  # fmt: skip
MICROSECONDS: Final = 1_000_000
STAGES: Final = ("decode", "solve", "supplies", "shortfalls", "misfits")
DECLARING: Final = ("pyproject.toml", "setup.cfg", "setup.py")
HEADER: Final = (
    "lines", "files", *STAGES, "all cpu s", "all wall s", "us a line", "growth",
    "supplied", "link MB", "peak MB",
)  # fmt: skip
Given = ParamSpec("Given")
Made = TypeVar("Made")


class Spent(NamedTuple):
    """Seconds of one stage."""

    processor: float
    wall: float


@dataclass(slots=True)
class Clocks:
    """Seconds by stage, of the processor and of the clock on the wall."""

    seconds: dict[str, Spent]

    def around(
        self, stage: str, function: Callable[Given, Made]
    ) -> Callable[Given, Made]:
        """Return a function that does the same and is timed."""

        def timed(*given: Given.args, **named: Given.kwargs) -> Made:
            processor, wall = process_time(), perf_counter()
            made = function(*given, **named)
            known = self.seconds.get(stage, Spent(0.0, 0.0))
            self.seconds[stage] = Spent(
                known.processor + process_time() - processor,
                known.wall + perf_counter() - wall,
            )
            return made

        return timed


def production(root: Path) -> list[Path]:
    """List a project's production files, those nearest its root first."""
    found = [
        root / file.path
        for file in discover(Settings(root=root)).files
        if file.scope is Scope.PRODUCTION and file.kind is FileKind.PYTHON
    ]
    return sorted(found, key=lambda path: (len(path.parts), path))


def assemble(roots: Iterable[Path], into: Path, lines: int) -> None:
    """Copy production files, project by project, until there are so many lines."""
    for root in roots:
        target = into / root.name
        target.mkdir(parents=True)
        for name in DECLARING:
            if (root / name).is_file():
                shutil.copy(root / name, target / name)
        for path in production(root):
            if lines <= 0:
                return
            twin = target / path.relative_to(root)
            twin.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, twin)
            lines -= size([path]).lines


def known_facts(
    root: Path, cache: Path, jobs: int
) -> tuple[SourceTree, Mapping[str, ModuleFacts]]:
    """Return a tree and its facts; the cache has them the second time."""
    tree = discover(Settings(root=root))
    with opened(cache, root, Parser.AUTO, print) as kept:
        return tree, extract_all(tree, jobs=jobs, cache=kept)


def solved(root: Path, cache: Path) -> dict[str, object]:
    """Solve one tree, and return what it took."""
    tree, facts = known_facts(root, cache, jobs=1)
    program = Program(tree, facts)
    modules = program.production
    program.hierarchy  # noqa: B018 - it is made when it is first asked for
    before = resident()
    clocks = Clocks({})
    clocks.around("decode", lambda: [program.flow(module) for module in modules])()
    clocks.around("solve", lambda: program.object_flow)()
    consumers = clocks.around("supplies", lambda: program.consumers)()
    clocks.around("shortfalls", lambda: list(consumers.shortfalls()))()
    clocks.around("misfits", lambda: list(consumers.misfits()))()
    return {
        "lines": sum(module.facts.lines for module in modules),
        "files": len(modules),
        "seconds": clocks.seconds,
        "supplied": len(consumers.supplies),
        "before": before,
    }


def resident() -> int:
    """Return the bytes that this process holds; 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return 0
    (line,) = (each for each in status.splitlines() if each.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def table_cost(root: Path) -> dict[str, object]:
    """Compare making the value tables of all files with parsing them."""
    parse = table_of = 0.0
    for path in production(root):
        source = path.read_bytes()
        start = process_time()
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError):
            continue
        parse += process_time() - start
        text = SourceText(source)
        start = process_time()
        encoded(flow_of(tree, text))
        table_of += process_time() - start
    return {"parse": parse, "table": table_of}


def child(mode: str, root: Path, cache: Path) -> tuple[dict[str, Any], int]:
    """Do one measurement in a fresh process; return it, and the peak in bytes."""
    command = [sys.executable, "-m", "benchmarks.flow_cost", "--mode", mode]
    done = sound(run([*command, "--tree", str(root), "--cache-dir", str(cache)], {}))
    return json.loads(done.output), done.peak


class Cost(NamedTuple):
    """What one tree took."""

    lines: int
    files: int
    seconds: Mapping[str, Spent]
    """By stage."""
    supplied: int
    """How many classes reach how many slots."""
    before: int
    """Bytes that are held before the flow begins."""
    peak: int
    """Bytes at the highest point of the whole process."""

    @classmethod
    def of(cls, found: Mapping[str, Any], peak: int) -> "Cost":
        """Take it from what a child process printed."""
        seconds = {stage: Spent(*spent) for stage, spent in found["seconds"].items()}
        return cls(**{**found, "seconds": seconds}, peak=peak)

    @property
    def processor(self) -> float:
        """Seconds of the processor for all stages."""
        return sum(self.seconds[stage].processor for stage in STAGES)

    def row(self, smaller: "Cost | None") -> tuple[str, ...]:
        """Sum it up as one row of the table."""
        return (
            f"{self.lines:,}",
            f"{self.files:,}",
            *(f"{self.seconds[stage].processor:.2f}" for stage in STAGES),
            f"{self.processor:.2f}",
            f"{sum(self.seconds[stage].wall for stage in STAGES):.2f}",
            f"{self.processor / self.lines * MICROSECONDS:.1f}",
            "" if smaller is None else f"{growth(smaller, self):.2f}",
            f"{self.supplied:,}",
            f"{self.before / MEGABYTE:,.0f}",
            f"{self.peak / MEGABYTE:,.0f}",
        )


def growth(smaller: Cost, larger: Cost) -> float:
    """Return the power of the lines that the seconds grow with: 1 is linear."""
    return log(larger.processor / smaller.processor) / log(larger.lines / smaller.lines)


def rows(
    roots: Sequence[Path], sizes: Iterable[int], cache: Path
) -> Iterator[tuple[str, ...]]:
    """Measure one series."""
    smaller: Cost | None = None
    for lines in sizes:
        with TemporaryDirectory(prefix="ssot-audit-flow-") as folder:
            tree = Path(folder) / "tree"
            assemble(roots, tree, lines)
            child("extract", tree, cache)
            found, peak = child("solve", tree, cache)
        cost = Cost.of(found, peak)
        row = cost.row(smaller)
        smaller = cost
        print(*row, sep="  ", file=sys.stderr, flush=True)
        yield row


def report(chosen: argparse.Namespace, cache: Path) -> Iterator[str]:
    """Measure all series, and lay them out."""
    yield circumstances()
    yield busy()
    yield (
        "Object flow of production code with facts at hand; stages in seconds of the "
        "processor.\n`growth` is the power of the lines that the seconds grow with "
        "since the row above.\n`link MB` is held before it begins, `peak MB` is the "
        "highest of the whole process."
    )
    for title, names in SERIES.items():
        found = corpus(chosen.into, names)
        roots = [found[name] for name in _in_order(names, found)]
        yield f"{title}: {', '.join(names)}\n\n" + table(
            HEADER, list(rows(roots, chosen.lines, cache))
        )
    root = next(iter(corpus(chosen.into, ["Django"]).values()))
    cost, _ = child("table", root, cache)
    parse, made = cost["parse"], cost["table"]
    yield (
        f"The value tables of Django cost {made:.2f} s to make and encode, "
        f"{made / parse:.2f} of what parsing the same files takes ({parse:.2f} s)."
    )


def busy() -> str:
    """Describe what else the machine does, for results that tell processor time."""
    return (
        f"Load {os.getloadavg()[0]:.1f} before the run: others used the machine, too, "
        "so seconds of the processor\nare steadier than those of the clock (`wall`)."
    )


def _in_order(names: Iterable[str], found: Mapping[str, Path]) -> Iterator[str]:
    """Return the pinned names in the order in which they are added."""
    spelt = {name.lower(): name for name in found}
    return (spelt[name.lower()] for name in names)


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure the cost of object flow.")
    parser.add_argument("--into", type=Path, default=default_directory(), metavar="DIR")
    parser.add_argument("--cache-dir", type=Path, help="default: a temporary one")
    parser.add_argument("--lines", type=int, nargs="+", default=SIZES, metavar="N")
    parser.add_argument("--print-only", action="store_true", help="keep no result")
    parser.add_argument("--mode", choices=["extract", "solve", "table"])
    parser.add_argument("--tree", type=Path, help="what a single mode is about")
    return parser.parse_args()


def single(chosen: argparse.Namespace) -> dict[str, object]:
    """Do what a fresh process is for."""
    warnings.simplefilter("ignore")
    gc.disable()
    match chosen.mode:
        case "extract":
            known_facts(chosen.tree, chosen.cache_dir, jobs=2)
            return {"done": True}
        case "solve":
            return solved(chosen.tree, chosen.cache_dir)
        case _:
            return table_cost(chosen.tree)


def main() -> int:
    """Measure, print and keep the result."""
    chosen = options()
    if chosen.mode:
        print(json.dumps(single(chosen)))
        return 0
    with TemporaryDirectory(prefix="ssot-audit-facts-") as folder:
        cache = chosen.cache_dir or Path(folder)
        text = "\n\n".join(report(chosen, cache)) + "\n"
    print(text, end="")
    if not chosen.print_only:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "flow_cost.txt").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

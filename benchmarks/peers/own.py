"""The sections that are about the scan alone."""

import json
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.peers.compare import LONG
from benchmarks.peers.ours import Ours
from benchmarks.peers.pins import Project
from benchmarks.peers.series import Series
from benchmarks.peers.store import Measure, Section, circumstances
from benchmarks.peers.tools import PROCESSES
from benchmarks.peers.trees import Share, edited, everything
from benchmarks.process import run, sound
from benchmarks.synthetic import build

STARTS = 20
"""Times that a short command is run."""
SIZES = (1_000, 3_000, 10_000)
"""Files of the trees that show the growth."""
PARSERS = ("ast", "libcst")


def ours(share: Share, rounds: int) -> Section:
    """Scan cold, warm and after edits, beside bare parsing in as many processes."""
    series = Series()
    with _scratch() as scratch, edited(share.tree / share.project.edited) as file:
        scans = Ours(share.tree, scratch / "cache", series)
        for _ in range(rounds):
            _parse(share.tree, series)
            scans.cold()
            scans.fill()
            scans.warm()
            file.comment()
            scans.edited("comment")
            file.function()
            scans.edited("function")
            if series.longest > LONG:
                break
    return _section("ours", share, series.measures())


def extraction(share: Share, rounds: int) -> Section:
    """Extract beside bare parsing; LibCST, ten times slower, on the small tree only."""
    parsers = PARSERS if share.project.name == "Django" else PARSERS[:1]
    measures = {}
    for parser in parsers:
        done = _module(
            "extraction",
            str(share.tree),
            *("--parser", parser, "--jobs", str(PROCESSES)),
            *("--rounds", str(rounds)),
        )
        for name, seconds in json.loads(done).items():
            measures[f"{parser} {name}"] = Measure((round(seconds, 3),))
    return _section("extraction", share, measures)


def stages(share: Share, rounds: int) -> Section:
    """Time the stages of a scan without a cache, and with a filled one."""
    with _scratch() as scratch:
        cache = ("--cache-dir", str(scratch / "cache"))
        _module("stages", str(share.tree), *cache)
        found: dict[str, list[float]] = {}
        for _ in range(rounds):
            for state, options in (("cold", ()), ("warm", cache)):
                answer = json.loads(_module("stages", str(share.tree), *options))
                for stage, seconds in answer.items():
                    found.setdefault(f"{state} {stage}", []).append(round(seconds, 4))
    measures = {name: Measure(tuple(seconds)) for name, seconds in found.items()}
    return _section("stages", share, measures)


def start_up() -> Section:
    """Ask for the version, beside an interpreter that does nothing."""
    series = Series()
    commands = {"version": ("-m", "ssot_audit", "--version"), "bare": ("-c", "pass")}
    for _ in range(STARTS):
        for name, command in commands.items():
            done = run([sys.executable, *command], {})
            series.add(name, done, shlex.join(["python", *command]))
    return Section("start-up", "", circumstances(), measures=series.measures())


def growth(source: Path, rounds: int) -> Section:
    """Scan trees of several sizes, made of one project's packages."""
    measures: dict[str, Measure] = {}
    for size in SIZES:
        with _scratch() as scratch:
            tree = scratch / "tree"
            build([source], tree, size)
            edit = min(tree.rglob("db/models/query.py"))
            project = Project("growth", (), (".",), (), "", str(edit.relative_to(tree)))
            done = ours(everything(project, tree), rounds)
            measures |= {f"{size} {k}": each for k, each in done.measures.items()}
    return Section("growth", "", circumstances(), measures=measures)


def _parse(tree: Path, series: Series) -> None:
    command = ("-m", "benchmarks.bare_parse", "--processes", str(PROCESSES), str(tree))
    done = sound(run([sys.executable, *command], {}))
    shown = shlex.join(["python", *command]).replace(str(tree), "TREE")
    series.add("bare parse", done, shown)


def _module(name: str, *arguments: str) -> bytes:
    """Run a module of the benchmarks as a process of its own."""
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    return sound(run(command, {})).output


@contextmanager
def _scratch() -> Iterator[Path]:
    with TemporaryDirectory(prefix="ssot-audit-peers-") as folder:
        yield Path(folder)


def _section(name: str, share: Share, measures: dict[str, Measure]) -> Section:
    return Section(
        name=name,
        project=share.project.name,
        circumstances=circumstances(),
        files=len(share.files),
        lines=share.lines,
        whole_lines=share.lines,
        measures=measures,
    )

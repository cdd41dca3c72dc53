"""Hold the law of the two front ends over the standard library and measure its price.

Each file is parsed in a process of its own kind, which is replaced when a file takes
too long or kills it: LibCST needs minutes for some long expressions.
"""

import argparse
import multiprocessing
import os
import platform
import sys
import sysconfig
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from multiprocessing.connection import Connection
from pathlib import Path
from time import process_time

import libcst

from benchmarks.files import python_files
from benchmarks.front_ends import DEFECTS, Outcome, Verdict, judge
from ssot_audit.extract.cst_to_ast import cst_to_ast

RESULT = Path(__file__).with_name("results") / "parser_law.txt"
DEADLINE = 60.0


@dataclass(frozen=True, slots=True)
class Measured:
    """The verdict on one file and what both readings of it cost."""

    verdict: Verdict
    bare_seconds: float = 0.0
    full_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Checked:
    """A file and what came of it."""

    path: Path
    measured: Measured | None
    """None if the file took too long or killed the process."""


def measure(source: bytes) -> Measured:
    """Judge a source, and time LibCST's parser alone and with the conversion."""
    verdict = judge(source)
    if verdict.outcome is not Outcome.EQUAL:
        return Measured(verdict)
    start = process_time()
    libcst.parse_module(source)
    middle = process_time()
    cst_to_ast(source)
    return Measured(verdict, middle - start, process_time() - middle)


def _serve(connection: Connection) -> None:
    while True:
        connection.send(measure(connection.recv_bytes()))


def check(files: Iterable[Path]) -> Iterator[Checked]:
    """Measure files one by one, each before the deadline."""
    connection, worker = _started()
    for path in files:
        connection.send_bytes(path.read_bytes())
        measured = _answer(connection)
        if measured is None:
            worker.kill()
            connection, worker = _started()
        yield Checked(path, measured)
    worker.kill()


def _started() -> tuple[Connection, multiprocessing.Process]:
    ours, theirs = multiprocessing.Pipe()
    worker = multiprocessing.Process(target=_serve, args=(theirs,), daemon=True)
    worker.start()
    theirs.close()
    return ours, worker


def _answer(connection: Connection) -> Measured | None:
    if not connection.poll(DEADLINE):
        return None
    try:
        answer: Measured = connection.recv()
    except EOFError:
        return None
    return answer


def report(results: list[Checked]) -> str:
    """Say how many files were compared, how many obey and what the others do."""
    measured = [result.measured for result in results if result.measured is not None]
    counts = Counter(one.verdict.outcome for one in measured)
    bare = sum(one.bare_seconds for one in measured)
    full = sum(one.full_seconds for one in measured)
    versions = f"Python {platform.python_version()}, LibCST {version('libcst')}"
    return "\n".join(
        (
            f"{datetime.now(UTC):%Y-%m-%d}, {versions}, {os.cpu_count()} cores",
            "",
            f"files          {len(results):6}",
            *(f"{outcome:14} {counts[outcome]:6}" for outcome in Outcome),
            f"{'no answer':14} {len(results) - len(measured):6}",
            "",
            f"libcst.parse_module   {bare:7.1f} s",
            f"cst_to_ast            {full:7.1f} s, {full / (bare or 1):.2f} times",
            "",
            "Named defects of LibCST, and the files they excuse:",
            *_excused(measured),
            "",
            "Not equal:",
            *(_line(result) for result in results if _is_told(result)),
            "",
        )
    )


def _excused(measured: list[Measured]) -> Iterator[str]:
    counts = Counter(one.verdict.defect for one in measured)
    for defect in DEFECTS:
        yield f"  {defect.name}, as in {defect.example[:40]!r}: {counts[defect]}"


def _is_told(result: Checked) -> bool:
    if result.measured is None:
        return True
    silent = {Outcome.EQUAL, Outcome.BOTH_REFUSE, Outcome.ONLY_LIBCST}
    return result.measured.verdict.outcome not in silent


def _is_breach(result: Checked) -> bool:
    return result.measured is None or result.measured.verdict.is_breach


def _line(result: Checked) -> str:
    place = "/".join(result.path.parts[-2:])
    if result.measured is None:
        return f"  {place}: no answer, or none within {DEADLINE:.0f} s"
    verdict = result.measured.verdict
    excuse = f" ({verdict.defect.name})" if verdict.defect else ""
    return f"  {place}: {verdict.outcome}{excuse}: {verdict.detail}"


def _standard_library() -> list[Path]:
    root = Path(sysconfig.get_path("stdlib"))
    outside = {"site-packages", "__pycache__"}
    return [path for path in python_files(root) if outside.isdisjoint(path.parts)]


def main() -> int:
    """Check the standard library, then the directories given; 1 on any breach."""
    parser = argparse.ArgumentParser(description="Hold the law of the front ends.")
    parser.add_argument("root", type=Path, nargs="*")
    parser.add_argument("--output", type=Path, default=RESULT)
    chosen = parser.parse_args()
    files = _standard_library()
    for root in chosen.root:
        files += python_files(root)
    results = list(check(files))
    text = report(results)
    chosen.output.write_text(text, encoding="utf-8")
    print(text, end="")
    return int(any(_is_breach(result) for result in results))


if __name__ == "__main__":
    sys.exit(main())

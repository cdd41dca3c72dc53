"""Read and parse every Python file of a directory, and do nothing else.

This is the floor that a scan is compared with: run as a process of its own, or called.
"""

import argparse
import ast
import gc
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path

from benchmarks.files import python_files


def _libcst_parser() -> Callable[[bytes], object]:
    """Load LibCST only when it is the parser to measure."""
    from libcst import parse_module  # noqa: PLC0415 - must not slow the ast run

    return parse_module


PARSERS: Mapping[str, Callable[[], Callable[[bytes], object]]] = {
    "ast": lambda: ast.parse,
    "libcst": _libcst_parser,
}


def bare(paths: Sequence[Path], processes: int, parser: str = "ast") -> int:
    """Read and parse files, shared out evenly; count those the parser refuses."""
    if processes == 1:
        return refused(paths, parser)
    context = get_context("fork")
    PARSERS[parser]()  # loaded once, for all
    counts = context.SimpleQueue()
    workers = [
        context.Process(
            target=lambda share: counts.put(refused(share, parser)),
            args=(paths[number::processes],),
        )
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    total = sum(int(counts.get()) for _ in workers)
    for worker in workers:
        worker.join()
    return total


def refused(paths: Sequence[Path], parser: str) -> int:
    """Parse each file once, the collector at rest; count those it does not accept."""
    gc.disable()
    parse = PARSERS[parser]()
    return sum(not _accepts(parse, path.read_bytes()) for path in paths)


def _accepts(parse: Callable[[bytes], object], source: bytes) -> bool:
    """Parse one file, whatever is wrong with it."""
    try:
        parse(source)
    except Exception:  # noqa: BLE001 - each parser has its own errors, each is a no
        return False
    return True


def main() -> int:
    """Parse the directory and print how many files were refused."""
    parser = argparse.ArgumentParser(description="Parse every Python file.")
    parser.add_argument("root", type=Path)
    parser.add_argument("--parser", choices=PARSERS, default="ast")
    parser.add_argument("--processes", type=int, default=1, help="default: 1")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    print(bare(python_files(chosen.root), chosen.processes, chosen.parser))
    return 0


if __name__ == "__main__":
    sys.exit(main())

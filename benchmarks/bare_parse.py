"""Read and parse every Python file of a directory, and do nothing else.

This is the floor that `speed.py` compares a scan with: run as a process of its own.
"""

import argparse
import ast
import sys
import warnings
from collections.abc import Callable, Mapping
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


def refused(root: Path, parse: Callable[[bytes], object]) -> int:
    """Parse every file once; count those the parser does not accept."""
    return sum(not _accepts(parse, path.read_bytes()) for path in python_files(root))


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
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    print(refused(chosen.root, PARSERS[chosen.parser]()))
    return 0


if __name__ == "__main__":
    sys.exit(main())

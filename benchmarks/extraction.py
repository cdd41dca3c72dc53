"""Cold extraction against bare parsing of the same files in as many processes.

Run as a process of its own: it forks, and a small parent forks fast. Prints JSON: the
median seconds of each.
"""

import argparse
import gc
import json
import sys
import warnings
from functools import partial
from pathlib import Path

from benchmarks.bare_parse import bare
from benchmarks.pool import compare, pooled
from ssot_audit.config.settings import Settings
from ssot_audit.discover.files import discover
from ssot_audit.extract.parse import Parser

FRONT_ENDS = {"ast": Parser.AUTO, "libcst": Parser.LIBCST}


def main() -> int:
    """Alternate between both, and print what each took."""
    parser = argparse.ArgumentParser(description="Extract, and parse only.")
    parser.add_argument("root", type=Path)
    parser.add_argument("--parser", choices=FRONT_ENDS, default="ast")
    parser.add_argument("--jobs", type=int, default=2, help="default: 2")
    parser.add_argument("--rounds", type=int, default=3, help="default: 3")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    gc.disable()
    tree = discover(Settings(root=chosen.root))
    paths = [chosen.root / file.path for file in tree.files]
    front_end = FRONT_ENDS[chosen.parser]
    parsing, extracting = compare(
        [
            partial(bare, paths, chosen.jobs, chosen.parser),
            partial(pooled, tree, chosen.jobs, front_end),
        ],
        chosen.rounds,
    )
    print(json.dumps({"parse": parsing.seconds, "extract": extracting.seconds}))
    return 0


if __name__ == "__main__":
    sys.exit(main())

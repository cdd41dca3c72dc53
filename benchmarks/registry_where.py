"""How long `registry where NAME` takes on a warm cache, and how much is the lookup.

    python -m benchmarks.registry_where PROJECT NAME

Wall and processor time of the whole command, Python's start included: the least of five
runs after one that fills the cache. The lookup alone is timed in this process, on the
index as it is stored.
"""

import argparse
import datetime as dt
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.process import run, sound
from ssot_audit.audit import Request, link_path
from ssot_audit.cli.options import settings
from ssot_audit.link.registry import Index, index_bytes, registry

_RUNS = 5


def main() -> None:
    """Measure, and print a line for each figure."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("project", type=Path)
    arguments.add_argument("name")
    asked = arguments.parse_args()
    with TemporaryDirectory() as cache:
        _command(asked.project, asked.name, Path(cache))
        _lookup(asked.project, asked.name, Path(cache))


def _command(project: Path, name: str, cache: Path) -> None:
    where = ("registry", "where", name, "--cache-dir", str(cache))
    command = (sys.executable, "-m", "ssot_audit", *where)
    runs = [run(command, {}, folder=project) for _ in range(_RUNS + 1)]
    cold, *warm = map(sound, runs)
    print(f"cold: {cold.seconds:.2f} s")
    print(f"warm: {min(ran.seconds for ran in warm):.3f} s")
    print(f"warm, processor: {min(ran.processor for ran in warm):.3f} s")


def _lookup(project: Path, name: str, cache: Path) -> None:
    known = settings(project, None)
    today = dt.datetime.now(tz=dt.UTC).date()
    program = link_path(known, Request(today, cache=cache))
    entries = registry(program, known)
    stored = index_bytes(entries)
    print(f"index: {len(entries)} definitions, {len(stored)} bytes")
    times = []
    for _ in range(_RUNS):
        start = perf_counter()
        found = Index.from_bytes(stored).where(name)
        times.append(perf_counter() - start)
    print(f"lookup: {min(times) * 1000:.2f} ms, {len(found)} found")


if __name__ == "__main__":
    main()

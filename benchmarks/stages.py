"""Where the time of a scan goes: the stages of `ssot_audit.audit`, one after the other.

The recipe itself is run, with a clock around each function that it calls, so that what
is timed is what a scan does. Prints JSON: seconds by stage.
"""

import argparse
import functools
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Final, ParamSpec, TypeVar, cast
from unittest.mock import patch

from ssot_audit import audit
from ssot_audit.config.settings import Settings
from ssot_audit.report.json_document import render

STAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "discover": ("discover",),
    "facts": ("extract_all",),
    "link": ("Program", "target_faults"),
    "rules": ("all_rules", "heard", "amended"),
    "verdict": ("judge", "excerpts"),
}
"""The functions that `ssot_audit.audit` calls, by the stage they are counted for."""
REPORT: Final = "report"
REST: Final = "the rest"
"""Opening and closing the cache, and what lies between the stages."""
Given = ParamSpec("Given")
Made = TypeVar("Made")


class Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.seconds: dict[str, float] = {}

    def around(
        self, stage: str, function: Callable[Given, Made]
    ) -> Callable[Given, Made]:
        """Return a function that does the same and is timed.

        What would be yielded later is made at once: its time belongs to this stage.
        """

        @functools.wraps(function, updated=())
        def timed(*given: Given.args, **named: Given.kwargs) -> Made:
            start = perf_counter()
            made = function(*given, **named)
            if isinstance(made, Iterator):
                made = cast(Made, iter(list(made)))
            spent = perf_counter() - start
            self.seconds[stage] = self.seconds.get(stage, 0.0) + spent
            return made

        return timed


@contextmanager
def watched(clock: Clock) -> Iterator[None]:
    """Put the clock around every stage of the recipe."""
    with ExitStack() as stack:
        for stage, names in STAGES.items():
            for name in names:
                timed = clock.around(stage, getattr(audit, name))
                stack.enter_context(patch.object(audit, name, timed))
        yield


def by_stage(root: Path, jobs: int, cache: Path | None) -> dict[str, float]:
    """Scan a directory and return the seconds of each stage, in order."""
    clock = Clock()
    request = audit.Request(today=datetime.now(UTC).date(), jobs=jobs, cache=cache)
    start = perf_counter()
    with watched(clock):
        verdict = audit.audit_path(Settings(root=root), request)
    clock.around(REPORT, render)(verdict)
    whole = perf_counter() - start
    seconds = {stage: clock.seconds.get(stage, 0.0) for stage in (*STAGES, REPORT)}
    return {**seconds, REST: whole - sum(seconds.values())}


def main() -> int:
    """Scan once, and print where the time went."""
    parser = argparse.ArgumentParser(description="Time the stages of a scan.")
    parser.add_argument("root", type=Path)
    parser.add_argument("--jobs", type=int, default=2, help="default: 2")
    parser.add_argument("--cache-dir", type=Path, help="default: no cache")
    chosen = parser.parse_args()
    print(json.dumps(by_stage(chosen.root, chosen.jobs, chosen.cache_dir)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Peak memory of a process and all that it starts, by looking at it again and again.

What counts is PSS: memory that several processes share is counted once, so the sum
over forked workers is what the machine has to hold. Linux only: `/proc` tells it.
"""

import threading
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Final, Self

_PROC: Final = Path("/proc")
_SHORTEST: Final = 0.02
"""Seconds between two looks."""
_SHARE: Final = 50
"""A look may cost one part in so many of the time: it halts what it looks at."""
_KILOBYTE: Final = 1024


class Watch:
    """Look at a process and its descendants until told to stop."""

    def __init__(self, process: int) -> None:
        """Take the number of the process; it need not be alive for long."""
        self.peak = 0
        """Bytes: the highest sum that was seen; 0 if there was nothing to see."""
        self._process = process
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop looking."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        pause = 0.0
        while not self._over.wait(pause):
            start = perf_counter()
            self.peak = max(self.peak, sum(map(held, family(self._process))))
            pause = max(_SHORTEST, _SHARE * (perf_counter() - start))


def family(process: int) -> Iterator[int]:
    """Yield a process and all below it that are alive."""
    yield process
    for task in _PROC.glob(f"{process}/task/*/children"):
        try:
            children = task.read_text().split()
        except OSError:  # it ended while we looked
            continue
        for child in children:
            yield from family(int(child))


def held(process: int) -> int:
    """Return the bytes a process holds, shared ones divided by those who share."""
    try:
        lines = (_PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:  # it ended, or this is no Linux
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * (
        _KILOBYTE
    )

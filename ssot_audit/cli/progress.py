"""A progress bar on standard error, where a person is looking."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ssot_audit.cli.environment import variable

_EVERY = 50
"""Files between two updates: drawing must not cost what is measured."""


@contextmanager
def progress(*, enabled: bool) -> Iterator[Callable[[int, int], None]]:
    """Give a function that shows how many of how many files are done."""
    is_watched = sys.stderr.isatty() and not variable("PRE_COMMIT")
    if not enabled or not is_watched or variable("CI"):
        yield lambda _done, _all: None
        return
    try:
        yield _draw
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def _draw(done: int, total: int) -> None:
    if done % _EVERY == 0 or done == total:
        sys.stderr.write(f"\ranalysing {done} of {total} files")
        sys.stderr.flush()

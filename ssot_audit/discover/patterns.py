"""The gitignore-style patterns of the configuration."""

import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import suppress

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern


def compiled(patterns: Iterable[str]) -> GitIgnoreSpec:
    """Compile patterns; those that mean nothing match nothing.

    Always for pathspec's pure Python backend: the others, taken when they happen to be
    installed, cannot match names that are not UTF-8.
    """
    with warnings.catch_warnings():
        # The configuration has been judged when it was loaded.
        warnings.simplefilter("ignore")
        parsed = [found for text in patterns for found in _parsed(text)]
    return GitIgnoreSpec(parsed, backend="simple")


def _parsed(text: str) -> Iterator[GitIgnoreSpecPattern]:
    with suppress(ValueError, re.error):
        yield from GitIgnoreSpec.from_lines([text], backend="simple").patterns

"""gitignore patterns: those of the configuration and those of `.gitignore` files.

They always run on pathspec's pure Python backend. The others, taken when they happen to
be installed, cannot match names that are not UTF-8.
"""

import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

IGNORE_FILE = ".gitignore"


def compiled(patterns: Iterable[str]) -> GitIgnoreSpec:
    """Compile patterns; as git does, pass over those that mean nothing."""
    with warnings.catch_warnings():
        # An odd character class in somebody's file is no concern of our user.
        warnings.simplefilter("ignore")
        parsed = [found for text in patterns for found in _parsed(text)]
    return GitIgnoreSpec(parsed, backend="simple")


def _parsed(text: str) -> Iterator[GitIgnoreSpecPattern]:
    with suppress(ValueError, re.error):
        yield from GitIgnoreSpec.from_lines([text], backend="simple").patterns


@dataclass(frozen=True, slots=True)
class IgnoreFile:
    """One `.gitignore` file; its patterns hold below its directory."""

    start: int
    """Where a path relative to the file begins in one relative to the project root."""
    patterns: GitIgnoreSpec

    @classmethod
    def of(cls, directory: str, content: bytes) -> Self:
        """Parse the `.gitignore` of a directory, `""` being the project root."""
        text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
        lines = (line.removesuffix("\r") for line in text.split("\n"))
        return cls(len(directory) + 1 if directory else 0, compiled(lines))


def is_ignored(path: str, files: Iterable[IgnoreFile]) -> bool:
    """Return whether `.gitignore` files, innermost first, ignore a path.

    The path of a directory ends in a slash; those above it are known not to be ignored.
    """
    for file in files:
        verdict = file.patterns.check_file(path[file.start :]).include
        if verdict is not None:
            return verdict
    return False

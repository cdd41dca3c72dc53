"""Where values of a file stand, of which its parser says only what they are."""

import re
from collections.abc import Sequence
from itertools import chain

from ssot_audit.extract.facts import START, Span

_MOST_MISSES = 100
"""Values written otherwise than they read, after which none is looked for."""


class Places:
    """Looks for texts in a file, best in the order in which they stand there."""

    def __init__(self, lines: Sequence[str]) -> None:
        """Begin at the top."""
        self._lines = lines
        self._position = 0
        self._misses = 0

    def of(self, text: str) -> Span:
        """Return where a text stands as a word of its own, or the start of the file."""
        word = re.compile(rf"(?<![\w.-]){re.escape(text)}(?![\w.-])")
        here, end = self._position, len(self._lines)
        if self._misses > _MOST_MISSES:
            return START
        for number in chain(range(here, end), range(here)):
            line = self._lines[number]
            found = word.search(line) if text in line else None
            if found:
                self._position = number
                return Span(number + 1, found.start() + 1, number + 1, found.end() + 1)
        self._misses += 1
        return START

"""Marks of a bad example: what a document warns of need not work.

A mark is a word that a heading, a paragraph or a comment begins with (`Bad`, `Don't`,
`Never use`), or a cross anywhere in it.
"""

import re
from collections.abc import Iterable

_DONT = "don['`\N{RIGHT SINGLE QUOTATION MARK}]?t"
_LEADING = r"[\s#*_<>\-+.`\"'(\[:!=~\d]*"
_BAD = re.compile(
    rf"{_LEADING}(?:(?:bad|{_DONT}|do not|wrong|incorrect|invalid|deprecated"
    r"|never|avoid|old|anti-?patterns?|obsolete|removed|legacy|broken|not)\b"
    r"|(?:before|instead of|previously|formerly)\s*[^\w\s]*\s*$)"
    r"|.*(?:❌|✗|✘|✖|🚫|⛔|👎)",
    re.IGNORECASE | re.DOTALL,
)
_GOOD = re.compile(
    rf"{_LEADING}(?:good|right|correct|do|ok|okay|after|new|now|instead|better|use"
    r"|recommended|preferred|valid)\b|.*(?:✅|✓|✔|👍)",
    re.IGNORECASE | re.DOTALL,
)
_PAST = re.compile(
    r"\b(?:no longer|used to be|in the (?:beginning|past)|historically|previously"
    r"|formerly|prior to|older versions?"
    r"|(?:was|were|been) (?:removed|renamed|moved))\b",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"[^#\"']*#(?P<text>.*)")


def is_bad(text: str) -> bool:
    """Tell whether a text announces a bad example."""
    return _BAD.match(text) is not None


def is_past(text: str) -> bool:
    """Tell whether a text speaks of what once was."""
    return _PAST.search(text) is not None


class Warned:
    """The lines of a block of code that its own comments warn of."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Follow the comments: one on a line of its own speaks of what comes after."""
        self._lines: set[int] = set()
        is_warned = is_apart = False
        for number, line in enumerate(lines):
            comment = _COMMENT.match(line)
            if comment and line.lstrip().startswith("#"):
                if is_bad(comment["text"]):
                    is_warned = True
                elif is_apart or _GOOD.match(comment["text"]):
                    is_warned = False
            if is_warned or (comment and is_bad(comment["text"])):
                self._lines.add(number)
            is_apart = not line.strip()

    def at(self, line: int) -> bool:
        """Tell whether a line, counted from 0, is part of a bad example."""
        return line in self._lines

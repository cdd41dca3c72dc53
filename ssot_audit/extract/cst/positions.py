"""Where the tokens of a LibCST tree lie in its text.

A LibCST tree is lossless but has no positions. Its tokens are however the text's
tokens in the text's order, so whoever walks the tree in that order needs only a
cursor. What lies between two tokens (blanks, comments, line joins) is found in the
text and not in the tree: one regular expression instead of some eighty fields.
"""

import re
from bisect import bisect_right
from typing import TypedDict

_BETWEEN_TOKENS = re.compile(r"[ \t\f\n]*(?:(?:#[^\n]*|\\\n)[ \t\f\n]*)*").match
_LINE_END = re.compile("\n")


class Position(TypedDict):
    """The four attributes that `ast` gives to a node; columns count UTF-8 bytes."""

    lineno: int
    col_offset: int
    end_lineno: int
    end_col_offset: int


class Cursor:
    """A place in the text, moved forward token by token.

    `offset` is the end of the last token passed, so it is also the end of any node
    whose last token that was.
    """

    __slots__ = ("_is_ascii", "_line_starts", "offset", "text")

    def __init__(self, text: str) -> None:
        """Stand before the first token of the text, whose newlines are line feeds."""
        self.text = text
        self.offset = 0
        self._is_ascii = text.isascii()
        self._line_starts = [0, *(end.end() for end in _LINE_END.finditer(text))]

    def start(self) -> int:
        """Move to the next token and return where it starts."""
        between = _BETWEEN_TOKENS(self.text, self.offset)
        self.offset = between.end()  # type: ignore[union-attr] # may match nothing
        return self.offset

    def skip(self, length: int) -> None:
        """Pass the next token, which has that many characters."""
        self.offset = self.start() + length

    def span(self, start: int) -> Position:
        """Return the position of the node from that start to the last token passed."""
        starts, end = self._line_starts, self.offset
        first = bisect_right(starts, start)
        last = bisect_right(starts, end, first)
        return {
            "lineno": first,
            "col_offset": self._column(starts[first - 1], start),
            "end_lineno": last,
            "end_col_offset": self._column(starts[last - 1], end),
        }

    def _column(self, line_start: int, offset: int) -> int:
        if self._is_ascii:
            return offset - line_start
        return len(self.text[line_start:offset].encode())

    def fault(self, message: str, start: int) -> SyntaxError:
        """Return the error that says this of the token that starts there."""
        line = bisect_right(self._line_starts, start)
        column = start - self._line_starts[line - 1] + 1
        return SyntaxError(message, ("<unknown>", line, column, None))

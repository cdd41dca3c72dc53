"""Decoded source text, and the way from a parser's positions to spans."""

import ast
import io
import re
import tokenize
from functools import cached_property

from ssot_audit.extract.facts import Span

_NEWLINE = re.compile(r"\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"


def decode(source: bytes) -> str:
    """Return the text by the rules of PEP 263.

    Raises `SyntaxError` for an unknown or contradicting declaration, `LookupError` for
    a codec that is not for text, and `UnicodeDecodeError` where the bytes do not fit.
    """
    first_lines = source.split(b"\n", 2)[:2]
    if source.isascii() and b"coding" not in b"\n".join(first_lines):
        return source.decode("ascii")
    encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    text = source.decode(encoding)
    return text.removeprefix("\ufeff")


class SourceText:
    """One file's text by lines; columns of `ast` are UTF-8 bytes, ours characters."""

    def __init__(self, source: bytes) -> None:
        """Keep the bytes; nothing is decoded before it is asked for."""
        self._source = source
        self._is_ascii = source.isascii()

    @cached_property
    def lines(self) -> list[str]:
        """Lines without their ends, as the parser counts them."""
        source = self._source
        if self._is_ascii and b"coding" not in source:
            text = source.decode("ascii")
        else:
            text = decode(source)
        return _NEWLINE.split(text) if "\r" in text else text.split("\n")

    def column(self, line: int, offset: int) -> int:
        """Return the 1-based character column of a UTF-8 byte offset."""
        if self._is_ascii:
            return offset + 1
        text = self.lines[line - 1]
        if text.isascii():
            return offset + 1
        return len(text.encode()[:offset].decode(errors="replace")) + 1

    def span(self, node: ast.expr | ast.stmt | ast.alias | ast.ExceptHandler) -> Span:
        """Return where a node stands."""
        line, end_line = node.lineno, node.end_lineno or node.lineno
        offset, end_offset = node.col_offset, node.end_col_offset or node.col_offset
        if self._is_ascii:
            return Span(line, offset + 1, end_line, end_offset + 1)
        return Span(
            line,
            self.column(line, offset),
            end_line,
            self.column(end_line, end_offset),
        )

    def position(self, node: ast.expr) -> tuple[int, int, int, int]:
        """Return what a span consists of, faster than the span."""
        if self._is_ascii:
            end = node.end_col_offset or node.col_offset
            return (node.lineno, node.col_offset + 1, node.end_lineno or 1, end + 1)
        span = self.span(node)
        return (span.line, span.column, span.end_line, span.end_column)

    def keyword_position(
        self, word: ast.keyword, formatted: ast.expr | None
    ) -> tuple[int, int, int, int]:
        """Return where the name of a keyword stands, or the f-string around it."""
        if formatted is not None:
            return self.position(formatted)
        column = self.column(word.lineno, word.col_offset)
        return (word.lineno, column, word.lineno, column + len(word.arg or ""))

    def ending(self, node: ast.expr, length: int) -> Span:
        """Return where the last characters of a node stand, all on its last line."""
        line, end = node.end_lineno or node.lineno, node.end_col_offset or 0
        if self._is_ascii and end >= length:
            return Span(line, end - length + 1, line, end + 1)
        end = self.column(line, end)
        return Span(line, max(end - length, 1), line, end)

    def lines_with(self, *words: str) -> list[int]:
        """Return the numbers of the lines that have one of some ASCII texts in them."""
        given = [word.encode() for word in words]
        found = [word for word in given if word in self._source]
        if not found:
            return []
        return self.lines_matching(re.compile(b"|".join(map(re.escape, found))))

    def lines_matching(self, pattern: re.Pattern[bytes]) -> list[int]:
        """Return the numbers of the lines in which matches of a pattern begin."""
        source, numbers, line, counted = self._source, [], 1, 0
        if b"\r" in source:
            source = source.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        for match in pattern.finditer(source):
            line += source.count(b"\n", counted, match.start())
            counted = match.start()
            numbers.append(line)
        return list(dict.fromkeys(numbers))

    def header(self, node: ast.stmt, keyword: str, name: str) -> Span:
        """Return the span from a definition's keyword to the end of its name."""
        line = node.lineno
        column = self.column(line, node.col_offset)
        found = self.lines[line - 1].find(name, column - 1 + len(keyword))
        end = column + len(keyword) if found < 0 else found + 1 + len(name)
        return Span(line, column, line, end)

    def segment(self, node: ast.expr) -> str:
        """Return the source of an expression."""
        span = self.span(node)
        lines = self.lines[span.line - 1 : span.end_line]
        lines[-1] = lines[-1][: span.end_column - 1]
        lines[0] = lines[0][span.column - 1 :]
        return "\n".join(lines)

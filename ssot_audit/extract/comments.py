"""Comment directives: `# ssot: ignore[SSOT301] reason="bootstrap" until=2027-01-31`.

`ignore` behind code hides findings of its own physical line, so for a statement over
several lines it stands on the line that the finding names. Alone on a line, it hides
those of the next line with code; several may be stacked. `file-ignore` stands before
the first statement other than the docstring. Codes are obligatory, and any further
comment may follow. A directive that cannot be honoured is kept as `malformed`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property

from ssot_audit.extract.facts import Directive, Span
from ssot_audit.extract.literals import is_open
from ssot_audit.extract.text import SourceText

_DIRECTIVE = re.compile(r"""#\s*ssot:(?P<body>(?:"[^"]*"|[^#])*)""")
_OPTION = re.compile(
    r"""(?P<key>[^\s=]+)=(?:"(?P<text>[^"]*)"|(?P<word>[^\s"']+))(?:\s+|$)"""
)
_PADDING = re.compile(r"[\s;\\]*(?:#.*)?")


class MalformedError(Exception):
    """What is wrong with a directive, and how to mend it."""


def directive(body: str, span: Span, target: Callable[[str], int]) -> Directive:
    """Return the directive that a comment's text after `ssot:` is.

    `target` tells which line a directive of some kind applies to, 0 for all; it may
    raise `MalformedError`.
    """
    try:
        kind, codes, options = _parsed(body.strip())
        applies_to = target(kind)
    except MalformedError as error:
        return Directive("malformed", (), None, None, span, span.line, str(error))
    reason, until = options.get("reason"), options.get("until")
    return Directive(kind, codes, reason or None, until, span, applies_to, None)


def directives(
    source: bytes, text: SourceText, string_spans: Sequence[Span]
) -> tuple[Directive, ...]:
    """Return the directives of a file in their order.

    `string_spans` are those of all literals, of an f-string only the outermost.
    """
    if b"ssot:" not in source:
        return ()
    return tuple(_Comments(text, string_spans).directives())


class _Comments:
    """Finds comments by lines; tokenizers differ on the f-strings of PEP 701."""

    def __init__(self, text: SourceText, string_spans: Sequence[Span]) -> None:
        self._lines = text.lines
        self._strings = string_spans

    def directives(self) -> Iterator[Directive]:
        for number, line in enumerate(self._lines, start=1):
            if "ssot:" not in line:
                continue
            start = position = self._comment(number)
            is_alone = not line[:start].strip()
            while match := _DIRECTIVE.search(line, position):
                # Within a comment, `#` behind a backtick or a quote is prose.
                if match.start() == start or line[match.start() - 1].isspace():
                    yield self._directive(match, number, is_alone=is_alone)
                    position = match.end()
                else:
                    position = match.start() + 1

    def _comment(self, number: int) -> int:
        """Return where the comment of a line starts, or the end of the line."""
        line = self._lines[number - 1]
        position = line.find("#")
        while position >= 0:
            if not self._is_in_string(number, position + 1):
                return position
            position = line.find("#", position + 1)
        return len(line)

    def _is_in_string(self, line: int, column: int) -> bool:
        return any(
            (span.line, span.column)
            <= (line, column)
            < (span.end_line, span.end_column)
            # Adjacent literals are one node, with the comments between them.
            and is_open(self._between(span, line, column))
            for span in self._strings
        )

    def _between(self, start: Span, line: int, column: int) -> str:
        lines = self._lines[start.line - 1 : line]
        lines[-1] = lines[-1][: column - 1]
        lines[0] = lines[0][start.column - 1 :]
        return "\n".join(lines)

    def _directive(
        self, match: re.Match[str], line: int, *, is_alone: bool
    ) -> Directive:
        body = match["body"].rstrip()
        column = match.start() + 1
        span = Span(line, column, line, match.start("body") + len(body) + 1)
        return directive(
            body, span, lambda kind: self._target(kind, span, is_alone=is_alone)
        )

    def _target(self, kind: str, span: Span, *, is_alone: bool) -> int:
        """Return the line whose findings a directive hides; 0 for the whole file."""
        if kind == "file-ignore":
            if self._first_statement < (span.line, span.column):
                raise MalformedError(
                    "`file-ignore` must stand before the first statement"
                )
            return 0
        if not is_alone:
            return span.line
        line, _ = self._next_code(span.line + 1)
        if line > len(self._lines):
            raise MalformedError(
                "no code follows: put it on the line whose findings it hides, or above"
            )
        return line

    @cached_property
    def _first_statement(self) -> tuple[int, int]:
        """Where the first statement starts that is not the module's docstring."""
        place = self._next_code(1)
        for span in self._strings:
            if (span.line, span.column) == place:
                return self._next_code(span.end_line, span.end_column)
        return place

    def _next_code(self, line: int, column: int = 1) -> tuple[int, int]:
        """Return the first place from there on that is no space and no comment."""
        for number in range(line, len(self._lines) + 1):
            text = self._lines[number - 1]
            padding = _PADDING.match(text, column - 1)
            if padding and padding.end() < len(text):
                return number, padding.end() + 1
            column = 1
        return len(self._lines) + 1, 1


def _parsed(body: str) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """Return the kind, the codes and the options."""
    kind = re.split(r"[\s\[]", body, maxsplit=1)[0]
    if kind not in {"ignore", "file-ignore"}:
        raise MalformedError(
            f"`ssot: {kind}` is no directive: write `ignore[...]` or `file-ignore[...]`"
        )
    rest = body[len(kind) :].lstrip()
    bracketed, bracket, options = rest.removeprefix("[").partition("]")
    if rest.startswith("[") and not bracket:
        raise MalformedError(f"the bracket is not closed: write `{kind}[SSOT...]`")
    codes = bracketed.replace(",", " ").split()
    if not rest.startswith("[") or not codes:
        raise MalformedError(f"it names no codes: write `{kind}[SSOT...]`")
    return kind, tuple(codes), _options(options.lstrip())


def _options(rest: str) -> dict[str, str]:
    options: dict[str, str] = {}
    while rest:
        option = _OPTION.match(rest)
        if option is None or option["key"] not in {"reason", "until"}:
            raise MalformedError(
                f"`{rest.split(maxsplit=1)[0]}` is no option:"
                ' write `reason="..."` or `until=YYYY-MM-DD`'
            )
        key = option["key"]
        if key in options:
            raise MalformedError(f"`{key}` is given twice: keep one")
        options[key] = option["word"] or option["text"] or ""
        rest = rest[option.end() :]
    _check_date(options.get("until"))
    return options


def _check_date(text: str | None) -> None:
    try:
        is_date = text is None or date.fromisoformat(text).isoformat() == text
    except ValueError:
        is_date = False
    if not is_date:
        raise MalformedError(f"`{text}` is no date: write `until=YYYY-MM-DD`")

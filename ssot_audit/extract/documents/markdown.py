"""Markdown: fenced blocks of code, as CommonMark and its common dialects have them.

More lenient than CommonMark in one way: a fence may be indented by any amount, since
lists, admonitions and tabs indent what belongs to them.
"""

import re
from collections.abc import Sequence

from ssot_audit.extract.documents.blocks import Line
from ssot_audit.extract.documents.facts import DocumentFacts
from ssot_audit.extract.documents.languages import is_python
from ssot_audit.extract.documents.prose import REMARK, Prose
from ssot_audit.extract.documents.text import lines_of
from ssot_audit.extract.facts import Span

_FENCE = re.compile(
    r"(?P<quote>(?:[ ]{0,3}+>[ ]?+)*+)(?P<indent>\s*+(?:(?:[-*+]|\d{1,9}[.)])\s++)?+)"
    r"(?P<fence>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)"
)
_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})(?:\s+(?P<text>.*))?$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)\s*")
_COMMENT = re.compile(r"\s*<!--")
_DEEPEST = 100
"""Quotations within quotations that are told apart."""
_FRONT_MATTER = "---"
_INFO = re.compile(r"\{?\.?(?P<name>[\w+-]*)\}?\s*(?P<argument>[\w+-]*)")
_DIRECTIVES = {"code-block", "code", "sourcecode"}
"""Directives of MyST that take the language as their argument."""


def markdown(source: bytes) -> DocumentFacts:
    """Read a document; any bytes give facts."""
    return _Markdown(lines_of(source)).facts()


class _Markdown:
    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._prose = Prose()

    def facts(self) -> DocumentFacts:
        position = self._after_front_matter()
        while position < len(self._lines):
            position = self._step(position)
        return self._prose.facts()

    def _after_front_matter(self) -> int:
        if self._lines[0].rstrip() != _FRONT_MATTER:
            return 0
        for number, line in enumerate(self._lines[1:], start=2):
            if line.rstrip() == _FRONT_MATTER:
                return number
        return 0

    def _step(self, position: int) -> int:
        """Take what begins at a line; return where the rest does."""
        line = self._lines[position]
        if fence := _FENCE.match(line):
            return self._code(position, fence)
        if _COMMENT.match(line):
            return self._comment(position)
        if heading := _HEADING.match(line):
            self._prose.heading(heading["text"] or "", len(heading["marks"]))
        elif not line.strip():
            self._prose.blank()
        elif self._is_underlined(position):
            self._prose.heading(line, 1 if "=" in self._lines[position + 1] else 2)
            return position + 2
        else:
            self._prose.text(line)
        return position + 1

    def _is_underlined(self, position: int) -> bool:
        following = self._lines[position + 1 : position + 2]
        return bool(following and _UNDERLINE.fullmatch(following[0]))

    def _code(self, position: int, fence: re.Match[str]) -> int:
        mark, depth = fence["fence"], min(fence["quote"].count(">"), _DEEPEST)
        quote = re.compile(rf"(?:[ ]{{0,3}}+>[ ]?+){{{depth}}}")
        end = re.compile(rf"\s*{mark[0]}{{{len(mark)},}}\s*$")
        code: list[Line] = []
        for number in range(position + 1, len(self._lines)):
            line = self._lines[number]
            quoted = quote.match(line)
            if quoted is None or end.match(line, quoted.end()):
                position = number if quoted else number - 1
                break
            start = quoted.end()
            while (
                start < len(line)
                and line[start] in " \t"
                and (start - quoted.end() < len(fence["indent"]))
            ):
                start += 1
            code.append(Line(number + 1, line[start:], start))
        else:
            position = len(self._lines)
        if code:
            self._prose.code(code, is_python=_is_python(fence["info"]))
        return position + 1

    def _comment(self, position: int) -> int:
        """Take a comment; one that is not closed takes the rest of the document."""
        line = self._lines[position]
        start = line.index("<!--") + len("<!--")
        end = line.find("-->", start)
        body = line[start:end].strip()
        if end >= 0 and body.startswith(REMARK):
            span = Span(position + 1, start - 3, position + 1, end + 4)
            self._prose.remark(body.removeprefix(REMARK), span)
        while end < 0:
            position += 1
            if position == len(self._lines):
                return position
            end = self._lines[position].find("-->")
        return position + 1


def _is_python(info: str) -> bool:
    found = _INFO.match(info.strip())
    if found is None:
        return False
    name, argument = found["name"].lower(), found["argument"].lower()
    return is_python(argument if name in _DIRECTIVES else name)

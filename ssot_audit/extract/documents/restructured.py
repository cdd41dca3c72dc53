"""reStructuredText: directives with code, literal blocks and sessions at a prompt.

A literal block (`::`) is Python below `.. highlight:: python`, or if it is a session.
What stands in a `deprecated` or `versionchanged` directive is about other versions.
"""

import re
from collections.abc import Sequence

from ssot_audit.extract.documents.blocks import Line
from ssot_audit.extract.documents.facts import DocumentFacts
from ssot_audit.extract.documents.languages import is_python
from ssot_audit.extract.documents.prose import REMARK, Prose
from ssot_audit.extract.documents.text import lines_of
from ssot_audit.extract.facts import Span

_DIRECTIVE = re.compile(r"\s*\.\.\s+(?P<name>[\w:+.-]+?)::(?:\s+(?P<argument>.*))?$")
_COMMENT = re.compile(r"\s*\.\.(?:\s+(?P<text>(?![_|\[]).*)|\s*)$")
_OPTION = re.compile(r"\s*:[\w-]+:")
_UNDERLINE = re.compile(r"([^\w\s])\1{2,}\s*")
_CODE = frozenset({"code-block", "code", "sourcecode"})
_SESSION = re.compile(r"\s*>>>(?: |$)")
_LITERAL = frozenset(
    {
        *("raw", "parsed-literal", "math", "graphviz", "productionlist", "prompt"),
        *("deprecated", "versionchanged", "versionremoved", "deprecated-removed"),
    }
)
"""Directives whose content is not looked into."""


def restructured_text(source: bytes) -> DocumentFacts:
    """Read a document; any bytes give facts."""
    return _Restructured(lines_of(source)).facts()


class _Restructured:
    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._prose = Prose()
        self._language = ""
        self._adornments: list[str] = []

    def facts(self) -> DocumentFacts:
        position = 0
        while position < len(self._lines):
            position = self._step(position)
        return self._prose.facts()

    def _step(self, position: int) -> int:
        """Take what begins at a line; return where the rest does."""
        line = self._lines[position]
        if not line.strip():
            self._prose.blank()
            return position + 1
        if found := _DIRECTIVE.match(line):
            return self._directive(position, found["name"], found["argument"] or "")
        if found := _COMMENT.match(line):
            return self._comment(position, found["text"] or "")
        if _SESSION.match(line):
            return self._session(position)
        if self._is_title(position):
            self._prose.heading(line, self._level(self._lines[position + 1][0]))
            return position + 2
        self._prose.text(line)
        return self._literal(position) if line.rstrip().endswith("::") else position + 1

    def _directive(self, position: int, name: str, argument: str) -> int:
        if name == "highlight":
            self._language = argument.strip()
        if name in _LITERAL:
            return self._end_of_block(position)
        if name in _CODE or is_python(name):
            language = argument.strip() if name in _CODE else name
            return self._code(position, is_python=is_python(language or self._language))
        self._prose.text(line=argument)
        self._prose.blank()
        return position + 1

    def _literal(self, position: int) -> int:
        end = self._end_of_block(position)
        first = next((n for n in self._lines[position + 1 : end] if n.strip()), "")
        is_session = _SESSION.match(first) is not None
        return self._code(position, is_python=is_session or is_python(self._language))

    def _comment(self, position: int, text: str) -> int:
        if not text.startswith(REMARK):
            return self._end_of_block(position)
        line = self._lines[position]
        span = Span(position + 1, line.index("..") + 1, position + 1, len(line) + 1)
        self._prose.remark(text.removeprefix(REMARK), span)
        return position + 1

    def _session(self, position: int) -> int:
        """Take a session outside of directives, which ends at a blank line."""
        end = position
        while end < len(self._lines) and self._lines[end].strip():
            end += 1
        self._take(position, end, is_python=True)
        return end

    def _code(self, position: int, *, is_python: bool) -> int:
        """Take the block that belongs to a line, without its options."""
        end = self._end_of_block(position)
        start = position + 1
        while start < end and _OPTION.match(self._lines[start]):
            start += 1
        while start < end and not self._lines[start].strip():
            start += 1
        self._take(start, end, is_python=is_python)
        return end

    def _take(self, start: int, end: int, *, is_python: bool) -> None:
        code = [Line(n + 1, self._lines[n], 0) for n in range(start, end)]
        if code:
            self._prose.code(code, is_python=is_python)

    def _end_of_block(self, position: int) -> int:
        """Return where the lines end that are blank or indented below a line."""
        margin = _indentation(self._lines[position])
        end = last = position + 1
        while end < len(self._lines):
            line = self._lines[end]
            if line.strip():
                if _indentation(line) <= margin:
                    break
                last = end + 1
            end += 1
        return last

    def _is_title(self, position: int) -> bool:
        line = self._lines[position]
        following = self._lines[position + 1 : position + 2]
        return bool(
            following
            and not line[0].isspace()
            and _UNDERLINE.fullmatch(following[0])
            and not _UNDERLINE.fullmatch(line)
        )

    def _level(self, adornment: str) -> int:
        if adornment not in self._adornments:
            self._adornments.append(adornment)
        return self._adornments.index(adornment)


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())

"""What a document says before a block of code, and what it says about it to us.

`ssot: skip` in a comment of the document, directly above a block, leaves the block out.
`ssot: ignore[...]` there, and `ssot: file-ignore[...]` anywhere, are the directives of
Python files.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from ssot_audit.extract.comments import MalformedError, directive
from ssot_audit.extract.documents.bad_examples import is_bad, is_past
from ssot_audit.extract.documents.blocks import Line, code_block
from ssot_audit.extract.documents.facts import CodeBlock, DocumentFacts
from ssot_audit.extract.facts import Directive, Import, Span

REMARK = "ssot:"
_SKIP = "skip"


class Prose:
    """Follows a document from its beginning, and collects its facts on the way."""

    def __init__(self) -> None:
        """Begin with nothing said."""
        self._blocks: list[CodeBlock] = []
        self._warned: list[Import] = []
        self._directives: list[Directive] = []
        self._pending: list[tuple[str, Span]] = []
        self._bad_section: int | None = None
        self._paragraph: list[str] = []
        self._is_open = False
        self._is_skipped = False

    def heading(self, text: str, level: int) -> None:
        """Begin a section; those below a bad one are bad, too."""
        self.text("")
        self._is_open = False
        if self._bad_section is None or level <= self._bad_section:
            self._bad_section = level if is_bad(text) else None

    def text(self, line: str) -> None:
        """Go on with a paragraph, or begin one."""
        if not self._is_open:
            self._paragraph, self._is_open = [], True
        self._paragraph.append(line)
        self._is_skipped = False
        self._settle(None)

    def blank(self) -> None:
        """End the paragraph."""
        self._is_open = False

    def remark(self, body: str, span: Span) -> None:
        """Take what a comment of the document says after `ssot:`."""
        if body.strip() == _SKIP:
            self._is_skipped = True
        elif body.strip().startswith("file-ignore"):
            self._directives.append(directive(body, span, lambda _kind: 0))
        else:
            self._pending.append((body, span))
        self.blank()

    def code(self, lines: Sequence[Line], *, is_python: bool) -> None:
        """Take a block of code, as far as it is Python and no bad example."""
        self._settle(lines)
        if is_python and not self._is_skipped:
            block, warned = code_block(lines)
            paragraph = " ".join(map(str.strip, self._paragraph))
            self._warned += warned
            if block is not None and self._warns_of(paragraph):
                self._warned += block.imports
            elif block is not None and not is_past(paragraph):
                self._blocks.append(block)
        self._paragraph, self._is_open, self._is_skipped = [], False, False

    def _warns_of(self, paragraph: str) -> bool:
        """Tell whether a block below a paragraph is a bad example."""
        return self._bad_section is not None or is_bad(paragraph)

    def facts(self) -> DocumentFacts:
        """Return what has been collected, at the end."""
        self._settle(None)
        return DocumentFacts(
            blocks=tuple(self._blocks),
            warned=tuple(self._warned),
            directives=tuple(self._directives),
        )

    def _settle(self, lines: Sequence[Line] | None) -> None:
        """Let the directives above a block hide what is in its lines."""

        def first(_kind: str) -> int:
            if not lines:
                raise MalformedError("no block of code follows: put it directly above")
            return lines[0].number

        for body, span in self._pending:
            made = directive(body, span, first)
            through = lines[-1].number if lines else 0
            self._directives.append(replace(made, through=through))
        self._pending.clear()

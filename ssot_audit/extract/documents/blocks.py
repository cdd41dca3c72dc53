"""Python in prose: what a block of code imports, at its place in the document."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ssot_audit.extract.documents.bad_examples import Warned
from ssot_audit.extract.documents.facts import CodeBlock
from ssot_audit.extract.facts import Import, Span
from ssot_audit.extract.parse import ParseError, Parser, parse
from ssot_audit.extract.text import SourceText
from ssot_audit.extract.walk_statements import StatementWalk

_PROMPT = re.compile(r"\s*(?:>>>|\.\.\.)(?: |$)")
_FIRST_PROMPT = re.compile(r"\s*>>>(?: |$)")
_IMPORT = re.compile(r"\s*(?:import|from)\s+[\w.]")
_MOST_LINES = 30
"""Lines over which a statement is looked for where a block does not parse."""


class Line(NamedTuple):
    """A line of code, and how much of the document's line stands before it."""

    number: int
    text: str
    offset: int


def code_block(lines: Sequence[Line]) -> tuple[CodeBlock | None, tuple[Import, ...]]:
    """Return the block that some lines are, and the imports it warns of.

    None: it imports nothing else.
    """
    if not any("import" in line.text for line in lines):
        return None, ()
    code = [*_without_prompts(lines)]
    comments = Warned(line.text for line in code)
    imports: list[Import] = []
    warned: list[Import] = []
    for found in _imports(code):
        is_warned = comments.at(found.span.line - lines[0].number)
        (warned if is_warned else imports).append(found)
    if not imports:
        return None, tuple(warned)
    last = lines[-1]
    end = last.offset + len(last.text) + 1
    span = Span(lines[0].number, 1, last.number, end)
    return CodeBlock(span, tuple(imports)), tuple(warned)


def _without_prompts(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield what is typed at prompts, if there are any, and all lines otherwise."""
    is_session = any(_FIRST_PROMPT.match(line.text) for line in lines)
    for line in lines:
        prompt = _PROMPT.match(line.text)
        if not is_session:
            yield line
        elif prompt is None:  # what the interpreter answers
            yield Line(line.number, "", line.offset)
        else:
            text = line.text[prompt.end() :]
            yield Line(line.number, text, line.offset + prompt.end())


def _imports(code: Sequence[Line]) -> Iterator[Import]:
    """Yield the imports of a block or, if it does not parse, of its statements."""
    known = _parsed(_dedented(code))
    if known is not None:
        yield from known
        return
    position = 0
    while position < len(code):
        if not _IMPORT.match(code[position].text):
            position += 1
            continue
        statement = _statement(code[position : position + _MOST_LINES])
        yield from _parsed(_dedented(statement)) or ()
        position += len(statement)


def _statement(code: Sequence[Line]) -> Sequence[Line]:
    """Return the lines of the import statement that begins a piece of code."""
    if "(" not in code[0].text:
        return code[:1]
    ends = (n for n, line in enumerate(code, 1) if ")" in line.text)
    return code[: next(ends, 1)]


def _dedented(code: Sequence[Line]) -> Sequence[Line]:
    """Return the lines without the indentation that all of them have."""
    margin = min(
        (
            len(line.text) - len(line.text.lstrip())
            for line in code
            if line.text.strip()
        ),
        default=0,
    )
    return [
        Line(line.number, line.text[margin:], line.offset + margin) for line in code
    ]


def _parsed(code: Sequence[Line]) -> list[Import] | None:
    """Return the imports of a piece of code; None: it is no Python."""
    source = "\n".join(line.text for line in code).encode(errors="replace")
    try:
        tree = parse(source, Parser.PYTHON).tree
        walk = StatementWalk(SourceText(source))
        walk.module_body(tree)
    except (ParseError, RecursionError):
        return None
    return [_placed(found, code) for found in walk.imports]


def _placed(found: Import, code: Sequence[Line]) -> Import:
    """Return an import at its place in the document."""
    span = found.span
    first, last = code[span.line - 1], code[span.end_line - 1]
    place = Span(
        first.number,
        first.offset + span.column,
        last.number,
        last.offset + span.end_column,
    )
    return Import(
        found.module,
        found.level,
        found.name,
        found.bound,
        found.is_renamed,
        found.guard,
        place,
        found.scope,
    )

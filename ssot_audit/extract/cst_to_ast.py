"""The second front end: LibCST's tree as the tree CPython's parser would have made.

The law, held by tests over the standard library: for every file that both parsers
accept, `ast.dump(..., include_attributes=True)` of both trees is equal.
"""

import ast
import io
import re
import tokenize
import warnings
from typing import Final

import libcst as cst

from ssot_audit.extract.cst import (
    blocks,
    comprehensions,
    definitions,
    expressions,
    imports,
    operators,
    parameters,
    patterns,
    statements,
    strings,
)
from ssot_audit.extract.cst.bracket_depth import too_deep_line
from ssot_audit.extract.cst.walk import Converters, Walk

_CONVERTERS: Final = Converters(
    expressions={
        **expressions.EXPRESSIONS,
        **operators.EXPRESSIONS,
        **strings.EXPRESSIONS,
        **comprehensions.EXPRESSIONS,
        **parameters.EXPRESSIONS,
    },
    links={**expressions.LINKS, **operators.LINKS},
    statements={
        **statements.STATEMENTS,
        **imports.STATEMENTS,
        **blocks.STATEMENTS,
        **definitions.STATEMENTS,
    },
    patterns=patterns.PATTERNS,
)
_PARSER_ERROR: Final = re.compile(r"parser error: error at (\d+):(\d+): ")


def cst_to_ast(source: bytes) -> ast.Module:
    """Parse with LibCST into `ast` nodes; raise SyntaxError where LibCST cannot.

    The warnings filter is process-wide, so this is not for use in threads.
    """
    text = _decoded(source)
    _check_depth(text)
    module = _parsed(text)
    walk = Walk(text, _CONVERTERS)
    # Odd escapes and comparisons with literals are no business of this reader.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            body = walk.block(module.body)
        except RecursionError:
            raise walk.fault("too deeply nested", walk.offset) from None
    if walk.start() != len(text):
        raise walk.fault("LibCST's tree does not cover the text", walk.offset)
    return ast.Module(body, type_ignores=[])


def _decoded(source: bytes) -> str:
    """Return the text with line feeds for newlines, as CPython's tokenizer sees it."""
    if b"\0" in source:
        raise SyntaxError("source code string cannot contain null bytes")
    encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    try:
        text = source.decode(encoding)
        # Some codecs can yield half of a surrogate pair, which has no UTF-8 column.
        text.encode()
    except (UnicodeError, LookupError) as error:
        raise SyntaxError(str(error)) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _check_depth(text: str) -> None:
    line = too_deep_line(text.encode())
    if line is not None:
        raise SyntaxError("too many nested brackets", ("<unknown>", line, None, None))


def _parsed(text: str) -> cst.Module:
    try:
        return cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        raise _cleaned(error, text) from None
    except cst.CSTLogicError as error:
        raise SyntaxError(f"LibCST cannot represent this file: {error}") from None


def _cleaned(error: cst.ParserSyntaxError, text: str) -> SyntaxError:
    """Return LibCST's error without its jargon, at the place it is about.

    The tokenizer's errors have no place: LibCST says 1:1 of all of them.
    """
    place = _PARSER_ERROR.match(error.message)
    if place is None:
        return SyntaxError(error.message.removeprefix("tokenizer error: "))
    line, column = int(place[1]), int(place[2])
    if column == 0:
        # The end of a line or of the file, which LibCST counts as the next line.
        line = max(line - 1, 1)
        column = len(text.split("\n")[line - 1]) + 1
    return SyntaxError("invalid syntax", ("<unknown>", line, column, None))

"""String and bytes literals, formatted and template strings, their concatenation."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import libcst as cst

from ssot_audit.extract.cst.positions import Position
from ssot_audit.extract.cst.walk import CstNode, Expressions, Walk
from ssot_audit.extract.syntax_nodes import (
    Interpolation,
    TemplateStr,
    with_extra,
)

_Formatted = cst.FormattedString | cst.TemplatedString
_Text = cst.FormattedStringText | cst.TemplatedStringText
_Field = cst.FormattedStringExpression | cst.TemplatedStringExpression
_TRIPLE: Final = ('"""', "'''")
_NO_CONVERSION: Final = -1
_COMMENT_OR_STRING: Final = re.compile(r"""("[^"\n]*"|'[^'\n]*')|#[^\n]*""")


@dataclass(frozen=True, slots=True)
class _Quotes:
    """How a formatted string is quoted, which decides what its text means."""

    quote: str
    is_raw: bool
    is_template: bool


def _simple(walk: Walk, node: cst.SimpleString) -> ast.Constant:
    start = walk.start()
    token = node.value
    walk.skip(len(token))
    value = _evaluated(walk, token, start)
    kind = "u" if token.startswith("u") else None
    return ast.Constant(value, kind, **walk.span(start))


def _evaluated(walk: Walk, token: str, start: int) -> str | bytes:
    if token[0] in "\"'" and "\\" not in token:
        return token[3:-3] if token.startswith(_TRIPLE) else token[1:-1]
    try:
        value: str | bytes = ast.literal_eval(token)
    except SyntaxError as error:
        raise walk.fault(error.msg, start) from None
    return value


def _formatted(walk: Walk, node: _Formatted) -> ast.expr:
    start = walk.start()
    return _joined(_parts(walk, node), walk.span(start), node)


def _concatenated(walk: Walk, node: cst.ConcatenatedString) -> ast.expr:
    start = walk.start()
    pieces: list[ast.expr] = []
    tokens = list(_tokens(node))
    for token in tokens:
        walk.start()
        if isinstance(token, cst.SimpleString):
            pieces.append(_simple(walk, token))
        else:
            pieces += _parts(walk, token)
    for token in tokens:
        if not isinstance(token, cst.SimpleString):
            return _joined(pieces, walk.span(start), token)
    return _merged(pieces)


def _tokens(node: CstNode) -> Iterator[cst.SimpleString | _Formatted]:
    while isinstance(node, cst.ConcatenatedString):
        yield node.left
        node = node.right
    yield node


def _joined(
    pieces: Iterable[ast.expr], position: Position, node: _Formatted
) -> ast.expr:
    values = list(_folded(pieces))
    if isinstance(node, cst.TemplatedString):
        return TemplateStr(values, **position)
    return ast.JoinedStr(values, **position)


def _folded(pieces: Iterable[ast.expr]) -> Iterator[ast.expr]:
    """Merge neighbouring constants and leave out the empty ones."""
    for is_constant, run in groupby(pieces, _is_constant):
        if not is_constant:
            yield from run
        elif filled := [constant for constant in run if _text_of(constant)]:
            yield _merged(filled)


def _is_constant(piece: ast.expr) -> bool:
    return isinstance(piece, ast.Constant)


def _merged(constants: Sequence[ast.expr]) -> ast.expr:
    first, last = constants[0], constants[-1]
    if first is last:
        return first
    texts = [_text_of(constant) for constant in constants]
    return with_extra(
        first,
        value=texts[0][:0].join(texts),
        end_lineno=last.end_lineno,
        end_col_offset=last.end_col_offset,
    )


def _text_of(constant: ast.expr) -> Any:  # noqa: ANN401 - all str or all bytes
    return constant.value if isinstance(constant, ast.Constant) else ""


def _parts(walk: Walk, node: _Formatted) -> list[ast.expr]:
    walk.offset += len(node.start)
    prefix = node.start.removesuffix(node.end).lower()
    quotes = _Quotes(node.end, "r" in prefix, "t" in prefix)
    pieces = list(_pieces(walk, node.parts, quotes))
    walk.offset += len(node.end)
    return pieces


def _pieces(
    walk: Walk, parts: Iterable[CstNode], quotes: _Quotes
) -> Iterator[ast.expr]:
    for part in parts:
        if isinstance(part, _Text):
            yield _text(walk, part.value, quotes)
        else:
            yield from _field(walk, part, quotes)


def _text(walk: Walk, text: str, quotes: _Quotes) -> ast.Constant:
    start = walk.offset
    walk.offset += len(text)
    plain = text.replace("{{", "{").replace("}}", "}")
    is_escaped = "\\" in text and not quotes.is_raw
    value = _unescaped(walk, plain, quotes.quote, start) if is_escaped else plain
    return ast.Constant(value, None, **walk.span(start))


def _unescaped(walk: Walk, text: str, quote: str, start: int) -> str | bytes:
    # The space keeps the text's last quote or backslash apart from the closing quote.
    return _evaluated(walk, f"{quote}{text} {quote}", start)[:-1]


def _field(walk: Walk, node: _Field, quotes: _Quotes) -> Iterator[ast.expr]:
    start = walk.start()
    walk.skip(1)
    inner = walk.offset
    value = walk.expression(node.expression)
    source = walk.text[inner : walk.offset]
    if node.equal is not None:
        walk.skip(1)
        end = walk.start()
        shown = _COMMENT_OR_STRING.sub(r"\1", walk.text[inner:end])
        yield ast.Constant(shown, None, **walk.span(inner))
    conversion = _conversion(walk, node)
    format_spec = _format_spec(walk, node, quotes)
    walk.skip(1)
    position = walk.span(start)
    if quotes.is_template:
        yield Interpolation(value, source.strip(), conversion, format_spec, **position)
    else:
        yield ast.FormattedValue(value, conversion, format_spec, **position)


def _conversion(walk: Walk, node: _Field) -> int:
    if node.conversion is not None:
        walk.skip(len("!"))
        walk.skip(1)
        return ord(node.conversion)
    if node.equal is not None and node.format_spec is None:
        return ord("r")
    return _NO_CONVERSION


def _format_spec(walk: Walk, node: _Field, quotes: _Quotes) -> ast.JoinedStr | None:
    if node.format_spec is None:
        return None
    start = walk.start()
    walk.skip(1)
    values = list(_folded(_pieces(walk, node.format_spec, quotes)))
    return ast.JoinedStr(values, **walk.span(start))


EXPRESSIONS: Final[Expressions] = {
    cst.SimpleString: _simple,
    cst.FormattedString: _formatted,
    cst.TemplatedString: _formatted,
    cst.ConcatenatedString: _concatenated,
}

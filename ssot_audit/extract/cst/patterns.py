"""Patterns of `match` statements."""

import ast
from collections.abc import Sequence
from typing import Final

import libcst as cst

from ssot_audit.extract.cst.expressions import SINGLETONS
from ssot_audit.extract.cst.positions import Position
from ssot_audit.extract.cst.walk import Patterns, Walk


def _value(walk: Walk, node: cst.MatchValue) -> ast.pattern:
    value = walk.expression(node.value)
    return ast.MatchValue(value, **_position_of(value))


def _singleton(walk: Walk, node: cst.MatchSingleton) -> ast.pattern:
    value = walk.expression(node.value)
    return ast.MatchSingleton(SINGLETONS[node.value.value], **_position_of(value))


def _position_of(node: ast.expr) -> Position:
    return {
        "lineno": node.lineno,
        "col_offset": node.col_offset,
        "end_lineno": node.end_lineno or node.lineno,
        "end_col_offset": node.end_col_offset or node.col_offset,
    }


def _sequence(walk: Walk, node: cst.MatchTuple) -> ast.pattern:
    start = walk.open_node(node)
    patterns = _elements(walk, node.patterns)
    walk.close_node(node)
    return ast.MatchSequence(patterns, **walk.span(start))


def _list(walk: Walk, node: cst.MatchList) -> ast.pattern:
    start = walk.start()
    if node.lbracket is not None:
        walk.skip(1)
    patterns = _elements(walk, node.patterns)
    if node.rbracket is not None:
        walk.skip(1)
    return ast.MatchSequence(patterns, **walk.span(start))


def _elements(
    walk: Walk, nodes: Sequence[cst.MatchSequenceElement | cst.MatchStar]
) -> list[ast.pattern]:
    result = []
    for node in nodes:
        if isinstance(node, cst.MatchStar):
            result.append(_star(walk, node))
        else:
            result.append(walk.pattern(node.value))
        walk.skip_comma(node)
    return result


def _star(walk: Walk, node: cst.MatchStar) -> ast.pattern:
    start = walk.start()
    walk.skip(1)
    name = _capture(walk, node.name)
    return ast.MatchStar(name, **walk.span(start))


def _capture(walk: Walk, node: cst.Name | None) -> str | None:
    """Pass the name that a pattern binds, or the underscore that binds nothing."""
    if node is None:
        walk.skip(len("_"))
        return None
    return walk.identifier(node)


def _mapping(walk: Walk, node: cst.MatchMapping) -> ast.pattern:
    start = walk.start()
    walk.skip(1)
    keys, patterns = [], []
    for element in node.elements:
        keys.append(walk.expression(element.key))
        walk.skip(1)
        patterns.append(walk.pattern(element.pattern))
        walk.skip_comma(element)
    rest = _rest(walk, node)
    walk.skip(1)
    return ast.MatchMapping(keys, patterns, rest, **walk.span(start))


def _rest(walk: Walk, node: cst.MatchMapping) -> str | None:
    if node.rest is None:
        return None
    walk.skip(len("**"))
    name = walk.identifier(node.rest)
    if node.trailing_comma is not None:
        walk.skip(1)
    return name


def _class(walk: Walk, node: cst.MatchClass) -> ast.pattern:
    start = walk.start()
    cls = walk.expression(node.cls)
    walk.skip(1)
    patterns = _elements(walk, node.patterns)
    names, named = [], []
    for keyword in node.kwds:
        names.append(walk.identifier(keyword.key))
        walk.skip(1)
        named.append(walk.pattern(keyword.pattern))
        walk.skip_comma(keyword)
    walk.skip(1)
    return ast.MatchClass(cls, patterns, names, named, **walk.span(start))


def _as(walk: Walk, node: cst.MatchAs) -> ast.pattern:
    start = walk.start()
    pattern = None
    if node.pattern is not None:
        pattern = walk.pattern(node.pattern)
        walk.skip(len("as"))
    name = _capture(walk, node.name)
    return ast.MatchAs(pattern, name, **walk.span(start))


def _or(walk: Walk, node: cst.MatchOr) -> ast.pattern:
    start = walk.start()
    patterns = []
    for element in node.patterns:
        patterns.append(walk.pattern(element.pattern))
        if isinstance(element.separator, cst.BitOr):
            walk.skip(1)
    return ast.MatchOr(patterns, **walk.span(start))


PATTERNS: Final[Patterns] = {
    cst.MatchValue: _value,
    cst.MatchSingleton: _singleton,
    cst.MatchTuple: _sequence,
    cst.MatchList: _list,
    cst.MatchMapping: _mapping,
    cst.MatchClass: _class,
    cst.MatchAs: _as,
    cst.MatchOr: _or,
}

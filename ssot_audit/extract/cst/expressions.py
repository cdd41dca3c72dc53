"""Names, numbers, attributes, calls, subscripts, collections."""

import ast
from collections.abc import Sequence
from operator import attrgetter
from typing import Final

import libcst as cst

from ssot_audit.extract.cst.walk import LOAD, CstNode, Expressions, Link, Walk

SINGLETONS: Final = {"None": None, "True": True, "False": False}


def _name(walk: Walk, node: cst.Name) -> ast.expr:
    start = walk.start()
    name = walk.identifier(node)
    if name in SINGLETONS:
        return ast.Constant(SINGLETONS[name], None, **walk.span(start))
    return ast.Name(name, LOAD, **walk.span(start))


def _ellipsis(walk: Walk, _node: cst.Ellipsis) -> ast.expr:
    start = walk.start()
    walk.skip(len("..."))
    return ast.Constant(..., None, **walk.span(start))


def _integer(walk: Walk, node: cst.Integer) -> ast.expr:
    start = walk.start()
    walk.skip(len(node.value))
    try:
        value = int(node.value, base=0)
    except ValueError as error:
        # There is a limit to the digits, in CPython's parser too.
        raise walk.fault(str(error), start) from None
    return ast.Constant(value, None, **walk.span(start))


def _float(walk: Walk, node: cst.Float) -> ast.expr:
    start = walk.start()
    walk.skip(len(node.value))
    return ast.Constant(float(node.value), None, **walk.span(start))


def _imaginary(walk: Walk, node: cst.Imaginary) -> ast.expr:
    start = walk.start()
    walk.skip(len(node.value))
    return ast.Constant(complex(node.value), None, **walk.span(start))


def _attribute(
    walk: Walk, node: cst.Attribute, value: ast.expr, start: int
) -> ast.expr:
    walk.skip(1)
    name = walk.identifier(node.attr)
    return ast.Attribute(value, name, LOAD, **walk.span(start))


def _call(walk: Walk, node: cst.Call, function: ast.expr, start: int) -> ast.expr:
    opening = walk.start()
    walk.skip(1)
    positional, keywords = arguments(walk, node.args)
    walk.skip(1)
    if len(positional) == 1 and _is_bare_generator(node.args[0].value):
        vars(positional[0]).update(walk.span(opening))
    return ast.Call(function, positional, keywords, **walk.span(start))


def _is_bare_generator(node: cst.BaseExpression) -> bool:
    """Whether the parentheses of the call are also those of the generator."""
    return type(node) is cst.GeneratorExp and not node.lpar


def arguments(
    walk: Walk, nodes: Sequence[cst.Arg]
) -> tuple[list[ast.expr], list[ast.keyword]]:
    """Convert what stands between the parentheses of a call or a class."""
    positional: list[ast.expr] = []
    keywords: list[ast.keyword] = []
    for node in nodes:
        if node.keyword is not None or node.star == "**":
            keywords.append(_keyword(walk, node))
        elif node.star:
            positional.append(starred(walk, node.value))
        else:
            positional.append(walk.expression(node.value))
        walk.skip_comma(node)
    return positional, keywords


def _keyword(walk: Walk, node: cst.Arg) -> ast.keyword:
    start = walk.start()
    name = None
    if node.keyword is None:
        walk.skip(len("**"))
    else:
        name = walk.identifier(node.keyword)
        walk.skip(1)
    value = walk.expression(node.value)
    return ast.keyword(name, value, **walk.span(start))


def starred(walk: Walk, value: cst.BaseExpression) -> ast.Starred:
    """Convert `*value`."""
    start = walk.start()
    walk.skip(1)
    inner = walk.expression(value)
    return ast.Starred(inner, LOAD, **walk.span(start))


def _starred_element(walk: Walk, node: cst.StarredElement) -> ast.expr:
    return starred(walk, node.value)


def _subscript(
    walk: Walk, node: cst.Subscript, value: ast.expr, start: int
) -> ast.expr:
    walk.skip(1)
    index = _index(walk, node.slice)
    walk.skip(1)
    return ast.Subscript(value, index, LOAD, **walk.span(start))


def _index(walk: Walk, nodes: Sequence[cst.SubscriptElement]) -> ast.expr:
    start = walk.start()
    elements = []
    for node in nodes:
        elements.append(_index_element(walk, node.slice))
        walk.skip_comma(node)
    if isinstance(nodes[0].comma, cst.Comma) or isinstance(elements[0], ast.Starred):
        return ast.Tuple(elements, LOAD, **walk.span(start))
    return elements[0]


def _index_element(walk: Walk, node: CstNode) -> ast.expr:
    if isinstance(node, cst.Slice):
        return _slice(walk, node)
    return starred(walk, node.value) if node.star else walk.expression(node.value)


def _slice(walk: Walk, node: cst.Slice) -> ast.Slice:
    start = walk.start()
    lower = walk.optional(node.lower)
    walk.skip(1)
    upper = walk.optional(node.upper)
    if isinstance(node.second_colon, cst.Colon):
        walk.skip(1)
    step = walk.optional(node.step)
    return ast.Slice(lower, upper, step, **walk.span(start))


def _elements(walk: Walk, nodes: Sequence[cst.BaseElement]) -> list[ast.expr]:
    result = []
    for node in nodes:
        expression = node.value if type(node) is cst.Element else node
        result.append(walk.expression(expression))
        walk.skip_comma(node)
    return result


def _tuple(walk: Walk, node: cst.Tuple) -> ast.expr:
    start = walk.open_node(node)
    elements = _elements(walk, node.elements)
    walk.close_node(node)
    return ast.Tuple(elements, LOAD, **walk.span(start))


def _list(walk: Walk, node: cst.List) -> ast.expr:
    start = walk.start()
    walk.skip(1)
    elements = _elements(walk, node.elements)
    walk.skip(1)
    return ast.List(elements, LOAD, **walk.span(start))


def _set(walk: Walk, node: cst.Set) -> ast.expr:
    start = walk.start()
    walk.skip(1)
    elements = _elements(walk, node.elements)
    walk.skip(1)
    return ast.Set(elements, **walk.span(start))


def _dict(walk: Walk, node: cst.Dict) -> ast.expr:
    start = walk.start()
    walk.skip(1)
    keys: list[ast.expr | None] = []
    values = []
    for element in node.elements:
        if isinstance(element, cst.DictElement):
            keys.append(walk.expression(element.key))
            walk.skip(1)
        else:
            keys.append(None)
            walk.skip(len("**"))
        values.append(walk.expression(element.value))
        walk.skip_comma(element)
    walk.skip(1)
    return ast.Dict(keys, values, **walk.span(start))


EXPRESSIONS: Final[Expressions] = {
    cst.Name: _name,
    cst.Ellipsis: _ellipsis,
    cst.Integer: _integer,
    cst.Float: _float,
    cst.Imaginary: _imaginary,
    cst.StarredElement: _starred_element,
    cst.Tuple: _tuple,
    cst.List: _list,
    cst.Set: _set,
    cst.Dict: _dict,
}
LINKS: Final[dict[type[cst.CSTNode], Link]] = {
    cst.Attribute: Link(attrgetter("value"), _attribute),
    cst.Call: Link(attrgetter("func"), _call),
    cst.Subscript: Link(attrgetter("value"), _subscript),
}

"""Comprehensions and generator expressions."""

import ast
from typing import Final

import libcst as cst

from ssot_audit.extract.cst.walk import Expressions, Walk, skip_async, stored
from ssot_audit.extract.syntax_nodes import with_extra


def _clauses(walk: Walk, node: cst.CompFor) -> list[ast.comprehension]:
    result = []
    clause: cst.CompFor | None = node
    while clause is not None:
        result.append(_clause(walk, clause))
        clause = clause.inner_for_in
    return result


def _clause(walk: Walk, node: cst.CompFor) -> ast.comprehension:
    is_async = skip_async(walk, node)
    walk.skip(len("for"))
    target = stored(walk.expression(node.target))
    walk.skip(len("in"))
    iterable = walk.expression(node.iter)
    conditions = []
    for condition in node.ifs:
        walk.skip(len("if"))
        conditions.append(walk.expression(condition.test))
    return ast.comprehension(target, iterable, conditions, int(is_async))


def _generator(walk: Walk, node: cst.GeneratorExp) -> ast.expr:
    start = walk.open_node(node)
    element = walk.expression(node.elt)
    clauses = _clauses(walk, node.for_in)
    walk.close_node(node)
    return ast.GeneratorExp(element, clauses, **walk.span(start))


def _list(walk: Walk, node: cst.ListComp) -> ast.expr:
    start = walk.start()
    walk.skip(1)
    element = walk.expression(node.elt)
    clauses = _clauses(walk, node.for_in)
    walk.skip(1)
    return ast.ListComp(element, clauses, **walk.span(start))


def _set(walk: Walk, node: cst.SetComp) -> ast.expr:
    start = walk.start()
    walk.skip(1)
    element = walk.expression(node.elt)
    clauses = _clauses(walk, node.for_in)
    walk.skip(1)
    return ast.SetComp(element, clauses, **walk.span(start))


def _dict(walk: Walk, node: cst.DictComp) -> ast.expr:
    start = walk.start()
    walk.skip(1)
    key = walk.expression(node.key)
    walk.skip(1)
    value = walk.expression(node.value)
    clauses = _clauses(walk, node.for_in)
    walk.skip(1)
    return ast.DictComp(key, value, clauses, **walk.span(start))


def _unpacked_dict(walk: Walk, node: cst.StarredDictComp) -> ast.expr:
    """Convert `{**key for ...}` (PEP 798), which has no value."""
    start = walk.start()
    walk.skip(1)
    walk.skip(len("**"))
    key = walk.expression(node.value)
    clauses = _clauses(walk, node.for_in)
    walk.skip(1)
    result = ast.DictComp(key, key, clauses, **walk.span(start))
    return with_extra(result, value=None)


EXPRESSIONS: Final[Expressions] = {
    cst.GeneratorExp: _generator,
    cst.ListComp: _list,
    cst.SetComp: _set,
    cst.DictComp: _dict,
    cst.StarredDictComp: _unpacked_dict,
}

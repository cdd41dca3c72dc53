"""Compound statements: those that have a body."""

import ast
from typing import Final

import libcst as cst

from ssot_audit.extract.cst.walk import Statements, Walk, skip_async, stored


def _if(walk: Walk, node: cst.If) -> ast.stmt:
    """Convert a whole chain of `elif`, which is as deep as it is long."""
    branches = []
    keyword = "if"
    branch: cst.If | cst.Else | None = node
    while isinstance(branch, cst.If):
        start = walk.start()
        walk.skip(len(keyword))
        test = walk.expression(branch.test)
        branches.append((start, test, walk.suite(branch.body)))
        keyword, branch = "elif", branch.orelse
    orelse = _else(walk, branch)
    while branches:
        start, test, body = branches.pop()
        orelse = [ast.If(test, body, orelse, **walk.span(start))]
    return orelse[0]


def _else(walk: Walk, node: cst.Else | None) -> list[ast.stmt]:
    if node is None:
        return []
    walk.skip(len("else"))
    return walk.suite(node.body)


def _while(walk: Walk, node: cst.While) -> ast.stmt:
    start = walk.start()
    walk.skip(len("while"))
    test = walk.expression(node.test)
    body = walk.suite(node.body)
    orelse = _else(walk, node.orelse)
    return ast.While(test, body, orelse, **walk.span(start))


def _for(walk: Walk, node: cst.For) -> ast.stmt:
    start = walk.start()
    is_async = skip_async(walk, node)
    walk.skip(len("for"))
    target = stored(walk.expression(node.target))
    walk.skip(len("in"))
    iterable = walk.expression(node.iter)
    body = walk.suite(node.body)
    orelse = _else(walk, node.orelse)
    loop = ast.AsyncFor if is_async else ast.For
    return loop(target, iterable, body, orelse, None, **walk.span(start))


def _with(walk: Walk, node: cst.With) -> ast.stmt:
    start = walk.start()
    is_async = skip_async(walk, node)
    walk.skip(len("with"))
    is_parenthesised = isinstance(node.lpar, cst.LeftParen)
    if is_parenthesised:
        walk.skip(1)
    items = []
    for item in node.items:
        items.append(_with_item(walk, item))
        walk.skip_comma(item)
    if is_parenthesised:
        walk.skip(1)
    body = walk.suite(node.body)
    block = ast.AsyncWith if is_async else ast.With
    return block(items, body, None, **walk.span(start))


def _with_item(walk: Walk, node: cst.WithItem) -> ast.withitem:
    context = walk.expression(node.item)
    if node.asname is None:
        return ast.withitem(context, None)
    walk.skip(len("as"))
    return ast.withitem(context, stored(walk.expression(node.asname.name)))


def _try(walk: Walk, node: cst.Try | cst.TryStar) -> ast.stmt:
    start = walk.start()
    walk.skip(len("try"))
    body = walk.suite(node.body)
    handlers = [_handler(walk, handler) for handler in node.handlers]
    orelse = _else(walk, node.orelse)
    final = _finally(walk, node.finalbody)
    block = ast.Try if isinstance(node, cst.Try) else ast.TryStar
    return block(body, handlers, orelse, final, **walk.span(start))


def _handler(
    walk: Walk, node: cst.ExceptHandler | cst.ExceptStarHandler
) -> ast.ExceptHandler:
    start = walk.start()
    walk.skip(len("except"))
    if isinstance(node, cst.ExceptStarHandler):
        walk.skip(1)
    exception = walk.optional(node.type)
    name = None
    if node.name is not None:
        walk.skip(len("as"))
        name = walk.identifier(node.name.name)
    body = walk.suite(node.body)
    return ast.ExceptHandler(exception, name, body, **walk.span(start))


def _finally(walk: Walk, node: cst.Finally | None) -> list[ast.stmt]:
    if node is None:
        return []
    walk.skip(len("finally"))
    return walk.suite(node.body)


def _match(walk: Walk, node: cst.Match) -> ast.stmt:
    start = walk.start()
    walk.skip(len("match"))
    subject = walk.expression(node.subject)
    walk.skip(1)
    cases = [_case(walk, case) for case in node.cases]
    return ast.Match(subject, cases, **walk.span(start))


def _case(walk: Walk, node: cst.MatchCase) -> ast.match_case:
    walk.skip(len("case"))
    pattern = walk.pattern(node.pattern)
    if node.guard is not None:
        walk.skip(len("if"))
    guard = walk.optional(node.guard)
    return ast.match_case(pattern, guard, walk.suite(node.body))


STATEMENTS: Final[Statements] = {
    cst.If: _if,
    cst.While: _while,
    cst.For: _for,
    cst.With: _with,
    cst.Try: _try,
    cst.TryStar: _try,
    cst.Match: _match,
}

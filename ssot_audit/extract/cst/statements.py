"""Simple statements: those that fit on a line."""

import ast
from collections.abc import Sequence
from typing import Any, Final

import libcst as cst

from ssot_audit.extract.cst.operators import augmented
from ssot_audit.extract.cst.parameters import type_parameters
from ssot_audit.extract.cst.walk import STORE, Statements, Walk, deleted, stored
from ssot_audit.extract.syntax_nodes import TypeAlias


def _expression(walk: Walk, node: cst.Expr) -> ast.stmt:
    start = walk.start()
    value = walk.expression(node.value)
    return ast.Expr(value, **walk.span(start))


def _assign(walk: Walk, node: cst.Assign) -> ast.stmt:
    start = walk.start()
    targets = []
    for target in node.targets:
        targets.append(stored(walk.expression(target.target)))
        walk.skip(1)
    value = walk.expression(node.value)
    return ast.Assign(targets, value, None, **walk.span(start))


def _annotated(walk: Walk, node: cst.AnnAssign) -> ast.stmt:
    start = walk.start()
    target: Any = stored(walk.expression(node.target))  # the grammar has no tuple here
    walk.skip(1)
    annotated = walk.expression(node.annotation.annotation)
    if node.value is not None:
        walk.skip(1)
    value = walk.optional(node.value)
    is_simple = isinstance(node.target, cst.Name) and not node.target.lpar
    return ast.AnnAssign(target, annotated, value, int(is_simple), **walk.span(start))


def _augmented(walk: Walk, node: cst.AugAssign) -> ast.stmt:
    start = walk.start()
    target: Any = stored(walk.expression(node.target))  # the grammar has no tuple here
    operator = augmented(walk, node.operator)
    value = walk.expression(node.value)
    return ast.AugAssign(target, operator, value, **walk.span(start))


def _type_alias(walk: Walk, node: cst.TypeAlias) -> ast.stmt:
    start = walk.start()
    walk.skip(len("type"))
    name_start = walk.start()
    name = ast.Name(walk.identifier(node.name), STORE, **walk.span(name_start))
    parameters = type_parameters(walk, node.type_parameters)
    walk.skip(1)
    value = walk.expression(node.value)
    return TypeAlias(name, parameters, value, **walk.span(start))


def _pass(walk: Walk, _node: cst.Pass) -> ast.stmt:
    start = walk.start()
    walk.skip(len("pass"))
    return ast.Pass(**walk.span(start))


def _break(walk: Walk, _node: cst.Break) -> ast.stmt:
    start = walk.start()
    walk.skip(len("break"))
    return ast.Break(**walk.span(start))


def _continue(walk: Walk, _node: cst.Continue) -> ast.stmt:
    start = walk.start()
    walk.skip(len("continue"))
    return ast.Continue(**walk.span(start))


def _return(walk: Walk, node: cst.Return) -> ast.stmt:
    start = walk.start()
    walk.skip(len("return"))
    value = walk.optional(node.value)
    return ast.Return(value, **walk.span(start))


def _delete(walk: Walk, node: cst.Del) -> ast.stmt:
    start = walk.start()
    walk.skip(len("del"))
    target = deleted(walk.expression(node.target))
    is_bare_tuple = isinstance(node.target, cst.Tuple) and not node.target.lpar
    targets = [target]
    if is_bare_tuple and isinstance(target, ast.Tuple):
        targets = target.elts
    return ast.Delete(targets, **walk.span(start))


def _raise(walk: Walk, node: cst.Raise) -> ast.stmt:
    start = walk.start()
    walk.skip(len("raise"))
    exception = walk.optional(node.exc)
    cause = None
    if node.cause is not None:
        walk.skip(len("from"))
        cause = walk.expression(node.cause.item)
    return ast.Raise(exception, cause, **walk.span(start))


def _assert(walk: Walk, node: cst.Assert) -> ast.stmt:
    start = walk.start()
    walk.skip(len("assert"))
    test = walk.expression(node.test)
    walk.skip_comma(node)
    message = walk.optional(node.msg)
    return ast.Assert(test, message, **walk.span(start))


def _global(walk: Walk, node: cst.Global) -> ast.stmt:
    start = walk.start()
    walk.skip(len("global"))
    names = _names(walk, node.names)
    return ast.Global(names, **walk.span(start))


def _nonlocal(walk: Walk, node: cst.Nonlocal) -> ast.stmt:
    start = walk.start()
    walk.skip(len("nonlocal"))
    names = _names(walk, node.names)
    return ast.Nonlocal(names, **walk.span(start))


def _names(walk: Walk, nodes: Sequence[cst.NameItem]) -> list[str]:
    result = []
    for node in nodes:
        result.append(walk.identifier(node.name))
        walk.skip_comma(node)
    return result


STATEMENTS: Final[Statements] = {
    cst.Expr: _expression,
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augmented,
    cst.TypeAlias: _type_alias,
    cst.Pass: _pass,
    cst.Break: _break,
    cst.Continue: _continue,
    cst.Return: _return,
    cst.Del: _delete,
    cst.Raise: _raise,
    cst.Assert: _assert,
    cst.Global: _global,
    cst.Nonlocal: _nonlocal,
}

"""Definitions of functions and classes."""

import ast
from collections.abc import Sequence
from typing import Final

import libcst as cst

from ssot_audit.extract.cst.expressions import arguments
from ssot_audit.extract.cst.parameters import (
    annotation,
    parameters,
    type_parameters,
)
from ssot_audit.extract.cst.walk import Statements, Walk, skip_async
from ssot_audit.extract.syntax_nodes import with_extra


def _function(walk: Walk, node: cst.FunctionDef) -> ast.stmt:
    decorators = _decorators(walk, node.decorators)
    start = walk.start()
    definition = ast.AsyncFunctionDef if skip_async(walk, node) else ast.FunctionDef
    walk.skip(len("def"))
    name = walk.identifier(node.name)
    type_params = type_parameters(walk, node.type_parameters)
    walk.skip(1)
    arguments = parameters(walk, node.params)
    walk.skip(1)
    returns = annotation(walk, node.returns, len("->"))
    body = walk.suite(node.body)
    result = definition(
        name, arguments, body, decorators, returns, None, **walk.span(start)
    )
    return with_extra(result, type_params=type_params)


def _class(walk: Walk, node: cst.ClassDef) -> ast.stmt:
    decorators = _decorators(walk, node.decorators)
    start = walk.start()
    walk.skip(len("class"))
    name = walk.identifier(node.name)
    type_params = type_parameters(walk, node.type_parameters)
    bases, keywords = _bases(walk, node)
    body = walk.suite(node.body)
    result = ast.ClassDef(name, bases, keywords, body, decorators, **walk.span(start))
    return with_extra(result, type_params=type_params)


def _bases(walk: Walk, node: cst.ClassDef) -> tuple[list[ast.expr], list[ast.keyword]]:
    if not isinstance(node.lpar, cst.LeftParen):
        return [], []
    walk.skip(1)
    result = arguments(walk, (*node.bases, *node.keywords))
    walk.skip(1)
    return result


def _decorators(walk: Walk, nodes: Sequence[cst.Decorator]) -> list[ast.expr]:
    result = []
    for node in nodes:
        walk.skip(1)
        result.append(walk.expression(node.decorator))
    return result


STATEMENTS: Final[Statements] = {
    cst.FunctionDef: _function,
    cst.ClassDef: _class,
}

"""Parameters of functions and lambdas, and type parameters (PEP 695, PEP 696)."""

import ast
from collections.abc import Iterable
from typing import Final

import libcst as cst

from ssot_audit.extract import syntax_nodes
from ssot_audit.extract.cst.expressions import starred
from ssot_audit.extract.cst.walk import Expressions, Walk
from ssot_audit.extract.syntax_nodes import TypeParameter, with_extra


def parameters(walk: Walk, node: cst.Parameters) -> ast.arguments:
    """Convert what stands between the parentheses of a `def`, or after `lambda`."""
    positional_only, first_defaults = _group(walk, node.posonly_params)
    if isinstance(node.posonly_ind, cst.ParamSlash):
        walk.skip(1)
        walk.skip_comma(node.posonly_ind)
    positional, defaults = _group(walk, node.params)
    star = _star(walk, node.star_arg)
    keyword_only, keyword_defaults = _group(walk, node.kwonly_params)
    double_star = None if node.star_kwarg is None else _parameter(walk, node.star_kwarg)
    if node.star_kwarg is not None:
        walk.skip_comma(node.star_kwarg)
    return ast.arguments(
        positional_only,
        positional,
        star,
        keyword_only,
        keyword_defaults,
        double_star,
        [default for default in first_defaults + defaults if default is not None],
    )


def _group(
    walk: Walk, nodes: Iterable[cst.Param]
) -> tuple[list[ast.arg], list[ast.expr | None]]:
    names, defaults = [], []
    for node in nodes:
        names.append(_parameter(walk, node))
        if node.default is not None:
            walk.skip(1)
        defaults.append(walk.optional(node.default))
        walk.skip_comma(node)
    return names, defaults


def _star(
    walk: Walk, node: cst.Param | cst.ParamStar | cst.MaybeSentinel
) -> ast.arg | None:
    if isinstance(node, cst.ParamStar):
        walk.skip(1)
        walk.skip_comma(node)
    if not isinstance(node, cst.Param):
        return None
    result = _parameter(walk, node)
    walk.skip_comma(node)
    return result


def _parameter(walk: Walk, node: cst.Param) -> ast.arg:
    if isinstance(node.star, str) and node.star:
        walk.skip(len(node.star))
    start = walk.start()
    name = walk.identifier(node.name)
    annotated = annotation(walk, node.annotation, len(":"))
    return ast.arg(name, annotated, None, **walk.span(start))


def annotation(
    walk: Walk, node: cst.Annotation | None, indicator: int
) -> ast.expr | None:
    """Convert an annotation and the colon or arrow of that length before it."""
    if node is None:
        return None
    walk.skip(indicator)
    return walk.expression(node.annotation)


def _lambda(walk: Walk, node: cst.Lambda) -> ast.expr:
    start = walk.start()
    walk.skip(len("lambda"))
    arguments = parameters(walk, node.params)
    walk.skip(1)
    body = walk.expression(node.body)
    return ast.Lambda(arguments, body, **walk.span(start))


def type_parameters(walk: Walk, node: cst.TypeParameters | None) -> list[TypeParameter]:
    """Convert the square brackets after the name of a definition or type alias."""
    if node is None:
        return []
    walk.skip(1)
    result = []
    for parameter in node.params:
        result.append(_type_parameter(walk, parameter))
        walk.skip_comma(parameter)
    walk.skip(1)
    return result


def _type_parameter(walk: Walk, node: cst.TypeParam) -> TypeParameter:
    start = walk.start()
    result = _undefaulted(walk, node.param)
    default = _type_default(walk, node)
    # Python 3.12 has these classes but no defaults.
    return with_extra(result, default_value=default, **walk.span(start))


def _undefaulted(
    walk: Walk, node: cst.TypeVar | cst.TypeVarTuple | cst.ParamSpec
) -> TypeParameter:
    start = walk.start()
    if isinstance(node, cst.TypeVarTuple):
        walk.skip(len("*"))
        name = walk.identifier(node.name)
        return syntax_nodes.TypeVarTuple(name, **walk.span(start))
    if isinstance(node, cst.ParamSpec):
        walk.skip(len("**"))
        name = walk.identifier(node.name)
        return syntax_nodes.ParamSpec(name, **walk.span(start))
    name = walk.identifier(node.name)
    if node.bound is not None:
        walk.skip(1)
    bound = walk.optional(node.bound)
    return syntax_nodes.TypeVar(name, bound, **walk.span(start))


def _type_default(walk: Walk, node: cst.TypeParam) -> ast.expr | None:
    if node.default is None:
        return None
    walk.skip(1)
    return starred(walk, node.default) if node.star else walk.expression(node.default)


EXPRESSIONS: Final[Expressions] = {cst.Lambda: _lambda}

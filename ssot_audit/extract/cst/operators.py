"""Operators and keywords that join expressions."""

import ast
from operator import attrgetter
from typing import Any, Final

import libcst as cst

from ssot_audit.extract.cst.walk import Expressions, Link, Walk, stored

# Each operator with the lengths of its tokens.
_UNARY: Final[dict[type[cst.CSTNode], tuple[ast.unaryop, int]]] = {
    cst.Plus: (ast.UAdd(), 1),
    cst.Minus: (ast.USub(), 1),
    cst.BitInvert: (ast.Invert(), 1),
    cst.Not: (ast.Not(), 3),
}
_BOOLEAN: Final[dict[type[cst.CSTNode], tuple[ast.boolop, int]]] = {
    cst.And: (ast.And(), 3),
    cst.Or: (ast.Or(), 2),
}
_BINARY: Final[dict[type[cst.CSTNode], tuple[ast.operator, int]]] = {
    cst.Add: (ast.Add(), 1),
    cst.Subtract: (ast.Sub(), 1),
    cst.Multiply: (ast.Mult(), 1),
    cst.MatrixMultiply: (ast.MatMult(), 1),
    cst.Divide: (ast.Div(), 1),
    cst.Modulo: (ast.Mod(), 1),
    cst.BitAnd: (ast.BitAnd(), 1),
    cst.BitOr: (ast.BitOr(), 1),
    cst.BitXor: (ast.BitXor(), 1),
    cst.FloorDivide: (ast.FloorDiv(), 2),
    cst.Power: (ast.Pow(), 2),
    cst.LeftShift: (ast.LShift(), 2),
    cst.RightShift: (ast.RShift(), 2),
}
_AUGMENTED: Final[dict[type[cst.CSTNode], tuple[ast.operator, int]]] = {
    getattr(cst, f"{plain.__name__}Assign"): (operator, length + len("="))
    for plain, (operator, length) in _BINARY.items()
}
_COMPARISON: Final[dict[type[cst.CSTNode], tuple[ast.cmpop, tuple[int, ...]]]] = {
    cst.LessThan: (ast.Lt(), (1,)),
    cst.GreaterThan: (ast.Gt(), (1,)),
    cst.Equal: (ast.Eq(), (2,)),
    cst.NotEqual: (ast.NotEq(), (2,)),
    cst.LessThanEqual: (ast.LtE(), (2,)),
    cst.GreaterThanEqual: (ast.GtE(), (2,)),
    cst.In: (ast.In(), (2,)),
    cst.Is: (ast.Is(), (2,)),
    cst.NotIn: (ast.NotIn(), (3, 2)),
    cst.IsNot: (ast.IsNot(), (2, 3)),
}


def _unary(walk: Walk, node: cst.UnaryOperation) -> ast.expr:
    start = walk.start()
    operator, length = _UNARY[type(node.operator)]
    walk.skip(length)
    operand = walk.expression(node.expression)
    return ast.UnaryOp(operator, operand, **walk.span(start))


def _binary(
    walk: Walk, node: cst.BinaryOperation, left: ast.expr, start: int
) -> ast.expr:
    operator, length = _BINARY[type(node.operator)]
    walk.skip(length)
    right = walk.expression(node.right)
    return ast.BinOp(left, operator, right, **walk.span(start))


def _boolean(
    walk: Walk, node: cst.BooleanOperation, left: ast.expr, start: int
) -> ast.expr:
    operator, length = _BOOLEAN[type(node.operator)]
    walk.skip(length)
    right = walk.expression(node.right)
    if isinstance(left, ast.BoolOp) and _continues(node):
        left.values.append(right)
        vars(left).update(walk.span(start))
        return left
    return ast.BoolOp(operator, [left, right], **walk.span(start))


def _continues(node: cst.BooleanOperation) -> bool:
    """Whether the node is the `and c` of `a and b and c`, one node in `ast`."""
    left = node.left
    return (
        isinstance(left, cst.BooleanOperation)
        and not left.lpar
        and type(left.operator) is type(node.operator)
    )


def _comparison(
    walk: Walk, node: cst.Comparison, left: ast.expr, start: int
) -> ast.expr:
    operators, comparators = [], []
    for target in node.comparisons:
        operator, lengths = _COMPARISON[type(target.operator)]
        for length in lengths:
            walk.skip(length)
        operators.append(operator)
        comparators.append(walk.expression(target.comparator))
    return ast.Compare(left, operators, comparators, **walk.span(start))


def _conditional(walk: Walk, node: cst.IfExp, body: ast.expr, start: int) -> ast.expr:
    walk.skip(len("if"))
    test = walk.expression(node.test)
    walk.skip(len("else"))
    orelse = walk.expression(node.orelse)
    return ast.IfExp(test, body, orelse, **walk.span(start))


def _named(walk: Walk, node: cst.NamedExpr) -> ast.expr:
    start = walk.start()
    target: Any = stored(walk.expression(node.target))  # the grammar says: a name
    walk.skip(len(":="))
    value = walk.expression(node.value)
    return ast.NamedExpr(target, value, **walk.span(start))


def _await(walk: Walk, node: cst.Await) -> ast.expr:
    start = walk.start()
    walk.skip(len("await"))
    value = walk.expression(node.expression)
    return ast.Await(value, **walk.span(start))


def _yield(walk: Walk, node: cst.Yield) -> ast.expr:
    start = walk.start()
    walk.skip(len("yield"))
    if isinstance(node.value, cst.From):
        walk.skip(len("from"))
        source = walk.expression(node.value.item)
        return ast.YieldFrom(source, **walk.span(start))
    value = walk.optional(node.value)
    return ast.Yield(value, **walk.span(start))


def augmented(walk: Walk, operator: cst.BaseAugOp) -> ast.operator:
    """Pass an operator such as `+=` and return the `+` of it."""
    plain, length = _AUGMENTED[type(operator)]
    walk.skip(length)
    return plain


EXPRESSIONS: Final[Expressions] = {
    cst.UnaryOperation: _unary,
    cst.NamedExpr: _named,
    cst.Await: _await,
    cst.Yield: _yield,
}
LINKS: Final[dict[type[cst.CSTNode], Link]] = {
    cst.BinaryOperation: Link(attrgetter("left"), _binary),
    cst.BooleanOperation: Link(attrgetter("left"), _boolean),
    cst.Comparison: Link(attrgetter("left"), _comparison),
    cst.IfExp: Link(attrgetter("body"), _conditional),
}

"""Where the values of a block go: to names, attributes, or whoever asked for them."""

import ast
from collections.abc import Iterable, Iterator

from ssot_audit.extract.scopes import dotted_name
from ssot_audit.extract.testing.lines import Lines

HANDED_OUT = ""
"""Where goes what is returned or yielded."""
MODULES = "sys.modules"
"""Where goes what others will import."""
Sink = tuple[str, ast.expr | ast.stmt | None]
"""A dotted name, and what it is given, if that can be told."""

COMPOUND = (
    *(ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith),
    *(ast.Try, ast.TryStar, ast.Match),
)
"""Statements with blocks in the same scope."""


def statements(
    body: Iterable[ast.stmt], lines: Lines | None = None
) -> Iterator[ast.stmt]:
    """Yield the statements of a block in their order, not those of other scopes.

    If some lines are given, only those that reach over one of them.
    """
    for node in body:
        if lines is None or lines.meet(node):
            yield node
            if isinstance(node, COMPOUND):
                for inner in blocks(node):
                    yield from statements(inner, lines)


def blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Yield the blocks directly below a statement."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if block:
            yield block
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield part.body


def sinks(node: ast.stmt) -> Iterator[Sink]:
    """Yield what a statement itself gives something to."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from _given(targets, value)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield from _given([target], value)
        case ast.With(items=items) | ast.AsyncWith(items=items):
            for item in items:
                yield from _given([item.optional_vars], item.context_expr)
        case ast.Return(value=ast.expr() as value):
            yield HANDED_OUT, value
        case ast.Expr(value=ast.Yield(value=ast.expr() as value)):
            yield HANDED_OUT, value
        case _:
            yield from ((name, node) for name in _defined(node))


def _given(targets: Iterable[ast.expr | None], value: ast.expr) -> Iterator[Sink]:
    yield from ((_target(target), value) for target in _single(targets))


def _defined(node: ast.stmt) -> Iterator[str]:
    """Yield the names that an import or definition binds."""
    match node:
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in names)
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
            yield name
        case _:
            return


def _single(targets: Iterable[ast.expr | None]) -> Iterator[ast.expr]:
    """Yield targets that are names or attributes, those in tuples too."""
    for target in targets:
        if isinstance(target, (ast.Tuple, ast.List)):
            yield from _single(target.elts)
        elif target is not None and _target(target):
            yield target


def _target(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        return MODULES if dotted_name(node.value) == MODULES else ""
    return dotted_name(node)

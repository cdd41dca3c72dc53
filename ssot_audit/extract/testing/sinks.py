"""Where the values of a block go: to names, attributes, or whoever asked for them."""

import ast
from collections.abc import Iterable, Iterator

from ssot_audit.extract.scopes import dotted_name

HANDED_OUT = ""
"""Where goes what is returned or yielded."""
MODULES = "sys.modules"
"""Where goes what others will import."""
Sink = tuple[str, ast.expr | ast.stmt | None]
"""A dotted name, and what it is given, if that can be told."""

_OTHER_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a block in their order, not those of other scopes."""
    for node in body:
        yield node
        if not isinstance(node, _OTHER_SCOPES):
            for inner in blocks(node):
                yield from statements(inner)


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
            yield from ((_target(target), value) for target in _single(targets))
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield dotted_name(target), value
        case ast.Return(value=ast.expr() as value):
            yield HANDED_OUT, value
        case ast.Expr(value=ast.Yield(value=ast.expr() as value)):
            yield HANDED_OUT, value
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from ((_bound(alias), node) for alias in names)
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
            yield name, node
        case ast.With(items=items) | ast.AsyncWith(items=items):
            for item in items:
                yield from (
                    (dotted_name(target), item.context_expr)
                    for target in _single([item.optional_vars])
                )


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


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]

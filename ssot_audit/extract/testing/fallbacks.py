"""Stand-ins that take the place of a real resource where it cannot be had.

A fallback is a stand-in that goes where the resource would have gone: to the same name,
or to whoever asked for it. What is set up in a handler otherwise replaces nothing.
"""

import ast
from collections.abc import Iterable, Iterator, Sequence

from ssot_audit.extract.scopes import dotted_name
from ssot_audit.extract.testing.availability import Availability
from ssot_audit.extract.testing.facts import Fallback, Way
from ssot_audit.extract.testing.sinks import HANDED_OUT, MODULES, blocks, sinks, statements
from ssot_audit.extract.testing.stand_ins import is_stand_in, stand_in
from ssot_audit.extract.text import SourceText

_LOOKUPS = frozenset(
    {
        *("AssertionError", "AttributeError", "IndexError", "KeyError", "LookupError"),
        *("NameError", "StopAsyncIteration", "StopIteration", "TypeError"),
        *("UnboundLocalError", "ValueError"),
    }
)
"""What is caught where something is looked up: nothing is down when it is raised."""
_LEAVERS = frozenset({"exit", "fail", "skip", "skipTest", "xfail"})
_Stand = tuple[str, str, ast.expr | ast.stmt]
"""Where a stand-in goes, its class, and the node that gives it."""


def fallbacks(tree: ast.Module, text: SourceText) -> tuple[Fallback, ...]:
    """Return every stand-in for what could not be had."""
    available = Availability.of(tree)
    return tuple(
        fallback
        for scope, node in _scoped(tree.body, "", "")
        for fallback in _of(node, scope, available, text)
    )


def _scoped(
    body: Iterable[ast.stmt], scope: str, prefix: str
) -> Iterator[tuple[str, ast.stmt]]:
    """Yield all statements, with the qualified name of what they stand in."""
    for node in body:
        yield scope, node
        if isinstance(node, ast.ClassDef):
            inner = prefix + node.name
            yield from _scoped(node.body, inner, f"{inner}.")
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inner = prefix + node.name
            yield from _scoped(node.body, inner, f"{inner}.<locals>.")
        else:
            for block in blocks(node):
                yield from _scoped(block, scope, prefix)


def _of(
    node: ast.stmt, scope: str, available: Availability, text: SourceText
) -> Iterator[Fallback]:
    if isinstance(node, (ast.Try, ast.TryStar)):
        yield from _tried(node, scope, text)
    elif isinstance(node, ast.If):
        yield from _asked(node, scope, available, text)
    else:
        yield from _chosen(node, scope, available, text)


def _tried(
    node: ast.Try | ast.TryStar, scope: str, text: SourceText
) -> Iterator[Fallback]:
    """Yield the stand-ins of handlers."""
    real = {}
    for statement in statements((*node.body, *node.orelse)):
        for sink, value in sinks(statement):
            real.setdefault(sink, value)
    for handler in node.handlers:
        if not _is_failure(handler.type) or _leaves(handler.body):
            continue
        for sink, name, made in _stand_ins(handler.body):
            if sink not in {*real, HANDED_OUT, MODULES}:
                continue
            tried = real.get(sink) or _first_call(node.body)
            what, way = _named(tried, sink) if tried else ("", Way.CALL)
            if tried and what and not is_stand_in(what):
                yield Fallback(
                    scope, sink, name, what, way, text.span(tried), text.span(made)
                )


def _asked(
    node: ast.If, scope: str, available: Availability, text: SourceText
) -> Iterator[Fallback]:
    """Yield the stand-ins of branches that run where something is not available."""
    missing = available.branch(node.test)
    if missing is None:
        return
    without, others = node.body, node.orelse
    if not missing:
        without, others = others, without
    if _leaves(without):
        return
    real = {sink for other in statements(others) for sink, _ in sinks(other)}
    asked = available.subject(node.test)
    for sink, name, made in _stand_ins(without):
        if sink in real | {HANDED_OUT, asked}:
            yield Fallback(
                scope,
                sink,
                name,
                asked,
                Way.CONDITION,
                text.span(node.test),
                text.span(made),
            )


def _chosen(
    node: ast.stmt, scope: str, available: Availability, text: SourceText
) -> Iterator[Fallback]:
    """Yield the stand-in of `Redis() if HAS_REDIS else FakeRedis()`."""
    for sink, value in sinks(node):
        if not isinstance(value, ast.IfExp):
            continue
        missing = available.branch(value.test)
        if missing is None:
            continue
        without = value.body if missing else value.orelse
        if name := stand_in(without, {}):
            yield Fallback(
                scope,
                sink,
                name,
                available.subject(value.test),
                Way.CONDITION,
                text.span(value.test),
                text.span(without),
            )


def _stand_ins(body: Iterable[ast.stmt]) -> Iterator[_Stand]:
    """Yield the stand-ins that a block gives to something."""
    known: dict[str, str] = {}
    for statement in statements(body):
        for sink, value in sinks(statement):
            if isinstance(value, ast.ClassDef) and is_stand_in(value.name):
                known[sink] = sink
            elif isinstance(value, ast.ImportFrom):
                taken = _taken(value, sink)
                if is_stand_in(taken) and taken != sink:
                    yield sink, taken, value
            elif isinstance(value, ast.expr) and (name := stand_in(value, known)):
                if sink:
                    known[sink] = name
                yield sink, name, value


def _is_failure(caught: ast.expr | None) -> bool:
    """Tell whether what is caught may say that something cannot be had."""
    items = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    names = {dotted_name(item).rpartition(".")[2] for item in items}
    return not names <= _LOOKUPS


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Tell whether a block fails or skips, whatever else it does."""
    return any(
        isinstance(node, ast.Raise)
        or (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Call)
            and dotted_name(node.value.func).rpartition(".")[2] in _LEAVERS
        )
        for node in body
    )


def _first_call(body: Iterable[ast.stmt]) -> ast.stmt | None:
    """Return the first statement of a block that imports or calls something."""
    for node in statements(body):
        if isinstance(node, (ast.Import, ast.ImportFrom)) or _call(node) is not None:
            return node
    return None


def _call(node: ast.AST) -> ast.Call | None:
    """Return the call that a statement or value is there for."""
    match node:
        case ast.Expr(value=value) | ast.Assign(value=value) | ast.Return(value=value):
            return _call(value) if value else None
        case ast.AnnAssign(value=ast.expr() as value) | ast.Await(value=value):
            return _call(value)
        case ast.With(items=[item, *_]) | ast.AsyncWith(items=[item, *_]):
            return _call(item.context_expr)
        case ast.Call():
            return node
    return None


def _taken(node: ast.ImportFrom, bound: str) -> str:
    """Return the name that an import takes from its module, for one it binds."""
    names = {alias.asname or alias.name: alias.name for alias in node.names}
    return names.get(bound, node.names[0].name)


def _named(node: ast.expr | ast.stmt, sink: str) -> tuple[str, Way]:
    """Return what is tried, as it is written, and how; empty: nothing that may fail."""
    if isinstance(node, ast.Import):
        names = {alias.asname or alias.name.partition(".")[0]: alias for alias in node.names}
        return names.get(sink, node.names[0]).name, Way.IMPORT
    if isinstance(node, ast.ImportFrom):
        return f"{'.' * node.level}{node.module or ''}.{_taken(node, sink)}", Way.IMPORT
    call = _call(node)
    return (dotted_name(call.func), Way.CALL) if call else ("", Way.CALL)

"""Stand-ins that take the place of a real resource where it cannot be had.

A fallback is a stand-in that goes where the resource would have gone: to the same name,
or to whoever asked for it. What is set up in a handler otherwise replaces nothing.
"""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ssot_audit.extract.scopes import dotted_name
from ssot_audit.extract.testing.availability import Availability, nothings
from ssot_audit.extract.testing.facts import Fallback, Way
from ssot_audit.extract.testing.lines import Lines
from ssot_audit.extract.testing.sinks import (
    HANDED_OUT,
    MODULES,
    sinks,
    statements,
)
from ssot_audit.extract.testing.stand_ins import (
    STAND_INS,
    is_real,
    is_stand_in,
    names_stand_in,
    stand_in,
)
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
    lines = Lines(text.lines_with(*STAND_INS))
    if not lines:
        return ()
    search = _Search(text, Availability(tree))
    return tuple(
        fallback
        for scope in _scopes(tree.body, lines)
        if not names_stand_in(scope.name)
        for node in statements(scope.body, lines)
        for fallback in search.of(node, scope)
    )


@dataclass(frozen=True, slots=True)
class _Scope:
    """A module, class or function."""

    name: str
    """Qualified; empty: the module."""
    body: list[ast.stmt]


def _scopes(
    body: list[ast.stmt], lines: Lines, name: str = "", prefix: str = ""
) -> Iterator[_Scope]:
    """Yield a scope and those in it, as far as they reach over some lines."""
    yield _Scope(name, body)
    for node in statements(body, lines):
        if isinstance(node, ast.ClassDef):
            inner = prefix + node.name
            yield from _scopes(node.body, lines, inner, f"{inner}.")
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inner = prefix + node.name
            yield from _scopes(node.body, lines, inner, f"{inner}.<locals>.")


@dataclass(frozen=True, slots=True)
class _Search:
    """Looks for the stand-ins in one file."""

    text: SourceText
    available: Availability

    def of(self, node: ast.stmt, scope: _Scope) -> Iterator[Fallback]:
        """Yield the stand-ins that a statement has for what it cannot have."""
        if isinstance(node, (ast.Try, ast.TryStar)):
            yield from self._tried(node, scope)
        elif isinstance(node, ast.If):
            yield from self._asked(node, scope)
        else:
            yield from self._chosen(node, scope)

    def _tried(self, node: ast.Try | ast.TryStar, scope: _Scope) -> Iterator[Fallback]:
        """Yield the stand-ins of handlers."""
        real = _given((*node.body, *node.orelse))
        for handler in node.handlers:
            if not _is_failure(handler.type) or _leaves(handler.body):
                continue
            is_told = any(nothings(handler)) or _skips(handler)
            for sink, name, made in _stand_ins(handler.body):
                if sink not in {*real, HANDED_OUT, MODULES}:
                    continue
                tried = real.get(sink)
                if tried is None or not _named(tried, sink)[0]:
                    tried = _first_call(node.body)
                what, way = _named(tried, sink) if tried else ("", Way.CALL)
                if tried and is_real(what) and not (is_told and way is Way.IMPORT):
                    places = self.text.span(tried), self.text.span(made)
                    yield Fallback(scope.name, sink, name, what, way, *places)

    def _asked(self, node: ast.If, scope: _Scope) -> Iterator[Fallback]:
        """Yield the stand-ins of branches that run where something is missing."""
        without, others = node.body, node.orelse
        if not any(_stand_ins(without)) and not any(_stand_ins(others)):
            return
        missing = self.available.branch(node.test)
        if missing is None:
            return
        if not missing:
            without, others = others, without
        if _leaves(without):
            return
        asked = self.available.subject(node.test)
        for sink, name, made in _stand_ins(without):
            rivals = scope.body if sink == HANDED_OUT else others
            if sink == asked or _gives_real(rivals, sink):
                yield self._missed(scope, sink, name, node.test, made)

    def _chosen(self, node: ast.stmt, scope: _Scope) -> Iterator[Fallback]:
        """Yield the stand-in of `Redis() if HAS_REDIS else FakeRedis()`."""
        for sink, value in sinks(node):
            if not isinstance(value, ast.IfExp):
                continue
            without, real = value.body, value.orelse
            if bool(stand_in(without, {})) is bool(stand_in(real, {})):
                continue
            missing = self.available.branch(value.test)
            if not missing:
                without, real = real, without
            name = stand_in(without, {})
            if missing is not None and name:
                yield self._missed(scope, sink, name, value.test, without)

    def _missed(
        self,
        scope: _Scope,
        sink: str,
        name: str,
        test: ast.expr,
        made: ast.expr | ast.stmt,
    ) -> Fallback:
        what = self.available.subject(test)
        places = self.text.span(test), self.text.span(made)
        return Fallback(scope.name, sink, name, what, Way.CONDITION, *places)


def _given(body: Iterable[ast.stmt]) -> dict[str, ast.expr | ast.stmt | None]:
    """Return what a block gives first to each sink."""
    real: dict[str, ast.expr | ast.stmt | None] = {}
    for statement in statements(body):
        for sink, value in sinks(statement):
            real.setdefault(sink, value)
    return real


def _gives_real(body: Sequence[ast.stmt], sink: str) -> bool:
    """Tell whether a block gives anything to a sink that is no stand-in."""
    made = {id(value) for _, _, value in _stand_ins(body)}
    return any(
        found == sink
        and id(value) not in made
        and not names_stand_in(dotted_name(value))
        for statement in statements(body)
        for found, value in sinks(statement)
        if not isinstance(value, ast.Constant)
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


def _skips(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler makes something that skips tests, however."""
    return any(
        "skip" in dotted_name(node).rpartition(".")[2].lower()
        for node in ast.walk(handler)
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
        case _:
            return None


def _taken(node: ast.ImportFrom, bound: str) -> str:
    """Return the name that an import takes from its module, for one it binds."""
    names = {alias.asname or alias.name: alias.name for alias in node.names}
    return names.get(bound, node.names[0].name)


def _named(node: ast.expr | ast.stmt, sink: str) -> tuple[str, Way]:
    """Return what is tried, as it is written, and how; empty: nothing that may fail."""
    if isinstance(node, ast.Import):
        names = {
            alias.asname or alias.name.partition(".")[0]: alias for alias in node.names
        }
        return names.get(sink, node.names[0]).name, Way.IMPORT
    if isinstance(node, ast.ImportFrom):
        return f"{'.' * node.level}{node.module or ''}.{_taken(node, sink)}", Way.IMPORT
    call = _call(node)
    return (dotted_name(call.func), Way.CALL) if call else ("", Way.CALL)

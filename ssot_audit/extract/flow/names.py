"""Which names a function binds, and which of them its inner functions see."""

import ast
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_SCOPES = (*_NESTED, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Names:
    """What a body says of names, inner functions aside."""

    __slots__ = ("bound", "global_", "nested", "nonlocal_", "rebound")

    def __init__(self) -> None:
        """Start with nothing."""
        self.bound: set[str] = set()
        self.rebound: set[str] = set()
        """Those of them that are bound at more than one place."""
        self.global_: set[str] = set()
        self.nonlocal_: set[str] = set()
        self.nested: list[ast.stmt] = []
        """Functions and classes defined here."""

    def bind(self, names: Iterable[str]) -> None:
        """Add names, one for each place that binds it."""
        for name in names:
            if name in self.bound:
                self.rebound.add(name)
            self.bound.add(name)


def names_of(body: Sequence[ast.AST], *, walrus_lines: Sequence[int]) -> Names:
    """Return what statements (or cases of a `match`) say of names."""
    names = Names()
    bound = names.bound
    pending = list(body)
    reader_of = _READERS.get
    while pending:
        node = pending.pop()
        if type(node) is ast.Assign:
            # The most frequent by far.
            for target in node.targets:
                if type(target) is not ast.Name:
                    names.bind(target_names(target))
                elif target.id in bound:
                    names.rebound.add(target.id)
                else:
                    bound.add(target.id)
            continue
        reader = reader_of(type(node))
        if reader is not None:
            reader(node, names, pending)
    if walrus_lines:
        names.bind(walrus_names(body, walrus_lines))
    return names


def _target(node: Any, names: Names, _pending: list[ast.AST]) -> None:  # noqa: ANN401
    names.bind(target_names(node.target))


def _nested(node: Any, names: Names, _pending: list[ast.AST]) -> None:  # noqa: ANN401
    names.bind((node.name,))
    names.nested.append(node)


def _import(
    node: ast.Import | ast.ImportFrom, names: Names, _pending: list[ast.AST]
) -> None:
    for alias in node.names:
        names.bind((alias.asname or alias.name.partition(".")[0],))


def _branch(node: ast.If | ast.While, _names: Names, pending: list[ast.AST]) -> None:
    pending += node.body
    pending += node.orelse


def _for(node: ast.For, names: Names, pending: list[ast.AST]) -> None:
    names.bind(target_names(node.target))
    pending += node.body
    pending += node.orelse


def _with(node: ast.With, names: Names, pending: list[ast.AST]) -> None:
    for item in node.items:
        if item.optional_vars is not None:
            names.bind(target_names(item.optional_vars))
    pending += node.body


def _try(node: ast.Try, names: Names, pending: list[ast.AST]) -> None:
    for part in (node.body, node.orelse, node.finalbody):
        pending += part
    for handler in node.handlers:
        if handler.name:
            names.bind((handler.name,))
        pending += handler.body


def _match(node: ast.Match, _names: Names, pending: list[ast.AST]) -> None:
    pending += node.cases


def _case(node: ast.match_case, names: Names, pending: list[ast.AST]) -> None:
    names.bind(pattern_names(node.pattern))
    pending += node.body


def _global(node: ast.Global, names: Names, _pending: list[ast.AST]) -> None:
    names.global_.update(node.names)


def _nonlocal(node: ast.Nonlocal, names: Names, _pending: list[ast.AST]) -> None:
    names.nonlocal_.update(node.names)


_READERS: Mapping[type, Callable[[Any, Names, list[ast.AST]], None]] = {
    ast.AnnAssign: _target,
    ast.AugAssign: _target,
    ast.FunctionDef: _nested,
    ast.AsyncFunctionDef: _nested,
    ast.ClassDef: _nested,
    ast.Import: _import,
    ast.ImportFrom: _import,
    ast.If: _branch,
    ast.While: _branch,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.Match: _match,
    ast.match_case: _case,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
}


def target_names(target: ast.expr) -> Iterator[str]:
    """Yield the names that the target of an assignment binds."""
    pending = [target]
    while pending:
        node = pending.pop()
        if type(node) is ast.Name:
            yield node.id
        elif isinstance(node, (ast.Tuple, ast.List)):
            pending += node.elts
        elif type(node) is ast.Starred:
            pending.append(node.value)


def pattern_names(pattern: ast.pattern) -> Iterator[str]:
    """Yield the names that a pattern binds."""
    for node in ast.walk(pattern):
        if isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name:
            yield node.name
        elif isinstance(node, ast.MatchMapping) and node.rest:
            yield node.rest


def walrus_names(nodes: Iterable[ast.AST], lines: Sequence[int]) -> Iterator[str]:
    """Yield the names that `:=` binds, inner functions aside.

    Given are the lines where it stands, so that most code need not be looked at.
    """
    pending = list(nodes)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.stmt) and not _spans_one_of(node, lines):
            continue
        if type(node) is ast.NamedExpr:
            yield node.target.id
        if not isinstance(node, _SCOPES):
            pending += ast.iter_child_nodes(node)


def _spans_one_of(node: ast.stmt, lines: Sequence[int]) -> bool:
    first = bisect_left(lines, node.lineno)
    return first < len(lines) and lines[first] <= (node.end_lineno or node.lineno)


def shared_names(nested: Iterable[ast.stmt], walrus_lines: Sequence[int]) -> set[str]:
    """Return the names that functions and classes mention but do not bind."""
    found: set[str] = set()
    for node in nested:
        mentioned, bound = _mentioned(node, walrus_lines)
        if not isinstance(node, ast.ClassDef):
            mentioned -= bound
        found |= mentioned
    return found


def _mentioned(
    nested: ast.stmt, walrus_lines: Sequence[int]
) -> tuple[set[str], set[str]]:
    """Return the names read or bound in a definition, and those that are its own."""
    mentioned: set[str] = set()
    pending: list[object] = [nested]
    while pending:
        node = pending.pop()
        if type(node) is ast.Name:
            mentioned.add(node.id)
        elif type(node) is list:
            pending += node
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            mentioned.update(node.names)
        elif isinstance(node, ast.AST):
            pending += vars(node).values()
    if isinstance(nested, ast.ClassDef):
        return mentioned, set()
    return mentioned, _own_names(nested, mentioned, walrus_lines)


def _own_names(
    node: Any,  # noqa: ANN401
    mentioned: set[str],
    walrus_lines: Sequence[int],
) -> set[str]:
    """Return names that are local to a function, and nowhere else mentioned in it.

    Defaults and decorators stand in the scope around: what they name is not its own.
    """
    names = names_of(node.body, walrus_lines=walrus_lines)
    args = node.args
    own = names.bound | {
        a.arg for a in (*args.posonlyargs, *args.args, *args.kwonlyargs)
    }
    own |= {a.arg for a in (args.vararg, args.kwarg) if a is not None}
    outside = (
        *args.defaults,
        *(d for d in args.kw_defaults if d is not None),
        *node.decorator_list,
    )
    used = {n.id for part in outside for n in ast.walk(part) if type(n) is ast.Name}
    return (own & mentioned) - used - names.global_ - names.nonlocal_


def has_yield(nodes: Iterable[ast.AST]) -> bool:
    """Tell whether statements make the function around them a generator."""
    pending = list(nodes)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(node, _SCOPES):
            pending += ast.iter_child_nodes(node)
    return False


def is_field(key: ast.expr | None) -> bool:
    """Tell whether a key names one of the fields of a record.

    What is kept under constant texts is of many sorts, so it is not followed.
    """
    return type(key) is ast.Constant and isinstance(key.value, (str, bytes))

"""Uses of what a file imports, made from what the walk has met.

The walk keeps every name whose root some import binds; here the scopes tell which are
the import, and not a parameter or local variable of the same name.
"""

import ast
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from ssot_audit.extract.facts import Import
from ssot_audit.extract.scopes import Scope, dotted_name
from ssot_audit.extract.text import SourceText
from ssot_audit.extract.use_facts import encoded

Used = tuple[ast.expr, ast.Call | None, Scope, ast.expr | None]
"""A dotted name, its call, the scope, and the f-string around."""

_Group = tuple[list[object], list[object]]
"""Reads and calls."""
_PARTIALS = frozenset({"partial", "partialmethod"})
_BLOCKS = ("body", "orelse", "finalbody", "handlers")


def names_imported_at_the_top(tree: ast.Module) -> set[str]:
    """Return what functions may use before the text gets to its import."""
    names: set[str] = set()
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update(a.asname or a.name.partition(".")[0] for a in node.names)
        elif isinstance(node, (ast.If, ast.Try, ast.With, ast.ExceptHandler)):
            pending += chain.from_iterable(getattr(node, b, ()) for b in _BLOCKS)
    return names


def uses(used: Sequence[Used], imports: Sequence[Import], text: SourceText) -> bytes:
    """Return the uses as facts keep them."""
    partials = dict(_partials(used)) if _imports_partial(imports) else {}
    position = text.position
    scopes: dict[int, tuple[Scope, dict[str, _Group]]] = {}
    last: Scope | None = None
    names: dict[str, _Group] = {}
    for node, call, scope, formatted in used:
        if scope is not last:
            last, names = scope, scopes.setdefault(id(scope), (scope, {}))[1]
        dotted = node.id if type(node) is ast.Name else _dotted(node)
        group = names.get(dotted)
        if group is None:
            group = names[dotted] = ([], [])
        place = position(formatted or node)
        if call is not None:
            args = call.args
            if call.keywords or (args and ast.Starred in map(type, args)):
                group[1].append(_call(call, place, text, formatted))
            else:
                group[1].append((place, len(args)))
        elif node in partials:
            group[1].append(_call(partials[node], place, text, formatted, skipped=1))
        else:
            group[0].append(place)
    bound = {found.bound for found in imports}
    return encoded(_by_scope(scopes.values(), bound))


def _by_scope(
    scopes: Iterable[tuple[Scope, dict[str, _Group]]], bound: set[str]
) -> Iterator[object]:
    for scope, names in scopes:
        found = []
        for dotted, (reads, calls) in names.items():
            root, dot, rest = dotted.partition(".")
            reference = scope.reference(root)
            if reference in bound:
                whole = dotted if reference == root else f"{reference}{dot}{rest}"
                found.append((whole, reads, calls))
        if found:
            yield (scope.qualname, found)


def _imports_partial(imports: Iterable[Import]) -> bool:
    return any(found.module == "functools" for found in imports)


def _partials(used: Sequence[Used]) -> Iterator[tuple[ast.expr, ast.Call]]:
    """Yield what `functools.partial` is given, with the call."""
    for node, call, _, _ in used:
        if call is not None and call.args:
            name = node.attr if type(node) is ast.Attribute else getattr(node, "id", "")
            if name in _PARTIALS:
                yield call.args[0], call


def _call(
    call: ast.Call,
    place: object,
    text: SourceText,
    formatted: ast.expr | None,
    skipped: int = 0,
) -> object:
    """Return a call; `skipped` is the number of arguments that `partial` takes."""
    stars = [*map(type, call.args)].count(ast.Starred)
    positional = len(call.args) - skipped - stars
    keywords = [
        (word.arg, text.keyword_position(word, formatted))
        for word in call.keywords
        if word.arg is not None
    ]
    has_spread = stars > 0 or len(keywords) < len(call.keywords)
    return (place, positional, keywords, has_spread, skipped > 0)


def _dotted(node: Any) -> str:  # noqa: ANN401 - the walk has seen that it is one
    """Return what a chain of attributes is called."""
    value = node.value
    return f"{value.id}.{node.attr}" if type(value) is ast.Name else dotted_name(node)

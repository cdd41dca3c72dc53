"""Methods that look like set-up, what they alone set, and who reads that.

Whether a runner calls them depends on the classes above, which are not known here.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from ssot_audit.extract.collect_classes import FunctionNode
from ssot_audit.extract.facts import Span
from ssot_audit.extract.testing.facts import AttributeRead, HookLike
from ssot_audit.extract.testing.hook_names import (
    MODULE,
    PYTEST,
    PYTEST_ON_UNITTEST,
    UNITTEST,
    is_hook_like,
)
from ssot_audit.extract.text import SourceText

_TRACE = re.compile(rb"def (_*[aAsStT](?!est)[A-Za-z_]{3,17})\(")
"""A slip in the first letter would be no name that anybody takes for a hook."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def hook_likes(
    source: bytes, tree: ast.Module, text: SourceText
) -> tuple[tuple[HookLike, ...], tuple[AttributeRead, ...]]:
    """Return what looks like set-up in a file, and the reads of what it alone sets."""
    if not any(is_hook_like(name.decode()) for name in set(_TRACE.findall(source))):
        return (), ()
    likes: list[HookLike] = []
    reads: list[AttributeRead] = []
    functions = (node for node in tree.body if isinstance(node, _FUNCTIONS))
    likes += (
        HookLike(node.name, _header(node, text), ())
        for node in functions
        if node.name not in MODULE and is_hook_like(node.name)
    )
    for qualname, made in _classes(tree.body, ""):
        _look(qualname, made, text, likes, reads)
    return tuple(likes), tuple(reads)


def _classes(
    body: Iterable[ast.stmt], outer: str
) -> Iterator[tuple[str, ast.ClassDef]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            qualname = f"{outer}{node.name}"
            yield qualname, node
            yield from _classes(node.body, f"{qualname}.")
        elif isinstance(node, (ast.If, ast.Try)):
            yield from _classes(node.body, outer)


def _look(
    qualname: str,
    made: ast.ClassDef,
    text: SourceText,
    likes: list[HookLike],
    reads: list[AttributeRead],
) -> None:
    called = PYTEST_ON_UNITTEST | (UNITTEST if made.bases else PYTEST)
    methods = [node for node in made.body if isinstance(node, _FUNCTIONS)]
    for method in methods:
        if method.name in called or not is_hook_like(method.name):
            continue
        others = [node for node in made.body if node is not method]
        sets = sorted(set(_attributes(method, ast.Store)) - set(_set_by(others)))
        name = f"{qualname}.{method.name}"
        likes.append(HookLike(name, _header(method, text), tuple(sets)))
        for other in methods:
            if other is not method:
                reads += _reads(f"{qualname}.{other.name}", other, sets, text)


def _set_by(body: Sequence[ast.stmt]) -> Iterator[str]:
    """Yield what else the body of a class sets on the class or its instances."""
    for node in body:
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            yield node.name
        if isinstance(node, _FUNCTIONS):
            yield from _attributes(node, ast.Store)
        else:
            names = (n for n in ast.walk(node) if isinstance(n, ast.Name))
            yield from (n.id for n in names if isinstance(n.ctx, ast.Store))


def _attributes(function: FunctionNode, context: type[ast.expr_context]) -> set[str]:
    return {node.attr for node in _uses(function) if isinstance(node.ctx, context)}


def _uses(function: FunctionNode) -> Iterator[ast.Attribute]:
    """Yield every use of an attribute of a function's first parameter."""
    positional = function.args.posonlyargs or function.args.args
    if positional:
        first = positional[0].arg
        for node in ast.walk(function):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == first
            ):
                yield node


def _reads(
    qualname: str, function: FunctionNode, names: Sequence[str], text: SourceText
) -> Iterator[AttributeRead]:
    """Yield the first read of each of some attributes in a method."""
    if not names:
        return
    found: dict[str, ast.Attribute] = {}
    for node in _uses(function):
        if node.attr in names and isinstance(node.ctx, ast.Load):
            first = found.setdefault(node.attr, node)
            if (node.lineno, node.col_offset) < (first.lineno, first.col_offset):
                found[node.attr] = node
    for name in sorted(found):
        yield AttributeRead(qualname, name, text.span(found[name]))


def _header(node: FunctionNode, text: SourceText) -> Span:
    is_async = type(node) is ast.AsyncFunctionDef
    return text.header(node, "async def" if is_async else "def", node.name)

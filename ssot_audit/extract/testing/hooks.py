"""Methods that look like set-up, what they alone set, and who reads that.

Whether a runner calls them depends on the classes above, which are not known here.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from ssot_audit.extract.collect_classes import FunctionNode
from ssot_audit.extract.testing.facts import AttributeRead, HookLike
from ssot_audit.extract.testing.hook_names import (
    MODULE,
    PYTEST,
    UNITTEST,
    is_hook_like,
)
from ssot_audit.extract.walk_statements import StatementWalk

_TRACE = re.compile(rb"def (_*[aAsStT](?!est)[A-Za-z_]{3,17})\(")
"""A slip in the first letter would be no name that anybody takes for a hook."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def hook_likes(
    source: bytes, tree: ast.Module, walk: StatementWalk
) -> tuple[tuple[HookLike, ...], tuple[AttributeRead, ...]]:
    """Return what looks like set-up in a file, and the reads of what it alone sets."""
    if not any(is_hook_like(name.decode()) for name in set(_TRACE.findall(source))):
        return (), ()
    collector = _Collector(source, walk)
    for node in tree.body:
        if isinstance(node, _FUNCTIONS) and node.name not in MODULE:
            collector.note(node, node.name, ())
    for qualname, made in _classes(tree.body, ""):
        collector.look(qualname, made)
    return tuple(collector.likes), tuple(collector.reads)


class _Collector:
    def __init__(self, source: bytes, walk: StatementWalk) -> None:
        self._source = source
        self._text = walk.text
        self._walk = walk
        self._scopes = dict(walk.bodies)
        self.likes: list[HookLike] = []
        self.reads: list[AttributeRead] = []

    def note(self, node: FunctionNode, qualname: str, sets: Sequence[str]) -> None:
        """Keep a function if it looks like set-up."""
        if is_hook_like(node.name):
            keyword = "async def" if type(node) is ast.AsyncFunctionDef else "def"
            span = self._text.header(node, keyword, node.name)
            is_named = self._is_named(node.name)
            self.likes.append(HookLike(qualname, span, tuple(sets), is_named))

    def look(self, qualname: str, made: ast.ClassDef) -> None:
        """Keep what looks like set-up in a class, and what depends on it."""
        called = PYTEST | (UNITTEST if made.bases else frozenset())
        methods = [node for node in made.body if isinstance(node, _FUNCTIONS)]
        if not made.bases and not any(n.name.startswith("test") for n in methods):
            return
        for method in methods:
            if method.name in called or not is_hook_like(method.name):
                continue
            others = [node for node in made.body if node is not method]
            stored = self._stored(method)
            sets = sorted(stored.difference(self._set_by(others))) if stored else ()
            self.note(method, f"{qualname}.{method.name}", sets)
            if sets:
                for other in methods:
                    if other is not method:
                        name = f"{qualname}.{other.name}"
                        self.reads += self._reads(name, other, sets)

    def _set_by(self, body: Iterable[ast.stmt]) -> Iterator[str]:
        """Yield what else the body of a class sets on the class or its instances."""
        for node in body:
            if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
                yield node.name
            if isinstance(node, _FUNCTIONS):
                yield from self._stored(node)
            else:
                names = (n for n in ast.walk(node) if isinstance(n, ast.Name))
                yield from (n.id for n in names if isinstance(n.ctx, ast.Store))

    def _stored(self, method: FunctionNode) -> set[str]:
        return {n.attr for n in self._uses(method) if isinstance(n.ctx, ast.Store)}

    def _reads(
        self, qualname: str, method: FunctionNode, names: Sequence[str]
    ) -> Iterator[AttributeRead]:
        """Yield the first read of each of some attributes in a method."""
        found: dict[str, ast.Attribute] = {}
        for node in self._uses(method):
            if node.attr in names and isinstance(node.ctx, ast.Load):
                first = found.setdefault(node.attr, node)
                if (node.lineno, node.col_offset) < (first.lineno, first.col_offset):
                    found[node.attr] = node
        for name in sorted(found):
            yield AttributeRead(qualname, name, self._text.span(found[name]))

    def _uses(self, method: FunctionNode) -> Iterator[ast.Attribute]:
        """Yield every use of an attribute of a method's first parameter."""
        positional = method.args.posonlyargs or method.args.args
        if not positional:
            return
        first, scope = positional[0].arg, self._scopes[method]
        # Static methods, and scopes within, are those of which the walk keeps less.
        is_plain = scope.self_name == first and not scope.defined
        for node in self._walk.attributes_in(scope) if is_plain else ast.walk(method):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == first
            ):
                yield node

    def _is_named(self, name: str) -> bool:
        # What begins with the name itself is found many times as fast.
        pattern = rb"%(name)s(?<!\w%(name)s)(?<!def %(name)s)\b"
        return re.search(pattern % {b"name": name.encode()}, self._source) is not None


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

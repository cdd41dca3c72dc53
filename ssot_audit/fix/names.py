"""What a file does with a name: where it binds, uses and spells it."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

import libcst as cst

from ssot_audit.fix.annotations import annotation_strings
from ssot_audit.fix.tree import Tree, dotted

_NAMING = (
    cst.ImportAlias,
    cst.AsName,
    cst.ImportFrom,
    cst.NameItem,
    cst.FunctionDef,
    cst.ClassDef,
    cst.MatchKeywordElement,
    cst.TypeVar,
    cst.TypeVarTuple,
    cst.ParamSpec,
)
"""What a name directly in it is no expression of."""
_REFLECTION = frozenset({"globals", "locals", "vars", "eval", "exec"})
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Names:
    """The names of one file."""

    def __init__(self, tree: Tree) -> None:
        """Look at nothing before it is asked for; every query may raise `Untouched`."""
        self._tree = tree

    @cached_property
    def _bound(self) -> Counter[str]:
        return Counter(
            name for node in ast.walk(self._tree.abstract) for name in _bound_by(node)
        )

    @cached_property
    def _imported(self) -> Counter[str]:
        return Counter(
            alias.asname or alias.name.partition(".")[0]
            for node in ast.walk(self._tree.abstract)
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for alias in node.names
        )

    @cached_property
    def _read(self) -> frozenset[str]:
        return frozenset(
            node.id
            for node in ast.walk(self._tree.abstract)
            if isinstance(node, ast.Name)
        )

    @cached_property
    def _texts(self) -> frozenset[str]:
        types = set(annotation_strings(self._tree))
        return frozenset(
            str(node.evaluated_value)
            for node in self._tree.nodes
            if isinstance(node, cst.SimpleString) and node not in types
        )

    def bindings(self, name: str) -> int:
        """Return how many times a file binds a name, wherever, `global` included."""
        return self._bound[name] + self._imported[name]

    def is_only_imported(self, name: str) -> bool:
        """Tell whether nothing but imports binds a name, anywhere in the file."""
        return not self._bound[name]

    def is_known(self, name: str) -> bool:
        """Tell whether a file has any use for a name, so that it is not to be had."""
        return bool(self.bindings(name)) or name in self._read or self.is_text(name)

    def is_text(self, name: str) -> bool:
        """Tell whether a string is a name, as those in `__all__` are."""
        return name in self._texts

    def is_in_example(self, name: str) -> bool:
        """Tell whether a doctest has a name that it must get from the module."""
        word = re.compile(rf"\b{re.escape(name)}\b")
        own = re.compile(rf">>> *(?:from|import)\b[^\n]*{word.pattern}")
        return any(
            ">>>" in text and word.search(text) and not own.search(text)
            for text in self._texts
        )

    @cached_property
    def reflects(self) -> bool:
        """Whether names may be used in ways that nobody sees."""
        return bool(self._read & _REFLECTION) or "# type:" in self._tree.content

    def uses(self, name: str) -> Iterator[cst.Name]:
        """Yield the places where a name is read by what imports bind it to."""
        is_plain = self.is_only_imported(name)
        for node in self._all_names.get(name, ()):
            if is_plain or self._tree.refers_to_import(node):
                yield node

    def chains(self, name: str) -> Iterator[cst.Name | cst.Attribute]:
        """Yield the expressions that are a dotted name, whatever follows it."""
        root, _, rest = name.partition(".")
        for node in self.uses(root):
            found: cst.CSTNode = node
            for _ in range(rest.count(".") + 1 if rest else 0):
                found = self._tree.parent(found)
            if isinstance(found, (cst.Name, cst.Attribute)) and dotted(found) == name:
                yield found

    def quoted(self, name: str) -> Iterator[cst.SimpleString]:
        """Yield the annotations in quotes that have a dotted name in them."""
        pattern = quoted_name(name)
        for node in annotation_strings(self._tree):
            if pattern.search(node.value):
                yield node

    @cached_property
    def _all_names(self) -> dict[str, list[cst.Name]]:
        found: dict[str, list[cst.Name]] = {}
        for node in self._tree.nodes:
            if isinstance(node, cst.Name) and self._is_expression(node):
                found.setdefault(node.value, []).append(node)
        return found

    def _is_expression(self, node: cst.Name) -> bool:
        parent = self._tree.parent(node)
        if isinstance(parent, cst.Attribute):
            return parent.value is node and not self._is_in_import(parent)
        if isinstance(parent, cst.Arg):
            return parent.value is node
        if isinstance(parent, cst.Param):
            return parent.default is node
        return not isinstance(parent, _NAMING)

    def _is_in_import(self, node: cst.CSTNode) -> bool:
        outer = self._tree.parent(node)
        while isinstance(outer, cst.Attribute):
            outer = self._tree.parent(outer)
        return isinstance(outer, (cst.ImportAlias, cst.ImportFrom))


def quoted_name(name: str) -> re.Pattern[str]:
    """Return a pattern for a dotted name that is no part of a longer one."""
    return re.compile(rf"(?<![\w.]){re.escape(name)}(?!\w)")


def _bound_by(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node binds otherwise than by import."""
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(
        node, (*_DEFINITIONS, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)
    ):
        if node.name:
            yield node.name
    elif isinstance(node, (ast.Global, ast.Nonlocal)):
        yield from node.names
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest
    for parameter in getattr(node, "type_params", ()):
        yield parameter.name

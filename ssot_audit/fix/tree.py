"""A LibCST tree with the positions that facts have."""

import ast
from collections.abc import Iterator, Mapping
from functools import cached_property

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider
from libcst.metadata.scope_provider import ScopeProvider

from ssot_audit.extract.facts import Span
from ssot_audit.fix.text import Untouched

ImportStatement = cst.Import | cst.ImportFrom
_FUNCTIONS = (cst.FunctionDef, cst.Lambda)


class Tree:
    """The syntax of one file, and where in it things are."""

    def __init__(self, content: str) -> None:
        """Parse; raises `Untouched` for what LibCST cannot read or write back."""
        try:
            module = cst.parse_module(content)
        except (cst.ParserSyntaxError, cst.CSTLogicError, RecursionError):
            raise Untouched("LibCST cannot read it") from None
        if module.code != content:
            raise Untouched("LibCST would change more than asked for")
        self.content = content
        self._wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
        self.module = self._wrapper.module

    @cached_property
    def parents(self) -> Mapping[cst.CSTNode, cst.CSTNode]:
        """The node around each node."""
        return self._wrapper.resolve(ParentNodeProvider)

    @cached_property
    def spans(self) -> Mapping[cst.CSTNode, Span]:
        """Where each node stands, counted as in facts."""
        found = self._wrapper.resolve(PositionProvider)
        return {
            node: Span(
                at.start.line, at.start.column + 1, at.end.line, at.end.column + 1
            )
            for node, at in found.items()
        }

    @cached_property
    def by_span(self) -> Mapping[Span, tuple[cst.CSTNode, ...]]:
        """The nodes that stand in a place, the outer ones first."""
        found: dict[Span, list[cst.CSTNode]] = {}
        for node in self.nodes:
            if node in self.spans:
                found.setdefault(self.spans[node], []).append(node)
        return {span: tuple(nodes) for span, nodes in found.items()}

    @cached_property
    def nodes(self) -> tuple[cst.CSTNode, ...]:
        """All nodes, in the order of the text, outer before inner."""
        return tuple(_below(self.module))

    @cached_property
    def imports(self) -> tuple[ImportStatement, ...]:
        """All import statements."""
        return tuple(
            node
            for node in self.nodes
            if isinstance(node, (cst.Import, cst.ImportFrom))
        )

    @cached_property
    def abstract(self) -> ast.Module:
        """The same file as CPython sees it; raises `Untouched`."""
        try:
            return ast.parse(self.content)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise Untouched("this Python cannot read it") from None

    def alias_at(self, span: Span) -> tuple[ImportStatement, cst.ImportAlias] | None:
        """Return the imported name that ends where a span does."""
        end = span.end_line, span.end_column
        for statement in self.imports:
            for alias in aliases(statement):
                at = self.spans[alias]
                if (at.end_line, at.end_column) == end:
                    return statement, alias
        return None

    def star_at(self, span: Span) -> bool:
        """Tell whether a star import ends where a span does."""
        return any(
            isinstance(statement.names, cst.ImportStar)
            and self.spans[statement].end_line == span.end_line
            for statement in self.imports
            if isinstance(statement, cst.ImportFrom)
        )

    def around(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Yield what a node stands in, from the inside out."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def function_around(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """Return the nearest function around a node."""
        return next((n for n in self.around(node) if isinstance(n, _FUNCTIONS)), None)

    def is_in_class_body(self, node: cst.CSTNode) -> bool:
        """Tell whether a statement binds names in a class."""
        kinds = (*_FUNCTIONS, cst.ClassDef)
        nearest = next((n for n in self.around(node) if isinstance(n, kinds)), None)
        return isinstance(nearest, cst.ClassDef)

    def refers_to_import(self, name: cst.Name) -> bool:
        """Tell whether imports alone give a name its meaning where it stands."""
        scope = self._scopes.get(name)
        assignments = scope[name.value] if scope is not None else set()
        return bool(assignments) and all(
            isinstance(getattr(assignment, "node", None), (cst.Import, cst.ImportFrom))
            for assignment in assignments
        )

    @cached_property
    def _scopes(self) -> Mapping[cst.CSTNode, object]:
        return self._wrapper.resolve(ScopeProvider)


def aliases(statement: ImportStatement) -> tuple[cst.ImportAlias, ...]:
    """Return the names of an import; none of a star."""
    names = statement.names
    return () if isinstance(names, cst.ImportStar) else tuple(names)


def dotted(node: cst.CSTNode | None) -> str:
    """Return `a.b.c` for a name or a chain of attributes, else nothing."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if not isinstance(node, cst.Name):
        return ""
    return ".".join((node.value, *reversed(parts)))


def expression(name: str) -> cst.Name | cst.Attribute:
    """Return the node of a dotted name."""
    first, *rest = name.split(".")
    node: cst.Name | cst.Attribute = cst.Name(first)
    for part in rest:
        node = cst.Attribute(node, cst.Name(part))
    return node


def bound_name(alias: cst.ImportAlias) -> str:
    """Return the name that an imported name binds."""
    if alias.asname is not None:
        return dotted(alias.asname.name)
    return dotted(alias.name).partition(".")[0]


def _below(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack += reversed(node.children)

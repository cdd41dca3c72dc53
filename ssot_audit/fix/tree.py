"""A LibCST tree with the positions that facts have."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache, cached_property
from itertools import zip_longest

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from libcst.metadata.scope_provider import Scope, ScopeProvider

from ssot_audit.extract.facts import Span
from ssot_audit.extract.parse import ParseError, Parser, parse
from ssot_audit.extract.text import SourceText
from ssot_audit.fix.text import Untouched

ImportStatement = cst.Import | cst.ImportFrom
_Imported = tuple[ImportStatement, cst.ImportAlias | None]
_STATEMENTS = (
    cst.BaseStatement,
    cst.BaseSuite,
    cst.BaseSmallStatement,
    cst.Else,
    cst.Finally,
    cst.ExceptHandler,
    cst.ExceptStarHandler,
    cst.MatchCase,
)
_FUNCTIONS = (cst.FunctionDef, cst.Lambda)
_SPACE = (
    cst.BaseParenthesizableWhitespace,
    cst.TrailingWhitespace,
    cst.EmptyLine,
    cst.Comma,
    cst.Dot,
)


class Tree:
    """The syntax of one file, and where in it things are."""

    def __init__(self, content: str, source: bytes) -> None:
        """Parse the content of a source.

        Raises `Untouched` for what LibCST cannot read, or not write back as it was.
        """
        try:
            module = cst.parse_module(content)
        except (cst.ParserSyntaxError, cst.CSTLogicError, RecursionError):
            raise Untouched("LibCST cannot read it") from None
        if module.code != content:
            raise Untouched("LibCST would change more than asked for")
        self.content = content
        self._source = source
        self._wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
        self.module = self._wrapper.module

    def parent(self, node: cst.CSTNode) -> cst.CSTNode:
        """Return what a node, but the module, stands in."""
        known = self._statement_parents.get(node)
        return self._parents[node] if known is None else known

    @cached_property
    def _statement_parents(self) -> Mapping[cst.CSTNode, cst.CSTNode]:
        """What each statement and block stands in, in the order of the text.

        Most nodes are in expressions, and imports are not.
        """
        found: dict[cst.CSTNode, cst.CSTNode] = {}
        pending: list[tuple[cst.CSTNode, cst.CSTNode]] = [(self.module, self.module)]
        while pending:
            node, outer = pending.pop()
            found[node] = outer
            inner = [known for known in _inside(node) if isinstance(known, _STATEMENTS)]
            pending += ((known, node) for known in reversed(inner))
        return found

    @cached_property
    def _parents(self) -> Mapping[cst.CSTNode, cst.CSTNode]:
        return {inner: node for node in self.nodes for inner in _inside(node)}

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
        """All nodes but spaces and commas, statements in their order."""
        return tuple(_below(self.module))

    @cached_property
    def imports(self) -> tuple[ImportStatement, ...]:
        """All import statements."""
        return tuple(
            node
            for node in self._statement_parents
            if isinstance(node, (cst.Import, cst.ImportFrom))
        )

    @cached_property
    def abstract(self) -> ast.Module:
        """The same file as the front end of a scan sees it; raises `Untouched`."""
        try:
            return parse(self._source, Parser.AUTO).tree
        except ParseError as error:
            raise Untouched(f"it cannot be read: {error.message}") from None

    @cached_property
    def _import_ends(self) -> Mapping[tuple[int, int], _Imported]:
        """Imported names, or None for a star, by where they end, as facts count it.

        Both parsers see the same statements in the same order, and only the other one
        says where they are without writing the whole file.
        """
        text = SourceText(self._source)
        found: dict[tuple[int, int], _Imported] = {}
        nodes = sorted(
            (
                node
                for node in ast.walk(self.abstract)
                if isinstance(node, (ast.Import, ast.ImportFrom))
            ),
            key=lambda node: (node.lineno, node.col_offset),
        )
        for statement, node in zip(self.imports, nodes, strict=True):
            for alias, known in zip_longest(aliases(statement), node.names):
                span = text.span(known)
                found[span.end_line, span.end_column] = statement, alias
        return found

    def alias_at(
        self, span: Span
    ) -> tuple[ImportStatement, cst.ImportAlias | None] | None:
        """Return the imported name, None for a star, that ends where a span does."""
        return self._import_ends.get((span.end_line, span.end_column))

    def around(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Yield what a node stands in, from the inside out."""
        while node is not self.module:
            node = self.parent(node)
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
    def _scopes(self) -> Mapping[cst.CSTNode, Scope | None]:
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


def root_of(node: cst.CSTNode) -> cst.Name | None:
    """Return the name that a chain of attributes begins with."""
    while isinstance(node, cst.Attribute):
        node = node.value
    return node if isinstance(node, cst.Name) else None


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
        stack += reversed(_inside(node))


def _inside(node: cst.CSTNode) -> list[cst.CSTNode]:
    """Return the children of a node; to ask LibCST is to visit it."""
    found: list[cst.CSTNode] = []
    for name in _fields(type(node)):
        value = getattr(node, name)
        if isinstance(value, cst.CSTNode):
            if not isinstance(value, _SPACE):
                found.append(value)
        elif isinstance(value, (list, tuple)):
            found += (
                item
                for item in value
                if isinstance(item, cst.CSTNode) and not isinstance(item, _SPACE)
            )
    return found


@cache
def _fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
